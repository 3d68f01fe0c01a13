package diff_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint/diff"
)

// with is a configuration with one endpoint and one backend, to which members
// are added.
func with(service, endpoint, backend string) string {
	return `{"version": 3` + service + `, "endpoints": [{"endpoint": "/a/{id}"` + endpoint +
		`, "backend": [{"url_pattern": "/x/{id}", "host": ["http://h:80"]` + backend + `}]}]}`
}

func compare(before, after string) *diff.Diff {
	return diff.Compare(config.Parse("old.json", []byte(before)), config.Parse("new.json", []byte(after)))
}

func TestCompareNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	plain := with("", "", "")
	tests := []struct{ name, before, after, want string }{
		{"nothing", plain, plain, ""},
		{"layout, order and comments", with(`, "name": "x", "port": 8080`, `, "@why": 1`, ""), "\n" + strings.Replace(with("", "", `, "_c": 2`), `{"version": 3`, `{ "name": "x", "version": 3`, 1), ""},
		{"defaults written out", plain, with(`, "timeout": "2s"`, `, "method": "get", "output_encoding": "json", "concurrent_calls": 1`, `, "encoding": "json", "is_collection": false, "method": "GET"`), ""},
		{"a parameter has another name", plain, strings.ReplaceAll(plain, "{id}", "{user}"), ""},
		{"a host is written in full", strings.Replace(plain, "http://h:80", "h:80", 1), plain, ""},
		{"endpoint comes and goes", plain, strings.Replace(plain, "/a/", "/b/", 1), "! GET /a/{id}: is no longer there [endpoint-removed]\nGET /b/{id}: is new [endpoint-added]"},
		{"method", plain, with("", `, "method": "POST"`, ""), "! GET /a/{id}: is no longer there [endpoint-removed]\nPOST /a/{id}: is new [endpoint-added]"},
		{"output", plain, with(`, "output_encoding": "xml"`, "", ""), "! GET /a/{id}: the answer is xml instead of json [output-changed]"},
		{"timeout of the service", plain, with(`, "timeout": "1s"`, "", ""), "! GET /a/{id}: the timeout is 1s instead of 2s [timeout-lowered]"},
		{"timeout of the endpoint", plain, with("", `, "timeout": "1m"`, ""), "GET /a/{id}: the timeout is 1m0s instead of 2s [timeout-raised]"},
		{"header goes", with("", `, "input_headers": ["X-A", "x-b"]`, ""), with("", `, "input_headers": ["X-B"]`, ""), `! GET /a/{id}: the header "x-a" is no longer handed on [header-dropped]`},
		{"any header", with("", `, "input_headers": ["X-A"]`, ""), with("", `, "input_headers": ["*"]`, ""), `GET /a/{id}: the header * (any) is handed on [header-added]`},
		{"query goes", with("", `, "input_query_strings": ["p"]`, ""), plain, `! GET /a/{id}: the query string "p" is no longer handed on [query-dropped]`},
		{"cache", plain, with("", `, "cache_ttl": "1m"`, ""), "GET /a/{id}: answers may be kept for 1m0s instead of 0s [cache-changed]"},
		{"calls", plain, with("", `, "concurrent_calls": 2`, ""), "GET /a/{id}: 2 concurrent calls instead of 1 [calls-changed]"},
		{"host", plain, strings.Replace(plain, "h:80", "i:80", 1), `GET /a/{id}: http://i:80/x/{id}: host "http://i:80" instead of "http://h:80" [backend-moved]`},
		{"path", plain, strings.Replace(plain, "/x/", "/y/", 1), `GET /a/{id}: http://h:80/y/{id}: url_pattern "/y/{id}" instead of "/x/{id}" [backend-moved]`},
		{"encoding", plain, with("", "", `, "encoding": "xml"`), "! GET /a/{id}: http://h:80/x/{id}: the answer is read as xml instead of json [encoding-changed]"},
		{"collection", plain, with("", "", `, "is_collection": true`), "! GET /a/{id}: http://h:80/x/{id}: the answer is read as a list instead of an object [collection-changed]"},
		{"group", plain, with("", "", `, "group": "g"`), `! GET /a/{id}: http://h:80/x/{id}: group is "g" instead of absent [answer-moved]`},
		{"allow", with("", "", `, "allow": ["a", "b"]`), with("", "", `, "allow": ["b", "c"]`), `! GET /a/{id}: http://h:80/x/{id}: the field "a" is no longer in the answer [field-removed]` + "\n" + `GET /a/{id}: http://h:80/x/{id}: the field "c" is in the answer too [field-added]`},
		{"allow at all", plain, with("", "", `, "allow": ["a"]`), `! GET /a/{id}: http://h:80/x/{id}: only a of the answer is left [field-removed]`},
		{"deny", plain, with("", "", `, "deny": ["a"]`), `! GET /a/{id}: http://h:80/x/{id}: the field "a" is no longer in the answer [field-removed]`},
		{"mapping", with("", "", `, "mapping": {"a": "b"}`), with("", "", `, "mapping": {"a": "c", "d": "e"}`), `! GET /a/{id}: http://h:80/x/{id}: the field "b" is called "c" [field-renamed]` + "\n" + `! GET /a/{id}: http://h:80/x/{id}: the field "d" is called "e" [field-renamed]`},
		{"authentication comes", plain, with("", `, "extra_config": {"auth/validator": {"alg": "RS256"}}`, ""), `! GET /a/{id}: "auth/validator" is set [authentication-added]`},
		{"authentication goes", with("", `, "extra_config": {"auth/validator": {"alg": "RS256"}}`, ""), plain, `GET /a/{id}: "auth/validator" is no longer set [authentication-removed]`},
		{"authentication differs", with("", `, "extra_config": {"auth/validator": {"alg": "RS256", "cache": true}}`, ""), with("", `, "extra_config": {"auth/validator": {"cache": true, "alg": "ES256"}}`, ""), `! GET /a/{id}: "auth/validator" differs: alg [authentication-changed]`},
		{"limit lower", with("", `, "extra_config": {"qos/ratelimit/router": {"max_rate": 10}}`, ""), with("", `, "extra_config": {"qos/ratelimit/router": {"max_rate": 5}}`, ""), `! GET /a/{id}: "qos/ratelimit/router" differs: max_rate [rate-limit-lowered]`},
		{"limit higher", with("", `, "extra_config": {"qos/ratelimit/router": {"max_rate": 10}}`, ""), with("", `, "extra_config": {"qos/ratelimit/router": {"max_rate": 50}}`, ""), `GET /a/{id}: "qos/ratelimit/router" differs: max_rate [rate-limit-raised]`},
		{"cors", with(`, "extra_config": {"security/cors": {"allow_origins": ["https://a", "https://b"]}}`, "", ""), with(`, "extra_config": {"security/cors": {"allow_origins": ["https://a"]}}`, "", ""), `! "security/cors" differs: allow_origins [cors-narrowed]`},
		{"port", plain, with(`, "port": 9000`, "", ""), "! port is 9000 instead of 8080 [address-changed]"},
		{"name", with(`, "name": "a"`, "", ""), with(`, "name": "b"`, "", ""), `name is "b" instead of "a" [gateway-changed]`},
		{"agent", plain, with(`, "async_agent": [{"name": "q"}]`, "", ""), `the async agent "q" is new [agent-changed]`},
		{"setting of a backend", plain, with("", "", `, "extra_config": {"backend/http": {"return_error_code": true}}`), `GET /a/{id}: http://h:80/x/{id}: "backend/http" is set [setting-changed]`},
		{"backend goes", strings.Replace(plain, `"backend": [`, `"backend": [{"url_pattern": "/y", "host": ["http://h:80"]}, `, 1), plain, "! GET /a/{id}: http://h:80/y: is no longer called [backend-removed]"},
		{"backend comes", plain, strings.Replace(plain, `"backend": [`, `"backend": [{"url_pattern": "/y", "host": ["http://h:80"]}, `, 1), "GET /a/{id}: http://h:80/y: is called too [backend-added]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, c := range compare(tt.before, tt.after).Changes {
				s := c.String()
				if c.Breaking {
					s = "! " + s
				}
				got = append(got, s)
			}
			if d := cmp.Diff(tt.want, strings.Join(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCompareSurvivesBrokenFiles(t *testing.T) {
	t.Parallel()
	texts := []string{"", "{", "[]", `{"endpoints": [null, {"backend": [null, 1]}, 3], "extra_config": 1, "async_agent": [null]}`, with("", "", ""), `{"endpoints": [{"endpoint": "/a"}, {"endpoint": "/a"}]}`}
	for _, a := range texts {
		for _, b := range texts {
			d := compare(a, b)
			if a == b && len(d.Changes) > 0 {
				t.Errorf("%q differs from itself: %v", a, d.Changes)
			}
		}
	}
}

func TestRulesHaveIDsOfTheirOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "diff.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range diff.Rules() {
		if seen[r.ID] || r.Summary == "" {
			t.Errorf("%s stands twice, or has no summary", r.ID)
		}
		seen[r.ID] = true
		if !strings.Contains(string(page), "| `"+r.ID+"` | "+r.Summary+" |") {
			t.Errorf("docs/diff.md lacks the row\n| `%s` | %s |", r.ID, r.Summary)
		}
	}
}

func TestFormatsLookAsTheyDid(t *testing.T) {
	t.Parallel()
	before := with(`, "name": "a"`, "", `, "allow": ["a", "b"]`)
	after := with(`, "name": "b\u0007|<x>"`, `, "timeout": "5s"`, `, "allow": ["a"]`)
	d := compare(before, after)
	want := `the gateway
    name is "b\a|<x>" instead of "a" [gateway-changed]
GET /a/{id}
    the timeout is 5s instead of 2s [timeout-raised]
  ! http://h:80/x/{id} the field "b" is no longer in the answer [field-removed]

3 changes, 1 of them can hurt clients
`
	if diff := cmp.Diff(want, write(t, d, "text", false)); diff != "" {
		t.Error(diff)
	}
	want = "GET /a/{id}\n  ! http://h:80/x/{id} the field \"b\" is no longer in the answer [field-removed]\n\n1 change, which can hurt clients\n"
	if diff := cmp.Diff(want, write(t, d, "text", true)); diff != "" {
		t.Error(diff)
	}
	if md := write(t, d, "markdown", false); !strings.Contains(md, `| the gateway | name is "b\\a\|&lt;x&gt;" instead of "a" | gateway-changed |  |`) {
		t.Error(md)
	}
	var model struct {
		Breaking int
		Changes  []struct {
			Rule string
			New  struct{ Path string }
		}
	}
	if err := json.Unmarshal([]byte(write(t, d, "json", false)), &model); err != nil {
		t.Fatal(err)
	}
	if model.Breaking != 1 || len(model.Changes) != 3 || model.Changes[2].Rule != "field-removed" || model.Changes[2].New.Path != "new.json" {
		t.Errorf("got %+v", model)
	}
	if err := d.Write(&bytes.Buffer{}, "xml", false); err == nil || !strings.Contains(err.Error(), "text, json, markdown") {
		t.Errorf("the error is %v", err)
	}
}

func write(t *testing.T, d *diff.Diff, format string, breaking bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, format, breaking); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

package try

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

func filled() Request {
	return Request{
		Method: "POST", Path: "/v1/users/{id}", Params: []Pair{{"id", "a b"}}, Query: []Pair{{"page", "1"}, {"limit", ""}},
		Headers: []Pair{{"Accept-Language", "it's"}, {"X-Empty", ""}}, Body: `{"name": "O'Brien"}`,
	}
}

func TestRequestsAreWrittenAsFiles(t *testing.T) {
	answer := &Answer{Status: 201, Header: http.Header{"X-Krakend-Completed": {"true"}}, Body: []byte(`{"id": 1, "it's": [1], "a\"b": {}}`)}
	cases := map[string]struct {
		ending string
		r      Request
		a      *Answer
		want   string
	}{
		"curl": {".sh", filled(), answer, `#!/bin/sh
curl -i -X POST 'http://localhost:8080/v1/users/a%20b?page=1' \
  -H 'Accept-Language: it'\''s' \
  -H 'Content-Type: application/json' \
  --data-raw '{"name": "O'\''Brien"}'
`},
		"curl of a GET":  {".SH", Request{Method: "GET", Path: "/a"}, nil, "#!/bin/sh\ncurl -i 'http://localhost:8080/a'\n"},
		"curl of a HEAD": {".sh", Request{Method: "HEAD", Path: "/[a]"}, nil, "#!/bin/sh\ncurl -I --globoff 'http://localhost:8080/[a]'\n"},
		"http": {".http", filled(), nil, `### POST /v1/users/{id}
POST http://localhost:8080/v1/users/a%20b?page=1
Accept-Language: it's
Content-Type: application/json

{"name": "O'Brien"}
`},
		"hurl": {".hurl", filled(), answer, `# POST /v1/users/{id}
POST http://localhost:8080/v1/users/a%20b?page=1
Accept-Language: it's
Content-Type: application/json
{"name": "O'Brien"}
HTTP 201
[Asserts]
header "X-Krakend-Completed" == "true"
jsonpath "$['id']" exists
jsonpath "$['it\\'s']" exists
jsonpath "$['a\"b']" exists
`},
		"hurl of a list":          {".hurl", Request{Method: "GET", Path: "/a"}, &Answer{Status: 200, Body: []byte(`[1]`)}, "# GET /a\nGET http://localhost:8080/a\nHTTP 200\n[Asserts]\njsonpath \"$\" isCollection\n"},
		"hurl without an answer":  {".hurl", Request{Method: "GET", Path: "/a"}, nil, "# GET /a\nGET http://localhost:8080/a\n"},
		"hurl with text":          {".hurl", Request{Method: "PUT", Path: "/a", Body: "no JSON", Headers: []Pair{{"content-type", "text/plain"}}}, &Answer{Status: 204}, "# PUT /a\nPUT http://localhost:8080/a\ncontent-type: text/plain\n`no JSON`\nHTTP 204\n"},
		"hurl with lines":         {".hurl", Request{Method: "PUT", Path: "/a", Body: "a\n", Headers: []Pair{{"Content-Type", `a#b\c{{d`}}}, nil, "# PUT /a\nPUT http://localhost:8080/a\nContent-Type: a\\#b\\\\c\\u{7b}\\u{7b}d\nbase64,YQo=;\n"},
		"hurl with a number":      {".hurl", Request{Method: "PUT", Path: "/a", Body: "1", Headers: []Pair{{"Content-Type", "a"}}}, nil, "# PUT /a\nPUT http://localhost:8080/a\nContent-Type: a\n`1`\n"},
		"hurl with braces":        {".hurl", Request{Method: "PUT", Path: "/a", Body: `{"a": "{{b}}"}`, Headers: []Pair{{"Content-Type", "a"}}}, nil, "# PUT /a\nPUT http://localhost:8080/a\nContent-Type: a\n{\"a\": \"\\u007b\\u007bb}}\"}\n"},
		"hurl of a broken answer": {".hurl", Request{Method: "GET", Path: "/a"}, &Answer{Status: 200, Body: []byte(`{"a": `)}, "# GET /a\nGET http://localhost:8080/a\nHTTP 200\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, ok := c.r.File(c.ending, "http://localhost:8080", c.a)
			if diff := cmp.Diff(c.want, got); !ok || diff != "" {
				t.Error(ok, diff)
			}
		})
	}
	if _, ok := filled().File(".txt", "", nil); ok {
		t.Error("a file of another kind is written")
	}
}

// TestTheShellReadsWhatWasTyped has a shell read the command, with a curl that
// says what it was given.
func TestTheShellReadsWhatWasTyped(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	out, err := exec.Command(sh, "-c", "curl() { printf '%s\\n' \"$@\"; }\n"+filled().Curl("https://localhost:1")).Output()
	want := strings.Join([]string{"-i", "-X", "POST", "https://localhost:1/v1/users/a%20b?page=1", "-H", "Accept-Language: it's", "-H", "Content-Type: application/json", "--data-raw", `{"name": "O'Brien"}`, ""}, "\n")
	if diff := cmp.Diff(want, string(out)); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestBaseIsWhereTheGatewayListens(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "http://localhost:8080", `{"port": 9000}`: "http://localhost:9000", `{"port": 1, "tls": {"keys": []}}`: "https://localhost:1",
	} {
		if got := Base(config.Parse("k.json", []byte(text)).Service()); got != want {
			t.Errorf("%s: got %s", text, got)
		}
	}
}

// TestHurlRunsWhatIsWritten has hurl itself send a request of every kind of body
// to a server that says what it was sent.
func TestHurlRunsWhatIsWritten(t *testing.T) {
	hurl, err := exec.LookPath("hurl")
	if err != nil {
		t.Skip("there is no hurl")
	}
	var sent string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = r.Header.Get("X-Odd") + "|" + string(body)
		w.Header().Set("X-Krakend-Completed", "true")
		_, _ = io.WriteString(w, `{"id": 1, "it's": [1], "a\"b": {}, "{{c}}": 1, "d\\e": 1}`)
	}))
	defer server.Close()
	answer := &Answer{Status: 200, Header: http.Header{"X-Krakend-Completed": {"true"}}, Body: []byte(`{"id": 1, "it's": [1], "a\"b": {}, "{{c}}": 1, "d\\e": 1}`)}
	for _, body := range []string{`{"name": "O'Brien {{x}}"}`, `[1, {"a": {"b": {}}}]`, "text", "1", "a\n", "`{{x}}`\\"} {
		r := Request{Method: "POST", Path: "/a", Headers: []Pair{{"X-Odd", `a#b\c{{d}}`}}, Body: body}
		text, _ := r.File(".hurl", server.URL, answer)
		path := filepath.Join(t.TempDir(), "try.hurl")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(hurl, "--test", path).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s\n%s", err, out, text)
		}
		want := r.Headers[0].Value + "|" + body
		if same := sent == want || json.Valid([]byte(body)) && strings.ReplaceAll(sent, `\u007b`, "{") == want; !same {
			t.Errorf("sent was %q, want %q", sent, want)
		}
	}
}

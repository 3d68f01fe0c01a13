package try

import (
	"net/http"
	"os/exec"
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
		"hurl with text":          {".hurl", Request{Method: "PUT", Path: "/a", Body: "no JSON", Headers: []Pair{{"content-type", "text/plain"}}}, &Answer{Status: 204}, "# PUT /a\nPUT http://localhost:8080/a\ncontent-type: text/plain\n```\nno JSON\n```\nHTTP 204\n"},
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

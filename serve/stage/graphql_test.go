package stage

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
)

func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestGraphQLMakesTheBody(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "q.graphql"), []byte("{file}"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ settings, body, want string }{
		"absent":                  {``, `{"a":1}`, `GET  {"a":1}`},
		"query":                   {`{"type":"query","query":"{a}"}`, "", `POST application/json {"query":"{a}"}`},
		"name and variables":      {`{"type":"query","query":"{a}","operationName":"A","variables":{"n":1,"id":"{id}"}}`, "", `POST application/json {"query":"{a}","operationName":"A","variables":{"id":"7","n":1}}`},
		"placeholder in a text":   {`{"type":"query","query":"{a}","variables":{"id":"x{id}"}}`, "", `POST application/json {"query":"{a}","variables":{"id":"x{id}"}}`},
		"unknown placeholder":     {`{"type":"query","query":"{a}","variables":{"id":"{nope}"}}`, "", `POST application/json {"query":"{a}","variables":{"id":"{nope}"}}`},
		"a query ignores bodies":  {`{"type":"query","query":"{a}"}`, `{"b":1}`, `POST application/json {"query":"{a}"}`},
		"mutation":                {`{"type":"mutation","query":"m","variables":{"a":"x","b":2}}`, `{"a":"y"}`, `POST application/json {"query":"m","variables":{"a":"y","b":2}}`},
		"mutation, placeholder":   {`{"type":"mutation","query":"m","variables":{"id":"{id}"}}`, `{}`, `POST application/json {"query":"m","variables":{"id":"{id}"}}`},
		"mutation with no object": {`{"type":"mutation","query":"m"}`, `[1]`, "error"},
		"mutation with no body":   {`{"type":"mutation","query":"m"}`, ``, "error"},
		"from a file":             {`{"type":"query","query_path":"q.graphql"}`, "", `POST application/json {"query":"{file}"}`},
		"with GET":                {`{"type":"query","method":"get","query":"{a}"}`, "", `GET application/json `},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			env := quiet()
			env.Dir = dir
			got := "error"
			next := func(_ context.Context, r *Request) (*Answer, error) {
				got = r.Method + " " + r.Header.Get("Content-Type") + " " + string(r.Body.Bytes())
				return &Answer{}, nil
			}
			extra := `{}`
			if tt.settings != "" {
				extra = `{"backend/graphql":` + tt.settings + `}`
			}
			r := &Request{Method: "GET", Header: http.Header{}, Params: map[string]string{"Id": "7"}, Body: BytesBody([]byte(tt.body))}
			_, err := graphQL(endpointOf(t, `{}`, extra).Backends[0], env, next)(t.Context(), r)
			if d := cmp.Diff(tt.want, got); d != "" || (err != nil) != (got == "error") {
				t.Errorf("error %v (-want +got):\n%s", err, d)
			}
			if r.Method != "GET" || len(r.Header) > 0 {
				t.Error("the request itself was changed")
			}
		})
	}
}

func TestGraphQLThatCannotBeReadLeavesTheCallAlone(t *testing.T) {
	for name, settings := range map[string]string{
		"no type":      `{"query":"{a}"}`,
		"unknown type": `{"type":"subscription","query":"{a}"}`,
		"no query":     `{"type":"query"}`,
		"missing file": `{"type":"query","query_path":"none"}`,
		"wrong type":   `{"type":"query","query":"{a}","variables":[]}`,
		"no object":    `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			env := quiet()
			called := false
			next := func(_ context.Context, r *Request) (*Answer, error) {
				called = r.Method == "GET" && r.Body == nil
				return &Answer{}, nil
			}
			_, err := graphQL(endpointOf(t, `{}`, `{"backend/graphql":`+settings+`}`).Backends[0], env, next)(t.Context(), &Request{Method: "GET"})
			if err != nil || !called || len(env.Notices) != 1 || env.Notices[0].Effect != diag.Wrong {
				t.Errorf("called %t, error %v, notices %v", called, err, env.Notices)
			}
		})
	}
}

func TestEmptyGraphQLVariableStopsTheStart(t *testing.T) {
	e := endpointOf(t, `{}`, `{"backend/graphql":{"type":"query","query":"{a}","variables":{"a":"","b":"x"}}}`)
	found := Refusals(e.Service, "")
	if len(found) != 1 || found[0].Pointer != "/endpoints/0/backend/0/extra_config/backend~1graphql/variables/a" {
		t.Errorf("findings %v", found)
	}
}

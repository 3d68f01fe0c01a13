package generate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
)

func extended(root, path, operation string) string {
	return `openapi: 3.0.3
servers: [{url: 'http://api:8080/base'}]
x-gatewright: {` + root + `}
paths:
  /users/{id}/a/{n}:
    x-gatewright: {` + path + `}
    parameters: [{in: path, name: id, required: true, schema: {type: string}}, {in: path, name: n, required: true, schema: {type: string}}]
    post:
      x-gatewright: {` + operation + `}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array}}}}}
`
}

func TestExtensionsOfADocumentAreFollowed(t *testing.T) {
	tests := []struct{ name, root, path, operation, want string }{
		{"nothing", "", "", "", "/users/{id}/a/{n} /base/users/{id}/a/{n} json/json-collection"},
		{"endpoint", "", "", "endpoint: '/u/{n}/{id}/'", "/p/u/{n}/{id}/ /base/users/{id}/a/{n} json/json-collection"},
		{"the nearer wins", "timeout: 1s", "timeout: 2s, encoding: no-op", "timeout: 3s", "/users/{id}/a/{n} /base/users/{id}/a/{n} no-op/no-op 3s"},
		{"lists join", "headers: [X-B]", "headers: [x-a]", "query: [q]", "/users/{id}/a/{n} /base/users/{id}/a/{n} json/json-collection Content-Type,x-a,X-B q"},
		{"output", "", "", "output_encoding: negotiate", "/users/{id}/a/{n} /base/users/{id}/a/{n} json/negotiate"},
		{"encoding", "", "", "encoding: safejson", "/users/{id}/a/{n} /base/users/{id}/a/{n} safejson/json"},
		{"settings go where they work", "extra_config: {proxy: {flatmap_filter: []}}", "", "extra_config: {qos/ratelimit/router: {max_rate: 1}, qos/circuit-breaker: {interval: 1}}",
			`/users/{id}/a/{n} /base/users/{id}/a/{n} json/json-collection proxy={"flatmap_filter":[]} qos/ratelimit/router={"max_rate":1} backend:qos/circuit-breaker={"interval":1}`},
		{"skip", "", "skip: true", "", ""},
		{"not skip", "skip: true", "skip: false", "", "/users/{id}/a/{n} /base/users/{id}/a/{n} json/json-collection"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := generate.Options{}
			if strings.HasPrefix(tt.want, "/p/") {
				opts.Prefix = "p"
			}
			res := run(t, opts, load(t, "api", extended(tt.root, tt.path, tt.operation)))
			got := ""
			for _, e := range res.Endpoints {
				words := []string{e.Path, e.URLPattern, e.Encoding + "/" + e.Output, e.Timeout, strings.Join(e.Headers, ","), strings.Join(e.QueryStrings, ",")}
				for _, namespace := range []string{"proxy", "qos/ratelimit/router"} {
					if s := e.Extra[namespace]; s != "" {
						words = append(words, namespace+"="+s)
					}
				}
				if s := e.Backend.Extra["qos/circuit-breaker"]; s != "" {
					words = append(words, "backend:qos/circuit-breaker="+s)
				}
				got = strings.Join(strings.Fields(strings.Join(words, " ")), " ")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			for _, f := range res.Findings {
				if f.Rule == generate.RuleExtension {
					t.Error(f)
				}
			}
			mustStart(t, res.Config)
		})
	}
}

func TestMistakesInExtensionsAreErrorsWithTheirPlace(t *testing.T) {
	tests := []struct{ name, root, path, operation, want string }{
		{"unknown key", "timout: 1s", "", "", `<stdin>:3:16: error: POST /users/{id}/a/{n}: x-gatewright has no key "timout"`},
		{"kind", "", "skip: 'yes'", "", `<stdin>:6:26: error: POST /users/{id}/a/{n}: skip is string, boolean is expected`},
		{"duration", "", "", "timeout: soon", `"soon" is no duration`},
		{"encoding", "", "", "encoding: jsn", `there is no encoding "jsn"`},
		{"output", "", "", "output_encoding: jsn", `there is no output encoding "jsn"`},
		{"path of all", "endpoint: /x", "", "", "endpoint at the root"},
		{"path without a parameter", "", "", "endpoint: '/x/{id}'", `lacks the parameter {n}`},
		{"path with another parameter", "", "", "endpoint: '/x/{id}/{n}/{z}'", `has a parameter {z}`},
		{"path of no endpoint", "", "", "endpoint: '/x/*'", `can be no endpoint`},
		{"namespace", "", "", "extra_config: {qos/none: {}}", `neither endpoints nor backends have a namespace "qos/none"`},
		{"names", "", "", "headers: [1]", "a name is expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := run(t, generate.Options{}, load(t, "api", extended(tt.root, tt.path, tt.operation)))
			for _, f := range res.Findings {
				if f.Severity == diag.Error && strings.Contains(f.String(), tt.want) {
					return
				}
			}
			t.Errorf("got %v, want %s", res.Findings, tt.want)
		})
	}
}

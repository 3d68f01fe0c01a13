package generate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

const choiceDocument = `openapi: 3.0.3
servers:
  - {url: 'https://prod.example.com/v1', description: production}
  - {url: 'http://staging:8080/v2', description: Staging}
paths:
  /users:
    get: {tags: [public], responses: {'200': {description: ok, content: {application/json: {schema: {type: array}}}}, '404': {description: none}}}
    post: {tags: [public, admin], responses: {'204': {description: ok}}}
  /users/{id}:
    parameters: [{in: path, name: id, required: true, schema: {type: string}}]
    get: {deprecated: true, responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}
  /users/{id}/orders/{order}:
    parameters: [{in: path, name: id, required: true, schema: {type: string}}, {in: path, name: order, required: true, schema: {type: string}}]
    get: {responses: {'204': {description: ok}}}
  /jobs:
    x-internal: true
    get: {responses: {'204': {description: ok}}}
  /health:
    get: {x-internal: true, responses: {'204': {description: ok}}}
`

// routesOf lists what was generated.
func routesOf(res *generate.Result) string {
	var list []string
	for _, e := range res.Endpoints {
		list = append(list, e.Method+" "+e.Path)
	}
	return strings.Join(list, ", ")
}

func TestChoicesSelectOperations(t *testing.T) {
	const all = "GET /users, POST /users, GET /users/{id}, GET /users/{id}/orders/{order}"
	tests := []struct {
		name    string
		choices generate.Choices
		want    string
	}{
		{"nothing is chosen", generate.Choices{}, all},
		{"V128 internal", generate.Choices{IncludeInternal: true}, "GET /health, GET /jobs, " + all},
		{"V127 deprecated", generate.Choices{ExcludeDeprecated: true}, "GET /users, POST /users, GET /users/{id}/orders/{order}"},
		{"path", generate.Choices{Include: []string{"/users"}}, "GET /users, POST /users"},
		{"method and path", generate.Choices{Include: []string{"get /users"}}, "GET /users"},
		{"methods", generate.Choices{Include: []string{"POST,PUT"}}, "POST /users"},
		{"a star stays in its segment", generate.Choices{Include: []string{"/users/*"}}, "GET /users/{id}"},
		{"two stars do not", generate.Choices{Exclude: []string{"/users/**"}}, "GET /users, POST /users"},
		{"any method", generate.Choices{Exclude: []string{"* /users"}}, "GET /users/{id}, GET /users/{id}/orders/{order}"},
		{"exclude wins", generate.Choices{Include: []string{"/users"}, Exclude: []string{"POST"}}, "GET /users"},
		{"V129 tag", generate.Choices{Tags: []string{"public"}}, "GET /users, POST /users"},
		{"V129 tag and not tag", generate.Choices{Tags: []string{"public"}, ExcludeTags: []string{"admin"}}, "GET /users"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			svc := load(t, "api", choiceDocument)
			res := run(t, generate.Options{Choices: tt.choices}, svc)
			if got := routesOf(res); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if len(res.Report.Entries) != len(svc.Operations) || len(res.Findings) > 0 {
				t.Errorf("%d of %d operations are in the report, %v", len(res.Report.Entries), len(svc.Operations), res.Findings)
			}
			one := run(t, generate.Options{Of: map[string]generate.Choices{"api": tt.choices}}, svc)
			if diff := cmp.Diff(string(res.Config), string(one.Config)); diff != "" {
				t.Errorf("for one service:\n%s", diff)
			}
		})
	}
}

func TestChoicesThatMatchNothingAreReported(t *testing.T) {
	res := run(t, generate.Options{Choices: generate.Choices{Exclude: []string{"/usrs"}, ExcludeTags: []string{"pubic"}}}, load(t, "api", choiceDocument))
	if len(res.Findings) != 2 || !strings.Contains(res.Findings[0].Message, "--exclude /usrs matches no operation") {
		t.Errorf("%v", res.Findings)
	}
	for _, glob := range []string{"GET users", "", "G-T /x", "a b c"} {
		if err := runError(t, generate.Options{Choices: generate.Choices{Include: []string{glob}}}, load(t, "api", choiceDocument)); err == nil {
			t.Errorf("%q is no error", glob)
		}
	}
}

func runError(t *testing.T, opts generate.Options, services ...*spec.Service) error {
	t.Helper()
	_, err := generate.Run(t.Context(), services, opts)
	return err
}

func TestServersAreChosenByDescriptionNumberAndURL(t *testing.T) {
	for _, tt := range []struct{ server, want string }{
		{"", "https://prod.example.com/v1/users"},
		{"staging", "http://staging:8080/v2/users"},
		{"2", "http://staging:8080/v2/users"},
		{"http://staging:8080/v2", "http://staging:8080/v2/users"},
		{"http://staging:8080", "http://staging:8080/v2/users"},
	} {
		res := run(t, generate.Options{Choices: generate.Choices{Server: tt.server}}, load(t, "api", choiceDocument))
		if e := res.Endpoints[0]; e.Host+e.URLPattern != tt.want || e.Path != "/users" {
			t.Errorf("--server %s: %s%s", tt.server, e.Host, e.URLPattern)
		}
	}
	err := runError(t, generate.Options{Choices: generate.Choices{Server: "3"}}, load(t, "api", choiceDocument))
	if err == nil || !strings.Contains(err.Error(), "1 https://prod.example.com/v1 (production), 2 http://staging:8080/v2 (Staging)") {
		t.Error(err)
	}
	// A document without that server goes on with its own, if another has it.
	other := load(t, "other", `{"openapi": "3.0.3", "servers": [{"url": "http://other:80"}], "paths": {"/x": {"get": {}}}}`)
	if err := runError(t, generate.Options{Choices: generate.Choices{Server: "staging"}}, load(t, "api", choiceDocument), other); err != nil {
		t.Error(err)
	}
}

// A slip in --server-var must not send requests to another server.
func TestServersWithARefusedVariableAreNotPassedOver(t *testing.T) {
	const document = `openapi: 3.0.3
servers:
  - {url: 'https://{env}.example.com', variables: {env: {default: prod, enum: [prod, qa]}}}
  - {url: 'http://staging:8080', description: Staging}
paths:
  /users: {get: {responses: {'204': {description: ok}}}}
`
	tests := []struct {
		name string
		env  string
		opts generate.Options
		want string // the host, or what the error says
	}{
		{"listed", "qa", generate.Options{}, "https://qa.example.com"},
		{"not listed", "pord", generate.Options{}, `its variable "env" cannot be "pord", it is one of prod, qa`},
		{"another server is chosen", "pord", generate.Options{Choices: generate.Choices{Server: "Staging"}}, "http://staging:8080"},
		{"a host is given", "pord", generate.Options{Host: "http://here:80"}, "http://here:80"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(document), ServerVars: map[string]string{"env": tt.env}})
			if err != nil {
				t.Fatal(err)
			}
			res, err := generate.Run(t.Context(), []*spec.Service{svc}, tt.opts)
			got := fmt.Sprint(err)
			if err == nil {
				got = string(res.Config)
			}
			if !strings.Contains(got, tt.want) {
				t.Errorf("want %s, got\n%s", tt.want, got)
			}
		})
	}
}

func TestBasePathIsKeptWhenAsked(t *testing.T) {
	res := run(t, generate.Options{Prefix: "/p", Choices: generate.Choices{KeepBasePath: true}}, load(t, "api", choiceDocument))
	if e := res.Endpoints[0]; e.Path != "/p/v1/users" || e.URLPattern != "/v1/users" {
		t.Errorf("%s %s", e.Path, e.URLPattern)
	}
}

func TestErrorCodesAreHandedOnWhereErrorsAreDeclared(t *testing.T) {
	res := run(t, generate.Options{Choices: generate.Choices{ErrorCodes: true}}, load(t, "api", choiceDocument))
	for i, want := range []bool{true, false, false, false} {
		if e := res.Endpoints[i]; e.ReturnErrorCode != want {
			t.Errorf("%s %s: return_error_code is %v", e.Method, e.Path, e.ReturnErrorCode)
		}
	}
	mustStart(t, res.Config)
}

func TestConflictsAreSettledAsChosen(t *testing.T) {
	const users, products = `{"openapi": "3.0.3", "servers": [{"url": "http://users:80"}], "paths": {"/health": {"get": {}}, "/a/{x}": {"get": {}}}}`,
		`{"openapi": "3.0.3", "servers": [{"url": "http://products:80"}], "paths": {"/health": {"get": {}}, "/a/{y}": {"get": {}}}}`
	for _, tt := range []struct {
		name   string
		how    generate.OnConflict
		want   string
		errors int
	}{
		{"error", generate.ConflictError, "users/a/{x} users/health", 2},
		{"first", generate.KeepFirst, "users/a/{x} users/health", 0},
		{"last", generate.KeepLast, "products/a/{y} products/health", 0},
		{"prefix", generate.PrefixLater, "users/a/{x} users/health products/products/a/{y} products/products/health", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			how, err := generate.ParseOnConflict(tt.name)
			if err != nil || how != tt.how {
				t.Fatal(how, err)
			}
			res := run(t, generate.Options{OnConflict: how}, load(t, "users", users), load(t, "products", products))
			var got []string
			for _, e := range res.Endpoints {
				got = append(got, e.Service+e.Path)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %s", got)
			}
			errors := 0
			for _, f := range res.Findings {
				if f.Rule == generate.RuleConflict && f.Severity == diag.Error {
					errors++
				}
			}
			if errors != tt.errors {
				t.Errorf("%v", res.Findings)
			}
			mustStart(t, res.Config)
		})
	}
	if _, err := generate.ParseOnConflict("merge"); err == nil {
		t.Error("an unknown way is no error")
	}
}

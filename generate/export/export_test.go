package export_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/generate/export"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

const document = `
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'http://users:5000'}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: apikey}
    login: {type: oauth2, flows: {password: {tokenUrl: 'https://id/token', scopes: {read: to read}}}}
paths:
  /users:
    get:
      operationId: list
      parameters:
        - {name: page, in: query, required: true, schema: {type: integer}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string, enum: [a]}}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: session, in: cookie, schema: {type: string}}
      security: [{key: []}, {login: [read]}, {query: []}]
      responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {type: string}}}}}}
    post:
      requestBody: {required: true, content: {application/*+json: {}, text/csv: {}, application/json: {example: {a: 1}}}}
      responses: {'201': {description: made, content: {application/json: {schema: {type: object}}}}}
  /users/{user-id}:
    get:
      operationId: list
      parameters: [{name: user-id, in: path, required: true, schema: {type: integer, minimum: 5}}]
      responses:
        '200': {description: one, content: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}}
        '404': {description: none, content: {application/problem+json: {schema: {type: object}}}}
`

// exported exports a configuration of the given endpoints.
func exported(t *testing.T, opts export.Options, service string, endpoints ...string) *export.API {
	t.Helper()
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(document)})
	if err != nil {
		t.Fatal(err)
	}
	text := `{"version": 3, "host": ["http://users:5000"], ` + service + `"endpoints": [` + strings.Join(endpoints, ",") + `]}`
	doc := config.Parse("krakend.json", []byte(text))
	if doc.Broken() {
		t.Fatal(doc.Findings)
	}
	api := export.New(doc.Service(), []*spec.Service{svc}, opts)
	again := reload(t, "gateway.json", api.OpenAPI(export.JSON), len(api.Endpoints))
	if again.Format != "openapi 3.1" {
		t.Errorf("the document is of %s", again.Format)
	}
	return api
}

func TestOnlyParametersThatPassAreTold(t *testing.T) {
	tests := []struct {
		name, endpoint string
		want           []string
	}{
		{"none", `{"endpoint": "/u", "backend": [{"url_pattern": "/users"}]}`, nil},
		{"named", `{"endpoint": "/u", "input_query_strings": ["page", "more"], "input_headers": ["x-trace", "Authorization"], "backend": [{"url_pattern": "/users"}]}`,
			[]string{"query page!", "header X-Trace", "query more"}},
		{"all", `{"endpoint": "/u", "input_query_strings": ["*"], "input_headers": ["*"], "backend": [{"url_pattern": "/users"}]}`,
			[]string{"query page!", "query tags", "header X-Trace", "cookie session"}},
		{"narrowed", `{"endpoint": "/u", "input_query_strings": ["*"], "backend": [{"url_pattern": "/users", "input_query_strings": ["tags"]}]}`, []string{"query tags"}},
		{"path", `{"endpoint": "/u/{id}", "backend": [{"url_pattern": "/users/{id}"}]}`, []string{"path id!"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range exported(t, export.Options{}, "", tt.endpoint).Endpoints[0].Params {
				s := string(p.In) + " " + p.Name
				if p.Required {
					s += "!"
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOnlySecurityThatPassesIsTold(t *testing.T) {
	tests := []struct {
		name, endpoint string
		want           []string
	}{
		{"none passes", `{"endpoint": "/u", "backend": [{"url_pattern": "/users"}]}`, nil},
		{"header", `{"endpoint": "/u", "input_headers": ["X-Key"], "backend": [{"url_pattern": "/users"}]}`, []string{"key"}},
		{"query", `{"endpoint": "/u", "input_query_strings": ["apikey"], "backend": [{"url_pattern": "/users"}]}`, []string{"query"}},
		{"token", `{"endpoint": "/u", "input_headers": ["Authorization"], "backend": [{"url_pattern": "/users"}]}`, []string{"login"}},
		{"either", `{"endpoint": "/u", "input_headers": ["*"], "backend": [{"url_pattern": "/users"}]}`, []string{"key", "login"}},
		{"the gateway's own", `{"endpoint": "/u", "extra_config": {"auth/validator": {"alg": "RS256"}}, "backend": [{"url_pattern": "/users"}]}`, []string{"gateway"}},
		{"both", `{"endpoint": "/u", "input_headers": ["X-Key"], "extra_config": {"auth/validator": {"alg": "RS256"}}, "backend": [{"url_pattern": "/users"}]}`, []string{"gateway+key"}},
		{"the gateway shows its own", `{"endpoint": "/u", "input_headers": ["*"], "backend": [{"url_pattern": "/users", "extra_config": {"auth/client-credentials": {}}}]}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, alternative := range exported(t, export.Options{}, "", tt.endpoint).Endpoints[0].Security {
				var names []string
				for _, s := range alternative {
					names = append(names, s.Name)
				}
				got = append(got, strings.Join(names, "+"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("security (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStatusesAreThoseOfTheGateway(t *testing.T) {
	one := func(more, backend string) string {
		return `{"endpoint": "/u/{id}"` + more + `, "backend": [{"url_pattern": "/users/{id}"` + backend + `}]}`
	}
	tests := []struct {
		name, service, endpoint string
		want                    []string
	}{
		{"decoded", "", one("", ""), []string{"200 application/json", "500"}},
		{"created becomes 200", "", `{"endpoint": "/u", "method": "POST", "backend": [{"url_pattern": "/users"}]}`, []string{"200 application/json", "500"}},
		{"surely fails", "", one("", `, "is_collection": true`), []string{"500"}},
		{"passed through", "", one(`, "output_encoding": "no-op"`, ""), []string{"200 application/json", "404 application/problem+json", "500"}},
		{"handed on without a body", "", one("", `, "extra_config": {"backend/http": {"return_error_code": true}}`), []string{"200 application/json", "404", "500"}},
		{"handed on with a body", `"extra_config": {"router": {"return_error_msg": true}}, `, one("", `, "extra_config": {"backend/http": {"return_error_code": true}}`),
			[]string{"200 application/json", "404 application/problem+json", "500 text/plain"}},
		{"static for every case", "", one(`, "extra_config": {"proxy": {"static": {"strategy": "always", "data": {"a": 1}}}}`, ""), []string{"200 application/json"}},
		{"limits", "", one(`, "extra_config": {"qos/ratelimit/router": {"max_rate": 1, "client_max_rate": 1}}`, ""), []string{"200 application/json", "429", "500", "503"}},
		{"checked body", "", one(`, "extra_config": {"validation/json-schema": {"type": "object"}}`, ""), []string{"200 application/json", "400", "500"}},
		{"negotiated", "", one(`, "output_encoding": "negotiate"`, ""), []string{"200 application/json application/xml application/yaml", "500"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range exported(t, export.Options{}, tt.service, tt.endpoint).Endpoints[0].Responses {
				s := r.Status
				for _, m := range r.Media {
					s += " " + m.Type
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("responses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPathsThatDifferInNamesAloneAreOne(t *testing.T) {
	api := exported(t, export.Options{}, "",
		`{"endpoint": "/u/{id}", "backend": [{"url_pattern": "/users/{id}"}]}`,
		`{"endpoint": "/u/{user}", "method": "PUT", "backend": [{"url_pattern": "/users/{user}", "method": "GET"}]}`,
		`{"endpoint": "/u/{other}", "backend": [{"url_pattern": "/users/{other}"}]}`)
	var got []string
	for _, e := range api.Endpoints {
		got = append(got, e.Method+" "+e.Path+" "+e.Params[0].Name+" "+e.ID)
	}
	if diff := cmp.Diff([]string{"GET /u/{id} id list", "PUT /u/{id} id putUId"}, got); diff != "" {
		t.Errorf("endpoints (-want +got):\n%s", diff)
	}
	if len(api.Findings) != 1 || api.Findings[0].Rule != "endpoint-duplicate" {
		t.Errorf("findings: %v", api.Findings)
	}
}

func TestMethodThatOpenAPILacksIsLeftOut(t *testing.T) {
	api := exported(t, export.Options{}, "", `{"endpoint": "/u", "method": "PURGE", "backend": [{"url_pattern": "/users"}]}`)
	if len(api.Endpoints) != 0 || len(api.Findings) != 1 {
		t.Errorf("got %v, %v", api.Endpoints, api.Findings)
	}
}

func TestMergedMembersAreRequiredOfCompleteAnswersOnly(t *testing.T) {
	endpoint := `{"endpoint": "/m/{id}", "backend": [{"url_pattern": "/users/{id}", "group": "a"}, {"url_pattern": "/users/{id}", "group": "b"}]}`
	for _, complete := range []bool{false, true} {
		api := exported(t, export.Options{Complete: complete}, "", endpoint)
		required := api.Endpoints[0].Responses[0].Media[0].Schema.Get("required") != nil
		if required != complete {
			t.Errorf("complete %t: required %t", complete, required)
		}
	}
}

func TestRequestsAreReadyToSend(t *testing.T) {
	api := exported(t, export.Options{Server: "https://api.example.com/"}, "",
		`{"endpoint": "/u", "input_query_strings": ["*"], "input_headers": ["X-Key"], "backend": [{"url_pattern": "/users"}]}`,
		`{"endpoint": "/u", "method": "POST", "backend": [{"url_pattern": "/users"}]}`,
		`{"endpoint": "/u/{id}", "input_query_strings": ["apikey"], "input_headers": ["Authorization"], "backend": [{"url_pattern": "/users/{id}"}, {"url_pattern": "/users"}]}`)
	want := `@host = https://api.example.com
@x_key =
@token =

### GET /u
# @name list
GET {{host}}/u?page=1
X-Key: {{x_key}}

### POST /u
# @name postU
POST {{host}}/u
Content-Type: application/json

{"a":1}

### GET /u/{id}
# @name getUId
GET {{host}}/u/5
Authorization: Bearer {{token}}
`
	if diff := cmp.Diff(want, string(api.HTTPFile())); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if !json.Valid(api.Postman()) {
		t.Errorf("the collection is no JSON: %s", api.Postman())
	}
	script := string(api.K6())
	for _, part := range []string{`headers: { "X-Key": secret("X_KEY") }`, `body: "{\"a\":1}"`, `"Bearer " + secret("TOKEN")`, `|| "https://api.example.com"`} {
		if !strings.Contains(script, part) {
			t.Errorf("the script has no %s:\n%s", part, script)
		}
	}
}

func TestExportIsDeterministic(t *testing.T) {
	endpoints := []string{
		`{"endpoint": "/u", "input_headers": ["*"], "input_query_strings": ["*"], "backend": [{"url_pattern": "/users", "is_collection": true, "mapping": {"a": "b", "c": "d", "collection": "e"}}]}`,
	}
	first := exported(t, export.Options{}, "", endpoints...).OpenAPI(export.YAML)
	for range 10 {
		if diff := cmp.Diff(string(first), string(exported(t, export.Options{}, "", endpoints...).OpenAPI(export.YAML))); diff != "" {
			t.Fatalf("another time it is another (-first +now):\n%s", diff)
		}
	}
}

func TestPageNeedsNothingElse(t *testing.T) {
	api := exported(t, export.Options{Title: "<script>"}, "", `{"endpoint": "/u/{id}", "backend": [{"url_pattern": "/users/{id}"}]}`)
	page, err := api.Page("/__docs")
	if err != nil {
		t.Fatal(err)
	}
	text, script, ok := strings.Cut(string(page), "<script>")
	if !ok || strings.Contains(script, "<script") {
		t.Error("the page has not one script")
	}
	text += script
	for _, bad := range []string{"http://", "https://", "src=", "@import", "url("} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, part := range []string{"&lt;script&gt;", "<code>/u/{id}</code>", `href="/__docs/openapi.json"`} {
		if !strings.Contains(text, part) {
			t.Errorf("the page has no %q", part)
		}
	}
}

// TestSamplesExportToValidDocuments exports what is generated from real
// documents, where they are at hand.
func TestSamplesExportToValidDocuments(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "samples", "openapi", "*"))
	if err != nil || len(files) == 0 {
		t.Skip("no samples here")
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || info.Size() > 2<<20 || !slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(file)) {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			svc, err := openapi.Load(t.Context(), file, openapi.Options{})
			if err != nil {
				t.Fatal(err)
			}
			svc.Hosts = []string{"http://backend:8080"}
			res, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{})
			if err != nil {
				t.Fatal(err)
			}
			api := export.New(config.Parse("krakend.json", res.Config).Service(), []*spec.Service{svc}, export.Options{})
			reload(t, "gateway.yaml", api.OpenAPI(export.YAML), len(api.Endpoints))
			reload(t, "gateway.json", api.OpenAPI(export.JSON), len(api.Endpoints))
		})
	}
}

// reload reads an exported document again; nothing may be wrong with it.
func reload(t *testing.T, name string, text []byte, operations int) *spec.Service {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := openapi.Load(t.Context(), path, openapi.Options{})
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for _, f := range again.Findings {
		t.Errorf("finding: %s", f)
	}
	for _, op := range again.Operations {
		if op.Fault != nil {
			t.Errorf("fault: %s", op.Fault)
		}
	}
	if len(again.Operations) != operations {
		t.Errorf("%d operations are read of %d", len(again.Operations), operations)
	}
	return again
}

func TestParametersKeepTheirWordsAndTheirShape(t *testing.T) {
	t.Parallel()
	const document = `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "http://api:80"}], "paths": {"/u/{id}": {"get": {
  "parameters": [
    {"name": "id", "in": "path", "required": true, "description": "which one", "schema": {"type": "string"}},
    {"name": "q", "in": "query", "deprecated": true, "description": "what to look for", "schema": {"type": "string", "description": "not this"}},
    {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}}],
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object"}}}}}}}}}`
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(document)})
	if err != nil {
		t.Fatal(err)
	}
	params := func(queries string) string {
		text := `{"version": 3, "host": ["http://api:80"], "endpoints": [{"endpoint": "/u/{nr}", "input_query_strings": ` + queries + `, "backend": [{"url_pattern": "/u/{nr}"}]}]}`
		api := export.New(config.Parse("krakend.json", []byte(text)).Service(), []*spec.Service{svc}, export.Options{})
		root, problems := syntax.ParseJSON(syntax.NewSource("", api.OpenAPI(export.JSON)))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var list []string
		for _, p := range root.At("/paths/~1u~1{nr}/get/parameters").Items() {
			list = append(list, strings.TrimSpace(p.Get("name").Str()+" "+p.Get("style").Str())+": "+p.Get("description").Str())
		}
		return strings.Join(list, ", ")
	}
	if got := params(`["q", "filter[a]", "filter[b]"]`); got != "nr: which one, q: what to look for, filter deepObject: " {
		t.Error(got)
	}
	if got := params(`["filter[a]"]`); got != "nr: which one, filter[a]: " {
		t.Error(got)
	}
}

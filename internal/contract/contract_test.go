package contract_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/internal/contract"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

const document = `
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'http://users:5000'}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    User:
      type: object
      required: [id, name, address]
      properties:
        id: {type: integer}
        name: {type: string, nullable: true}
        address: {$ref: '#/components/schemas/Address'}
        friends: {type: array, items: {$ref: '#/components/schemas/User'}}
    Address:
      type: object
      required: [city, zip]
      properties: {city: {type: string}, zip: {type: string}}
    Pet:
      oneOf:
        - {type: object, required: [bark], properties: {bark: {type: boolean}, age: {type: integer}}}
        - {type: object, required: [meow], properties: {meow: {type: string}, age: {type: number}}}
paths:
  /users:
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}, {name: hidden, in: query, schema: {type: string}}]
      responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}
    post:
      security: [{key: []}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  /users/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
        '404': {description: none}
    delete: {parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {'204': {description: gone}}}
  /pet: {get: {responses: {'200': {description: pet, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
  /page: {get: {responses: {'200': {description: page, content: {application/json: {schema: {type: object, required: [data], properties: {data: {$ref: '#/components/schemas/User'}, total: {type: integer}}}}}}}}}
  /text: {get: {responses: {'200': {description: text, content: {text/plain: {schema: {type: string}}}}}}}
  /count: {get: {responses: {'200': {description: n, content: {application/json: {schema: {type: integer}}}}}}}
  /map: {get: {responses: {'200': {description: m, content: {application/json: {schema: {type: object, additionalProperties: {type: integer}}}}}}}}
`

func services(t *testing.T) []*spec.Service {
	t.Helper()
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(document)})
	if err != nil {
		t.Fatal(err)
	}
	return []*spec.Service{svc}
}

// gateway is a configuration of one endpoint, with what is written of its
// backends.
func gateway(endpoint string, backends ...string) *config.Document {
	for i, b := range backends {
		backends[i] = `{"host": ["http://users:5000"], ` + b + `}`
	}
	return config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": [{`+endpoint+`, "backend": [`+strings.Join(backends, ",")+`]}]}`))
}

func TestEveryWayOfShapingKeepsItsPromise(t *testing.T) {
	const path = `"endpoint": "/e/{id}"`
	user := `"url_pattern": "/users/{id}"`
	tests := []struct {
		name, endpoint string
		backends       []string
	}{
		{"decoded", path, []string{user}},
		{"passed through", path + `, "output_encoding": "no-op"`, []string{user + `, "encoding": "no-op"`}},
		{"allow", path, []string{user + `, "allow": ["id", "address.city", "nothing"]`}},
		{"allow where one path holds another", path, []string{user + `, "allow": ["address", "address.city"]`}},
		{"deny", path, []string{user + `, "deny": ["id", "address.city", "friends"]`}},
		{"mapping", path, []string{user + `, "mapping": {"id": "number", "name": "id", "address": "home.town"}`}},
		{"mapping to itself", path, []string{user + `, "mapping": {"id": "id"}`}},
		{"group", path, []string{user + `, "group": "user"`}},
		{"all at once", path, []string{`"url_pattern": "/page", "target": "data", "allow": ["id", "address.zip"], "mapping": {"id": "nr"}, "group": "g"`}},
		{"target", `"endpoint": "/t"`, []string{`"url_pattern": "/page", "target": "data.address"`}},
		{"target that is missing", `"endpoint": "/t"`, []string{`"url_pattern": "/page", "target": "nothing"`}},
		{"target that is no object", `"endpoint": "/t"`, []string{`"url_pattern": "/page", "target": "total"`}},
		{"collection", `"endpoint": "/c"`, []string{`"url_pattern": "/users", "is_collection": true`}},
		{"collection as a list", `"endpoint": "/c", "output_encoding": "json-collection"`, []string{`"url_pattern": "/users", "is_collection": true`}},
		{"collection renamed", `"endpoint": "/c"`, []string{`"url_pattern": "/users", "is_collection": true, "mapping": {"collection": "users"}`}},
		{"no collection as a list", `"endpoint": "/c", "output_encoding": "json-collection"`, []string{`"url_pattern": "/pet"`}},
		{"alternatives", `"endpoint": "/p"`, []string{`"url_pattern": "/pet"`}},
		{"alternatives filtered", `"endpoint": "/p"`, []string{`"url_pattern": "/pet", "deny": ["meow"]`}},
		{"merged", path, []string{user, `"url_pattern": "/pet"`}},
		{"merged with clashes", path, []string{user, `"url_pattern": "/page", "mapping": {"total": "id"}`}},
		{"merged groups", path, []string{user + `, "group": "a"`, `"url_pattern": "/users", "is_collection": true, "group": "b"`}},
		{"text", `"endpoint": "/x", "output_encoding": "string"`, []string{`"url_pattern": "/text", "encoding": "string"`}},
		{"text as JSON", `"endpoint": "/x"`, []string{`"url_pattern": "/text", "encoding": "string"`}},
		{"any JSON", `"endpoint": "/x"`, []string{`"url_pattern": "/count", "encoding": "safejson"`}},
		{"any JSON, a list", `"endpoint": "/x"`, []string{`"url_pattern": "/users", "encoding": "safejson"`}},
		{"map", `"endpoint": "/m"`, []string{`"url_pattern": "/map", "allow": ["key"]`}},
		{"YAML", path + `, "output_encoding": "yaml"`, []string{user}},
		{"XML", path + `, "output_encoding": "xml"`, []string{user}},
		{"negotiated", path + `, "output_encoding": "negotiate"`, []string{user}},
		{"static", path + `, "extra_config": {"proxy": {"static": {"data": {"id": "fixed", "new": {"a": [1]}}}}}`, []string{user}},
		{"static on success", path + `, "extra_config": {"proxy": {"static": {"strategy": "success", "data": {"new": 1}}}}`, []string{user}},
		{"static on errors", path + `, "extra_config": {"proxy": {"static": {"strategy": "errored", "data": {"id": "x"}}}}`, []string{user}},
		{"flatmap", path + `, "extra_config": {"proxy": {"flatmap_filter": [{"type": "move", "args": ["id", "nr"]}]}}`, []string{user, `"url_pattern": "/pet"`}},
		{"shadow", path, []string{user, `"url_pattern": "/pet", "extra_config": {"proxy": {"shadow": true}}`}},
		{"sequential", path + `, "extra_config": {"proxy": {"sequential": true}}`, []string{user, `"url_pattern": "/users/{resp0_id}", "group": "again"`}},
		{"discarded", path, []string{user + `, "encoding": "no-op"`, `"url_pattern": "/pet"`}},
		{"token", path + `, "extra_config": {"auth/validator": {"alg": "RS256", "jwk_url": "http://id/jwks"}}`, []string{user}},
		{"guards side by side", path + `, "extra_config": {"auth/validator": {"alg": "RS256", "jwk_url": "http://id/jwks"}, "qos/ratelimit/router": {"max_rate": 0.0001, "capacity": 1}, "proxy": {}}`, []string{user}},
		{"body and key", `"endpoint": "/u", "method": "POST", "input_headers": ["X-Key", "Content-Type"]`, []string{`"url_pattern": "/users"`}},
		{"query", `"endpoint": "/q", "input_query_strings": ["page", "other"]`, []string{`"url_pattern": "/users", "is_collection": true`}},
		{"status handed on", `"endpoint": "/d/{id}", "method": "DELETE"`, []string{user + `, "extra_config": {"backend/http": {"return_error_code": true}}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			result, err := contract.Run(t.Context(), gateway(tt.endpoint, tt.backends...), services(t), contract.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(result.Checks) != 1 || result.Checks[0].Outcome != contract.Passed {
				t.Errorf("got %+v", result.Checks)
			}
		})
	}
}

func TestWhatIsNotAsPromisedIsFound(t *testing.T) {
	tests := []struct{ name, endpoint, backend, want string }{
		{"list decoded as object", `"endpoint": "/c"`, `"url_pattern": "/users"`, "status 500: json: cannot unmarshal array"},
		{"empty body decoded", `"endpoint": "/d/{id}", "method": "DELETE"`, `"url_pattern": "/users/{id}"`, "status 500: invalid status code 204"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			result, err := contract.Run(t.Context(), gateway(tt.endpoint, tt.backend), services(t), contract.Options{})
			if err != nil {
				t.Fatal(err)
			}
			c := result.Checks[0]
			if c.Outcome != contract.Failed || !strings.Contains(c.Differences[0], tt.want) {
				t.Errorf("got %+v", c)
			}
		})
	}
}

// fixed answers every call with one body.
type fixed string

func (f fixed) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(string(f))), ContentLength: int64(len(f)), Request: req,
	}, nil
}

func TestBodyThatBreaksItsSchemaIsToldByPlace(t *testing.T) {
	result, err := contract.Run(t.Context(), gateway(`"endpoint": "/u/{id}"`, `"url_pattern": "/users/{id}"`), services(t),
		contract.Options{Transport: fixed(`{"id": "x", "name": null, "address": {"city": "c"}}`)})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"/address: missing property 'zip'", "/id: got string, want integer"}
	got := result.Checks[0].Differences
	if diff := cmp.Diff(want, sorted(got)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}

func TestUnknownBackendIsSkipped(t *testing.T) {
	result, err := contract.Run(t.Context(), gateway(`"endpoint": "/u"`, `"url_pattern": "/elsewhere"`), services(t), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if result.Checks[0].Outcome != contract.Skipped || len(result.Findings) != 1 {
		t.Errorf("got %+v, %v", result.Checks, result.Findings)
	}
}

// backend is the document with another schema of an id.
func backend(t *testing.T, id string) *spec.Service {
	t.Helper()
	text := strings.ReplaceAll(document, "id: {type: integer}", "id: "+id)
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	return svc
}

func TestSchemaThatNoValueFitsIsNoFailure(t *testing.T) {
	svc := backend(t, "{type: integer, minimum: 5, maximum: 1}")
	doc := gateway(`"endpoint": "/u/{id}"`, `"url_pattern": "/users/{id}", "mapping": {"id": "nr"}`)
	result, err := contract.Run(t.Context(), doc, []*spec.Service{svc}, contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := result.Checks[0]
	if c.Outcome != contract.Skipped || len(c.Differences) != 2 || c.Differences[0] != "the backend's example breaks its own document" {
		t.Errorf("got %+v", c)
	}
}

func TestExamplesThatTheirSchemaDoesNotAcceptAreNotUsed(t *testing.T) {
	svc := backend(t, "{type: integer, example: no number}")
	doc := gateway(`"endpoint": "/u/{id}"`, `"url_pattern": "/users/{id}"`)
	result, err := contract.Run(t.Context(), doc, []*spec.Service{svc}, contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c := result.Checks[0]; c.Outcome != contract.Passed {
		t.Errorf("got %+v", c)
	}
}

func TestRefusedGatewayIsAnError(t *testing.T) {
	if _, err := contract.Run(t.Context(), config.Parse("krakend.json", []byte(`{"version": 2}`)), services(t), contract.Options{}); err == nil {
		t.Error("no error")
	}
}

func TestReports(t *testing.T) {
	doc := gateway(`"endpoint": "/c"`, `"url_pattern": "/users"`)
	result, err := contract.Run(t.Context(), doc, services(t), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range contract.Formats {
		var b bytes.Buffer
		if err := result.Write(&b, format); err != nil {
			t.Fatal(err)
		}
		switch format {
		case contract.JSON:
			var v struct{ Failed int }
			if err := json.Unmarshal(b.Bytes(), &v); err != nil || v.Failed != 1 {
				t.Errorf("%v in %s", err, b.String())
			}
		case contract.JUnit:
			var v struct {
				Failures int `xml:"failures,attr"`
			}
			if err := xml.Unmarshal(b.Bytes(), &v); err != nil || v.Failures != 1 {
				t.Errorf("%v in %s", err, b.String())
			}
		default:
			if !strings.HasPrefix(b.String(), "failed  GET /c  500\n") || !strings.HasSuffix(b.String(), "1 endpoint: 0 ok, 1 failed, 0 skipped\n") {
				t.Errorf("got %s", b.String())
			}
		}
	}
	if err := result.Write(io.Discard, "other"); err == nil {
		t.Error("an unknown format is no error")
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

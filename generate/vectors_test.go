package generate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// The numbers of the cases are those of the decisions that they record.

func load(t *testing.T, name, text string) *spec.Service {
	t.Helper()
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Name: name, Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return svc
}

func run(t *testing.T, opts generate.Options, services ...*spec.Service) *generate.Result {
	t.Helper()
	res, err := generate.Run(t.Context(), services, opts)
	if err != nil {
		t.Fatal(err)
	}
	mustStart(t, res.Config)
	return res
}

// indent puts blanks before every line of a YAML text.
func indent(text string, n int) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.Repeat(" ", n) + line
	}
	return strings.Join(lines, "\n") + "\n"
}

// operation is a document of one operation GET /x.
func operation(text string) string { return method("get", text) }

func method(name, text string) string {
	return document("3.1.0", "  /x:\n    "+name+":\n"+indent(text, 6))
}

func document(version, paths string) string {
	return "openapi: " + version + "\ninfo: {title: t, version: '1'}\nservers: [{url: 'http://api:8080'}]\npaths:\n" + paths + `components:
  schemas:
    User: {type: object, properties: {id: {type: integer}}}
    Users: {type: array, items: {$ref: '#/components/schemas/User'}}
    Node: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
    Problem: {type: object}
    Cat: {type: object, properties: {meow: {type: string}}}
    Dog: {allOf: [{$ref: '#/components/schemas/Cat'}]}
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    keyQuery: {type: apiKey, in: query, name: api_key}
    keyCookie: {type: apiKey, in: cookie, name: sid}
    keyHeader: {type: apiKey, in: header, name: X-Api-Key}
`
}

// answers is a document of GET /x with one answer 200 of one media type.
func answers(mediaType, schema string) string {
	return operation(fmt.Sprintf("responses: {'200': {description: ok, content: {'%s': {schema: %s}}}}", mediaType, schema))
}

const (
	object     = "json/json"
	collection = "json/json-collection+collection"
	passed     = "no-op/no-op"
)

func encodings(e *generate.Endpoint) string {
	s := e.Encoding + "/" + e.Output
	if e.IsCollection {
		s += "+collection"
	}
	if e.ReturnErrorCode {
		s += "+return_error_code"
	}
	return s
}

func TestEncodingVectors(t *testing.T) {
	swagger := func(root, op string) string {
		return "swagger: '2.0'\ninfo: {title: t, version: '1'}\nhost: api:8080\n" + root + "\npaths:\n  /x:\n    get:\n" + indent(op, 6) +
			"definitions: {User: {type: object, properties: {id: {type: integer}}}}\n"
	}
	triplet := func(schema string) string {
		return operation(fmt.Sprintf("responses: {'200': {description: ok, content: {text/plain: {schema: %[1]s}, application/json: {schema: %[1]s}, text/json: {schema: %[1]s}}}}", schema))
	}
	user, users := "{$ref: '#/components/schemas/User'}", "{$ref: '#/components/schemas/Users'}"
	json := func(schema string) string { return answers("application/json", schema) }
	tests := []struct {
		name  string
		doc   string
		infer spec.InferOptions
		want  string
		note  string // a part of what is said
	}{
		{name: "V01 object", doc: json("{type: object}"), want: object},
		{name: "V02 array", doc: json("{type: array, items: " + user + "}"), want: collection},
		{name: "V03 array behind a reference", doc: json(users), want: collection},
		{name: "V04 object that contains an array", doc: json("{allOf: [{type: object}, {properties: {items: {type: array}}}]}"), want: object},
		{name: "V05 array with a part that only describes", doc: json("{allOf: [" + users + ", {description: d}]}"), want: collection},
		{name: "V06 object or array", doc: json("{oneOf: [{type: object}, {type: array}]}"), want: passed, note: "different kinds"},
		{name: "V06 object or array, decoded", doc: json("{oneOf: [{type: object}, {type: array}]}"), infer: spec.InferOptions{Policy: spec.Decode}, want: "safejson/json", note: "safejson wraps"},
		{name: "V07 nullable array", doc: json("{type: array, nullable: true}"), want: collection, note: "null"},
		{name: "V08 array or null", doc: json("{anyOf: [{type: array, items: {}}, {type: 'null'}]}"), want: collection},
		{name: "V09 type list", doc: json("{type: [object, 'null']}"), want: object},
		{name: "V10 empty schema", doc: json("{}"), want: passed, note: "declare the schema"},
		{name: "V11 string", doc: json("{type: string}"), want: passed},
		{name: "V12 integer", doc: json("{type: integer}"), want: passed},
		{name: "V12 boolean", doc: json("{type: boolean}"), want: passed},
		{name: "V13 map", doc: json("{type: object, additionalProperties: {type: array}}"), want: object},
		{name: "V13 map without a type", doc: json("{additionalProperties: {type: array}}"), want: object},
		{name: "V14 schema that contains itself", doc: json("{$ref: '#/components/schemas/Node'}"), want: object},
		{name: "V14b status wins over media type", doc: operation("responses: {'202': {description: ok, content: {'*/*': {schema: {type: object}}}}}"), want: passed, note: "202"},
		{name: "V15 items without a type", doc: json("{items: {type: string}}"), want: collection, note: `no "type"`},
		{name: "V16 enum without a type", doc: json("{enum: [a, b]}"), want: passed},
		{name: "V17 alternatives of one kind", doc: json("{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: k}}"), want: object},
		{name: "V18 statuses of different kinds", doc: operation("responses: {'200': {description: ok, content: {application/json: {schema: " + user + "}}}, '201': {description: ok, content: {application/json: {schema: " + users + "}}}}"), want: passed, note: "different kinds"},
		{name: "V19 json api", doc: answers("application/vnd.api+json", user), want: object, note: "application/json instead"},
		{name: "V19 json api, kept", doc: answers("application/vnd.api+json", user), infer: spec.InferOptions{KeepMediaType: true}, want: passed},
		{name: "V20 problems of errors", doc: operation("responses: {'200': {description: ok, content: {application/json: {schema: " + user + "}}}, '400': {description: bad, content: {application/problem+json: {schema: {}}}}}"), want: object},
		{name: "V21 problem as success", doc: answers("application/problem+json", user), want: object},
		{name: "V22 wildcard suffix", doc: answers("application/*+json", users), want: collection},
		{name: "V23 any type of an array", doc: answers("*/*", users), want: collection, note: "*/*"},
		{name: "V23 any type of a string", doc: answers("*/*", "{type: string}"), want: passed},
		{name: "V23 any type of a file", doc: answers("*/*", "{type: string, format: binary}"), want: passed},
		{name: "V24 one schema under three types", doc: triplet(user), want: object, note: "clients get JSON"},
		{name: "V24 one list under three types", doc: triplet(users), want: collection},
		{name: "V25 one string under three types", doc: triplet("{type: string}"), want: passed},
		{name: "V26 parameter of the type", doc: answers("application/json; charset=utf-8", user), want: object},
		{name: "V27 odata", doc: answers("application/json;odata.metadata=minimal;odata.streaming=true", "{type: object, properties: {value: {type: array}}}"), want: object},
		{name: "V28 text", doc: answers("text/plain", "{type: string}"), want: passed},
		{name: "V28 text, decoded", doc: answers("text/plain", "{type: string}"), infer: spec.InferOptions{DecodeText: true}, want: "string/string"},
		{name: "V29 xml", doc: answers("application/xml", user), want: passed},
		{name: "V29 xml, decoded", doc: answers("application/xml", user), infer: spec.InferOptions{DecodeXML: true}, want: "xml/xml", note: "prolog"},
		{name: "V30 json and xml of one schema", doc: operation("responses: {'200': {description: ok, content: {application/json: {schema: " + user + "}, application/xml: {schema: " + user + "}}}}"), want: object, note: "application/xml"},
		{name: "V31 pdf", doc: answers("application/pdf", "{type: string, format: binary}"), want: passed},
		{name: "V31 file in JSON", doc: json("{type: string, format: binary}"), want: passed},
		{name: "V32 image without a schema", doc: operation("responses: {'200': {description: ok, content: {image/png: {}}}}"), want: passed},
		{name: "V33 events", doc: answers("text/event-stream", "{type: string}"), want: passed, note: "not streamed"},
		{name: "V34 ndjson", doc: answers("application/x-ndjson", user), want: passed},
		{name: "V34 json sequence", doc: answers("application/json-seq", user), want: passed},
		{name: "V35 csv", doc: answers("text/csv", "{type: string}"), want: passed},
		{name: "V36 no content", doc: method("delete", "responses: {'204': {description: gone}}"), want: passed},
		{name: "V36 no content, with its code", doc: method("delete", "responses: {'204': {description: gone}}"), infer: spec.InferOptions{ReturnCode: true}, want: "json/json+return_error_code"},
		{name: "V37 created without a body", doc: method("post", "responses: {'201': {description: ok, headers: {Location: {schema: {type: string}}}}}"), want: passed},
		{name: "V38 created", doc: method("post", "responses: {'201': {description: ok, content: {application/json: {schema: "+user+"}}}}"), want: object, note: "200 instead of 201"},
		{name: "V38 created, kept", doc: method("post", "responses: {'201': {description: ok, content: {application/json: {schema: "+user+"}}}}"), infer: spec.InferOptions{KeepCreated: true}, want: passed},
		{name: "V39 accepted", doc: method("post", "responses: {'202': {description: ok, content: {application/json: {schema: "+user+"}}}}"), want: passed},
		{name: "V40 object or nothing", doc: method("put", "responses: {'200': {description: ok, content: {application/json: {schema: "+user+"}}}, '204': {description: none}}"), want: passed},
		{name: "V41 default alone", doc: operation("responses: {default: {description: ok, content: {application/json: {schema: " + user + "}}}}"), want: object, note: `only "default"`},
		{name: "V42 default of errors by its schema", doc: operation("responses: {default: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}}"), want: passed},
		{name: "V42 default of errors by its words", doc: operation("responses: {default: {description: unexpected error, content: {application/json: {schema: " + user + "}}}}"), want: passed},
		{name: "V43 range", doc: operation("responses: {2XX: {description: ok, content: {application/json: {schema: " + users + "}}}}"), want: passed},
		{name: "V43 range taken for 200", doc: operation("responses: {2XX: {description: ok, content: {application/json: {schema: " + users + "}}}}"), infer: spec.InferOptions{AssumeOK: true}, want: collection},
		{name: "V44 empty content", doc: operation("responses: {'200': {description: ok, content: {}}}"), want: passed},
		{name: "V45 description alone", doc: operation("responses: {'200': {description: OK}}"), want: passed, note: "declare its schema"},
		{name: "V46 not modified", doc: operation("responses: {'200': {description: ok, headers: {ETag: {schema: {type: string}}}, content: {application/json: {schema: " + user + "}}}, '304': {description: same}}"), want: passed},
		{name: "V48 redirect alone", doc: operation("responses: {'302': {description: login}}"), want: passed, note: "follows a 302"},
		{name: "V49 header that clients need", doc: operation("responses: {'200': {description: ok, headers: {X-Total-Count: {}, Link: {}}, content: {application/json: {schema: " + users + "}}}}"), want: passed, note: "Link"},
		{name: "V49 header that clients need, dropped", doc: operation("responses: {'200': {description: ok, headers: {X-Total-Count: {}, Link: {}}, content: {application/json: {schema: " + users + "}}}}"), infer: spec.InferOptions{DropHeaders: true}, want: collection, note: "drops header"},
		{name: "V49 header that is nice to have", doc: operation("responses: {'200': {description: ok, headers: {X-Total-Count: {}}, content: {application/json: {schema: " + users + "}}}}"), want: collection, note: "drops header X-Total-Count"},
		{name: "V50 no responses", doc: operation("summary: s"), want: passed, note: "declares no responses"},
		{name: "everything passed", doc: json(user), infer: spec.InferOptions{Policy: spec.PassThrough}, want: passed},
		{name: "V114 form with a file", doc: swagger("", "consumes: [multipart/form-data]\nparameters: [{in: formData, name: f, type: file}]\nproduces: [application/json]\nresponses: {'200': {description: ok, schema: {$ref: '#/definitions/User'}}}"), want: object},
		{name: "V115 produces of the operation", doc: swagger("produces: [application/json]", "produces: [application/pdf]\nresponses: {'200': {description: ok, schema: {type: file}}}"), want: passed},
		{name: "V116 file as JSON", doc: swagger("produces: [application/json]", "responses: {'200': {description: ok, schema: {type: file}}}"), want: passed},
		{name: "swagger 2.0 object", doc: swagger("produces: [application/json]", "responses: {'200': {description: ok, schema: {$ref: '#/definitions/User'}}}"), want: object},
		{name: "swagger 2.0 without produces", doc: swagger("", "responses: {'200': {description: ok, schema: {type: array, items: {}}}}"), want: collection, note: "names no media type"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := run(t, generate.Options{Infer: tt.infer}, load(t, "api", tt.doc))
			if len(res.Endpoints) != 1 {
				t.Fatalf("%d endpoints: %+v", len(res.Endpoints), res.Report.Entries[0].Why)
			}
			if got := encodings(res.Endpoints[0]); got != tt.want {
				t.Errorf("encodings are %s, want %s: %+v", got, tt.want, res.Report.Entries[0].Inference.Reasons)
			}
			said := strings.Join(said(res.Report.Entries[0]), "\n")
			if !strings.Contains(said, tt.note) {
				t.Errorf("nothing says %q:\n%s", tt.note, said)
			}
			if len(res.Report.Entries[0].Inference.Reasons) == 0 {
				t.Error("no reason is given")
			}
		})
	}
}

// said is all that the report has of an entry.
func said(e *generate.Entry) []string {
	lines := slices.Concat(e.Why, e.Notes)
	for _, r := range e.Inference.Reasons {
		lines = append(lines, r.Text)
	}
	return lines
}

func TestMethodVectors(t *testing.T) {
	t.Run("V51 V52 V53 other methods are skipped", func(t *testing.T) {
		res := run(t, generate.Options{}, load(t, "api", document("3.2.0", "  /x:\n    get: {responses: {}}\n    head: {responses: {}}\n    options: {responses: {}}\n    trace: {responses: {}}\n    query: {responses: {}}\n")))
		if got := res.Report.Summary(); got != "5 operations: 0 emitted, 1 adjusted, 4 skipped" {
			t.Error(got)
		}
	})
	t.Run("V54 other keys of a path are no methods", func(t *testing.T) {
		res := run(t, generate.Options{}, load(t, "api", document("3.0.3", "  /x:\n    summary: s\n    description: d\n    servers: [{url: 'http://b'}]\n    parameters: []\n    x-foo: {}\n    get: {responses: {'204': {description: d}}}\n")))
		if len(res.Report.Entries) != 1 || res.Endpoints[0].Host != "http://b" {
			t.Errorf("%+v", res.Endpoints)
		}
	})
	t.Run("V55 the body of a GET is noted", func(t *testing.T) {
		res := run(t, generate.Options{}, load(t, "api", operation("requestBody: {content: {application/json: {schema: {}}}}\nresponses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}")))
		if got := encodings(res.Endpoints[0]); got != object || !slices.Contains(res.Report.Entries[0].Notes, "it is a GET with a body, which is forwarded") {
			t.Errorf("%s %q", got, res.Report.Entries[0].Notes)
		}
	})
}

func TestParameterVectors(t *testing.T) {
	const ok = "\nresponses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}"
	const body = "\nrequestBody: {content: {application/json: {schema: {type: object}}}}"
	tests := []struct {
		name    string
		doc     string
		query   []string
		headers []string
	}{
		{"V57 parameters of the path", document("3.0.3", "  /x:\n    parameters: [{in: query, name: api-version, schema: {}}, {in: header, name: X-Tenant, schema: {}}]\n    get:\n"+indent("parameters: [{in: query, name: page, schema: {}}, {in: query, name: api-version, required: true, schema: {}}]"+ok, 6)), []string{"api-version", "page"}, []string{"X-Tenant"}},
		{"V58 parameter behind a reference", strings.Replace(operation("parameters: [{$ref: '#/components/parameters/p'}]"+ok), "components:\n", "components:\n  parameters: {p: {in: query, name: page, schema: {}}}\n", 1), []string{"page"}, nil},
		{"V59 header with a body", method("post", "parameters: [{in: header, name: X-Request-Id, schema: {}}]"+body+ok), nil, []string{"Content-Type", "X-Request-Id"}},
		{"V59 body alone", method("post", strings.TrimPrefix(body, "\n")+ok), nil, nil},
		{"V60 header without a body", operation("parameters: [{in: header, name: X-Request-Id, schema: {}}]" + ok), nil, []string{"X-Request-Id"}},
		{"V61 cookie", operation("parameters: [{in: cookie, name: sid, schema: {}}]" + ok), nil, []string{"Cookie"}},
		{"V62 deep object", operation("parameters: [{in: query, name: filter, style: deepObject, schema: {type: object, properties: {name: {type: string}, price: {type: object, properties: {gte: {}, lte: {}}}}}}]" + ok), []string{"filter[name]", "filter[price][gte]", "filter[price][lte]"}, nil},
		{"V63 exploded object", operation("parameters: [{in: query, name: page, schema: {type: object, properties: {number: {}, size: {}}}}]" + ok), []string{"number", "size"}, nil},
		{"V63 object in one value", operation("parameters: [{in: query, name: page, explode: false, schema: {type: object, properties: {number: {}, size: {}}}}]" + ok), []string{"page"}, nil},
		{"V64 array", operation("parameters: [{in: query, name: 'ids[]', schema: {type: array}}, {in: query, name: tags, style: pipeDelimited, schema: {type: array}}]" + ok), []string{"ids[]", "tags"}, nil},
		{"V66 parameter with content", operation("parameters: [{in: query, name: f, content: {application/json: {schema: {type: object, properties: {a: {}}}}}}]" + ok), []string{"f"}, nil},
		{"V67 odata", operation("parameters: [{in: query, name: $filter, schema: {}}, {in: query, name: $top, schema: {}}]" + ok), []string{"$filter", "$top"}, nil},
		{"V68 names that differ in case", operation("parameters: [{in: query, name: Page, schema: {}}, {in: query, name: page, schema: {}}]" + ok), []string{"Page", "page"}, nil},
		{"V69 headers that say nothing of themselves", operation("parameters: [{in: header, name: Accept, schema: {}}, {in: header, name: Content-Type, schema: {}}, {in: header, name: Authorization, schema: {}}]" + ok), nil, nil},
		{"V69 accept of several types", operation("responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}, text/csv: {}}}}"), nil, []string{"Accept"}},
		{"V70 key in the query string", operation("security: [{keyQuery: []}]" + ok), []string{"api_key"}, nil},
		{"V70 key in a cookie", operation("security: [{keyCookie: []}]" + ok), nil, []string{"Cookie"}},
		{"V71 key as header and as parameter", operation("parameters: [{in: header, name: x-api-key, schema: {}}]\nsecurity: [{keyHeader: []}, {bearer: []}]" + ok), nil, []string{"Authorization", "x-api-key"}},
		{"V121 no security here", strings.Replace(operation("security: []"+ok), "paths:", "security: [{bearer: []}]\npaths:", 1), nil, nil},
		{"security of the document", strings.Replace(operation("summary: s"+ok), "paths:", "security: [{bearer: []}]\npaths:", 1), nil, []string{"Authorization"}},
		{"V124 scheme that is not declared", operation("security: [{nobody: []}]" + ok), nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := run(t, generate.Options{}, load(t, "api", tt.doc)).Endpoints[0]
			if diff := cmp.Diff(tt.query, e.QueryStrings); diff != "" {
				t.Errorf("input_query_strings (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.headers, e.Headers); diff != "" {
				t.Errorf("input_headers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPathVectors(t *testing.T) {
	tests := []struct {
		name   string
		paths  []string // "GET /x", in any order
		prefix string
		want   []string // "GET endpoint url_pattern", or what is left out
	}{
		{name: "V73 as it is", paths: []string{"GET /users/{userId}"}, want: []string{"GET /users/{userId} /users/{userId}"}},
		{name: "V74 static beside a parameter", paths: []string{"GET /users/{id}", "GET /users/me"}, want: []string{"GET /users/me /users/me", "GET /users/{id} /users/{id}"}},
		{name: "V75 two names at one place", paths: []string{"GET /users/{id}", "GET /users/{name}/orders"}, want: []string{"GET /users/{id} /users/{id}", "GET /users/{id}/orders /users/{id}/orders"}},
		{name: "V77 two names under two methods", paths: []string{"GET /users/{id}", "POST /users/{name}"}, want: []string{"GET /users/{id} /users/{id}", "POST /users/{name} /users/{name}"}},
		{name: "V78 one place twice", paths: []string{"GET /users/{id}", "GET /users/{name}"}, want: []string{"GET /users/{id} /users/{id}", "error: GET /users/{name} is taken by"}},
		{name: "V79 verb behind a parameter", paths: []string{"POST /items/{id}:cancel"}, want: []string{"POST /items/{id}/cancel /items/{id}:cancel"}},
		{name: "V80 verb behind a literal", paths: []string{"GET /v1/items:batchGet", "GET /v1/items/{id}"}, want: []string{"GET /v1/items/{id} /v1/items/{id}", "GET /v1/items/batchGet /v1/items:batchGet"}},
		{name: "V81 odata", paths: []string{"GET /Users({id})"}, want: []string{"GET /Users/{id} /Users({id})"}},
		{name: "V81 odata with quotes", paths: []string{"GET /Users('{key}')"}, want: []string{"GET /Users/{key} /Users('{key}')"}},
		{name: "V81 odata with two keys", paths: []string{"GET /Orders(a={a},b={b})"}, want: []string{"GET /Orders/{a}/{b} /Orders(a={a},b={b})"}},
		{name: "V82 two paths that become one", paths: []string{"GET /Users({id})", "GET /Users/{id}"}, want: []string{"GET /Users/{id} /Users/{id}", "error: GET /Users/{id} is taken by"}},
		{name: "V83 name and ending", paths: []string{"GET /report/{id}.{ext}"}, want: []string{"GET /report/{id}/{ext} /report/{id}.{ext}"}},
		{name: "V83 fixed ending", paths: []string{"GET /report/{id}.json"}, want: []string{"GET /report/{id}/json /report/{id}.json"}},
		{name: "V83 fixed name", paths: []string{"GET /file.{ext}"}, want: []string{"GET /file/{ext} /file.{ext}"}},
		{name: "V84 comma", paths: []string{"GET /geo/{lat},{lon}"}, want: []string{"GET /geo/{lat}/{lon} /geo/{lat},{lon}"}},
		{name: "V85 matrix", paths: []string{"GET /cars{;color}"}, want: []string{"GET /cars/{color} /cars;color={color}"}},
		{name: "V85 matrix by hand", paths: []string{"GET /cars;color={color}"}, want: []string{"GET /cars/{color} /cars;color={color}"}},
		{name: "V85 label", paths: []string{"GET /cars{.v}"}, want: []string{"GET /cars/{v} /cars.{v}"}},
		{name: "V86 names", paths: []string{"GET /a/{user.id}/{$id}/{användare}/{user id}"}, want: []string{"GET /a/{user_id}/{id}/{anvandare}/{user_id2} /a/{user_id}/{id}/{anvandare}/{user_id2}"}},
		{name: "V87 names that differ in the first letter", paths: []string{"GET /a/{id}/b/{Id}"}, want: []string{"GET /a/{id}/b/{Id2} /a/{id}/b/{Id2}"}},
		{name: "V88 trailing slash", paths: []string{"GET /users", "GET /users/"}, want: []string{"GET /users /users", "GET /users/ /users/"}},
		{name: "V89 root with a prefix", paths: []string{"GET /"}, prefix: "/shop", want: []string{"GET /shop /"}},
		{name: "V89 root", paths: []string{"GET /"}, want: []string{"GET / /"}},
		{name: "V90 wildcards", paths: []string{"GET /files/{path+}", "GET /all/{**path}", "GET /proxy/*"}, want: []string{"error: path /all/{**path} can be no endpoint", "error: path /files/{path+} can be no endpoint", "error: path /proxy/* can be no endpoint"}},
		{name: "V91 query string", paths: []string{"GET /search?type=user"}, want: []string{"error: path /search?type=user can be no endpoint"}},
		{name: "V92 escapes and letters", paths: []string{"GET /a%20b", "GET /straße"}, want: []string{"GET /a b /a%20b", "GET /straße /straße"}},
		{name: "V93 reserved", paths: []string{"GET /__health", "GET /api/__debug/x"}, want: []string{"warning: path /__health is reserved", "warning: path /api/__debug/x is reserved"}},
		{name: "V94 no leading slash", paths: []string{"GET users"}, want: []string{"GET /users /users"}},
		{name: "V96 google", paths: []string{"GET /{name=models/*}:rename"}, want: []string{"error: path /{name=models/*}:rename can be no endpoint"}},
		{name: "constraint of a route", paths: []string{`GET /a/{id:[0-9]{4}}/{slug?}`}, want: []string{"GET /a/{id}/{slug} /a/{id}/{slug}"}},
		{name: "version in a segment", paths: []string{"GET /api/v{version}/users"}, want: []string{"GET /api/v/{version}/users /api/v{version}/users"}},
		{name: "doubled slash", paths: []string{"GET /a//b"}, want: []string{"GET /a/b /a//b"}},
		{name: "broken braces", paths: []string{"GET /a/{id", "GET /b/id}"}, want: []string{"warning: path /a/{id can be no endpoint", "warning: path /b/id} can be no endpoint"}},
		{name: "prefix", paths: []string{"GET /users/{id}"}, prefix: "shop/v1/", want: []string{"GET /shop/v1/users/{id} /users/{id}"}},
		{name: "name that most have", paths: []string{"GET /ns/{name}", "GET /ns/{ns}/a", "GET /ns/{ns}/b/{name}"}, want: []string{"GET /ns/{ns} /ns/{ns}", "GET /ns/{ns}/a /ns/{ns}/a", "GET /ns/{ns}/b/{name} /ns/{ns}/b/{name}"}},
		{name: "V139 order", paths: []string{"DELETE /b/{id}", "GET /b/{id}", "PUT /b/{id}", "POST /a", "GET /b/x", "GET /a"}, want: []string{"GET /a /a", "POST /a /a", "GET /b/x /b/x", "GET /b/{id} /b/{id}", "PUT /b/{id} /b/{id}", "DELETE /b/{id} /b/{id}"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := run(t, generate.Options{Prefix: tt.prefix}, load(t, "api", paths(tt.paths)))
			if diff := cmp.Diff(tt.want, beginnings(outcomes(res), tt.want)); diff != "" {
				t.Errorf("endpoints (-want +got):\n%s", diff)
			}
			if got := len(res.Report.Entries); got != len(tt.paths) {
				t.Errorf("%d of %d operations are in the report", got, len(tt.paths))
			}
		})
	}
}

// paths is a document of operations.
func paths(list []string) string {
	var b strings.Builder
	for _, s := range list {
		method, path, _ := strings.Cut(s, " ")
		fmt.Fprintf(&b, "  %q: {%s: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}}\n", path, strings.ToLower(method))
	}
	return document("3.0.3", merge(b.String()))
}

// merge joins lines of the same path, which YAML wants once.
func merge(text string) string {
	var order []string
	methods := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		path, rest, _ := strings.Cut(strings.TrimSpace(line), `": {`)
		path += `"`
		if methods[path] == nil {
			order = append(order, path)
		}
		methods[path] = append(methods[path], strings.TrimSuffix(rest, "}"))
	}
	var b strings.Builder
	for _, path := range order {
		fmt.Fprintf(&b, "  %s: {%s}\n", path, strings.Join(methods[path], ", "))
	}
	return b.String()
}

// outcomes are the endpoints, and behind them what findings say of the others.
func outcomes(res *generate.Result) []string {
	var list []string
	for _, e := range res.Endpoints {
		list = append(list, e.Method+" "+e.Path+" "+e.URLPattern)
	}
	var left []string
	for _, f := range res.Findings {
		if f.Rule == generate.RuleSkipped || f.Rule == generate.RuleConflict {
			left = append(left, f.Severity.String()+": "+f.Message)
		}
	}
	slices.Sort(left)
	return append(list, left...)
}

// beginnings cuts findings down to the part that is expected of them.
func beginnings(got, want []string) []string {
	for i := range min(len(got), len(want)) {
		if strings.Contains(want[i], ": ") && strings.HasPrefix(got[i], want[i]) {
			got[i] = want[i]
		}
	}
	return got
}

func TestServerVectors(t *testing.T) {
	doc := func(servers string) string {
		return strings.Replace(paths([]string{"GET /pets"}), "servers: [{url: 'http://api:8080'}]\n", servers, 1)
	}
	swagger := func(root string) string {
		return "swagger: '2.0'\ninfo: {title: t, version: '1'}\n" + root + "paths: {/pets: {get: {responses: {'204': {description: d}}}}}\n"
	}
	tests := []struct {
		name string
		doc  string
		opts generate.Options
		want string // host, url_pattern and endpoint, or an error
	}{
		{name: "V97 base path", doc: doc("servers: [{url: 'https://api.x.com/v2'}]\n"), want: "https://api.x.com /v2/pets /pets"},
		{name: "V98 the first of two", doc: doc("servers: [{url: 'https://a'}, {url: 'https://b'}]\n"), want: "https://a /pets /pets"},
		{name: "V99 variables", doc: doc("servers: [{url: 'https://{env}.x.com:{port}/{base}', variables: {env: {default: qa}, port: {default: '8443'}, base: {default: v1}}}]\n"), want: "https://qa.x.com:8443 /v1/pets /pets"},
		{name: "V99 default that is no value", doc: doc("servers: [{url: 'https://{env}.x.com', variables: {env: {default: qa, enum: [prod]}}}]\n"), want: `server "https://{env}.x.com" cannot be used`},
		{name: "V100 variable without a default", doc: doc("servers: [{url: 'https://{env}.x.com'}]\n"), want: `variable "env" has no default`},
		{name: "V101 relative", doc: doc("servers: [{url: /api/v3}]\n"), want: "only the path /api/v3 (say where the service listens: --host"},
		{name: "V101 relative with a host", doc: doc("servers: [{url: /api/v3}]\n"), opts: generate.Options{Host: "http://h:1234"}, want: "http://h:1234 /api/v3/pets /pets"},
		{name: "V102 none", doc: doc(""), want: "names no server (say where the service listens: --host"},
		{name: "V102 none with a host", doc: doc(""), opts: generate.Options{Hosts: map[string]string{"api": "users:5000"}}, want: "http://users:5000 /pets /pets"},
		{name: "host with a path", doc: doc("servers: [{url: /api/v3}]\n"), opts: generate.Options{Host: "http://h:1234/base/"}, want: "http://h:1234 /base/pets /pets"},
		{name: "V104 trailing slash", doc: doc("servers: [{url: 'http://localhost:5000/'}]\n"), want: "http://localhost:5000 /pets /pets"},
		{name: "V105 IPv6", doc: doc("servers: [{url: 'http://[::1]:8080'}]\n"), want: "http://[::1]:8080 /pets /pets"},
		{name: "V105 credentials", doc: doc("servers: [{url: 'http://u:p@h'}]\n"), want: "credentials"},
		{name: "V106 schemes", doc: swagger("host: h\nbasePath: /v1\nschemes: [http, https]\n"), want: "https://h /v1/pets /pets"},
		{name: "V107 no host", doc: swagger("basePath: api/\n"), opts: generate.Options{Host: "http://h"}, want: "http://h /api/pets /pets"},
		{name: "V107 root as base path", doc: swagger("basePath: /\nhost: h\n"), want: "http://h /pets /pets"},
		{name: "V108 doubled slash", doc: doc("servers: [{url: 'http://h/v1/'}]\n"), want: "http://h /v1/pets /pets"},
		{name: "host without a scheme in the document", doc: doc("servers: [{url: api.x.com/v1}]\n"), want: "it has no scheme"},
		{name: "host that is no URL", doc: doc(""), opts: generate.Options{Host: "ftp://h"}, want: "only http and https"},
		{name: "host of nobody", doc: doc(""), opts: generate.Options{Hosts: map[string]string{"nobody": "http://h"}}, want: `--host names "nobody"`},
		{name: "prefix of nobody", doc: doc(""), opts: generate.Options{Host: "http://h", PrefixOf: map[string]string{"nobody": "/x"}}, want: `--prefix names "nobody"`},
		{name: "prefix with a parameter", doc: doc(""), opts: generate.Options{Host: "http://h", Prefix: "/{x}"}, want: "no plain segment"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, err := generate.Run(t.Context(), []*spec.Service{load(t, "api", tt.doc)}, tt.opts)
			if err != nil {
				if !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error is %q, want %q in it", err, tt.want)
				}
				return
			}
			mustStart(t, res.Config)
			e := res.Endpoints[0]
			if got := e.Host + " " + e.URLPattern + " " + e.Path; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestServicesShareOneRouter(t *testing.T) {
	users := load(t, "users", paths([]string{"GET /x/{id}", "GET /health"}))
	orders := load(t, "orders", paths([]string{"GET /x/{name}/orders", "GET /health"}))
	res := run(t, generate.Options{}, users, orders)
	want := []string{
		"GET /health /health", "GET /x/{id} /x/{id}", "GET /x/{id}/orders /x/{id}/orders",
		"error: GET /health is taken by <stdin>:6:15 (GET /health)",
	}
	if diff := cmp.Diff(want, outcomes(res)); diff != "" {
		t.Errorf("V76, V136: endpoints (-want +got):\n%s", diff)
	}
	if worst, _ := diag.Worst(res.Findings); worst != diag.Error {
		t.Error("a conflict is no error finding")
	}
	res = run(t, generate.Options{PrefixOf: map[string]string{"users": "/u", "orders": "/o"}}, users, orders)
	if res.Report.Count(generate.Emitted) != 4 {
		t.Error(res.Report.Summary())
	}
}

func TestNoOperationsIsAnError(t *testing.T) {
	svc := load(t, "api", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n")
	if _, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{}); err == nil || !strings.Contains(err.Error(), "no operations") {
		t.Errorf("V142: error is %v", err)
	}
}

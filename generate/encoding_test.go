package generate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

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
		{name: "V33 events beside JSON", doc: operation("responses: {'200': {description: ok, content: {application/json: {schema: " + user + "}, text/event-stream: {}}}}"), want: passed, note: "not streamed"},
		{name: "V31 file in JSON, decoded", doc: json("{type: string, format: binary}"), infer: spec.InferOptions{Policy: spec.Decode}, want: passed},
		{name: "V48 redirect alone, decoded", doc: operation("responses: {'302': {description: login}}"), infer: spec.InferOptions{Policy: spec.Decode}, want: passed},
		{name: "V11 string, decoded", doc: json("{type: string}"), infer: spec.InferOptions{Policy: spec.Decode}, want: "safejson/json"},
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

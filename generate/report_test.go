package generate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/generate"
)

const reportDocument = `openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'http://api:8080'}]
paths:
  /users:
    get: {deprecated: true, responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}}
    head: {responses: {'200': {description: ok}}}
  /users/{id}:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}, '404': {description: none, content: {application/json: {}}}}}
    put: {responses: {'200': {$ref: '#/components/responses/none'}}}
  /users/{name}/orders:
    get: {responses: {'200': {description: ok}}}
  /reports/{id}.pdf:
    get: {responses: {'200': {description: ok, content: {application/pdf: {}}}}}
`

func TestReportHasALineForWhatIsNotAsDeclared(t *testing.T) {
	res := run(t, generate.Options{}, load(t, "api", reportDocument))
	var b strings.Builder
	if err := res.Report.Text(&b, false); err != nil {
		t.Fatal(err)
	}
	want := `<stdin>:14  adjusted  GET /reports/{id}.pdf     clients call /reports/{id}/pdf, since endpoints have whole segments as parameters
<stdin>:7   skipped   HEAD /users               the gateway serves no HEAD
<stdin>:10  skipped   PUT /users/{id}           $ref "#/components/responses/none" leads nowhere: <stdin> has nothing there
<stdin>:12  adjusted  GET /users/{name}/orders  {name} is called {id}, as in <stdin>:9:5 (GET /users/{id})
6 operations: 2 emitted, 2 adjusted, 2 skipped
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestReportTellsReasonsWhenAsked(t *testing.T) {
	res := run(t, generate.Options{}, load(t, "api", reportDocument))
	var b strings.Builder
	if err := res.Report.Text(&b, true); err != nil {
		t.Fatal(err)
	}
	want := `<stdin>:14  adjusted  GET /reports/{id}.pdf     /reports/{id}/pdf -> no-op
                        clients call /reports/{id}/pdf, since endpoints have whole segments as parameters
                        answer 200: application/pdf is no JSON
                        parameter {id} of the path is not declared
<stdin>:6   emitted   GET /users                /users -> json-collection
                        answer 200: the schema is an array
                        it is deprecated
<stdin>:7   skipped   HEAD /users               the gateway serves no HEAD
<stdin>:9   emitted   GET /users/{id}           /users/{id} -> json
                        answer 200: the schema is an object
                        parameter {id} of the path is not declared
                        errors (404) reach clients as 500 without their body, see return_error_code and return_error_msg
<stdin>:10  skipped   PUT /users/{id}           $ref "#/components/responses/none" leads nowhere: <stdin> has nothing there
<stdin>:12  adjusted  GET /users/{name}/orders  /users/{id}/orders -> no-op
                        {name} is called {id}, as in <stdin>:9:5 (GET /users/{id})
                        answer 200 has no body that could be decoded
                        parameter {name} of the path is not declared
                        if answer 200 does have a body, declare its schema
6 operations: 2 emitted, 2 adjusted, 2 skipped
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestReasonsHaveTheirPlace(t *testing.T) {
	res := run(t, generate.Options{}, load(t, "api", reportDocument))
	i := slices.IndexFunc(res.Report.Entries, func(e *generate.Entry) bool { return e.Op.Path == "/users/{id}" })
	r := res.Report.Entries[i].Inference.Reasons[0]
	if got := r.Span.String() + " " + r.Pointer; got != "<stdin>:9:23 /paths/~1users~1{id}/get/responses/200" {
		t.Error(got)
	}
}

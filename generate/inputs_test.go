package generate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/generate"
)

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
		{"V59 header with a body that is not declared", method("post", "parameters: [{in: header, name: X-Request-Id, schema: {}}]"+ok), nil, []string{"Content-Type", "X-Request-Id"}},
		{"V60 header without a body", operation("parameters: [{in: header, name: X-Request-Id, schema: {}}]" + ok), nil, []string{"X-Request-Id"}},
		{"V61 cookie", operation("parameters: [{in: cookie, name: sid, schema: {}}]" + ok), nil, []string{"Cookie"}},
		{"V62 deep object", operation("parameters: [{in: query, name: filter, style: deepObject, schema: {type: object, properties: {name: {type: string}, price: {type: object, properties: {gte: {}, lte: {}}}}}}]" + ok), []string{"filter[name]", "filter[price][gte]", "filter[price][lte]"}, nil},
		{"V63 exploded object", operation("parameters: [{in: query, name: page, schema: {type: object, properties: {number: {}, size: {}}}}]" + ok), []string{"number", "size"}, nil},
		{"V63 object in one value", operation("parameters: [{in: query, name: page, explode: false, schema: {type: object, properties: {number: {}, size: {}}}}]" + ok), []string{"page"}, nil},
		{"V64 array", operation("parameters: [{in: query, name: 'ids[]', schema: {type: array}}, {in: query, name: tags, style: pipeDelimited, schema: {type: array}}]" + ok), []string{"ids[]", "tags"}, nil},
		{"V65 array of Swagger 2.0", "swagger: '2.0'\nhost: api\npaths: {/x: {get: {parameters: [{in: query, name: ids, type: array, items: {type: string}, collectionFormat: multi}, {in: query, name: tags, type: array, items: {type: string}, collectionFormat: csv}], responses: {200: {description: d}}}}}", []string{"ids", "tags"}, nil},
		{"V66 parameter with content", operation("parameters: [{in: query, name: f, content: {application/json: {schema: {type: object, properties: {a: {}}}}}}]" + ok), []string{"f"}, nil},
		{"V67 odata", operation("parameters: [{in: query, name: $filter, schema: {}}, {in: query, name: $top, schema: {}}]" + ok), []string{"$filter", "$top"}, nil},
		{"V68 names that differ in case", operation("parameters: [{in: query, name: Page, schema: {}}, {in: query, name: page, schema: {}}]" + ok), []string{"Page", "page"}, nil},
		{"V69 headers that say nothing of themselves", operation("parameters: [{in: header, name: Accept, schema: {}}, {in: header, name: Content-Type, schema: {}}, {in: header, name: Authorization, schema: {}}]" + ok), nil, nil},
		{"V69 credentials of Swagger 2.0", "swagger: '2.0'\nhost: api\npaths: {/x: {get: {parameters: [{in: header, name: Authorization, type: string}], responses: {200: {description: d}}}}}", nil, []string{"Authorization"}},
		{"V69 accept of several types", operation("responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}, text/csv: {}}}}"), nil, []string{"Accept"}},
		{"V70 key in the query string", operation("security: [{keyQuery: []}]" + ok), []string{"api_key"}, nil},
		{"V70 key in a cookie", operation("security: [{keyCookie: []}]" + ok), nil, []string{"Cookie"}},
		{"V71 key as header and as parameter", operation("parameters: [{in: header, name: x-api-key, schema: {}}]\nsecurity: [{keyHeader: []}, {bearer: []}]" + ok), nil, []string{"Authorization", "x-api-key"}},
		{"V121 no security here", strings.Replace(operation("security: []"+ok), "paths:", "security: [{bearer: []}]\npaths:", 1), nil, nil},
		{"security of the document", strings.Replace(operation("summary: s"+ok), "paths:", "security: [{bearer: []}]\npaths:", 1), nil, []string{"Authorization"}},
		{"V24b one body under several types", method("post", "parameters: [{in: header, name: X-Id, schema: {}}]\nrequestBody: {content: {application/json: {schema: {type: object}}, text/json: {schema: {type: object}}, application/*+json: {schema: {type: object}}}}"+ok), nil, []string{"Content-Type", "X-Id"}},
		{"V46 conditions of a GET", operation("parameters: [{in: header, name: If-None-Match, schema: {}}]" + ok), nil, []string{"If-None-Match"}},
		{"V47 ranges", operation("parameters: [{in: header, name: Range, schema: {}}]\nresponses: {'200': {description: ok, content: {application/pdf: {}}}, '206': {description: part, content: {application/pdf: {}}}}"), nil, []string{"Range"}},
		{"V56 body of a DELETE", method("delete", "parameters: [{in: header, name: X-Id, schema: {}}]"+body+ok), nil, []string{"Content-Type", "X-Id"}},
		{"V62 deep object that does not say its names", operation("parameters: [{in: query, name: filter, style: deepObject, schema: {type: object}}]" + ok), []string{"filter"}, nil},
		{"V113 upload", method("post", "parameters: [{in: header, name: X-Id, schema: {}}]\nrequestBody: {content: {multipart/form-data: {schema: {type: object}}}}"+ok), nil, []string{"Content-Type", "X-Id"}},
		{"V114 upload of Swagger 2.0", "swagger: '2.0'\nhost: api\npaths: {/x: {post: {consumes: [multipart/form-data], parameters: [{in: formData, name: f, type: file}, {in: header, name: X-Id, type: string}], responses: {200: {description: d}}}}}", nil, []string{"Content-Type", "X-Id"}},
		{"header that is no name", operation("parameters: [{in: header, name: 'a b', schema: {}}]" + ok), nil, nil},
		{"header Accept-Encoding", operation("parameters: [{in: header, name: Accept-Encoding, schema: {}}]" + ok), nil, nil},
		{"header Host", operation("parameters: [{in: header, name: Host, schema: {}}]" + ok), nil, nil},
		{"header Cookie", operation("parameters: [{in: header, name: Cookie, schema: {}}]" + ok), nil, []string{"Cookie"}},
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

func TestInputsThatHaveToBeAskedFor(t *testing.T) {
	t.Parallel()
	doc := operation("parameters: [{in: header, name: Authorization, schema: {}}, {in: query, name: f, style: deepObject, schema: {type: object, properties: {a: {type: string}}, additionalProperties: {}}}, {in: query, name: g, schema: {}}]\nresponses: {'204': {description: d}}")
	e := run(t, generate.Options{ForwardAuth: true, OpenQuery: true}, load(t, "api", doc)).Endpoints[0]
	if diff := cmp.Diff([]string{"*"}, e.QueryStrings); diff != "" {
		t.Errorf("V62 --open-query star (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Authorization"}, e.Headers); diff != "" {
		t.Errorf("V69 --forward-auth (-want +got):\n%s", diff)
	}
	e = run(t, generate.Options{}, load(t, "api", doc)).Endpoints[0]
	if diff := cmp.Diff([]string{"f[a]", "g"}, e.QueryStrings); diff != "" || len(e.Headers) > 0 {
		t.Errorf("V62, V69 without asking: %q (-want +got):\n%s", e.Headers, diff)
	}
}

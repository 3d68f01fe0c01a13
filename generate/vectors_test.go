package generate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
)

// vectorDocument is a document with operations as YAML below paths.
func vectorDocument(servers, paths string) string {
	return "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n" + servers + "paths:\n" + paths
}

const (
	oneServer = "servers: [{url: 'http://api:8080'}]\n"
	anObject  = "responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}"
)

func TestRequiredQueryParametersAreForwarded(t *testing.T) {
	t.Parallel()
	res := run(t, generate.Options{}, load(t, "api", vectorDocument(oneServer, "  /x: {get: {parameters: [{in: query, name: q, required: true, schema: {type: string}}], "+anObject+"}}\n")))
	if got := res.Endpoints[0].QueryStrings; !slices.Equal(got, []string{"q"}) {
		t.Errorf("V72: query strings %q", got)
	}
}

func TestParametersThatPathAndListDoNotShareAreWarnedOf(t *testing.T) {
	t.Parallel()
	res := run(t, generate.Options{}, load(t, "api", vectorDocument(oneServer,
		"  /a/{id}: {get: {"+anObject+"}}\n  /b: {get: {parameters: [{in: path, name: lost, required: true, schema: {type: string}}], "+anObject+"}}\n")))
	if got := routesOf(res); got != "GET /a/{id}, GET /b" {
		t.Errorf("V95: generated are %s", got)
	}
	for i, want := range []string{"parameter {id} of the path is not declared", `parameter "lost" is declared, but the path does not have it`} {
		e := res.Report.Entries[i]
		if !slices.Contains(e.Notes, want) {
			t.Errorf("V95: the notes of %s are %q, want %q", e.Op.Path, e.Notes, want)
		}
		if !slices.ContainsFunc(res.Findings, func(f diag.Finding) bool {
			return f.Severity == diag.Warning && f.Rule == generate.RulePath && f.Message == want && f.Pointer != ""
		}) {
			t.Errorf("V95: there is no warning %q with a place, only %v", want, res.Findings)
		}
	}
}

func TestServersThatAreNotCalledAreNoted(t *testing.T) {
	t.Parallel()
	const two = "servers: [{url: 'https://a/v1', description: production}, {url: 'https://b/v2', description: staging}]\n"
	const paths = "  /x: {get: {" + anObject + "}}\n"
	tests := []struct {
		name string
		opts generate.Options
		doc  string
		want string
	}{
		{"V98 the first", generate.Options{}, two, "of the document's servers the first is called, not https://b/v2"},
		{"V98 the chosen one", generate.Options{Choices: generate.Choices{Server: "staging"}}, two, "of the document's servers https://b/v2 is called, not https://a/v1"},
		{"V98 a host by hand", generate.Options{Host: "http://h:1"}, two, "of the paths of the document's servers /v1/ is called, not /v2/"},
		{"V98 a host and a path by hand", generate.Options{Host: "http://h:1/v3"}, two, ""},
		{"V98 paths alone", generate.Options{Host: "http://h:1"}, "servers: [{url: /v1}, {url: /v2}]\n", "of the paths of the document's servers /v1/ is called, not /v2/"},
		{"V98 one path of two hosts", generate.Options{Host: "http://h:1"}, "servers: [{url: 'https://a/v1'}, {url: 'https://b/v1'}]\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := run(t, tt.opts, load(t, "api", vectorDocument(tt.doc, paths)))
			if got := strings.Join(res.Report.Entries[0].Notes, "\n"); got != tt.want {
				t.Errorf("notes %q, want %q", got, tt.want)
			}
		})
	}
}

func TestServersOfPathsAndOperationsCountThereAlone(t *testing.T) {
	t.Parallel()
	res := run(t, generate.Options{}, load(t, "api", vectorDocument(oneServer,
		"  /a: {servers: [{url: 'http://path:1/p'}], get: {"+anObject+"}, put: {servers: [{url: 'http://op:2/o'}], "+anObject+"}}\n  /b: {get: {"+anObject+"}}\n")))
	var got []string
	for _, e := range res.Endpoints {
		got = append(got, e.Method+" "+e.Host+e.URLPattern)
	}
	if want := []string{"GET http://path:1/p/a", "PUT http://op:2/o/a", "GET http://api:8080/b"}; !slices.Equal(got, want) {
		t.Errorf("V103: %q, want %q", got, want)
	}
}

func TestOperationIDsNeedNotBeThereOrDiffer(t *testing.T) {
	t.Parallel()
	res := run(t, generate.Options{}, load(t, "api", vectorDocument(oneServer,
		"  /a: {get: {operationId: same, "+anObject+"}}\n  /b: {get: {operationId: same, "+anObject+"}}\n")))
	if got := routesOf(res); got != "GET /a, GET /b" {
		t.Errorf("V125: generated are %s", got)
	}
	if !slices.ContainsFunc(res.Findings, func(f diag.Finding) bool {
		return f.Severity == diag.Warning && strings.Contains(f.Message, `operationId "same" is taken already`)
	}) {
		t.Errorf("V125: there is no warning, only %v", res.Findings)
	}
	without := vectorDocument(oneServer, "  /a: {get: {"+anObject+"}}\n  /b: {get: {"+anObject+"}}\n")
	one, two := run(t, generate.Options{}, load(t, "api", without)), run(t, generate.Options{}, load(t, "api", without))
	if string(one.Config) != string(two.Config) || !strings.Contains(string(one.Config), `"/paths/~1a/get"`) {
		t.Errorf("V126: %s", one.Config)
	}
}

func TestNothingIsMadeOfNothingWhenThatIsAllowed(t *testing.T) {
	t.Parallel()
	for _, paths := range []string{"  {}\n", "  /x: {head: {" + anObject + "}}\n"} {
		res := run(t, generate.Options{AllowEmpty: true}, load(t, "api", vectorDocument(oneServer, paths)))
		if worst, found := diag.Worst(res.Findings); len(res.Endpoints) > 0 || found && worst == diag.Error {
			t.Errorf("V142: %d endpoints, %v", len(res.Endpoints), res.Findings)
		}
		if !strings.Contains(string(res.Config), `"endpoints": []`) {
			t.Errorf("V142: %s", res.Config)
		}
	}
}

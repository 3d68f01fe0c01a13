package generate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
)

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
		{name: "V96 google", paths: []string{"GET /{name=models/*}:rename"}, want: []string{"GET /models/{models}/rename /models/{models}:rename"}},
		{name: "V96 google, any depth", paths: []string{"GET /{name=models/**}:rename"}, want: []string{"error: path /{name=models/**}:rename can be no endpoint"}},
		{name: "V85 exploded lists", paths: []string{"GET /a/{.id*}", "GET /b/{;id*}"}, want: []string{"GET /a/{id} /a/.{id}", "GET /b/{id} /b/;id={id}"}},
		{name: "query expression", paths: []string{"GET /lists{?page,size*}"}, want: []string{"GET /lists /lists"}},
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
	if _, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{}); !errors.Is(err, generate.ErrNoOperations) || err.Error() != "<stdin>: no operations" {
		t.Errorf("V142: error is %v", err)
	}
}

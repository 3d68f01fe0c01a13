package convertcmd

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	check "github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/kong"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
	"github.com/gatewright/gatewright/generate/tyk"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
)

// backends answers for all backends and remembers what it was asked.
type backends struct{ asked []string }

func (b *backends) RoundTrip(r *http.Request) (*http.Response, error) {
	b.asked = append(b.asked, r.Method+" "+r.URL.String())
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(`{"from": "backend"}`)),
	}, nil
}

func readAs(t *testing.T, format, name, text string) *convert.Inventory {
	t.Helper()
	src := syntax.NewSource(name, []byte(text))
	switch format {
	case "ocelot":
		return ocelot.Read([]*syntax.Source{src}, ocelot.Options{})
	case "kong":
		return kong.Read([]*syntax.Source{src})
	case "tyk":
		return tyk.Read([]*syntax.Source{src})
	}
	return krakend.Read(config.Parse(name, []byte(text)))
}

// kongRoute is a file of Kong with one route.
func kongRoute(version, service, route string) string {
	return `{"_format_version": "` + version + `", "services": [{"name": "s", ` + service + `, "routes": [{"methods": ["GET"], ` + route + `}]}]}`
}

// ocelotRoute is a file of Ocelot with one route.
func ocelotRoute(up, down, more string) string {
	return `{"Routes": [{"UpstreamPathTemplate": "` + up + `", "DownstreamPathTemplate": "` + down + `", "DownstreamScheme": "http",
		"DownstreamHostAndPorts": [{"Host": "h", "Port": 8001}], "UpstreamHttpMethod": ["Get"]` + more + `}]}`
}

// tykOAS is a definition of Tyk with one GET operation.
func tykOAS(listen, target, strip, path, operation string) string {
	return `{"openapi": "3.0.3", "paths": {"` + path + `": {"get": {"operationId": "op"}}},
		"x-tyk-api-gateway": {"info": {"name": "a", "state": {"active": true}}, "upstream": {"url": "` + target + `"},
		"server": {"listenPath": {"value": "` + listen + `", "strip": ` + strip + `}},
		"middleware": {"operations": {"op": {` + operation + `}}}}}`
}

// TestConvertedGatewayCallsTheSameBackends runs the converted configuration and
// looks at what reaches the backend.
func TestConvertedGatewayCallsTheSameBackends(t *testing.T) {
	const service = `"host": "h", "port": 8001, "path": "/s"`
	tests := []struct {
		name, format, text string
		request            string // method and path
		want               string // what the backend is asked, "" for nothing
	}{
		{"strip v0", "kong", kongRoute("3.0", service, `"paths": ["/tv0"]`), "/tv0/req", "GET http://h:8001/s/req"},
		{"strip v0 bare", "kong", kongRoute("3.0", service, `"paths": ["/tv0"]`), "/tv0", "GET http://h:8001/s"},
		{"keep v0", "kong", kongRoute("3.0", service, `"paths": ["/fv0"], "strip_path": false`), "/fv0/req", "GET http://h:8001/s/fv0/req"},
		{"keep v1", "kong", kongRoute("3.0", service, `"paths": ["/fv1"], "strip_path": false, "path_handling": "v1"`), "/fv1/req", "GET http://h:8001/sfv1/req"},
		{"strip v1 slash", "kong", kongRoute("3.0", service, `"paths": ["/tv1/"], "path_handling": "v1"`), "/tv1/req", "GET http://h:8001/sreq"},
		{"strip v0 slash", "kong", kongRoute("3.0", service, `"paths": ["/tv0/"]`), "/tv0/req", "GET http://h:8001/s/req"},
		{"regex segment", "kong", kongRoute("3.0", `"url": "http://h:8001/"`, `"paths": ["~/demo/(?<id>[^#?/]+)/else$"], "strip_path": false`), "/demo/7/else", "GET http://h:8001/demo/7/else"},
		{"regex segment is anchored", "kong", kongRoute("3.0", `"url": "http://h:8001/"`, `"paths": ["~/demo/(?<id>[^#?/]+)/else$"]`), "/demo/7/else/more", ""},
		{"regex without end", "kong", kongRoute("3.0", `"url": "http://h:8001"`, `"paths": ["~/demo/(?<id>\\d+)"], "strip_path": false`), "/demo/7", "GET http://h:8001/demo/7"},
		{"regex without end goes on", "kong", kongRoute("3.0", `"url": "http://h:8001"`, `"paths": ["~/demo/(?<id>\\d+)"], "strip_path": false`), "/demo/7/x", "GET http://h:8001/demo/7/x"},
		{"regex of 2.1", "kong", kongRoute("2.1", `"url": "http://h:8001"`, `"paths": ["/status/\\d+"], "strip_path": false`), "/status/404", "GET http://h:8001/status/404"},
		{"plain of 2.1 with a dot", "kong", kongRoute("2.1", `"url": "http://h:8001/api"`, `"paths": ["/v1.0/items"], "strip_path": false`), "/v1.0/items", "GET http://h:8001/api/v1.0/items"},
		{"plain of 3.0 with a backslash", "kong", kongRoute("3.0", `"url": "http://h:8001"`, `"paths": ["/status/\\d+"]`), "/status/404", ""},
		{"url with a path", "kong", kongRoute("3.0", `"url": "http://h:8001/api"`, `"paths": ["/x"]`), "/x/y", "GET http://h:8001/api/y"},

		{"last segment", "ocelot", ocelotRoute("/posts/{postId}", "/api/posts/{postId}", ""), "/posts/5", "GET http://h:8001/api/posts/5"},
		{"last segment left out", "ocelot", ocelotRoute("/posts/{postId}", "/api/posts/{postId}", ""), "/posts", "GET http://h:8001/api/posts"},
		{"middle segment", "ocelot", ocelotRoute("/posts/{id}/comments", "/p/{id}/c", ""), "/posts/5/comments", "GET http://h:8001/p/5/c"},
		{"version and catch-all", "ocelot", ocelotRoute("/api/{version}/c/{everything}", "/api/{version}/{everything}", ""), "/api/v1/c/a/b", "GET http://h:8001/api/v1/a/b"},
		{"root catch-all", "ocelot", ocelotRoute("/{everything}", "/{everything}", ""), "/a/b/c", "GET http://h:8001/a/b/c"},
		{"query to path", "ocelot", ocelotRoute("/api/subs/{s}/updates?unitId={uid}", "/api/units/{s}/{uid}/updates", ""), "/api/subs/1/updates?unitId=2", ""},
		{"path to query", "ocelot", ocelotRoute("/api/units/{s}/{unit}/updates", "/api/subs/{s}/updates?unitId={unit}", ""), "/api/units/1/2/updates", "GET http://h:8001/api/subs/1/updates?unitId=2"},
		{"query catch-all", "ocelot", ocelotRoute("/contracts?{query}", "/apipath/contracts?{query}", ""), "/contracts?a=1", "GET http://h:8001/apipath/contracts?a=1"},
		{"embedded", "ocelot", ocelotRoute("/api/invoices_{a}/{b}-{c}", "/x/{a}/{b}/{c}", ""), "/api/invoices_1/2-3", ""},
		{"letter case of methods", "ocelot", ocelotRoute("/a/b", "/b", ""), "/a/b", "GET http://h:8001/b"},

		{"strip", "tyk", tykOAS("/users", "http://acme/user-service", "true", "/{id}/profile", `"allow": {"enabled": true}`), "/users/7/profile", "GET http://acme/user-service/7/profile"},
		{"no strip", "tyk", tykOAS("/users", "http://acme/user-service", "false", "/{id}/profile", `"allow": {"enabled": true}`), "/users/7/profile", "GET http://acme/user-service/users/7/profile"},
		{"rewrite", "tyk", tykOAS("/b/", "http://acme", "true", "/{category}/{id}", `"urlRewrite": {"enabled": true, "pattern": "/(\\w+)/(\\w+)", "rewriteTo": "books-service/$1/$2"}`), "/b/c/7", "GET http://acme/books-service/c/7"},
		{"rewrite to a query", "tyk", tykOAS("/b/", "http://acme", "true", "/{category}/{id}", `"urlRewrite": {"enabled": true, "pattern": "/(\\w+)/(\\w+)", "rewriteTo": "category/$1?id=$2"}`), "/b/c/7", "GET http://acme/category/c?id=7"},
	}
	for _, tt := range tests {
		t.Run(tt.format+" "+tt.name, func(t *testing.T) {
			out := krakend.Write(readAs(t, tt.format, "in.json", tt.text), krakend.Options{})
			stub := &backends{}
			gw := build(t, out, stub)
			rec := httptest.NewRecorder()
			gw.ServeHTTP(rec, httptest.NewRequest("GET", tt.request, nil))
			if got := strings.Join(stub.asked, "; "); got != tt.want {
				t.Errorf("%s: the backend is asked %q, want %q (status %d)\n%s", tt.request, got, tt.want, rec.Code, out.Files[0].Data)
			}
			if tt.want != "" && rec.Body.String() != `{"from": "backend"}` {
				t.Errorf("the client gets %d %q", rec.Code, rec.Body)
			}
		})
	}
}

func build(t *testing.T, out *convert.Output, stub http.RoundTripper) *serve.Gateway {
	t.Helper()
	gw, err := serve.Build(config.Parse("krakend.json", out.Files[0].Data), serve.Options{Transport: stub})
	if err != nil {
		t.Fatalf("%v\n%s", err, out.Files[0].Data)
	}
	t.Cleanup(gw.Close)
	return gw
}

// TestAuthenticatedRouteWithoutKeysStaysClosed is the promise that a conversion
// opens nothing.
func TestAuthenticatedRouteWithoutKeysStaysClosed(t *testing.T) {
	tests := map[string]string{
		"ocelot": ocelotRoute("/a", "/a", `, "AuthenticationOptions": {"AuthenticationProviderKey": "Bearer"}`),
		"kong":   kongRoute("3.0", `"url": "http://h:8001"`, `"paths": ["~/a$"], "plugins": [{"name": "key-auth"}]`),
		"tyk":    `{"name": "a", "active": true, "proxy": {"listen_path": "/a", "target_url": "http://h:8001"}}`,
	}
	for format, text := range tests {
		t.Run(format, func(t *testing.T) {
			inv := readAs(t, format, "in.json", text)
			out := krakend.Write(inv, krakend.Options{})
			if convert.NewReport(inv, out, "krakend").Count(convert.Security) == 0 {
				t.Error("the report says nothing of the protection")
			}
			stub := &backends{}
			rec := httptest.NewRecorder()
			req := httptest.NewRequest("GET", "/a", nil)
			req.Header.Set("Authorization", "Bearer e30.e30.e30")
			build(t, out, stub).ServeHTTP(rec, req)
			if rec.Code != http.StatusUnauthorized || len(stub.asked) > 0 {
				t.Errorf("status %d, the backend was asked %v", rec.Code, stub.asked)
			}
			result, err := lint.Run(t.Context(), config.Parse("krakend.json", out.Files[0].Data), lint.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if result.Count(diag.Error) == 0 {
				t.Error("lint has nothing against it")
			}
		})
	}
}

// TestRealFilesConvert converts real files, where they are at hand: the result
// starts, lint finds no error in it but what the report said, and the way to
// every format and back gives it again.
func TestRealFilesConvert(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..", "..", "shared", "samples")
	var files []string
	for _, format := range []string{"ocelot", "kong", "tyk"} {
		for _, ext := range []string{"*.json", "*.yml", "*.yaml"} {
			found, _ := filepath.Glob(filepath.Join(root, format, ext))
			files = append(files, found...)
		}
	}
	if len(files) == 0 {
		t.Skip("no samples here")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			inv := readAs(t, filepath.Base(filepath.Dir(file)), filepath.Base(file), string(data))
			for _, f := range inv.Findings {
				t.Errorf("%s", f)
			}
			out := krakend.Write(inv, krakend.Options{})
			doc := config.Parse("krakend.json", out.Files[0].Data)
			for _, f := range check.Refusals(doc.Service()) {
				if f.Rule != diag.HostInvalid || convert.Unresolved(f.Span.Text()) == "" {
					t.Errorf("refused: %s", f)
				}
			}
			result, err := lint.Run(t.Context(), doc, lint.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Findings {
				if f.Severity == diag.Error && f.Rule != "jwt-jwk-http" && f.Rule != diag.HostInvalid {
					t.Errorf("lint: %s", f)
				}
			}
			roundTrips(t, out.Files[0].Data)
		})
	}
}

// roundTrips takes a configuration to every format and back.
func roundTrips(t *testing.T, text []byte) {
	t.Helper()
	for _, to := range []string{"ocelot", "kong", "tyk"} {
		inv := krakend.Read(config.Parse("krakend.json", text))
		mid := writeTo(target{to, ""}, inv, krakend.Options{})
		var sources []*syntax.Source
		for _, f := range mid.Files {
			sources = append(sources, syntax.NewSource(f.Name, f.Data))
		}
		var back *convert.Inventory
		switch to {
		case "ocelot":
			back = ocelot.Read(sources, ocelot.Options{})
		case "kong":
			back = kong.Read(sources)
		default:
			back = tyk.Read(sources)
		}
		again := krakend.Write(back, krakend.Options{})
		if diff := cmp.Diff(endpointsOf(t, text), endpointsOf(t, again.Files[0].Data)); diff != "" {
			t.Errorf("by way of %s (-was +is):\n%s", to, diff)
		}
	}
}

// endpointsOf is the configuration as plain values, its endpoints by their
// names and without notes.
func endpointsOf(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	list, _ := doc["endpoints"].([]any)
	delete(doc, "endpoints")
	for _, one := range list {
		e := one.(map[string]any)
		delete(e, "@gatewright")
		method, _ := e["method"].(string)
		if method == "" {
			method = "GET"
		}
		doc[method+" "+e["endpoint"].(string)] = e
	}
	return doc
}

func TestConfigurationsSurviveTheWayToEveryFormatAndBack(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	shared, _ := filepath.Glob(filepath.Join("..", "..", "..", "..", "..", "shared", "samples", "krakend", "*.json"))
	for _, file := range slices.Concat(files, shared) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			roundTrips(t, data)
		})
	}
}

// TestHandMadeChangeBeatsTheNote changes a converted file: what it says then
// holds, not what was noted.
func TestHandMadeChangeBeatsTheNote(t *testing.T) {
	const text = `{"version": 3, "endpoints": [{"endpoint": "/a", "output_encoding": "json", "timeout": "4s",
		"backend": [{"host": ["http://old:8080"], "url_pattern": "/a", "allow": ["x"]}]}]}`
	inv := krakend.Read(config.Parse("krakend.json", []byte(text)))
	mid := ocelot.Write(inv, ocelot.WriteOptions{})
	edited := strings.Replace(string(mid.Files[0].Data), `"Host": "old"`, `"Host": "new"`, 1)
	back := ocelot.Read([]*syntax.Source{syntax.NewSource("ocelot.json", []byte(edited))}, ocelot.Options{})
	out := string(krakend.Write(back, krakend.Options{}).Files[0].Data)
	if !strings.Contains(out, "http://new:8080") || strings.Contains(out, `"allow"`) {
		t.Errorf("the note won:\n%s", out)
	}
}

// TestConvertedSettings looks at what single settings become.
func TestConvertedSettings(t *testing.T) {
	tests := []struct {
		name, format, text string
		endpoint           string // whose JSON is looked at
		want               []string
	}{
		{"no methods", "ocelot", strings.Replace(ocelotRoute("/a/b", "/b", ""), `["Get"]`, "[]", 1), "PATCH /a/b", []string{`"output_encoding":"no-op"`, `"timeout":"90s"`, `"input_headers":["*"]`}},
		{"no scheme on port 443", "ocelot", `{"Routes": [{"UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/a", "UpstreamHttpMethod": ["GET"], "DownstreamHostAndPorts": [{"Host": "x", "Port": 443}]}]}`,
			"GET /a", []string{`"host":["https://x:443"]`}},
		{"claim in the path", "ocelot", ocelotRoute("/mine", "/users/{userId}/x", `, "ChangeDownstreamPathTemplate": {"userId": "Claims[sub] > value"}`), "GET /mine",
			[]string{`"url_pattern":"/users/{JWT.sub}/x"`, `"auth/validator"`}},
		{"rate limit", "ocelot", ocelotRoute("/a/b", "/b", `, "RateLimitOptions": {"EnableRateLimiting": true, "Limit": 3, "Period": "1m", "ClientIdHeader": "ClientId"}`), "GET /a/b",
			[]string{`"client_max_rate":3`, `"every":"1m"`, `"strategy":"header"`, `"key":"ClientId"`}},
		{"quality of service", "ocelot", ocelotRoute("/a/b", "/b", `, "QoSOptions": {"ExceptionsAllowedBeforeBreaking": 3, "DurationOfBreak": 1000, "TimeoutValue": 5000}`), "GET /a/b",
			[]string{`"timeout":"5s"`, `"qos/circuit-breaker":{"interval":60,"max_errors":3,"timeout":1}`}},
		{"rate in a duration", "tyk", tykOAS("/a", "http://acme", "true", "/x", `"rateLimit": {"enabled": true, "rate": 60, "per": "1m0s"}`), "GET /a/x", []string{`"max_rate":60`, `"every":"1m"`}},
		{"target from the environment", "tyk", tykOAS("/a", "env://FRONTEND_URL", "true", "/x", ""), "GET /a/x", []string{`"host":["env://FRONTEND_URL"]`}},
		{"roles and claims", "ocelot", ocelotRoute("/a/b", "/b", `, "AuthenticationOptions": {"AuthenticationProviderKey": "k", "AllowedScopes": ["s"]}, "RouteClaimsRequirement": {"role": "admin"}, "AddHeadersToRequest": {"X-Sub": "Claims[sub] > value"}`),
			"GET /a/b", []string{`"roles":["admin"]`, `"roles_key":"role"`, `"scopes":["s"]`, `"propagate_claims":[["sub","X-Sub"]]`}},
		{"transformers", "kong", kongRoute("3.0", `"url": "http://h"`, `"paths": ["~/a$"], "plugins": [{"name": "request-transformer", "config": {"add": {"headers": ["X-A:1"]}, "http_method": "post"}}]`),
			"GET /a", []string{`"header.Modifier":{"name":"X-A","scope":["request"],"value":"1"}`, `"method":"POST"`}},
	}
	keys := map[string]krakend.Keys{"": {URL: "https://id.example/keys"}}
	for _, tt := range tests {
		t.Run(tt.format+" "+tt.name, func(t *testing.T) {
			out := krakend.Write(readAs(t, tt.format, "in.json", tt.text), krakend.Options{Keys: keys})
			e := endpointsOf(t, out.Files[0].Data)[tt.endpoint]
			got, err := json.Marshal(e)
			if err != nil || e == nil {
				t.Fatalf("no %s in %s", tt.endpoint, out.Files[0].Data)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(got), want) {
					t.Errorf("no %s in %s", want, got)
				}
			}
		})
	}
}

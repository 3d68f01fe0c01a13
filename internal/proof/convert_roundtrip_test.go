package proof

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/kong"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
	"github.com/gatewright/gatewright/generate/tyk"
)

// ways are the forms in which a configuration leaves KrakenD without losing the
// way back.
var ways = []struct {
	name, format string
	write        func(*convert.Inventory) *convert.Output
}{
	{"ocelot", ocelot.Format, func(inv *convert.Inventory) *convert.Output { return ocelot.Write(inv, ocelot.WriteOptions{}) }},
	{"ocelot legacy", ocelot.Format, func(inv *convert.Inventory) *convert.Output {
		return ocelot.Write(inv, ocelot.WriteOptions{Version: ocelot.Legacy})
	}},
	{"ocelot reroutes", ocelot.Format, func(inv *convert.Inventory) *convert.Output {
		return ocelot.Write(inv, ocelot.WriteOptions{Version: ocelot.ReRoutes})
	}},
	{"kong", kong.Format, func(inv *convert.Inventory) *convert.Output { return kong.Write(inv, kong.WriteOptions{}) }},
	{"kong enterprise", kong.Format, func(inv *convert.Inventory) *convert.Output {
		return kong.Write(inv, kong.WriteOptions{Enterprise: true})
	}},
	{"tyk", tyk.Format, func(inv *convert.Inventory) *convert.Output { return tyk.Write(inv, tyk.WriteOptions{}) }},
	{"tyk classic", tyk.Format, func(inv *convert.Inventory) *convert.Output { return tyk.Write(inv, tyk.WriteOptions{Classic: true}) }},
}

func sourcesOf(out *convert.Output) []*syntax.Source {
	var list []*syntax.Source
	for _, f := range out.Files {
		list = append(list, syntax.NewSource(f.Name, f.Data))
	}
	return list
}

// plainConfig is a configuration as plain values, its endpoints by their names
// and without notes.
func plainConfig(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	list, _ := doc["endpoints"].([]any)
	delete(doc, "endpoints")
	for _, one := range list {
		e, _ := one.(map[string]any)
		delete(e, "@gatewright")
		method, _ := e["method"].(string)
		path, _ := e["endpoint"].(string)
		doc[cmp.Or(strings.ToUpper(method), "GET")+" "+path] = e
	}
	return doc
}

// thereAndBack takes a configuration there and back in every form, or in the
// first of each format alone.
func thereAndBack(t *testing.T, text []byte, all bool) {
	t.Helper()
	if !strings.Contains(string(text), `"backend"`) {
		return // where nothing is served, nothing stands that could be noted at
	}
	for _, way := range ways {
		if !all && way.name != way.format {
			continue
		}
		there := way.write(krakend.Read(config.Parse("krakend.json", text)))
		back := krakend.Write(read(way.format, sourcesOf(there)), krakend.Options{})
		if diff := gocmp.Diff(plainConfig(t, text), plainConfig(t, back.Files[0].Data)); diff != "" {
			t.Errorf("by way of %s (-was +is):\n%s\n%s", way.name, diff, there.Files[0].Data)
			return
		}
	}
}

// TestRandomConfigurationsSurviveTheWayToEveryFormatAndBack takes generated
// configurations to every format and back.
func TestRandomConfigurationsSurviveTheWayToEveryFormatAndBack(t *testing.T) {
	t.Parallel()
	runs := uint64(40)
	if testing.Short() {
		runs = 20
	}
	for seed := range runs {
		if t.Failed() {
			return
		}
		text := convert.JSON(randomConfig(rand.New(rand.NewPCG(seed, 7))))
		t.Run(fmt.Sprint(seed), func(t *testing.T) { thereAndBack(t, text, true) })
	}
}

// TestConvertedConfigurationsSurviveTheWayToEveryFormatAndBack takes what the
// configurations of other gateways become to every format and back.
func TestConvertedConfigurationsSurviveTheWayToEveryFormatAndBack(t *testing.T) {
	t.Parallel()
	for _, c := range corpora(t, foreign...) {
		for _, enterprise := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, " ", enterprise), func(t *testing.T) {
				t.Parallel()
				thereAndBack(t, krakend.Write(read(c.format, c.sources), krakend.Options{Enterprise: enterprise, Depth: 1}).Files[0].Data, !enterprise)
			})
		}
	}
}

// TestRoutesAndProtectionsSurviveTheWayThroughKrakenD takes the configurations
// of other gateways through KrakenD to their own format: paths, methods and what
// requests must prove are the same.
func TestRoutesAndProtectionsSurviveTheWayThroughKrakenD(t *testing.T) {
	t.Parallel()
	for _, c := range corpora(t, foreign...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			first := krakend.Write(read(c.format, c.sources), krakend.Options{})
			there := write(c.format, krakend.Read(config.Parse("krakend.json", first.Files[0].Data)))
			again := krakend.Write(read(c.format, sourcesOf(there)), krakend.Options{})
			if diff := gocmp.Diff(protections(t, first.Files[0].Data), protections(t, again.Files[0].Data)); diff != "" {
				t.Errorf("(-before +after):\n%s", diff)
			}
		})
	}
}

// TestEveryPairOfFormatsConverts takes every configuration to every format: what
// is written can be read, and holds the routes.
func TestEveryPairOfFormatsConverts(t *testing.T) {
	t.Parallel()
	for _, c := range corpora(t, foreign...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inv := read(c.format, c.sources)
			served := slices.ContainsFunc(inv.Routes, func(r *convert.Route) bool { return len(r.Calls) > 0 })
			for _, way := range ways {
				there := read(way.format, sourcesOf(way.write(inv)))
				for _, f := range there.Findings {
					t.Errorf("%s: %s", way.name, f)
				}
				if served && len(there.Routes) == 0 {
					t.Errorf("%s: no route is left", way.name)
				}
				closed := func(inv *convert.Inventory) bool {
					return slices.ContainsFunc(inv.Routes, func(r *convert.Route) bool { return len(r.Calls) > 0 && r.Auth != nil })
				}
				if closed(inv) && !closed(there) {
					t.Errorf("%s: no route asks for credentials any more", way.name)
				}
			}
		})
	}
}

// protections are the endpoints with what they ask of requests.
func protections(t *testing.T, text []byte) map[string]string {
	t.Helper()
	list := map[string]string{}
	for name, one := range plainConfig(t, text) {
		e, ok := one.(map[string]any)
		if !ok || !strings.Contains(name, " ") {
			continue
		}
		extra, _ := e["extra_config"].(map[string]any)
		var guards []string
		for space, value := range extra {
			if strings.HasPrefix(space, "auth/") || strings.HasPrefix(space, "validation/") || strings.HasPrefix(space, "qos/") || strings.HasPrefix(space, "plugin/") {
				guards = append(guards, fmt.Sprintf("%s %v", space, value))
			}
		}
		slices.Sort(guards)
		list[name] = strings.Join(guards, "; ")
	}
	return list
}

// randomConfig is a configuration that a person might have written.
func randomConfig(r *rand.Rand) convert.Map {
	endpoints := make([]any, 0, 8)
	taken := map[string]bool{}
	for range 1 + r.IntN(6) {
		e, key := randomEndpoint(r)
		if !taken[key] {
			taken[key] = true
			endpoints = append(endpoints, e)
		}
	}
	m := convert.Map{{Name: "version", Value: 3}}
	if r.IntN(2) == 0 {
		m.Add("name", "shop")
		m.Add("timeout", "4s")
	}
	var extra convert.Map
	if r.IntN(3) == 0 {
		extra.Add("security/cors", convert.Map{{Name: "allow_origins", Value: []string{"https://a.example"}}, {Name: "max_age", Value: "2h"}})
	}
	if r.IntN(3) == 0 {
		extra.Add("security/http", convert.Map{{Name: "frame_deny", Value: true}, {Name: "ssl_redirect", Value: true}})
	}
	if r.IntN(4) == 0 {
		extra.Add("telemetry/logging", convert.Map{{Name: "level", Value: "INFO"}})
	}
	m.Put("extra_config", extra)
	return append(m, convert.Member{Name: "endpoints", Value: endpoints})
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func randomEndpoint(r *rand.Rand) (convert.Map, string) {
	var segments []string
	var params []string
	for i := range 1 + r.IntN(4) {
		if i > 0 && r.IntN(3) == 0 {
			params = append(params, fmt.Sprintf("p%d", i))
			segments = append(segments, "{"+params[len(params)-1]+"}")
			continue
		}
		segments = append(segments, pick(r, "users", "orders", "v1.0", "a-b", "items_x"))
	}
	path := "/" + strings.Join(segments, "/")
	method := pick(r, "GET", "POST", "PUT", "DELETE", "PATCH")
	e := convert.Map{{Name: "endpoint", Value: path}, {Name: "method", Value: method}}
	through := r.IntN(2) == 0
	if through {
		e.Add("output_encoding", "no-op")
	}
	switch r.IntN(4) {
	case 0:
		e.Add("input_headers", []string{"*"})
	case 1:
		e.Add("input_headers", []string{"Authorization", "X-Id"})
	}
	if r.IntN(2) == 0 {
		e.Add("input_query_strings", []string{pick(r, "*", "page")})
	}
	if r.IntN(2) == 0 {
		e.Add("timeout", pick(r, "1s", "1500ms", "2m", "90s"))
	}
	e.Put("extra_config", randomExtra(r))
	var backends []any
	count := 1
	if !through && method == "GET" {
		count += r.IntN(3)
	}
	for i := range count {
		backends = append(backends, randomBackend(r, params, i, count > 1))
	}
	e.Add("backend", backends)
	var outline []string
	for _, s := range segments {
		if strings.HasPrefix(s, "{") {
			s = "{}"
		}
		outline = append(outline, s)
	}
	return e, method + strings.Join(outline, "/")
}

func randomExtra(r *rand.Rand) (x convert.Map) {
	if r.IntN(3) == 0 {
		v := convert.Map{{Name: "alg", Value: pick(r, "RS256", "ES256")}, {Name: "jwk_url", Value: pick(r, "https://id.example/jwks", "https://other.example/jwks")}}
		if r.IntN(2) == 0 {
			v.Add("issuer", "https://id.example")
			v.Add("audience", []string{"shop"})
		}
		if r.IntN(2) == 0 {
			v.Add("roles_key", "role")
			v.Add("roles", pick(r, []string{"admin"}, []string{"a", "b"}))
		}
		if r.IntN(3) == 0 {
			v.Add("propagate_claims", []any{[]string{"sub", "X-User"}})
		}
		if r.IntN(3) == 0 {
			v.Add("operation_debug", true)
		}
		x.Add("auth/validator", v)
	}
	if r.IntN(3) == 0 {
		x.Add("qos/ratelimit/router", pick(r,
			convert.Map{{Name: "max_rate", Value: 50}},
			convert.Map{{Name: "client_max_rate", Value: 5}, {Name: "strategy", Value: "ip"}, {Name: "every", Value: "1m"}},
			convert.Map{{Name: "client_max_rate", Value: 0.5}, {Name: "strategy", Value: "header"}, {Name: "key", Value: "X-Client"}},
		))
	}
	if r.IntN(5) == 0 {
		x.Add("validation/cel", []any{convert.Map{{Name: "check_expr", Value: "true"}}})
	}
	if r.IntN(5) == 0 {
		x.Add("validation/json-schema", convert.Map{{Name: "type", Value: "object"}})
	}
	if r.IntN(6) == 0 {
		x.Add("modifier/lua-endpoint", convert.Map{{Name: "pre", Value: "local x = 1"}})
	}
	return x
}

func randomBackend(r *rand.Rand, params []string, i int, grouped bool) convert.Map {
	pattern := "/" + pick(r, "api", "b", "v2/x")
	for _, p := range params {
		pattern += "/{" + p + "}"
	}
	if r.IntN(5) == 0 {
		pattern += "?fixed=1"
	}
	b := convert.Map{{Name: "url_pattern", Value: pattern}}
	b.Add("host", pick(r, []string{"http://a:8080"}, []string{"http://a:8080", "http://b:8080"}, []string{"https://c.example"}))
	if r.IntN(4) == 0 {
		b.Add("method", pick(r, "GET", "POST"))
	}
	if grouped && r.IntN(2) == 0 {
		b.Add("group", fmt.Sprintf("g%d", i))
	}
	if r.IntN(4) == 0 {
		b.Add("is_collection", true)
	}
	if r.IntN(4) == 0 {
		b.Add("allow", []string{"id", "name"})
	}
	var x convert.Map
	if r.IntN(3) == 0 {
		x.Add("qos/circuit-breaker", convert.Map{{Name: "interval", Value: 60}, {Name: "timeout", Value: 10}, {Name: "max_errors", Value: 1 + r.IntN(3)}})
	}
	if r.IntN(4) == 0 {
		x.Add("modifier/martian", convert.Map{{Name: "header.Modifier", Value: convert.Map{{Name: "scope", Value: []string{"request"}}, {Name: "name", Value: "X-A"}, {Name: "value", Value: "1"}}}})
	}
	b.Put("extra_config", x)
	return b
}

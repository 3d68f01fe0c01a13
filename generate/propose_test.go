package generate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
)

const proposed = `{"openapi": "3.0.3", "info": {"title": "shop", "version": "1"}, "servers": [{"url": "http://shop:80"}], "paths": {
"/": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"root": {}}}}}}}}},
"/products": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}}}},
  "post": {"responses": {"201": {"content": {"application/json": {"schema": {"type": "object"}}}}}}},
"/levels": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}}}}},
"/news": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"headline": {}}}}}}}}},
"/odd": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}}},
"/users/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {}, "orders": {}}}}}}}}},
"/users/{userId}/orders": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {}, "total": {}}}}}}}}},
"/users/{userId}/orders/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"total": {}}}}}}}}},
"/stock/{sku}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"level": {}}}}}}}}},
"/old": {"get": {"responses": {"204": {}}}}}}`

// written is an aggregate in a line: path, then each operation with its group and
// its parameters.
func written(a generate.Aggregate) string {
	text := a.Method + " " + a.Endpoint
	for _, p := range a.Parts {
		text += "; " + p.Operation
		if p.Group != "" {
			text += " in " + p.Group
		}
		for own, name := range p.Params {
			text += " " + own + "=" + name
		}
	}
	return text
}

func TestProposedAggregatesCanBeMade(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operations, beside, want string
	}{
		"collections share a key":                    {"/products /levels", "", "GET /v1/products-levels; GET /products in products; GET /levels in levels"},
		"no key is shared":                           {"/products /news", "", "GET /v1/products-news; GET /products; GET /news"},
		"keys are not declared":                      {"/news /odd", "", "GET /v1/news-odd; GET /news; GET /odd in odd"},
		"one place is one parameter":                 {"/users/{userId}/orders /users/{id}", "", "GET /v1/users/{id}/overview; GET /users/{id}; GET /users/{userId}/orders in shop-orders userId=id"},
		"one name in two places is two":              {"/users/{id} /users/{userId}/orders/{id}", "", "GET /v1/users/{id}/{id2}/overview; GET /users/{id}; GET /users/{userId}/orders/{id}"},
		"parameters are united":                      {"/users/{id} /stock/{sku}", "", "GET /v1/users/{id}/{sku}/overview; GET /users/{id}; GET /stock/{sku}"},
		"the first has no parameter":                 {"/news /stock/{sku}", "", "GET /v1/news/{sku}/overview; GET /news; GET /stock/{sku}"},
		"the root":                                   {"/ /news /products", "", "GET /v1/overview; GET /; GET /news; GET /products"},
		"many":                                       {"/products /levels /news /odd", "", "GET /v1/products/overview; GET /products in products; GET /levels in levels; GET /news; GET /odd in odd"},
		"the path is taken in what it is to join to": {"/users/{id} /stock/{sku}", `{"version": 3, "endpoints": [{"endpoint": "/v1/users/{x}/{y}/overview", "backend": []}]}`, "GET /v1/users/{id}/{sku}/overview-all; GET /users/{id}; GET /stock/{sku}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			services := []*spec.Service{load(t, "shop", proposed)}
			opts := generate.Options{Prefix: "/v1"}
			if c.beside != "" {
				opts.Beside = config.Parse("krakend.json", []byte(c.beside))
			}
			var parts []generate.Part
			for _, op := range strings.Fields(c.operations) {
				parts = append(parts, generate.Part{Operation: "GET " + op})
			}
			a, err := generate.Propose(services, opts, parts)
			if err != nil {
				t.Fatal(err)
			}
			got := written(a)
			if name == "one name in two places is two" {
				// Two parameters are called otherwise, in any order.
				got, _, _ = strings.Cut(got, " userId=")
				got, _, _ = strings.Cut(got, " id=")
				if diff := cmp.Diff(map[string]string{"userId": "id", "id": "id2"}, a.Parts[1].Params); diff != "" {
					t.Error(diff)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			opts.Aggregates = []generate.Aggregate{a}
			res := run(t, opts, services...)
			for _, f := range res.Findings {
				if f.Rule == generate.RuleAggregate {
					t.Error(f)
				}
			}
			mustStart(t, res.Config)
			for _, e := range res.Endpoints {
				if len(e.Joined) > 0 && len(e.Joined)+1 == len(parts) {
					return
				}
			}
			t.Errorf("no endpoint joins %d operations: %s", len(parts), routesOf(res))
		})
	}
}

func TestProposeSaysWhyOperationsCannotBeJoined(t *testing.T) {
	t.Parallel()
	for want, operations := range map[string][]string{
		"takes at least two operations":                      {"GET /news"},
		"POST /products may change something":                {"GET /news", "POST /products"},
		"0 operations are called GET /none":                  {"GET /news", "GET /none"},
		"GET /old cannot be joined, its answer has to be":    {"GET /news", "GET /old"},
		"takes at least two operations\x00 with none at all": nil,
	} {
		var parts []generate.Part
		for _, op := range operations {
			parts = append(parts, generate.Part{Operation: op})
		}
		want, _, _ = strings.Cut(want, "\x00")
		_, err := generate.Propose([]*spec.Service{load(t, "shop", proposed)}, generate.Options{}, parts)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", operations, err, want)
		}
	}
}

func TestAPartMayCallItsParametersOtherwise(t *testing.T) {
	t.Parallel()
	part := func(params map[string]string) *generate.Result {
		return run(t, generate.Options{Aggregates: []generate.Aggregate{{Endpoint: "/me/{uid}", Parts: []generate.Part{
			{Operation: "/users/{id}", Params: params}, {Operation: "/news"},
		}}}}, load(t, "shop", proposed))
	}
	res := part(map[string]string{"id": "uid"})
	e := res.Endpoints[len(res.Endpoints)-1]
	if e.Path != "/me/{uid}" || e.URLPattern != "/users/{uid}" {
		t.Errorf("got %s, calling %s", e.Path, e.URLPattern)
	}
	mustStart(t, res.Config)
	for want, params := range map[string]map[string]string{
		"needs the parameter {x}, which /me/{uid} lacks": {"id": "x"},
		"/users/{id} has no parameter {nr}":              {"id": "uid", "nr": "uid"},
	} {
		found := false
		for _, f := range part(params).Findings {
			found = found || f.Rule == generate.RuleAggregate && strings.Contains(f.Message, want)
		}
		if !found {
			t.Errorf("nothing says %s", want)
		}
	}
}

func TestParametersAreCalledAsInAllOfWhatIsAddedTo(t *testing.T) {
	t.Parallel()
	beside := config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": [
{"endpoint": "/users/{uid}", "backend": [], "@gatewright": {"from": {"format": "openapi", "service": "shop", "pointer": "/paths/x"}}}]}`))
	for whole, want := range map[bool]string{false: "/users/{id}", true: "/users/{uid}"} {
		res := run(t, generate.Options{Beside: beside, BesideWhole: whole}, load(t, "shop", strings.ReplaceAll(proposed, "userId", "id")))
		i := slices.IndexFunc(res.Report.Entries, func(e *generate.Entry) bool { return e.Op.Path == "/users/{id}" })
		e := res.Report.Entries[i]
		if e.Endpoint.Path != want || e.Endpoint.URLPattern != want {
			t.Errorf("with the whole %v the endpoint is %s, calling %s", whole, e.Endpoint.Path, e.Endpoint.URLPattern)
		}
		if why := strings.Join(e.Why, " "); whole && !strings.Contains(why, "{id} is called {uid}, as in the endpoint at krakend.json:2:1") {
			t.Errorf("it says %q", why)
		}
	}
}

func TestParametersAreCalledAsInTheEndpointsOfOtherServices(t *testing.T) {
	t.Parallel()
	const users = `{"openapi": "3.0.3", "servers": [{"url": "http://users:80"}], "paths": {"/users/{id}": {"get": {"responses": {"204": {"description": "d"}}}}}}`
	const orders = `{"openapi": "3.0.3", "servers": [{"url": "http://orders:80"}], "paths": {"/users/{userId}/orders": {"get": {"responses": {"204": {"description": "d"}}}}}}`
	first := run(t, generate.Options{}, load(t, "users", users))
	doc := config.Parse("krakend.json", first.Config)
	res := run(t, generate.Options{Beside: doc}, load(t, "orders", orders))
	m, err := generate.Merge(doc, first.Base, res, generate.MergeOptions{})
	if err != nil || len(m.Findings) > 0 {
		t.Fatal(err, m.Findings)
	}
	mustStart(t, m.Config)
	if e := res.Endpoints[0]; e.Path != "/users/{id}/orders" || e.URLPattern != "/users/{id}/orders" {
		t.Errorf("got %s, calling %s", e.Path, e.URLPattern)
	}
}

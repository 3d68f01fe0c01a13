package stage

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
)

// backendStage wraps the calls of one backend; it returns next where it is off.
type backendStage struct {
	namespace string // "" for a field of the endpoint itself
	wrap      func(b *config.Backend, env *Env, next Proxy) Proxy
}

// callStages stand around a call that is addressed to a host already, the
// innermost first.
var callStages = []backendStage{
	// What goes to a GraphQL server is made of what all others left.
	{nsGraphQL, graphQL},
	// A rule looks at what scripts made of a request, and before they change the
	// answer.
	{nsRules, rulesOfBackend},
	{nsLuaBackend, luaBackend},
}

// backendStages stand around the addressed call, the innermost first.
var backendStages = []backendStage{
	// The limit is what a breaker looks at too: a refused call counts as a failed
	// one.
	{"qos/ratelimit/proxy", proxyLimit},
	{"qos/circuit-breaker", circuitBreaker},
	// Each try of concurrent_calls is a call of its own, so that what limits
	// calls stands inside it.
	{"", concurrent},
	// A shadow's answer is nobody's: nothing may look at it, so it is outermost.
	{"proxy", shadow},
}

// endpointStage wraps all that an endpoint asks; it returns next where it is
// off.
type endpointStage struct {
	namespace string
	wrap      func(e *config.Endpoint, env *Env, next Proxy) Proxy
}

// endpointStages stand around the merged answer, the innermost first.
var endpointStages = []endpointStage{
	// Flatmap works on what the backends gave, before anything is added to it.
	{"proxy", flatmapEndpoint},
	// Static data is put over whatever came, so that nothing may change it.
	{"proxy", static},
	// A request that is refused gets no data at all, static or not.
	{"validation/json-schema", jsonSchema},
	// Rules are looked at before the schema, as cel/order-with-schema shows.
	{nsRules, rulesOfEndpoint},
	// What a script makes of a request is what all others look at, and the answer
	// is its own in the end: cel/order-with-schema.
	{nsLuaProxy, luaProxy},
}

// elsewhere are namespaces that are read outside of the tables: by the router,
// by a backend's call, and by its transport.
var elsewhere = map[fact.Level][]string{
	// The cache that endpoints' validators share is theirs to look for.
	// Who revokes tokens is heard by package serve.
	fact.Service: {"router", "security/cors", nsValidator, "auth/revoker"},
	// A signer answers for its endpoint: see package serve.
	fact.Endpoint: {nsSigner},
	fact.Backend:  {"backend/http", "backend/http/client", "qos/http-cache", nsMartian, nsCredentials},
}

// Runs reports whether a namespace does anything at a level.
func Runs(level fact.Level, namespace string) bool {
	names := elsewhere[level]
	switch level {
	case fact.Service:
		for _, g := range serviceGates {
			names = append(names, g.namespace)
		}
	case fact.Endpoint:
		for _, g := range endpointGates {
			names = append(names, g.namespace)
		}
		for _, s := range endpointStages {
			names = append(names, s.namespace)
		}
	case fact.Backend:
		for _, s := range slices.Concat(callStages, backendStages) {
			names = append(names, s.namespace)
		}
	}
	return slices.Contains(names, namespace)
}

// Endpoint makes the chain of an endpoint.
func Endpoint(e *config.Endpoint, env *Env) Proxy {
	next := backends(e, env)
	for _, s := range endpointStages {
		next = s.wrap(e, env, next)
	}
	return observedEndpoint(e.Ref(), next)
}

func backend(b *config.Backend, env *Env) Proxy {
	c := newCall(b, env)
	next := c.do
	for _, s := range callStages {
		next = s.wrap(b, env, next)
	}
	next = c.addressed(next)
	for _, s := range backendStages {
		next = s.wrap(b, env, next)
	}
	return next
}

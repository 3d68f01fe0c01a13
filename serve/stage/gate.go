package stage

import (
	"net/http"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

// Visit is a request of a client on its way in.
type Visit struct {
	*http.Request
	// Params are the values of the path's parameters, by their name with its
	// first letter raised.
	Params map[string]string
	// Client is the address of the client, as far as headers are trusted.
	Client string
	// Claims are those of the client's token, nil where none was asked for.
	Claims map[string]any
}

// setParam sets the value of a parameter.
func (v *Visit) setParam(name, value string) {
	if v.Params == nil {
		v.Params = map[string]string{}
	}
	v.Params[name] = value
}

// Gate lets a request through, or answers it and returns false. It may set
// headers of the answer either way.
type Gate func(w http.ResponseWriter, v *Visit) bool

type serviceGate struct {
	namespace string
	make      func(svc *config.Service, env *Env) Gate // nil where it is off
}

// serviceGates stand before all endpoints and before 404 and 405, but not before
// the gateway's own endpoints; the outermost first.
var serviceGates = []serviceGate{
	// Requests for a wrong host are not worth a look at who sends them.
	{"security/http", func(svc *config.Service, _ *Env) Gate { return securityHTTP(svc) }},
	{"security/bot-detector", func(svc *config.Service, _ *Env) Gate { return botDetector(svc.Extra.Get("security/bot-detector")) }},
	// Scripts need not look at bots.
	{nsLuaEndpoint, luaService},
}

type endpointGate struct {
	namespace string
	make      func(e *config.Endpoint, env *Env) Gate
}

// endpointGates stand before one endpoint, the outermost first.
var endpointGates = []endpointGate{
	// A bot takes no token of a limit.
	{"security/bot-detector", func(e *config.Endpoint, _ *Env) Gate { return botDetector(e.Extra.Get("security/bot-detector")) }},
	// Headers that claims become can be the key of a limit, and rules look at
	// claims.
	{nsValidator, validator},
	{nsRules, rulesOfToken},
	// A script can set what a limit takes for its key.
	{nsLuaEndpoint, luaEndpoint},
	{"qos/ratelimit/router", func(e *config.Endpoint, _ *Env) Gate { return rateLimit(e) }},
}

// skippedBySigner are the gates that do not stand before an endpoint that signs:
// its handler is one of its own.
var skippedBySigner = map[string]bool{"qos/ratelimit/router": true, nsLuaEndpoint: true}

// ServiceGates returns the gates of a service that are on.
func ServiceGates(svc *config.Service, env *Env) []Gate {
	var gates []Gate
	for _, g := range serviceGates {
		if gate := g.make(svc, env); gate != nil {
			gates = append(gates, gate)
		}
	}
	return gates
}

// EndpointGates returns the gates of an endpoint that are on.
func EndpointGates(e *config.Endpoint, env *Env) []Gate {
	var gates []Gate
	for _, g := range endpointGates {
		if signs(e) && skippedBySigner[g.namespace] {
			continue
		}
		if gate := g.make(e, env); gate != nil {
			gates = append(gates, gate)
		}
	}
	return gates
}

// Refusals returns the settings of stages with which the gateway does not start,
// where that is seen only with their files. Relative paths start from dir, or
// from the working directory where it is "".
func Refusals(svc *config.Service, dir string) []diag.Finding {
	var found []diag.Finding
	for e := range svc.WithExtra() {
		found = append(found, refusedValidator(e, dir)...)
		for _, b := range e.Backends {
			if b != nil {
				found = append(found, refusedGraphQL(b)...)
			}
		}
	}
	return found
}

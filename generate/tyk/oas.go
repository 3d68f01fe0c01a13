package tyk

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// oas reads a definition that lives in an OpenAPI document.
func (r *reader) oas(o *convert.Object) *api {
	x := o.Child(extension)
	if x == nil {
		return nil
	}
	r.inv.Count(x.Node)
	a := &api{obj: x, timeout: DefaultTimeout, strip: true}
	if !r.info(x, a) {
		return nil
	}
	r.upstream(x, a)
	server := x.Child("server")
	if server != nil {
		if l := server.Child("listenPath"); l != nil {
			a.listen, a.strip = r.listen(x, l.Get("value")), l.Bool(false, "strip")
			l.Rest("listenPath")
		}
		a.auth = r.oasAuth(o, server)
		if d := server.Child("customDomain"); d != nil && d.Bool(false, "enabled") {
			a.match = append(a.match, convert.Condition{Place: d.Place, Kind: "host", Values: []string{d.Str("name")}})
			d.Skip("certificates")
		}
		if ip := server.Child("ipAccessControl"); ip != nil && ip.Bool(false, "enabled") {
			a.allow = &convert.Addresses{Place: ip.Place, Only: ip.Strs("allow"), Never: ip.Strs("block")}
			ip.Rest("ipAccessControl")
		} else if ip != nil {
			server.LoseAt(ip.Place, convert.Ignored, "disabled", "the lists of addresses are switched off", "")
		}
		server.Lose(convert.Security, "client-certificates", "certificates of clients: see tls.enable_mtls and tls.ca_certs", "", "clientCertificates")
		server.Skip("slug", "gatewayTags", "batchProcessing", "contextVariables", "detailedActivityLogs", "detailedTracing", "eventHandlers", "port", "protocol", "id")
		server.Rest("server")
	}
	if paths := o.Get("paths").Node; paths != nil && paths.Source != nil && len(a.hosts) > 0 {
		r.inv.Documents = append(r.inv.Documents, convert.Document{Place: o.Place, Service: a.name, Ref: paths.Source.Name, Target: a.hosts[0] + a.base})
	}
	mw := x.Child("middleware")
	var ids []string
	var mws []*convert.Object
	if mw != nil {
		r.oasGlobal(mw, a)
		ids, mws = mw.Members("operations")
		mw.Rest("middleware")
	}
	r.oasPaths(o, a, ids, mws)
	x.Rest(extension)
	return a
}

func (r *reader) info(x *convert.Object, a *api) bool {
	info := x.Child("info")
	if info == nil {
		return true
	}
	a.name = info.Str("name")
	state := info.Child("state")
	info.Skip("id", "dbId", "orgId", "expiration")
	if v := info.Child("versioning"); v != nil && v.Bool(false, "enabled") {
		x.LoseAt(v.Place, convert.Lost, "version", "versions of an API are not chosen by the gateway", "convert each by itself, below a path of its own")
	}
	info.Rest("info")
	if state != nil {
		active, internal := state.Bool(false, "active"), state.Bool(false, "internal")
		if !active || internal {
			x.LoseAt(x.Place, convert.Ignored, "disabled", fmt.Sprintf("API %q is switched off, or internal", a.name), "")
			return false
		}
	}
	return true
}

func (r *reader) upstream(x *convert.Object, a *api) {
	u := x.Child("upstream")
	if u == nil {
		return
	}
	r.target(a, u.Str("url"))
	if sd := u.Child("serviceDiscovery"); sd != nil {
		r.discovery(a, sd, sd.Bool(false, "enabled"), sd.Str("queryEndpoint"))
		if a.registered != nil {
			u.Skip("url")
		}
	}
	if lb := u.Child("loadBalancing"); lb != nil && lb.Bool(false, "enabled") {
		var hosts, bases []string
		var weights []int
		for _, t := range lb.Children("targets") {
			w, _ := t.Int("weight")
			if w > 0 {
				origin, base := convert.SplitURL(t.Str("url"))
				hosts, weights, bases = append(hosts, origin), append(weights, w), append(bases, base)
			}
		}
		if list, exact := convert.Spread(hosts, weights, maxHosts); len(list) > 0 {
			a.hosts = list
			a.based(lb, lb.Get("targets").Place, bases)
			u.Skip("url")
			if !exact {
				lb.LoseAt(lb.Place, convert.Approximated, "weights", "the weights of the targets are rounded", "")
			}
		}
		lb.Skip("skipUnavailableHosts")
		lb.Rest("loadBalancing")
	}
	if l := u.Child("rateLimit"); l != nil && l.Bool(true, "enabled") {
		a.rate = r.oasRate(l, true)
	}
	if t := u.Child("enforceTimeout"); t != nil && t.Bool(true, "enabled") {
		if d := timeoutOf(t, "value"); d > 0 {
			a.timeout = d
		}
	}
	if t := u.Child("tlsTransport"); t != nil {
		if t.Bool(false, "insecureSkipVerify") {
			r.inv.Service.InsecureTLS = true
			u.LoseAt(t.Place, convert.Security, "tls-unchecked", "certificates are checked for no backend of the gateway", "give the gateway the certificates with client_tls.ca_certs")
		}
		t.Lose(convert.Lost, "tls-settings", "settings of TLS hold for all backends: see client_tls", "", "ciphers", "minVersion", "maxVersion", "forceCommonNameCheck")
		t.Rest("tlsTransport")
	}
	for _, one := range []struct {
		name, code, message string
		severity            convert.Severity
	}{
		{"mutualTLS", "upstream-certificates", "certificates for the backend are files: see client_tls.client_certs", convert.Security},
		{"certificatePinning", "pinned-keys", "keys of backends are not pinned", convert.Security},
		{"authentication", "upstream-auth", "the credentials for the backend have no counterpart", convert.Security},
		{"preserveHostHeader", "preserve-host", "backends get their own host in the header Host, not that of the request", convert.Lost},
	} {
		if c := u.Child(one.name); c != nil && c.Bool(true, "enabled") {
			u.LoseAt(c.Place, one.severity, one.code, one.message, "")
		}
	}
	u.Lose(convert.Lost, "proxy", "backends are called without a proxy between", "set HTTPS_PROXY for the gateway", "proxy")
	u.Skip("uptimeTests", "preserveTrailingSlash")
	u.Rest("upstream")
}

func (r *reader) oasRate(l *convert.Object, shared bool) *convert.Rate {
	n, _ := l.Float("rate")
	per, err := time.ParseDuration(l.Str("per"))
	if err != nil || n <= 0 || per <= 0 {
		l.LoseAt(l.Place, convert.Security, "rate-limit", "the limit cannot be read, it is left out", "")
		return nil
	}
	return r.rate(l, n, per, shared)
}

// oasAuth reads what requests must prove.
func (r *reader) oasAuth(doc, server *convert.Object) *convert.Auth {
	f := server.Child("authentication")
	if f == nil || !f.Bool(false, "enabled") {
		return nil
	}
	auth := &convert.Auth{Place: f.Place, Kind: "tokens of Tyk", Provider: "tokens of Tyk"}
	f.Skip("baseIdentityProvider", "securityProcessingMode", "security")
	names, schemes := f.Members("securitySchemes")
	found := false
	for i, s := range schemes {
		if !s.Bool(true, "enabled") {
			continue
		}
		if found {
			f.LoseAt(s.Place, convert.Security, "auth-second", fmt.Sprintf("an endpoint has one validator: %s is left out", names[i]), "")
			continue
		}
		found = true
		auth.Place, auth.Provider, auth.Kind = s.Place, names[i], names[i]
		oasWhere(s, auth)
		if s.Has("jwksURIs") || s.Has("source") || s.Has("signingMethod") {
			r.oasJWT(s, auth)
		} else {
			f.LoseAt(s.Place, convert.Ignored, "closed", fmt.Sprintf("the settings of %s mean nothing while its routes are closed", names[i]), "")
		}
	}
	for _, name := range []string{"hmac", "oidc", "custom"} {
		c := f.Child(name)
		switch {
		case c == nil:
		case !c.Bool(false, "enabled"):
			f.LoseAt(c.Place, convert.Ignored, "disabled", fmt.Sprintf("%s is switched off", name), "")
		case found:
			f.LoseAt(c.Place, convert.Security, "auth-second", fmt.Sprintf("an endpoint has one validator: %s is left out", name), "")
		default:
			auth.Place, auth.Kind, auth.Provider, found = c.Place, name, name, true
			f.LoseAt(c.Place, convert.Ignored, "closed", fmt.Sprintf("the settings of %s mean nothing while its routes are closed", name), "")
		}
	}
	auth.Hidden = f.Bool(false, "stripAuthorizationData")
	f.Rest("authentication")
	return auth
}

func (r *reader) oasJWT(s *convert.Object, auth *convert.Auth) {
	auth.Kind = "jwt"
	auth.Alg = algorithm(s, s.Str("signingMethod"), s.Get("signingMethod").Place)
	r.keySource(s, auth, s.Get("source"), s.Children("jwksURIs"))
	if list := s.Strs("allowedIssuers"); len(list) > 0 {
		auth.Issuer = list[0]
		if len(list) > 1 {
			s.LoseAt(s.Get("allowedIssuers").Place, convert.Lost, "auth-second", "tokens of the first issuer only are taken", "")
		}
	}
	auth.Audience = s.Strs("allowedAudiences")
	s.Skip("identityBaseField", "skipKid", "policyFieldName", "clientBaseField", "issuedAtValidationSkew", "expiresAtValidationSkew", "notBeforeValidationSkew", "idpClientIdMappingDisabled")
	s.Lose(convert.Lost, "jwt-policy", "policies of Tyk do not follow from tokens", "", "defaultPolicies", "scopes")
	s.Rest("a security scheme")
}

// oasGlobal reads what holds for all operations of the API.
func (r *reader) oasGlobal(mw *convert.Object, a *api) {
	g := mw.Child("global")
	if g == nil {
		return
	}
	if c := g.Child("cors"); c != nil {
		r.cors(c, c.Bool(false, "enabled"), oasCORS)
	}
	if c := g.Child("cache"); c != nil && c.Bool(false, "enabled") {
		ttl, _ := c.Float("timeout")
		a.cache = &convert.Cache{Place: c.Place, TTL: seconds(ttl)}
		c.Lose(convert.Lost, "cache-choice", "what is kept is not chosen", "", "cacheAllSafeRequests", "cacheResponseCodes", "cacheByHeaders", "enableUpstreamCacheControl", "controlTTLHeaderName")
		c.Rest("the cache")
	}
	r.oasHeaders(g, &a.edits, &a.claims)
	g.Skip("ignoreCase", "trafficLogs", "skipRateLimit", "skipQuota", "contextVariables")
	if c := g.Child("requestSizeLimit"); c != nil && c.Bool(true, "enabled") {
		a.maxBody, _ = c.Int("value")
	}
	for _, name := range []string{"pluginConfig", "prePlugin", "prePlugins", "postPlugin", "postPlugins", "postAuthenticationPlugin", "postAuthenticationPlugins", "responsePlugin", "responsePlugins"} {
		g.Lose(convert.Lost, "plugin", "plugins of Tyk do not run in another gateway", "", name)
	}
	g.Rest("middleware.global")
}

func (r *reader) oasHeaders(o *convert.Object, edits *[]convert.Edit, claims *[]convert.Edit) {
	for i, name := range [2]string{"transformRequestHeaders", "transformResponseHeaders"} {
		c := o.Child(name)
		switch {
		case c == nil:
			continue
		case !c.Bool(true, "enabled"):
			o.LoseAt(c.Place, convert.Ignored, "disabled", fmt.Sprintf("%s is switched off", name), "")
			continue
		}
		f := c.Get("remove")
		for _, h := range c.Strs("remove") {
			*edits = append(*edits, convert.Edit{Place: f.Place, Op: "remove", Name: h, Response: i == 1})
		}
		for _, h := range c.Children("add") {
			r.edit(o, edits, claims, h.Place, h.Str("name"), h.Str("value"), i == 1)
		}
		c.Rest(name)
	}
}

var verbs = []string{"get", "post", "put", "patch", "delete", "head", "options", "trace"}

// oasPaths reads the paths of the document with what the extension says of
// their operations.
func (r *reader) oasPaths(doc *convert.Object, a *api, ids []string, mws []*convert.Object) {
	paths, items := doc.Members("paths")
	done := make([]bool, len(ids))
	for i, path := range paths {
		for _, verb := range verbs {
			f := items[i].Get(verb)
			if f.Node == nil || f.Node.Kind != syntax.Object {
				continue
			}
			op := a.op(verb, catchAll(items[i].Node, f.Node, path), f.Place)
			// The name that Tyk gives an operation without one.
			id := cmp.Or(f.Node.Get("operationId").Str(), strings.TrimPrefix(path, "/")+verb)
			op.note = convert.ReadNote(f.Node.Get(convert.NoteKey), f.Pointer)
			for j, other := range ids {
				if strings.EqualFold(other, id) {
					done[j], op.settings = true, mws[j].Place
					r.oasOperation(doc, f.Node, mws[j], a, op)
				}
			}
		}
	}
	for j, id := range ids {
		if !done[j] {
			mws[j].LoseAt(mws[j].Place, convert.Lost, "operation-unknown", fmt.Sprintf("the document has no operation %q", id), "")
		}
	}
	if !a.allowed && len(a.ops) > 0 {
		a.allowed = true
		for _, op := range a.ops {
			op.listed = true
		}
		a.obj.LoseAt(a.obj.Place, convert.Changed, "pass-through", "only the paths of the document are endpoints, Tyk passed others on too", "")
	}
	if note := doc.Get(convert.NoteKey); note.Node != nil {
		r.inv.Service.Note = convert.ReadNote(note.Node, note.Pointer)
	}
}

func (r *reader) oasOperation(doc *convert.Object, node *syntax.Node, m *convert.Object, a *api, op *operation) {
	var read []*convert.Object
	on := func(name string) *convert.Object {
		c := m.Child(name)
		if c == nil {
			return nil
		}
		if !c.Bool(true, "enabled") {
			m.LoseAt(c.Place, convert.Ignored, "disabled", fmt.Sprintf("%s is switched off", name), "")
			return nil
		}
		read = append(read, c)
		return c
	}
	flag := func(name string) bool {
		c := on(name)
		if c != nil {
			c.Skip("ignoreCase")
		}
		return c != nil
	}
	if flag("allow") {
		op.listed, a.allowed = true, true
	}
	op.blocked = flag("block")
	op.blocked = flag("internal") || op.blocked
	op.open = flag("ignoreAuthentication")
	if c := on("transformRequestMethod"); c != nil {
		op.toVerb = strings.ToUpper(c.Str("toMethod"))
	}
	r.oasPolicies(on, op)
	if c := on("urlRewrite"); c != nil {
		op.rewrite = &rewrite{c.Place, c.Str("pattern"), c.Str("rewriteTo")}
		c.Lose(convert.Lost, "rewrite-trigger", "rewriting by conditions has no counterpart", "", "triggers")
	}
	if c := on("validateRequest"); c != nil {
		c.Skip("errorResponseCode")
		op.schema = bodySchema(doc.Node, node)
		c.LoseAt(c.Place, convert.Changed, "validate-request", "bodies are held against their schema, parameters are not", "")
	}
	r.oasHeaders(m, &op.edits, &op.claims)
	for _, name := range []string{"transformRequestBody", "transformResponseBody", "virtualEndpoint", "postPlugins", "mockResponse", "exchange"} {
		if c := on(name); c != nil {
			m.LoseAt(c.Place, convert.Lost, "transform", fmt.Sprintf("%s of %s has no counterpart", name, op), "")
			c.Drop()
		}
	}
	if c := on("scopeCheck"); c != nil {
		m.LoseAt(c.Place, convert.Security, "scope-check", "scopes are not checked for single operations", "see auth/validator.scopes")
		c.Drop()
	}
	for _, c := range read {
		c.Rest("an operation")
	}
	m.Skip("trackEndpoint", "doNotTrackEndpoint")
	m.Rest("an operation")
}

// oasPolicies reads the time, limit, breaker and cache of an operation. on gives
// the settings of a kind of middleware, nil where it is off.
func (r *reader) oasPolicies(on func(string) *convert.Object, op *operation) {
	if c := on("enforceTimeout"); c != nil {
		op.timeout = timeoutOf(c, "value")
	}
	if c := on("requestSizeLimit"); c != nil {
		op.maxBody, _ = c.Int("value")
	}
	if c := on("rateLimit"); c != nil {
		op.rate = r.oasRate(c, false)
	}
	if c := on("circuitBreaker"); c != nil {
		op.breaker = r.breaker(c, "threshold", "sampleSize", "coolDownPeriod")
	}
	if c := on("cache"); c != nil {
		ttl, _ := c.Float("timeout")
		op.cache = &convert.Cache{Place: c.Place, TTL: seconds(ttl)}
		c.Lose(convert.Lost, "cache-choice", "what is kept is not chosen", "", "cacheByRegex", "cacheResponseCodes")
	}
}

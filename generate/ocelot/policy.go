package ocelot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/generate/convert"
)

// addresses reads which clients are let in.
func (r *reader) addresses(o *convert.Object, route *convert.Route) {
	s := r.option(o, "SecurityOptions")
	if s == nil {
		return
	}
	a := &convert.Addresses{Place: s.Place, Only: s.Strs("IPAllowedList"), Never: s.Strs("IPBlockedList")}
	if except := s.Bool(false, "ExcludeAllowedFromBlocked"); except && len(a.Only) > 0 && len(a.Never) > 0 {
		// Those that are let in are holes in the list of those that are not.
		o.LoseAt(s.Get("IPAllowedList").Place, convert.Lost, "ip-exception", "addresses that were let in though they are in a range that is not are kept out", "split the range")
		a.Only = nil
	}
	s.Get("RouteKeys")
	s.Rest("SecurityOptions")
	if len(a.Only)+len(a.Never) > 0 {
		route.Allow = a
	}
}

// auth reads what a request must prove.
func (r *reader) auth(o *convert.Object, route *convert.Route) {
	claims := o.Texts("RouteClaimsRequirement")
	a := r.option(o, "AuthenticationOptions")
	if a == nil && len(claims) == 0 {
		return
	}
	auth := &convert.Auth{Place: o.Place, Kind: "jwt"}
	if a != nil {
		auth.Place = a.Place
		anonymous := a.Bool(false, "AllowAnonymous")
		providers := providersOf(a)
		auth.Scopes = a.Strs("AllowedScopes")
		providers = append(providers, r.formerProvider(a, auth)...)
		a.Get("RouteKeys")
		a.Rest("AuthenticationOptions")
		if len(auth.Scopes) > 0 {
			auth.ScopesKey, auth.ScopesMatcher = "scope", "any"
		}
		if g := r.global.Child("AuthenticationOptions"); len(providers) == 0 && !anonymous && g != nil {
			providers = providersOf(g)
		}
		if (anonymous || len(providers) == 0) && len(claims) == 0 {
			return
		}
		if len(providers) > 0 {
			auth.Provider = providers[0]
		}
		if len(providers) > 1 {
			o.LoseAt(a.Place, convert.Lost, "auth-second", fmt.Sprintf("tokens of %s only are taken, one endpoint has one validator", providers[0]), "")
		}
	}
	route.Auth = auth
	for i, f := range claims {
		if strings.Contains(f.Node.Text, "{") {
			o.LoseAt(f.Place, convert.Security, "claim", fmt.Sprintf("the claim %q is held against a part of the path, which has no counterpart", f.Name), "")
			continue
		}
		if len(claims) == 1 {
			auth.RolesKey, auth.Roles = f.Name, []string{f.Node.Text}
			continue
		}
		if i == 0 {
			o.LoseAt(f.Place, convert.Approximated, "claims", "several claims are checked by expressions on the token", "")
		}
		route.CEL = append(route.CEL, fmt.Sprintf("JWT[%s] == %s", celText(f.Name), celText(f.Node.Text)))
	}
}

// providersOf are the names of schemes; people write an empty one for none.
func providersOf(o *convert.Object) []string {
	list := slices.Concat(o.Strs("AuthenticationProviderKey"), o.Strs("AuthenticationProviderKeys"))
	return slices.DeleteFunc(list, func(name string) bool { return strings.TrimSpace(name) == "" })
}

// formerProvider reads what routes said of an identity server by themselves, in
// the first versions.
func (r *reader) formerProvider(a *convert.Object, auth *convert.Auth) []string {
	provider := a.Str("Provider")
	if provider == "" {
		return nil
	}
	if auth.Issuer = strings.TrimSuffix(a.Str("ProviderRootUrl"), "/"); auth.Issuer != "" {
		auth.JWKURL = auth.Issuer + "/.well-known/openid-configuration/jwks"
		a.LoseAt(a.Get("ProviderRootUrl").Place, convert.Defaulted, "jwks", "the keys are taken from "+auth.JWKURL, "look up jwks_uri of the issuer")
	}
	auth.Scopes = append(auth.Scopes, append(a.Strs("ScopeName"), a.Strs("AdditionalScopes")...)...)
	a.Skip("ScopeSecret", "RequireHttps")
	return []string{provider}
}

func celText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(s) + "'"
}

// claims reads what of the token goes to the backend.
func (r *reader) claims(o *convert.Object, route *convert.Route, call *convert.Call) {
	lose := func(f convert.Field) {
		o.LoseAt(f.Place, convert.Lost, "claim-transform", fmt.Sprintf("%q takes a part of a claim, which has no counterpart", f.Node.Text), "")
	}
	ensure := func(f convert.Field) {
		if route.Auth == nil {
			route.Auth = &convert.Auth{Place: f.Place, Kind: "jwt"}
		}
	}
	for _, f := range o.Texts("AddHeadersToRequest") {
		m := claim.FindStringSubmatch(f.Node.Text)
		switch {
		case m != nil:
			ensure(f)
			route.Auth.Propagate = append(route.Auth.Propagate, [2]string{m[1], f.Name})
		case strings.Contains(f.Node.Text, "Claims["):
			lose(f)
		default:
			r.headerText(o, call, f, false)
		}
	}
	for _, f := range o.Texts("ChangeDownstreamPathTemplate") {
		if m := claim.FindStringSubmatch(f.Node.Text); m != nil && strings.Contains(call.Pattern, "{"+f.Name+"}") {
			ensure(f)
			call.Pattern = strings.ReplaceAll(call.Pattern, "{"+f.Name+"}", "{JWT."+m[1]+"}")
			continue
		}
		lose(f)
	}
	for _, f := range o.Texts("AddQueriesToRequest") {
		m := claim.FindStringSubmatch(f.Node.Text)
		if m == nil {
			lose(f)
			continue
		}
		ensure(f)
		sign := "?"
		if strings.Contains(call.Pattern, "?") {
			sign = "&"
		}
		call.Pattern += sign + f.Name + "={JWT." + m[1] + "}"
		o.LoseAt(f.Place, convert.Approximated, "claim-query", fmt.Sprintf("the claim %s becomes a part of the backend's query string", m[1]), "")
	}
	o.Lose(convert.Lost, "claim-transform", "claims cannot be made of claims", "", "AddClaimsToRequest")
}

// transforms reads the changes of headers.
func (r *reader) transforms(o *convert.Object, call *convert.Call) {
	for _, f := range o.Texts("UpstreamHeaderTransform") {
		r.headerText(o, call, f, false)
	}
	for _, f := range o.Texts("DownstreamHeaderTransform") {
		r.headerText(o, call, f, true)
	}
}

func (r *reader) headerText(o *convert.Object, call *convert.Call, f convert.Field, response bool) {
	text := f.Node.Text
	switch {
	case strings.Contains(text, "{RemoteIpAddress}") && strings.EqualFold(f.Name, "X-Forwarded-For"):
		o.LoseAt(f.Place, convert.Ignored, "no-effect", "the gateway sets X-Forwarded-For by itself", "")
	case strings.Contains(text, "{"):
		o.LoseAt(f.Place, convert.Lost, "header-placeholder", fmt.Sprintf("the placeholder of %q has no counterpart in a header", text), "")
	case strings.Contains(text, ","):
		o.LoseAt(f.Place, convert.Lost, "header-replace", fmt.Sprintf("finding and replacing in the header %s has no counterpart", f.Name), "")
	default:
		call.Edits = append(call.Edits, convert.Edit{Place: f.Place, Op: "set", Name: f.Name, Value: text, Response: response})
	}
}

// policies reads limits, breakers, caches and timeouts.
func (r *reader) policies(o *convert.Object, route *convert.Route, call *convert.Call) {
	route.Timeout = DefaultTimeout
	if s, ok := o.Float("Timeout"); ok && s > 0 {
		route.Timeout = seconds(s)
	} else if s, ok := r.global.Float("Timeout"); ok && s > 0 {
		route.Timeout, r.taken["Timeout"] = seconds(s), true
	}
	if q := r.option(o, "QoSOptions"); q != nil {
		r.qos(o, q, route, call)
	}
	r.rate(o, route)
	if c := r.option(o, "FileCacheOptions", "CacheOptions"); c != nil {
		if ttl, ok := c.Float("TtlSeconds"); ok && ttl > 0 {
			call.Cache = &convert.Cache{Place: c.Place, TTL: seconds(ttl)}
		}
		c.Skip("Region", "Header", "EnableContentHashing", "RouteKeys")
		c.Rest("the cache")
	}
}

func seconds(s float64) time.Duration {
	return time.Duration(min(s, 1e9) * float64(time.Second))
}

func (r *reader) qos(o, q *convert.Object, route *convert.Route, call *convert.Call) {
	if ms, ok := q.Float("TimeoutValue", "Timeout"); ok && ms > 0 {
		route.Timeout = seconds(ms / 1000)
	}
	n, ok := q.Int("ExceptionsAllowedBeforeBreaking", "MinimumThroughput")
	rest, _ := q.Float("DurationOfBreak", "BreakDuration")
	sampling, sampled := q.Float("SamplingDuration")
	if q.Has("FailureRatio") {
		o.LoseAt(q.Get("FailureRatio").Place, convert.Approximated, "breaker-ratio", "failures are counted, a ratio of them has no counterpart", "")
	}
	q.Get("RouteKeys")
	q.Rest("QoSOptions")
	if !ok || n <= 0 {
		return
	}
	b := &convert.Breaker{Place: q.Place, Errors: n, Timeout: max(1, int(min(rest, 1e9)+999)/1000), Interval: 60}
	if sampled {
		b.Interval = max(1, int(min(sampling, 1e9))/1000)
	} else {
		o.LoseAt(q.Place, convert.Defaulted, "breaker-interval", "the breaker counts failures over 60 seconds", "")
	}
	o.LoseAt(q.Place, convert.Approximated, "breaker", "the breaker counts failed connections only, answers of an error status pass through", "")
	call.Breaker = b
}

// rate reads the limit of requests. Before version 24 GlobalConfiguration held
// only the settings that all limits share.
func (r *reader) rate(o *convert.Object, route *convert.Route) {
	own := r.option(o, "RateLimitOptions", "RateLimitRule")
	if own == nil || !own.Bool(true, "EnableRateLimiting") {
		if own != nil {
			o.LoseAt(own.Place, convert.Ignored, "disabled", "the limit is switched off", "")
			own.Drop()
		}
		return
	}
	limit, ok := own.Float("Limit")
	if !ok || limit <= 0 {
		r.taken["RateLimitOptions"] = r.limited
		return
	}
	r.limited = true
	every, ok := period(own.Str("Period"))
	if !ok || every <= 0 {
		o.LoseAt(own.Place, convert.Security, "rate-limit", "the limit has no period that can be read, it is left out", `write "Period": "1s"`)
		return
	}
	if every < time.Second {
		limit, every = limit*float64(time.Second)/float64(every), time.Second
	}
	header := own.Str("ClientIdHeader")
	shared := r.global.Child("RateLimitOptions")
	if shared != nil {
		if other := shared.Str("ClientIdHeader"); header == "" {
			header = other
		}
	}
	if header == "" {
		header = "Oc-Client"
		if r.old {
			header = "ClientId"
		}
		o.LoseAt(own.Place, convert.Defaulted, "rate-key", "the limit names no ClientIdHeader, "+header+" is taken", "")
	}
	route.Rate = &convert.Rate{
		Place: own.Place, Client: limit, ClientCapacity: int(max(1, min(limit, 1e9))), Every: every, Strategy: "header", Key: header,
	}
	o.LoseAt(own.Place, convert.Changed, "rate-limit", "requests are counted by a bucket that refills steadily, not in fixed windows", "")
	for _, from := range []*convert.Object{own, shared} {
		if from != nil {
			from.Lose(convert.Lost, "rate-whitelist", "clients without a limit have no counterpart", "", "ClientWhitelist")
			from.Lose(convert.Lost, "rate-wait", "a client that was refused may come back when its bucket has refilled", "", "PeriodTimespan", "Wait")
			from.Lose(convert.Lost, "rate-answer", "the answer to refused requests cannot be chosen", "", "QuotaExceededMessage", "QuotaMessage")
			from.Skip("DisableRateLimitHeaders", "EnableHeaders", "RateLimitCounterPrefix", "KeyPrefix", "RouteKeys")
			if status, ok := from.Int("HttpStatusCode", "StatusCode"); ok && status != 429 {
				o.LoseAt(from.Get("HttpStatusCode", "StatusCode").Place, convert.Lost, "rate-answer", "the status of refused requests is 429", "")
			}
		}
	}
	own.Rest("RateLimitOptions")
}

package tyk

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// classic reads a classic definition: an API, or one for each version where the
// path tells versions apart.
func (r *reader) classic(o *convert.Object) []*api {
	a := &api{obj: o, name: o.Str("name"), timeout: DefaultTimeout, strip: true}
	if !o.Bool(true, "active") || o.Bool(false, "internal") {
		o.LoseAt(o.Place, convert.Ignored, "disabled", fmt.Sprintf("API %q is switched off, or internal", a.name), "")
		return nil
	}
	proxy := o.Child("proxy")
	if proxy == nil {
		o.LoseAt(o.Place, convert.Lost, "no-proxy", "the definition has no proxy.listen_path", "is it a definition of an API?")
		return nil
	}
	a.listen = r.listen(o, proxy.Get("listen_path"))
	a.strip = proxy.Bool(true, "strip_listen_path")
	r.target(a, proxy.Str("target_url"))
	r.classicProxy(a, proxy)
	if host := o.Str("domain"); host != "" && !o.Bool(false, "domain_disabled") {
		a.match = append(a.match, convert.Condition{Place: o.Get("domain").Place, Kind: "host", Values: []string{host}})
	}
	a.auth = r.classicAuth(o)
	r.classicLimits(o, a)
	if c := o.Child("CORS"); c != nil {
		r.cors(c, c.Bool(false, "enable"), classicCORS)
	}
	r.injected(o, a)
	list := r.versions(o, a)
	r.classicNotes(o, a)
	r.classicRest(o)
	return list
}

// classicNotes takes what an earlier conversion noted of the operations.
func (r *reader) classicNotes(o *convert.Object, a *api) {
	data := o.Get("config_data")
	notes := data.Node.Get(convert.NoteKey)
	if notes == nil {
		o.Skip("config_data")
		return
	}
	at := syntax.Join(data.Pointer, convert.NoteKey)
	if n := convert.ReadNote(notes.Get("service"), syntax.Join(at, "service")); n != nil {
		r.inv.Service.Note = n
	}
	operations := notes.Get("operations")
	for _, op := range a.ops {
		name := op.method + " " + op.path
		op.note = convert.ReadNote(operations.Get(name), syntax.Join(at, "operations", name))
	}
}

// injected reads the headers that are put into every answer.
func (r *reader) injected(o *convert.Object, a *api) {
	for _, p := range o.Children("response_processors") {
		name, options := p.Str("name"), p.Child("options")
		if name != "header_injector" {
			if options != nil && len(options.Node.Members()) > 0 || name != "response_body_transform" {
				o.LoseAt(p.Place, convert.Lost, "response-processor", fmt.Sprintf("the processor %q of answers has no counterpart", name), "")
			}
			p.Drop()
			continue
		}
		if options != nil {
			for _, f := range options.Texts("add_headers") {
				r.edit(o, &a.edits, nil, f.Place, f.Name, f.Node.Text, true)
			}
			f := options.Get("remove_headers")
			for _, h := range options.Strs("remove_headers") {
				a.edits = append(a.edits, convert.Edit{Place: f.Place, Op: "remove", Name: h, Response: true})
			}
			options.Rest("a processor of answers")
		}
		p.Rest("a processor of answers")
	}
}

// based takes the path of the first of several targets, which all have to share.
func (a *api) based(o *convert.Object, at convert.Place, bases []string) {
	a.base = bases[0]
	if other := slices.IndexFunc(bases, func(b string) bool { return b != a.base }); other >= 0 {
		o.LoseAt(at, convert.Lost, "target-path", fmt.Sprintf("the paths of the targets differ, all are called below %q and none below %q", a.base, bases[other]), "")
	}
}

func (r *reader) classicProxy(a *api, proxy *convert.Object) {
	balanced := proxy.Bool(false, "enable_load_balancing")
	list := proxy.Strs("target_list")
	if !balanced {
		proxy.Skip("target_list")
	}
	if balanced && len(list) > 0 {
		proxy.Skip("target_url")
		a.hosts = nil
		var bases []string
		for _, t := range list {
			origin, base := convert.SplitURL(t)
			a.hosts, bases = append(a.hosts, origin), append(bases, base)
		}
		a.based(proxy, proxy.Get("target_list").Place, bases)
	}
	if sd := proxy.Child("service_discovery"); sd != nil {
		r.discovery(a, sd, sd.Bool(false, "use_discovery_service"), sd.Str("query_endpoint"))
		if a.registered != nil {
			proxy.Skip("target_url")
		}
	}
	if t := proxy.Child("transport"); t != nil {
		if t.Bool(false, "ssl_insecure_skip_verify") {
			r.inv.Service.InsecureTLS = true
			proxy.LoseAt(t.Place, convert.Security, "tls-unchecked", "certificates are checked for no backend of the gateway", "give the gateway the certificates with client_tls.ca_certs")
		}
		t.Lose(convert.Lost, "tls-settings", "settings of TLS hold for all backends: see client_tls", "", "ssl_ciphers", "ssl_min_version", "ssl_max_version", "ssl_force_common_name_check")
		t.Lose(convert.Lost, "proxy", "backends are called without a proxy between", "set HTTPS_PROXY for the gateway", "proxy_url")
		t.Rest("transport")
	}
	if proxy.Bool(false, "preserve_host_header") {
		proxy.LoseAt(proxy.Get("preserve_host_header").Place, convert.Lost, "preserve-host", "backends get their own host in the header Host, not that of the request", "")
	}
	proxy.Skip("disable_strip_slash", "check_host_against_uptime_tests")
	proxy.Rest("proxy")
}

// classicAuth reads what requests must prove. Without any switch Tyk asks for
// one of its own tokens.
func (r *reader) classicAuth(o *convert.Object) *convert.Auth {
	keyless := o.Bool(false, "use_keyless")
	kinds := []struct{ field, kind string }{
		{"enable_jwt", "jwt"}, {"use_openid", "openid"}, {"use_basic_auth", "basic auth"}, {"use_oauth2", "OAuth 2 of Tyk"},
		{"enable_signature_checking", "signatures of requests"}, {"use_mutual_tls_auth", "certificates of clients"},
		{"enable_coprocess_auth", "a plugin"}, {"custom_plugin_auth_enabled", "a plugin"}, {"use_go_plugin_auth", "a plugin"},
		{"use_standard_auth", "tokens of Tyk"},
	}
	var auth *convert.Auth
	for _, k := range kinds {
		if !o.Bool(false, k.field) {
			continue
		}
		at := o.Get(k.field).Place
		if auth != nil {
			o.LoseAt(at, convert.Security, "auth-second", "an endpoint has one validator: "+k.kind+" is left out", "")
			continue
		}
		auth = &convert.Auth{Place: at, Kind: k.kind, Provider: k.kind}
	}
	if keyless {
		auth = nil
	} else if auth == nil {
		auth = &convert.Auth{Place: o.Place, Kind: "tokens of Tyk", Provider: "tokens of Tyk"}
	}
	used := auth != nil && auth.Kind == "jwt"
	if used {
		r.classicJWT(o, auth)
	}
	o.Skip("jwt_signing_method", "jwt_source", "jwt_jwks_uris")
	if auth != nil && auth.Kind == "openid" {
		r.openID(o, auth)
	}
	o.Skip("openid_options")
	for _, f := range []string{"jwt_identity_base_field", "jwt_client_base_field", "jwt_policy_field_name", "jwt_default_policies", "scopes",
		"jwt_issued_at_validation_skew", "jwt_expires_at_validation_skew", "jwt_not_before_validation_skew", "jwt_skip_kid"} {
		if used {
			o.Lose(convert.Lost, "jwt-policy", "policies and identities of Tyk do not follow from tokens", "", f)
		}
		o.Skip(f)
	}
	if auth != nil {
		r.where(o, auth)
	}
	o.Skip("auth", "auth_configs", "strip_auth_data", "base_identity_provided_by", "auth_provider", "session_provider", "session_lifetime", "basic_auth", "oauth_meta", "notifications", "hmac_allowed_algorithms", "hmac_allowed_clock_skew", "external_oauth")
	return auth
}

// algorithm is how tokens are signed, by Tyk's name for it.
func algorithm(o *convert.Object, method string, at convert.Place) string {
	alg := map[string]string{"rsa": "RS256", "ecdsa": "ES256", "hmac": "HS256"}[strings.ToLower(method)]
	if alg == "" {
		alg = "RS256"
	}
	if at.Span.IsZero() {
		at = o.Place
	}
	o.LoseAt(at, convert.Defaulted, "jwt-alg", fmt.Sprintf("the signing method %q is taken for %s", method, alg), "")
	return alg
}

// keyURL is the address of the keys, which may be written in base64; "" where
// the text is a key itself.
func keyURL(source string) string {
	for _, s := range []string{source, decoded(source)} {
		if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
			return s
		}
	}
	return ""
}

func decoded(s string) string {
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding} {
		if data, err := enc.DecodeString(s); err == nil {
			return strings.TrimSpace(string(data))
		}
	}
	return ""
}

func (r *reader) openID(o *convert.Object, auth *convert.Auth) {
	options := o.Child("openid_options")
	if options == nil {
		return
	}
	options.Skip("segregate_by_client")
	for i, p := range options.Children("providers") {
		if i > 0 {
			o.LoseAt(p.Place, convert.Security, "auth-second", "tokens of the first issuer only are taken, an endpoint has one validator", "")
			continue
		}
		auth.Kind, auth.Alg = "jwt", "RS256"
		auth.Issuer = p.Str("issuer")
		auth.Provider = auth.Issuer
		for _, f := range p.Texts("client_ids") {
			if id := decoded(f.Name); id != "" {
				auth.Audience = append(auth.Audience, id)
			}
			o.LoseAt(f.Place, convert.Lost, "jwt-policy", "policies and identities of Tyk do not follow from tokens", "")
		}
		p.Rest("a provider")
		if strings.HasPrefix(auth.Issuer, "https://") {
			auth.JWKURL = strings.TrimSuffix(auth.Issuer, "/") + "/.well-known/jwks.json"
			o.LoseAt(p.Place, convert.Defaulted, "jwks", "the keys are taken from "+auth.JWKURL, "look up jwks_uri of the issuer")
		}
	}
}

// classicLimits reads limits, caches and lists of addresses.
func (r *reader) classicLimits(o *convert.Object, a *api) {
	if g := o.Child("global_rate_limit"); g != nil {
		rate, _ := g.Float("rate")
		per, _ := g.Float("per")
		if !g.Bool(false, "disabled") && rate > 0 && per > 0 && !o.Bool(false, "disable_rate_limit") {
			a.rate = r.rate(g, rate, time.Duration(min(per, 1e9)*float64(time.Second)), true)
		}
	}
	if c := o.Child("cache_options"); c != nil && c.Bool(false, "enable_cache") {
		ttl, _ := c.Float("cache_timeout")
		a.cache = &convert.Cache{Place: c.Place, TTL: time.Duration(min(ttl, 1e9) * float64(time.Second))}
	}
	allow := convert.Addresses{Place: o.Place}
	if o.Bool(false, "enable_ip_whitelisting") {
		allow.Place, allow.Only = o.Get("allowed_ips").Place, o.Strs("allowed_ips")
	}
	if o.Bool(false, "enable_ip_blacklisting") {
		allow.Never = o.Strs("blacklisted_ips")
		if len(allow.Only) == 0 {
			allow.Place = o.Get("blacklisted_ips").Place
		}
	}
	if len(allow.Only)+len(allow.Never) > 0 {
		a.allow = &allow
	}
	if len(allow.Only) == 0 {
		o.Skip("allowed_ips")
	}
	if len(allow.Never) == 0 {
		o.Skip("blacklisted_ips")
	}
}

// rate is a limit for all clients together. Tyk counts for the whole API where
// shared says so, an endpoint by itself.
func (r *reader) rate(o *convert.Object, n float64, every time.Duration, shared bool) *convert.Rate {
	if every < time.Second {
		n, every = n*float64(time.Second)/float64(every), time.Second
	}
	if shared {
		o.LoseAt(o.Place, convert.Changed, "rate-limit", "requests are counted for each endpoint, not for the API as a whole", "")
	}
	return &convert.Rate{Place: o.Place, Max: n, Capacity: max(1, int(min(n, 1e9))), Every: every}
}

// classicRest reports what is left of a definition.
func (r *reader) classicRest(o *convert.Object) {
	o.Skip("id", "api_id", "org_id", "slug", "tags", "tag_headers", "event_handlers", "uptime_tests", "do_not_track", "enable_detailed_recording",
		"enable_context_vars", "enable_batch_request_support", "analytics_plugin", "expire_analytics_after", "is_oas", "listen_port", "disable_quota", "disable_rate_limit",
		"detailed_tracing", "enable_proxy_protocol", "cache_options", "VersionName", "certificates", "plugin_auth_enabled", "dont_set_quota_on_create", "protocol", "expiration", "tags_disabled", "x-gatewright")
	o.Lose(convert.Security, "client-certificates", "certificates of clients: see tls.enable_mtls and tls.ca_certs", "", "client_certificates")
	o.Lose(convert.Security, "upstream-certificates", "certificates for the backend are files: see client_tls.client_certs", "", "upstream_certificates")
	o.Lose(convert.Security, "pinned-keys", "keys of backends are not pinned", "", "pinned_public_keys")
	if m := o.Child("custom_middleware"); m != nil {
		m.Lose(convert.Lost, "plugin", "plugins of Tyk do not run in another gateway", "", "pre", "post", "post_key_auth", "response")
		m.Lose(convert.Ignored, "plugin", "plugins of Tyk do not run in another gateway", "", "driver", "id_extractor", "auth_check")
		m.Rest("custom_middleware")
	}
	o.Lose(convert.Lost, "plugin", "plugins of Tyk do not run in another gateway", "", "custom_middleware_bundle")
	o.Lose(convert.Security, "upstream-auth", "the credentials for the backend have no counterpart", "see auth/client-credentials", "upstream_auth", "request_signing")
	if g := o.Child("graphql"); g != nil && g.Bool(false, "enabled") {
		o.LoseAt(g.Place, convert.Lost, "graphql", "an engine for GraphQL has no counterpart", "")
	}
	o.Skip("graphql")
	for _, m := range o.Node.Members() {
		// What a switch switches off is read as absent, or has no counterpart.
		if strings.HasSuffix(m.Name, "_disabled") {
			o.Skip(m.Name)
		}
	}
	o.Rest("an API")
}

package tyk

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// classicFile writes an API as a classic definition: what the document and its
// extension would say, in the words of before.
func (w *writer) classicFile(g *group, note *convert.Note) convert.Map {
	auth := w.groupAuth(g)
	m := convert.Map{{Name: "name", Value: g.name}, {Name: "api_id", Value: g.name}, {Name: "active", Value: true}}
	m = append(m, w.classicAuth(auth)...)
	lists := map[string][]any{}
	notes := convert.Map{}
	file := g.name + ".json"
	for _, r := range g.routes {
		own := orRoot(strings.TrimPrefix(r.Path, g.listen))
		methods := r.Methods
		if len(methods) == 0 {
			methods = convert.Methods()
		}
		for i, method := range methods {
			if !slices.Contains(verbs, strings.ToLower(method)) {
				continue
			}
			path := classicPath(own, r.Tail)
			// The first list that has the operation is where it is read.
			index := len(lists["white_list"])
			at := file + syntax.Index("/version_data/versions/Default/extended_paths/white_list", index)
			if i == 0 {
				w.origin[at] = r
				w.out.Endpoints++
				if n := w.notes[at]; n != nil {
					notes.Add(method+" "+path, n.Map())
				}
			} else if n := w.notes[file+syntax.Index("/version_data/versions/Default/extended_paths/white_list", index-i)]; n != nil {
				notes.Add(method+" "+path, convert.Note{Part: true}.Map())
			}
			w.classicOperation(lists, w.middleware(g, r, own, auth, i == 0), method, path, r)
		}
	}
	extended := convert.Map{}
	for _, name := range classicLists {
		extended.Put(name, lists[name])
	}
	version := convert.Map{{Name: "name", Value: "Default"}, {Name: "use_extended_paths", Value: true}, {Name: "extended_paths", Value: extended}}
	if headers := w.inv.Service.Headers; len(headers) > 0 {
		var add convert.Map
		for _, e := range headers {
			add.Add(e.Name, e.Value)
		}
		version.Add("global_response_headers", add)
	}
	m.Add("version_data", convert.Map{{Name: "not_versioned", Value: true}, {Name: "versions", Value: convert.Map{{Name: "Default", Value: version}}}})
	m.Add("proxy", w.classicProxy(g))
	m = append(m, w.classicGlobal(g)...)
	data := convert.Map{}
	if note != nil {
		data.Add("service", note.Map())
	}
	data.Put("operations", notes)
	if len(data) > 0 {
		m.Add("config_data", convert.Map{{Name: convert.NoteKey, Value: data}})
	}
	return m
}

// classicLists are the lists of paths in the order in which they are written;
// the allow list is the first.
var classicLists = []string{"white_list", "ignored", "url_rewrites", "method_transforms", "hard_timeouts", "circuit_breakers", "rate_limit", "advance_cache_config", "size_limits",
	"transform_headers", "transform_response_headers", "validate_json"}

// classicPath is a path with a star for what stands for any number of segments.
func classicPath(own, tail string) string {
	if tail != "" {
		return strings.TrimSuffix(own, "{"+tail+"}") + "*"
	}
	return own
}

// classicOperation sorts what is special of an operation into the lists.
func (w *writer) classicOperation(lists map[string][]any, mw convert.Map, method, path string, r *convert.Route) {
	add := func(list string, members ...convert.Member) {
		item := convert.Map{{Name: "path", Value: path}, {Name: "method", Value: method}}
		lists[list] = append(lists[list], append(item, members...))
	}
	member := func(name string, value any) convert.Member { return convert.Member{Name: name, Value: value} }
	for _, one := range mw {
		m, _ := one.Value.(convert.Map)
		switch one.Name {
		case "allow":
			add("white_list")
		case "ignoreAuthentication":
			add("ignored")
		case "urlRewrite":
			add("url_rewrites", member("match_pattern", m.Get("pattern")), member("rewrite_to", m.Get("rewriteTo")))
		case "transformRequestMethod":
			add("method_transforms", member("to_method", m.Get("toMethod")))
		case "enforceTimeout":
			add("hard_timeouts", member("timeout", m.Get("value")))
		case "circuitBreaker":
			add("circuit_breakers", member("threshold_percent", m.Get("threshold")), member("samples", m.Get("sampleSize")), member("return_to_service_after", m.Get("coolDownPeriod")))
		case "rateLimit":
			rate, per := convert.WholeRate(r.Rate.Max, r.Rate.Every)
			add("rate_limit", member("rate", rate), member("per", convert.Seconds(per)))
		case "cache":
			add("advance_cache_config", member("timeout", m.Get("timeout")))
		case "requestSizeLimit":
			add("size_limits", member("size_limit", r.MaxBody))
		case "transformRequestHeaders":
			add("transform_headers", classicHeaders(m)...)
		case "transformResponseHeaders":
			add("transform_response_headers", classicHeaders(m)...)
		case "validateRequest":
			schema := r.Schema
			if n, ok := schema.(*syntax.Node); ok {
				schema = convert.FromNode(n)
			}
			add("validate_json", member("schema", schema), member("error_response_code", 400))
		}
	}
}

func classicHeaders(m convert.Map) (members []convert.Member) {
	if remove, ok := m.Get("remove").([]string); ok {
		members = append(members, convert.Member{Name: "delete_headers", Value: remove})
	}
	if list, ok := m.Get("add").([]any); ok {
		var add convert.Map
		for _, item := range list {
			one, _ := item.(convert.Map)
			name, _ := one.Get("name").(string)
			add.Add(name, one.Get("value"))
		}
		members = append(members, convert.Member{Name: "add_headers", Value: add})
	}
	return members
}

func (w *writer) classicAuth(a *convert.Auth) convert.Map {
	if a == nil {
		return convert.Map{{Name: "use_keyless", Value: true}}
	}
	m := convert.Map{
		{Name: "use_keyless", Value: false}, {Name: "enable_jwt", Value: true}, {Name: "jwt_signing_method", Value: signing(a.Alg)},
		{Name: "jwt_identity_base_field", Value: "sub"},
	}
	if a.JWKURL != "" {
		m.Add("jwt_source", a.JWKURL)
	}
	place := convert.Map{{Name: "auth_header_name", Value: orElse(a.Header, "Authorization")}}
	if a.Cookie != "" {
		place.Add("use_cookie", true)
		place.Add("cookie_name", a.Cookie)
	}
	m.Add("auth_configs", convert.Map{{Name: "jwt", Value: place}})
	if a.Issuer != "" || len(a.Audience) > 0 {
		w.lose(nil, convert.Security, "claims", a.Place, "issuers and audiences of tokens are not checked by classic definitions", "write it in an OpenAPI document: --format oas")
	}
	return m
}

func (w *writer) classicProxy(g *group) convert.Map {
	m := convert.Map{
		{Name: "listen_path", Value: g.listen + "/"}, {Name: "target_url", Value: firstOf(g.hosts) + g.base}, {Name: "strip_listen_path", Value: true},
	}
	if len(convert.ParseHosts(g.hosts)) > 1 {
		var targets []string
		for _, h := range g.hosts {
			targets = append(targets, h+g.base)
		}
		m.Add("enable_load_balancing", true)
		m.Add("target_list", targets)
	}
	if w.inv.Service.InsecureTLS {
		m.Add("transport", convert.Map{{Name: "ssl_insecure_skip_verify", Value: true}})
	}
	return m
}

// classicGlobal is what the server and the settings for all operations of a
// document say.
func (w *writer) classicGlobal(g *group) (m convert.Map) {
	server := w.server(g, nil)
	if d, ok := server.Get("customDomain").(convert.Map); ok {
		m.Add("domain", d.Get("name"))
	}
	if ip, ok := server.Get("ipAccessControl").(convert.Map); ok {
		for _, l := range [][3]string{{"allow", "enable_ip_whitelisting", "allowed_ips"}, {"block", "enable_ip_blacklisting", "blacklisted_ips"}} {
			if list := ip.Get(l[0]); list != nil {
				m.Add(l[1], true)
				m.Add(l[2], list)
			}
		}
	}
	if c := w.inv.Service.CORS; c != nil {
		cors := convert.Map{{Name: "enable", Value: true}}
		cors.Put("allowed_origins", c.Origins)
		cors.Put("allowed_methods", c.Methods)
		cors.Put("allowed_headers", c.Headers)
		cors.Put("exposed_headers", c.Expose)
		cors.Put("allow_credentials", c.Credentials)
		cors.Put("max_age", convert.Seconds(c.MaxAge))
		cors.Put("options_passthrough", c.Passthrough)
		m.Add("CORS", cors)
	}
	return m
}

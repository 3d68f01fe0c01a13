package krakend

import (
	"cmp"
	"slices"
	"time"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/generate/convert"
)

// backendExtra lays out what a call has beyond its address.
func (w *writer) backendExtra(c *candidate, call *convert.Call, t typing) convert.Map {
	var x convert.Map
	if m := w.martian(c.route, call, t); m != nil {
		x.Add("modifier/martian", m)
	}
	if b := call.Breaker; b != nil {
		x.Add("qos/circuit-breaker", convert.Map{
			{Name: "interval", Value: max(1, b.Interval)}, {Name: "timeout", Value: max(1, b.Timeout)}, {Name: "max_errors", Value: max(1, b.Errors)},
		})
	}
	if call.Cache != nil {
		x.Add("qos/http-cache", convert.Map{})
		w.lose(c.route, convert.Changed, "cache", call.Cache.Place,
			"answers are kept as long as their Cache-Control says"+instead(call.Cache.TTL), "let the backend send Cache-Control: max-age")
	}
	if w.opts.Enterprise && t.output == fact.NoOp && c.route.Redirects != convert.Followed {
		x.Add("backend/http/client", convert.Map{{Name: "no_redirect", Value: true}})
	}
	if t.code {
		x.Add("backend/http", convert.Map{{Name: "return_error_code", Value: true}})
	}
	return x
}

// instead tells what time holds no more.
func instead(ttl time.Duration) string {
	if ttl <= 0 {
		return ""
	}
	return ", not for " + convert.Duration(ttl)
}

// martian lays out the changes of headers and query strings.
func (w *writer) martian(r *convert.Route, call *convert.Call, t typing) convert.Map {
	var mods []any
	edits := slices.Concat(call.Edits, hidden(r))
	for _, e := range edits {
		if e.Response && t.output != fact.NoOp {
			w.lose(r, convert.Lost, "response-header", e.Place, "headers of the answer reach clients only where answers are passed through", "")
			continue
		}
		if m := modifier(e); m != nil {
			mods = append(mods, m)
			continue
		}
		w.lose(r, convert.Lost, "edit", e.Place, "the change of "+e.Name+" has no counterpart", "")
	}
	switch len(mods) {
	case 0:
		return nil
	case 1:
		return mods[0].(convert.Map)
	}
	scope := []string{}
	for _, e := range edits {
		side := "request"
		if e.Response {
			side = "response"
		}
		if !slices.Contains(scope, side) {
			scope = append(scope, side)
		}
	}
	return convert.Map{{Name: "fifo.Group", Value: convert.Map{
		{Name: "scope", Value: scope}, {Name: "aggregateErrors", Value: true}, {Name: "modifiers", Value: mods},
	}}}
}

// hidden are the changes that keep the credentials of a request from backends.
func hidden(r *convert.Route) (edits []convert.Edit) {
	if r.Auth == nil || !r.Auth.Hidden || r.Auth.Query != "" && r.Auth.Header == "" {
		return nil
	}
	names := []string{cmp.Or(r.Auth.Header, "Authorization")}
	if r.Auth.Cookie != "" {
		names = append(names, "Cookie")
	}
	for _, name := range names {
		edits = append(edits, convert.Edit{Place: r.Auth.Place, Op: "remove", Name: name})
	}
	return edits
}

func modifier(e convert.Edit) convert.Map {
	scope := []string{"request"}
	if e.Response {
		scope = []string{"response"}
	}
	with := func(name string, members ...convert.Member) convert.Map {
		return convert.Map{{Name: name, Value: append(convert.Map{{Name: "scope", Value: scope}}, members...)}}
	}
	name, val := convert.Member{Name: "name", Value: e.Name}, convert.Member{Name: "value", Value: e.Value}
	switch {
	case e.Query && e.Op == "set":
		return with("querystring.Modifier", name, val)
	case e.Query:
		return nil
	case e.Op == "set":
		return with("header.Modifier", name, val)
	case e.Op == "append":
		return with("header.Append", name, val)
	case e.Op == "remove":
		return with("header.Blacklist", convert.Member{Name: "names", Value: []string{e.Name}})
	}
	return nil
}

// serviceExtra lays out what holds for the whole gateway.
func (w *writer) serviceExtra(s *convert.Service) convert.Map {
	var x convert.Map
	if s.CORS != nil {
		x.Add("security/cors", w.cors(s.CORS))
	}
	if s.Bots != nil {
		x.Put("security/bot-detector", bots(s.Bots))
	}
	if w.opts.Enterprise {
		x.Put("auth/api-keys", w.apiKeys(s))
	}
	if len(w.hostnames) > 0 {
		x.Add("server/virtualhost", convert.Map{{Name: "hosts", Value: w.hostnames}})
	}
	if s.Prometheus || s.OTLP != "" {
		x.Add("telemetry/opentelemetry", telemetry(s))
	}
	return x
}

// cors lays out CORS. Browsers refuse credentials with the origin *; a gateway
// that names the request's own origin instead may have both.
func (w *writer) cors(c *convert.CORS) convert.Map {
	var m convert.Map
	m.Put("allow_origins", c.Origins)
	m.Put("allow_methods", c.Methods)
	m.Put("allow_headers", c.Headers)
	m.Put("expose_headers", c.Expose)
	if c.Credentials && (len(c.Origins) == 0 || slices.Contains(c.Origins, "*")) {
		w.lose(nil, convert.Lost, "cors-credentials", c.Place, "credentials are not allowed together with every origin", "list the origins")
	} else {
		m.Put("allow_credentials", c.Credentials)
	}
	if c.MaxAge > 0 {
		m.Add("max_age", convert.Duration(c.MaxAge))
	}
	m.Put("allow_private_network", c.PrivateNetwork)
	m.Put("options_passthrough", c.Passthrough)
	return m
}

func telemetry(s *convert.Service) convert.Map {
	var exporters convert.Map
	if s.Prometheus {
		exporters.Add("prometheus", []any{convert.Map{{Name: "name", Value: "prometheus"}, {Name: "port", Value: 9090}}})
	}
	if host, port := otlp(s.OTLP); host != "" {
		exporters.Add("otlp", []any{convert.Map{
			{Name: "name", Value: "otlp"}, {Name: "host", Value: host}, {Name: "port", Value: port}, {Name: "use_http", Value: true},
		}})
	}
	return convert.Map{{Name: "exporters", Value: exporters}}
}

package kong

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/generate/convert"
)

// plugins writes what a route does beyond passing on.
func (w *writer) plugins(r *convert.Route, c *convert.Call, uri string) []any {
	var list []any
	if r.Auth != nil {
		list = append(list, w.auth(r))
	}
	if r.Rate != nil {
		if m := w.rate(r); m != nil {
			list = append(list, plug("rate-limiting", m))
		}
	}
	list = append(list, w.access(r)...)
	if r.Bots != nil {
		list = append(list, plug("bot-detection", w.bots(r, r.Bots)))
	}
	if m := w.request(r, c, uri); len(m) > 0 {
		list = append(list, plug("request-transformer", m))
	}
	// A route's transformer runs instead of the one for all routes.
	answers := slices.DeleteFunc(slices.Clone(c.Edits), func(e convert.Edit) bool { return !e.Response })
	if len(answers) > 0 {
		answers = append(answers, w.inv.Service.Headers...)
	}
	if m := changes(answers, true); len(m) > 0 {
		list = append(list, plug("response-transformer", m))
	}
	if c.Cache != nil {
		m := convert.Map{{Name: "strategy", Value: "memory"}}
		m.Put("cache_ttl", convert.Seconds(c.Cache.TTL))
		if c.Cache.TTL == 0 {
			m.Add("cache_control", true)
		}
		list = append(list, plug("proxy-cache", m))
	}
	return list
}

func (w *writer) auth(r *convert.Route) convert.Map {
	a := r.Auth
	if a.Kind == "key-auth" && len(w.consumers()) > 0 {
		return w.keyAuth(a)
	}
	if a.Kind == "jwt" && w.opts.Enterprise && a.Issuer != "" {
		return w.openID(r)
	}
	if a.Kind != "jwt" {
		w.lose(r, convert.Changed, "auth", a.Place, fmt.Sprintf("who may pass by %s is said by consumers with credentials", a.Kind), "")
		if known(a.Kind) {
			return plug(a.Kind, nil)
		}
		return plug("key-auth", nil)
	}
	var m convert.Map
	if a.Cookie != "" {
		m.Add("cookie_names", []string{a.Cookie})
	}
	if a.Header != "" {
		m.Add("header_names", []string{a.Header})
	}
	m.Add("claims_to_verify", []string{"exp"})
	w.lose(r, convert.Changed, "auth", a.Place, "the plugin jwt takes its keys from consumers: without one it refuses every token",
		fmt.Sprintf("add a consumer with jwt_secrets: key is the issuer %q, rsa_public_key its public key from %s", a.Issuer, a.JWKURL))
	if len(a.Roles)+len(a.Scopes)+len(a.Audience) > 0 {
		w.lose(r, convert.Security, "claims", a.Place, "roles, scopes and audiences of tokens are not checked", "the plugin acl works by consumer")
	}
	if len(a.Propagate) > 0 {
		w.lose(r, convert.Lost, "propagate-claims", a.Place, "claims do not become headers", "")
	}
	return plug("jwt", m)
}

// rate writes a limit in the window that is nearest to its own.
func (w *writer) rate(r *convert.Route) convert.Map {
	l := r.Rate
	n, by := l.Client, l.Strategy
	if n <= 0 {
		n, by = l.Max, "service"
	} else if l.Max > 0 {
		w.lose(r, convert.Lost, "rate-limit", l.Place, "a route has one limit: that for all clients together is left out", "")
	}
	if n <= 0 {
		return nil
	}
	if by == "param" {
		w.lose(r, convert.Lost, "rate-limit", l.Place, "clients are not told apart by a part of the path", "")
		return nil
	}
	every := l.Every
	if every <= 0 {
		every = time.Second
	}
	window := periods[0]
	for _, p := range periods[:4] {
		if p.every <= every || n*float64(window.every)/float64(every) < 1 {
			window = p
		}
	}
	limit := max(1, whole(n*float64(window.every)/float64(every)))
	m := convert.Map{{Name: window.name, Value: limit}, {Name: "limit_by", Value: by}}
	if by == "header" {
		m.Add("header_name", l.Key)
	}
	m.Add("policy", "local")
	w.lose(r, convert.Changed, "rate-limit", l.Place, "requests are counted in fixed windows", "")
	return m
}

func (w *writer) bots(r *convert.Route, b *convert.Bots) convert.Map {
	var m convert.Map
	deny := append([]string{}, b.Patterns...)
	for _, exact := range b.Deny {
		deny = append(deny, "^"+regexp.QuoteMeta(exact)+"$")
	}
	m.Put("allow", b.Allow)
	m.Put("deny", deny)
	w.lose(r, convert.Approximated, "bots", b.Place, "Kong refuses the bots of its own list too", "")
	return m
}

// request writes the changes on the way to the backend.
func (w *writer) request(r *convert.Route, c *convert.Call, uri string) convert.Map {
	m := changes(slices.Concat(c.Edits, r.Removals()), false)
	if c.Method != "" {
		m = append(convert.Map{{Name: "http_method", Value: c.Method}}, m...)
	}
	if uri == "" {
		return m
	}
	if strings.Contains(uri, "{JWT.") || strings.Contains(uri, "{resp") {
		w.lose(r, convert.Lost, "uri-template", c.Place, "the backend's path takes a part of a token or of another answer, which has no counterpart", "")
		return m
	}
	if path, query, ok := strings.Cut(uri, "?"); ok {
		w.lose(r, convert.Changed, "uri-query", c.Place, "the query string of the backend's path is added to that of the request", "")
		var list []string
		for _, pair := range strings.Split(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			list = append(list, name+":"+captures(value))
		}
		uri = path
		m = merge(m, "add", "querystring", list)
	}
	return merge(m, "replace", "uri", captures(uri))
}

func captures(path string) string {
	for _, name := range convert.Params(path) {
		clean := strings.NewReplacer("-", "_", ".", "_").Replace(name)
		path = strings.ReplaceAll(path, "{"+name+"}", `$(uri_captures["`+clean+`"])`)
	}
	return path
}

// merge sets one setting of one part of a transformer.
func merge(m convert.Map, part, name string, value any) convert.Map {
	for i := range m {
		if m[i].Name == part {
			inner := m[i].Value.(convert.Map)
			inner.Add(name, value)
			m[i].Value = inner
			return m
		}
	}
	return append(m, convert.Member{Name: part, Value: convert.Map{{Name: name, Value: value}}})
}

// changes writes the changes of headers and query strings of one direction.
func changes(edits []convert.Edit, response bool) convert.Map {
	lists := map[string][]string{}
	for _, e := range edits {
		if e.Response != response {
			continue
		}
		where := " headers"
		if e.Query {
			where = " querystring"
		}
		switch e.Op {
		case "set":
			lists["replace"+where] = append(lists["replace"+where], e.Name+":"+e.Value)
			lists["add"+where] = append(lists["add"+where], e.Name+":"+e.Value)
		case "append":
			lists["append"+where] = append(lists["append"+where], e.Name+":"+e.Value)
		case "remove":
			lists["remove"+where] = append(lists["remove"+where], e.Name)
		}
	}
	var m convert.Map
	for _, op := range []string{"remove", "replace", "add", "append"} {
		for _, where := range []string{"headers", "querystring"} {
			if list := lists[op+" "+where]; len(list) > 0 {
				m = merge(m, op, where, list)
			}
		}
	}
	return m
}

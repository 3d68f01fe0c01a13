package krakend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// star is the end of a path that stands for everything below it, which the
// Enterprise Edition alone serves.
const star = "/*"

// wildcard makes the two candidates of each method that stand for a catch-all in
// the Enterprise Edition: its path by itself, and everything below it. It
// answers false where the catch-all is not the end of both paths, or the path
// is the root, below which no star may stand.
func (w *writer) wildcard(r *convert.Route, methods, patterns []string) ([]*candidate, bool) {
	token := "/{" + r.Tail + "}"
	stem, ok := strings.CutSuffix(r.Path, token)
	if !w.opts.Enterprise || !ok || stem == "" {
		return nil, false
	}
	below := make([]string, len(patterns))
	for i, p := range patterns {
		head, ok := strings.CutSuffix(p, token)
		if !ok {
			return nil, false
		}
		below[i] = head + star
	}
	var list []*candidate
	for _, m := range methods {
		c := &candidate{route: r, method: m, expanded: true}
		for _, p := range patterns {
			path, pattern := convert.Expand(r.Path, p, r.Tail, nil)
			c.path, c.patterns = path, append(c.patterns, pattern)
		}
		list = append(list, c, &candidate{route: r, method: m, path: stem + star, patterns: below, expanded: true})
	}
	return list, true
}

// virtualHost is where the Enterprise Edition looks for the endpoints of a host.
func virtualHost(host, path string) string {
	if path == "/" {
		return "/__virtual/" + host
	}
	return "/__virtual/" + host + path
}

// hostsOf are the hosts that a route answers to; none is every host. It answers
// false where a host cannot be listed.
func hostsOf(r *convert.Route) (hosts []string, ok bool) {
	for _, m := range r.Match {
		if m.Kind != "host" {
			continue
		}
		for _, h := range m.Values {
			if strings.ContainsAny(h, "*{/ ") || convert.Unresolved(h) != "" {
				return nil, false
			}
			hosts = append(hosts, strings.ToLower(h))
		}
	}
	return hosts, true
}

// virtual gives the candidates the paths of the hosts that they answer to.
// Requests to a listed host reach its endpoints alone, so what answers to every
// host is there for each of them too.
func (w *writer) virtual() {
	if !w.opts.Enterprise {
		return
	}
	for _, c := range w.cands {
		if hosts, ok := hostsOf(c.route); ok && c.raw == nil {
			for _, h := range hosts {
				if !slices.Contains(w.hostnames, h) {
					w.hostnames = append(w.hostnames, h)
				}
			}
		}
	}
	if len(w.hostnames) == 0 {
		return
	}
	var list []*candidate
	for _, c := range w.cands {
		hosts, ok := hostsOf(c.route)
		if len(hosts) == 0 || !ok || c.raw != nil {
			list = append(list, c)
			if c.raw != nil || !ok {
				continue
			}
			hosts = w.hostnames
		}
		for _, h := range hosts {
			one := *c
			one.path, one.general = virtualHost(h, c.path), len(c.route.Match) == 0
			list = append(list, &one)
		}
	}
	for i, c := range list {
		c.order = i
	}
	w.cands = list
}

// apiKeys lays out whom the service knows by API keys: every consumer has its
// own name as a role, so that endpoints say whom they let in.
func (w *writer) apiKeys(s *convert.Service) convert.Map {
	var keys []any
	for _, c := range s.Consumers {
		for _, k := range c.Keys {
			keys = append(keys, convert.Map{{Name: "key", Value: k}, {Name: "roles", Value: []string{c.Name}}, {Name: "@description", Value: c.Name}})
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return convert.Map{{Name: "keys", Value: keys}}
}

// keyed lays out the check of API keys of an endpoint; nil where the edition or
// the source has none, so that the endpoint has to stay closed.
func (w *writer) keyed(a *convert.Auth) convert.Map {
	if !w.opts.Enterprise || a.Kind != "key-auth" || w.apiKeys(&w.inv.Service) == nil {
		return nil
	}
	roles := slices.Clone(a.Groups)
	if len(roles) == 0 {
		for _, c := range w.inv.Service.Consumers {
			if len(c.Keys) > 0 {
				roles = append(roles, c.Name)
			}
		}
	}
	strategy, identifier := "header", cmp.Or(a.Header, "apikey")
	if a.Query != "" {
		strategy, identifier = "query_string", a.Query
	}
	return convert.Map{{Name: "strategy", Value: strategy}, {Name: "identifier", Value: identifier}, {Name: "roles", Value: roles}}
}

// addresses lays out which clients are let in, which the Enterprise Edition
// alone checks.
func (w *writer) addresses(r *convert.Route) convert.Map {
	a := r.Allow
	if a == nil || len(a.Only)+len(a.Never) == 0 {
		return nil
	}
	lose := func(message, hint string) convert.Map {
		w.lose(r, convert.Security, "ip-filter", a.Place, message, hint)
		return nil
	}
	if !w.opts.Enterprise {
		return lose(fmt.Sprintf("clients are let in from every address, before %s: lists of addresses have no counterpart in the Community Edition", a), "keep them in front of the gateway, or write for the Enterprise Edition with --edition ee")
	}
	list, allow := a.Never, false
	if len(a.Only) > 0 {
		list, allow = a.Only, true
		if len(a.Never) > 0 {
			lose(fmt.Sprintf("an endpoint has one list of addresses: %s are not kept out", strings.Join(a.Never, ", ")), "take them out of the list of those that are let in")
		}
	}
	var ranges []string
	for _, text := range list {
		cidrs, ok := convert.CIDRs(text)
		if !ok {
			lose(fmt.Sprintf("%q is no range of addresses that can be read", text), "")
			continue
		}
		ranges = append(ranges, cidrs...)
	}
	filter := convert.Map{{Name: "CIDR", Value: ranges}, {Name: "allow", Value: allow}}
	return convert.Map{{Name: "name", Value: []string{"ip-filter"}}, {Name: "ip-filter", Value: filter}}
}

// Package start says what the gateway refuses when it starts: unsupported
// versions, hosts and paths it does not take, routes that clash. serve refuses
// by it and lint reports it, so that the two cannot disagree.
//
//	if found := start.Refusals(doc.Service()); len(found) > 0 { ... }
//
// The checks were learnt from the recorded cases named validation and routing,
// and from trials with KrakenD Community Edition 2.13.8.
package start

import (
	"fmt"
	"net"
	"path"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

// Refusals returns everything for which the gateway does not start: faults of
// the text, of types and durations, and what Check finds.
func Refusals(s *config.Service) []diag.Finding {
	found := slices.Concat(s.Doc.Findings, s.OwnFindings())
	refused := check(s, func(e *config.Endpoint) { found = append(found, e.Findings()...) })
	found = append(found, refused...)
	return diag.Sort(slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Effect != diag.Refused }))
}

// Check returns what the gateway refuses in a configuration that could be read.
// For a document without any value there is nothing to check.
func Check(s *config.Service) []diag.Finding { return check(s, func(*config.Endpoint) {}) }

// check is Check that shows each endpoint on the way.
func check(s *config.Service, show func(*config.Endpoint)) []diag.Finding {
	c := &checker{svc: s}
	if s.Node == nil || s.Node.Kind != syntax.Object {
		return nil
	}
	c.extension()
	c.service()
	c.settings()
	routes := c.routes()
	for e := range s.Each() {
		show(e)
		c.endpoint(e)
		routes.add(e)
	}
	for _, a := range s.AsyncAgents {
		for _, b := range a.Backends {
			if b != nil {
				c.hosts(b.Host, b.Field("host"), diag.Endpoint{}, b.DisableHostSanitize.V)
			}
		}
	}
	return c.found
}

type checker struct {
	svc   *config.Service
	found []diag.Finding
}

func (c *checker) refuse(rule string, at syntax.Span, pointer string, e diag.Endpoint, message, hint string) *diag.Finding {
	c.found = append(c.found, diag.Finding{
		Rule: rule, Severity: diag.Error, Effect: diag.Refused,
		Span: at, Pointer: pointer, Endpoint: e, Message: message, Hint: hint,
	})
	return &c.found[len(c.found)-1]
}

// extension checks that the gateway reads the file as what it is: it tells YAML
// and TOML by the ending of the name, letter by letter, and takes all else for
// JSON.
func (c *checker) extension() {
	src := c.svc.Node.Source
	if c.svc.Doc == nil || c.svc.Doc.Format == syntax.JSON || src == nil || strings.HasPrefix(strings.TrimSpace(src.Text), "{") {
		return
	}
	switch ext := path.Ext(src.Name); strings.ToLower(ext) {
	case ".yaml", ".yml", ".toml", ".hcl", ".properties", ".props", ".prop":
		if ext == ".yaml" || ext == ".yml" || ext == ".toml" {
			return
		}
		c.refuse(diag.FileExtension, syntax.Span{Source: src, End: min(1, len(src.Text))}, "", diag.Endpoint{},
			fmt.Sprintf("the gateway reads a file that ends in %q as JSON, and this is %s", ext, c.svc.Doc.Format), "call it .json, .yaml, .yml or .toml")
	}
}

func (c *checker) service() {
	s := c.svc
	if s.Version.V != fact.ConfigVersion {
		message, hint := fmt.Sprintf("\"version\" is %d, the gateway takes only %d", s.Version.V, fact.ConfigVersion), "migrate the file to version 3"
		if !s.Version.Set() {
			message, hint = `"version" is missing`, `add "version": 3`
		}
		c.refuse(diag.VersionUnsupported, s.Place("version"), s.Field("version"), diag.Endpoint{}, message, hint)
	}
	if ip := s.ListenIP.V; ip != "" && net.ParseIP(ip) == nil {
		hint := "write an IP address, such as 127.0.0.1 or 0.0.0.0"
		c.refuse(diag.ListenIPInvalid, s.Place("listen_ip"), s.Field("listen_ip"), diag.Endpoint{},
			fmt.Sprintf("\"listen_ip\" is %q, which is no IP address", ip), hint)
	}
	if p := s.Port.V; p < 0 || p > 65535 {
		c.refuse(diag.PortRange, s.Place("port"), s.Field("port"), diag.Endpoint{},
			fmt.Sprintf("\"port\" is %d, ports go from 0 to 65535", p), "")
	}
	c.hosts(s.Host, s.Field("host"), diag.Endpoint{}, false)
}

func (c *checker) hosts(list config.Value[[]string], pointer string, e diag.Endpoint, unchecked bool) {
	if unchecked {
		return
	}
	for i, host := range list.V {
		if _, ok := fact.CleanHost(host); ok {
			continue
		}
		at, p := list.Span(), pointer
		if list.Node().Kind == syntax.Array {
			at, p = list.Node().Items()[i].Span, syntax.Index(pointer, i)
		}
		c.refuse(diag.HostInvalid, at, p, e, fmt.Sprintf("the gateway does not take the host %q", host), hostHint(host))
	}
}

func hostHint(host string) string {
	scheme, rest, found := strings.Cut(host, "://")
	if !found {
		scheme, rest = "", host
	}
	name, path, hasPath := strings.Cut(rest, "/")
	switch {
	case strings.TrimSpace(host) == "":
		return "write scheme, name and port, such as http://users:5000, or leave \"host\" out"
	case strings.ContainsAny(host, "$<>") || strings.Contains(host, "{{"):
		return "a placeholder was not filled in"
	case strings.Contains(name, "["):
		return `an IPv6 address needs "disable_host_sanitize": true`
	case strings.Contains(name, "@"):
		return `user and password need "disable_host_sanitize": true; better pass them in a header`
	case strings.EqualFold(scheme, "http") && scheme != "http", strings.EqualFold(scheme, "https") && scheme != "https":
		return fmt.Sprintf("write the scheme in small letters: %s://%s", strings.ToLower(scheme), rest)
	case found && scheme != "http" && scheme != "https":
		return `a scheme other than http and https needs "disable_host_sanitize": true`
	case hasPath && path != "":
		return fmt.Sprintf("move %q to the front of url_pattern", "/"+strings.TrimSuffix(path, "/"))
	}
	return "a host is a scheme, a name and a port, such as http://users:5000"
}

func (c *checker) endpoint(e *config.Endpoint) {
	id, route := e.ID(), e.Route()
	if e.Node.Kind != syntax.Object {
		c.refuse(diag.BackendNull, e.Node.Span, e.Pointer, diag.Endpoint{}, "an endpoint is null", "delete it")
		return
	}
	at, p := e.Place("endpoint"), e.Field("endpoint")
	switch {
	case fact.StarInside(route):
		c.refuse(diag.EndpointStar, at, p, id, "a star may not stand inside the path", "name the parameters, such as /files/{name}")
	case strings.HasSuffix(route, "*"):
		c.refuse(diag.EndpointWildcard, at, p, id, "wildcard endpoints exist only in the Enterprise Edition", "list the paths one by one")
	case fact.ReservedPath(route):
		c.refuse(diag.EndpointReserved, at, p, id, "the gateway keeps paths with __debug, __echo and __health for itself", "rename the segment")
	}
	if len(e.Backends) == 0 {
		c.refuse(diag.BackendEmpty, e.Place("backend"), e.Field("backend"), id, "the endpoint has no backend", backendHint(e))
	}
	if len(e.Backends) > 1 && shape.PassesThrough(e) {
		where, field := e.Place("output_encoding"), e.Field("output_encoding")
		message := fmt.Sprintf("output_encoding \"no-op\" allows one backend, there are %d", len(e.Backends))
		if e.OutputEncoding.V == "" {
			message += "; the endpoint has it from the service"
		}
		c.refuse(diag.NoopMultipleBackends, where, field, id, message, `give the endpoint "output_encoding": "json", or one backend`)
	}
	for i, b := range e.Backends {
		if b == nil {
			p := syntax.Index(e.Field("backend"), i)
			c.refuse(diag.BackendNull, c.svc.Node.At(p).Span, p, id, "a backend is null", "delete it")
			continue
		}
		c.hosts(b.Host, b.Field("host"), id, b.DisableHostSanitize.V)
		c.params(e, b)
	}
}

func backendHint(e *config.Endpoint) string {
	for _, m := range e.Unknown {
		if strings.HasPrefix(strings.ToLower(m.Name), "back") {
			return fmt.Sprintf(`rename %q to "backend"`, m.Name)
		}
	}
	return `add "backend": [{"url_pattern": "/path"}]`
}

// params checks that every parameter of url_pattern is one of the endpoint.
func (c *checker) params(e *config.Endpoint, b *config.Backend) {
	known := fact.PathParams(e.Route(), c.svc.DisableREST.V)
	for _, name := range fact.PatternParams(b.URLPattern.V) {
		if slices.Contains(known, name) || fact.RuntimeParam(name) {
			continue
		}
		f := c.refuse(diag.ParamUndefined, b.Place("url_pattern"), b.Field("url_pattern"), e.ID(),
			fmt.Sprintf("url_pattern names {%s}, which the endpoint does not have", name), "the endpoint has no parameters")
		f.Backend = b.ID()
		if len(known) > 0 {
			f.Hint = "the endpoint has {" + strings.Join(known, "}, {") + "}"
		}
		if i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) }); i >= 0 {
			f.Hint = fmt.Sprintf("names are case-sensitive: write {%s}", known[i])
			f.Fixes = renameParam(b, name, known[i])
		}
		if strings.Contains(e.Route(), "{"+name+"}") {
			f.Rule = diag.ParamPartialSegment
			f.Message = fmt.Sprintf("{%s} is no whole segment of the endpoint's path, so it is no parameter", name)
			f.Hint = `give it a segment of its own, or set "disable_rest": true for the service`
		}
	}
}

func renameParam(b *config.Backend, from, to string) []diag.Fix {
	n := b.URLPattern.Node()
	if n == nil || !strings.Contains(n.Span.Text(), "{"+from+"}") {
		return nil
	}
	text := strings.ReplaceAll(n.Span.Text(), "{"+from+"}", "{"+to+"}")
	return []diag.Fix{{
		Title: fmt.Sprintf("write {%s}", to), Safe: true, Source: n.Source,
		Edits: []syntax.Edit{{Start: n.Start, End: n.End, Text: text}},
	}}
}

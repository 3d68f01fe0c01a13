// Package krakend reads and writes KrakenD configurations of version 3 for
// conversions, and migrates those of versions 1 and 2.
//
// The common calls are
//
//	out := krakend.Write(inv, krakend.Options{})
//	inv := krakend.Read(doc)
//	result, err := krakend.Migrate(doc)
//
// Write is faithful: a route of another gateway becomes endpoints that pass
// requests and answers through. It leaves nothing open: where a route needs a
// token and nothing says how to check it, the endpoint gets a validator that
// refuses everybody, and the report says so.
package krakend

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/spec"
)

// Format is the name of the format.
const Format = "krakend"

// DefaultDepth is how many segments a catch-all is expanded to.
const DefaultDepth = 3

// Options are the choices of the user. The zero value writes transparent
// endpoints.
type Options struct {
	Name string
	Port int
	// Depth is how many segments a catch-all stands for; 0 is DefaultDepth, or 1
	// where the source calls the catch-all like an id.
	Depth int
	// Hosts are the origins of services that a registry knows by name.
	Hosts map[string]string
	// Keys are where the keys of a provider of tokens are, by its name; "" is for
	// all that have no entry.
	Keys map[string]Keys
	// Services are documents of backends, by which catch-alls are expanded.
	Services []*spec.Service
	// Typed writes endpoints that decode answers as the documents say.
	Typed bool
	// Enterprise writes for the Enterprise Edition, which has stars at the end of
	// paths, API keys, lists of addresses and hosts.
	Enterprise bool
	Infer      spec.InferOptions
}

// Keys says how tokens of one provider are checked.
type Keys struct {
	URL, Issuer string
	Audience    []string
	Alg         string
}

type writer struct {
	inv   *convert.Inventory
	opts  Options
	out   *convert.Output
	cands []*candidate
	// hostnames are the hosts whose endpoints are told apart.
	hostnames []string
	// keyFiles are the files of keys, by their text.
	keyFiles map[string]string
	files    []convert.File
}

// candidate is one endpoint to be.
type candidate struct {
	route    *convert.Route
	method   string
	path     string
	patterns []string // one for each call
	expanded bool
	// general says that it is there for a host, and would be for every other.
	general bool
	order   int
	op      *spec.Operation
	raw     *syntax.Node // an endpoint that a note restores
}

// Write makes a configuration of an inventory.
func Write(inv *convert.Inventory, opts Options) *convert.Output {
	w := &writer{inv: inv, opts: opts, out: &convert.Output{}, keyFiles: map[string]string{}}
	for _, r := range inv.Routes {
		w.route(r)
	}
	w.virtual()
	kept := w.settle()
	unify(kept)
	w.redirects(kept)
	w.out.Endpoints = len(kept)
	w.out.Files = []convert.File{{Name: "krakend.json", Data: convert.JSON(w.service(kept))}}
	w.out.Files = append(w.out.Files, w.files...)
	return w.out
}

// redirects reports that the gateway follows the redirections of backends, which
// the others hand on.
func (w *writer) redirects(kept []*candidate) {
	if w.opts.Enterprise || w.inv.Format == Format {
		return
	}
	told := map[*convert.Route]bool{}
	for _, c := range kept {
		if c.raw != nil || c.route.Redirects == convert.Followed || told[c.route] {
			continue
		}
		told[c.route] = true
		severity := convert.Defaulted
		if c.route.Redirects == convert.HandedOn {
			severity = convert.Changed
		}
		w.lose(nil, severity, "redirects", c.route.Place, "redirections of backends are followed, before they were handed on to clients",
			"the Enterprise Edition hands them on: --edition ee")
	}
}

func (w *writer) lose(r *convert.Route, s convert.Severity, code string, at convert.Place, message, hint string) *convert.Loss {
	return w.out.Lose(convert.Loss{Severity: s, Code: code, Place: at, Message: message, Hint: hint, Route: r})
}

// route makes the candidates of one route.
func (w *writer) route(r *convert.Route) {
	switch {
	case r.Note == nil:
	case r.Note.Part:
		return
	case r.Note.Holds(r.Sum()) && w.inv.Service.Note != nil:
		for _, n := range r.Note.Value {
			method := cmp.Or(strings.ToUpper(n.Get("method").Str()), http.MethodGet)
			w.cands = append(w.cands, &candidate{route: r, method: method, path: n.Get("endpoint").Str(), raw: n, order: len(w.cands)})
		}
		return
	default:
		w.lose(r, convert.Defaulted, "note-stale", r.Note.Place,
			"the route was changed since it was converted, what was noted of it no longer holds", "")
	}
	if !w.possible(r) {
		return
	}
	w.conditions(r)
	methods := w.methods(r)
	for _, c := range w.expand(r, methods) {
		c.order = len(w.cands)
		w.cands = append(w.cands, c)
	}
}

// service lays out the whole configuration.
func (w *writer) service(kept []*candidate) convert.Map {
	s := &w.inv.Service
	if !w.opts.Enterprise {
		for _, c := range s.Consumers {
			if len(c.Keys) > 0 {
				w.lose(nil, convert.Ignored, "api-keys", c.Place, fmt.Sprintf("the keys of %s are not carried over: the Community Edition knows none", c.Name), "write for the Enterprise Edition with --edition ee").Action = convert.Dropped
			}
		}
	}
	if s.Note != nil && !s.Note.Part {
		return w.restored(kept)
	}
	m := convert.Map{{Name: "version", Value: 3}}
	m.Put("name", cmp.Or(w.opts.Name, s.Name))
	m.Put("port", cmp.Or(w.opts.Port, s.Port))
	if s.Timeout > 0 {
		m.Add("timeout", convert.Duration(s.Timeout))
	}
	if s.InsecureTLS {
		m.Add("client_tls", convert.Map{{Name: "allow_insecure_connections", Value: true}})
	}
	m.Put("extra_config", w.serviceExtra(s))
	m.Add("endpoints", w.endpoints(kept))
	return m
}

// restored is the service that a note holds, with the endpoints. What was
// changed since of that which other formats can say is put in.
func (w *writer) restored(kept []*candidate) convert.Map {
	s := &w.inv.Service
	m, _ := convert.FromNode(s.Note.Value[0]).(convert.Map)
	if !s.Note.Holds(s.Sum()) {
		w.lose(nil, convert.Defaulted, "note-stale", s.Note.Place, "the settings of the gateway were changed since they were converted", "")
		m = m.Without("client_tls", "allow_insecure_connections")
		if s.InsecureTLS {
			m.Add("client_tls", convert.Map{{Name: "allow_insecure_connections", Value: true}})
		}
		extra, _ := m.Get("extra_config").(convert.Map)
		extra = append(extra.Without("security/cors", "security/bot-detector", "telemetry/opentelemetry"), w.serviceExtra(s)...)
		m = m.Without("extra_config")
		m.Put("extra_config", extra)
	}
	return m.With("endpoints", w.endpoints(kept))
}

func (w *writer) endpoints(kept []*candidate) []any {
	list := make([]any, 0, len(kept))
	for i, c := range kept {
		if c.raw != nil {
			list = append(list, convert.FromNode(c.raw))
			continue
		}
		list = append(list, w.endpoint(c, syntax.Index("/endpoints", i)))
	}
	return list
}

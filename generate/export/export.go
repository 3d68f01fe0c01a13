// Package export tells what a gateway serves, from its configuration and the
// documents of the backends: as an OpenAPI 3.1 document, and as requests that
// are ready to be sent.
//
// The common call is
//
//	api := export.New(doc.Service(), services, export.Options{})
//	text := api.OpenAPI(export.YAML)
//
// Every step that the gateway takes with an answer is taken with its schema:
// decoding, the target, filters, renaming, groups, merging, static data and the
// output encoding. What changes an answer in ways that no schema tells, such as
// a script, leaves it open. The package calls nobody and writes no files, and
// the same input gives the same bytes.
package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Options are what the exported documents say of themselves. The zero value
// takes the title from the configuration.
type Options struct {
	Title   string
	Version string // "" is "1"
	// Server is the URL of the gateway; "" is "/" in documents, and the port of
	// the configuration on this machine in requests.
	Server string
	// Complete promises of merged answers what they have when no backend failed.
	// Otherwise none of their members is required.
	Complete bool
}

// API is what a gateway serves.
type API struct {
	// Endpoints are in the order of the configuration.
	Endpoints []*Endpoint
	// Findings tell what could not be said, and why.
	Findings []diag.Finding

	opts    Options
	port    int
	schemas *schemas
	schemes map[string]*syntax.Node
}

// Endpoint is one path and method as clients see it.
type Endpoint struct {
	Config *config.Endpoint
	Method string
	// Path is that of the configuration. Where paths differ in the names of
	// parameters alone, all have the names of the first.
	Path        string
	ID          string
	Summary     string
	Description string
	Tags        []string
	Deprecated  bool
	Params      []Param
	Body        *Body // nil when none is taken
	// Responses are by status.
	Responses []Response
	// Security are alternatives of schemes that are needed together.
	Security [][]Scheme
	// Through says that the backend's answer comes untouched.
	Through bool
	// Unknown says that what the backends answer is not known.
	Unknown bool
}

// Param is one parameter that reaches a backend.
type Param struct {
	Name        string
	In          spec.In
	Required    bool
	Deprecated  bool
	Description string
	Schema      *syntax.Node
	// Values are an example, as texts: several for a list.
	Values []string

	style   string
	content string // media type of the value, "" for most
	explode bool
}

// Body is what an endpoint takes.
type Body struct {
	Required bool
	Media    []Media
}

// Media is one media type of a body.
type Media struct {
	Type string
	// Schema is nil where none is known.
	Schema *syntax.Node
	// Example is a body to send; nil in responses.
	Example []byte
}

// Response is one answer. Status is a number, a range such as 4XX, or default.
type Response struct {
	Status      string
	Description string
	Media       []Media
}

// Scheme is one way in which clients show who they are.
type Scheme struct {
	Name   string // among the security schemes of the document
	Scopes []string

	requirement spec.Requirement
}

// New finds out what a gateway serves. Endpoints that the gateway would refuse
// are told of as far as they can be understood.
func New(svc *config.Service, services []*spec.Service, opts Options) *API {
	opts.Title = cmp.Or(opts.Title, svc.Name.V, "gateway")
	opts.Version = cmp.Or(opts.Version, "1")
	a := &API{opts: opts, port: svc.Port.V, schemas: newSchemas(), schemes: map[string]*syntax.Node{}}
	index := spec.NewIndex(services)
	paths := map[string]string{}
	taken := map[string]bool{}
	for _, e := range svc.Endpoints() {
		if e == nil {
			continue
		}
		if !slices.Contains(methods, e.HTTPMethod()) {
			a.note(ruleMethod, e.Place("method"), e, "OpenAPI has no method %q, the endpoint is left out", e.HTTPMethod())
			continue
		}
		m := &maker{api: a, e: e, index: index}
		out := m.endpoint()
		rename(out, paths)
		if key := out.Method + " " + out.Path; taken[key] {
			a.note(ruleDuplicate, e.Place("endpoint"), e, "%s is there twice, the first one is exported", key)
			continue
		}
		taken[out.Method+" "+out.Path] = true
		a.Endpoints = append(a.Endpoints, out)
	}
	uniqueIDs(a.Endpoints)
	for _, ref := range a.schemas.lost {
		a.note(ruleRef, ref.Span, nil, "$ref %q leads nowhere: what it stands for is left open", ref.Text)
	}
	return a
}

// Ids of the rules that tell of the same mistakes elsewhere.
const (
	ruleNotInSpec = "operation-not-in-spec"
	ruleDuplicate = "endpoint-duplicate"
	ruleMethod    = "method-unsupported"
	ruleRef       = "spec-ref"
)

// methods are those that OpenAPI has.
var methods = []string{"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"}

// note adds a finding that stops nothing.
func (a *API) note(rule string, span syntax.Span, e *config.Endpoint, format string, args ...any) {
	f := diag.Finding{Rule: rule, Severity: diag.Info, Effect: diag.Untidy, Span: span, Message: fmt.Sprintf(format, args...)}
	if e != nil {
		f.Endpoint, f.Pointer = e.ID(), e.Pointer
	}
	a.Findings = append(a.Findings, f)
}

// rename gives an endpoint the names of parameters that the same path has
// already: documents tell paths apart by their text alone.
func rename(e *Endpoint, paths map[string]string) {
	shape := parameter.ReplaceAllString(e.Path, "{}")
	first, ok := paths[shape]
	if !ok {
		paths[shape] = e.Path
		return
	}
	if first == e.Path {
		return
	}
	before, after := names(e.Path), names(first)
	for i := range e.Params {
		p := &e.Params[i]
		if at := slices.Index(before, p.Name); p.In == spec.InPath && at >= 0 {
			p.Name = after[at]
		}
	}
	e.Path = first
}

// uniqueIDs gives every endpoint an id of its own.
func uniqueIDs(list []*Endpoint) {
	taken := map[string]bool{}
	for _, e := range list {
		id := e.ID
		if id == "" || taken[id] {
			id = madeID(e.Method, e.Path)
		}
		unique := id
		for i := 2; taken[unique]; i++ {
			unique = fmt.Sprintf("%s%d", id, i)
		}
		taken[unique] = true
		e.ID = unique
	}
}

// madeID makes an operationId such as getUsersId of a method and a path.
func madeID(method, path string) string {
	var b strings.Builder
	b.WriteString(strings.ToLower(method))
	for _, word := range strings.FieldsFunc(path, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

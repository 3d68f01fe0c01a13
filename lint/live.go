package lint

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/spec"
)

// RuleNotAnswering is the rule of calls that a backend does not answer with
// what could be read.
const RuleNotAnswering = "live-not-answering"

// RuleTypeMismatch is the rule of answers that call themselves something else
// than they are.
const RuleTypeMismatch = "live-type-mismatch"

// Observation is what a backend answered when it was asked. It tells what kind
// of body came, and nothing of what was in it.
type Observation struct {
	// Method and URL are what was asked; Host and Pattern are those of the
	// backend in the configuration.
	Method  string `json:"method"`
	URL     string `json:"url"`
	Host    string `json:"host"`
	Pattern string `json:"pattern"`
	// Status is 0 where no answer came; Error says why.
	Status int    `json:"status,omitempty"`
	Error  string `json:"error,omitempty"`
	// Type is the Content-Type. Body is object, array, scalar, xml, html, ndjson,
	// text or empty; Items is how many an array has.
	Type  string `json:"type,omitempty"`
	Body  string `json:"body,omitempty"`
	Items int    `json:"items,omitempty"`
	// Encoding is the Content-Encoding that is still on the body.
	Encoding string `json:"encoding,omitempty"`
	// Headers are the names of headers that clients may need, of those that came.
	Headers []string `json:"headers,omitempty"`
	// Location is where the answer sends clients that was not followed.
	Location string `json:"location,omitempty"`
}

// liveBodies are the kinds of bodies that are told apart, with the media type
// and the schema that a document would have for them.
var liveBodies = map[string]struct{ media, schema string }{
	"object": {"application/json", `{"type": "object"}`},
	"array":  {"application/json", `{"type": "array"}`},
	"scalar": {"application/json", `{"type": "string"}`},
	"xml":    {"application/xml", ""},
	"html":   {"text/html", ""},
	"ndjson": {"application/x-ndjson", ""},
	"text":   {"text/plain", ""},
	"empty":  {},
}

// liveRules are the rules that judge by an answer alone: that a backend was
// asked one thing says nothing about what else it can be asked.
var liveRules = []string{
	diag.StatusUnsupported, diag.EmptyBodyDecoded, diag.CollectionMissing, diag.CollectionUnexpected,
	diag.MediaTypeMismatch, diag.JSONScalar, "ndjson-truncated", "collection-ambiguous", "answer-header-lost",
}

// Saw says in words what was observed.
func (o Observation) Saw() string {
	if o.Status == 0 {
		return o.Error
	}
	s := fmt.Sprintf("saw %d", o.Status)
	if o.Type != "" {
		s += ", " + o.Type
	}
	if o.Encoding != "" {
		return s + ", compressed with " + o.Encoding
	}
	switch o.Body {
	case "array":
		return fmt.Sprintf("%s, an array of %d", s, o.Items)
	case "object":
		return s + ", an object"
	case "scalar":
		return s + ", a single value"
	case "empty":
		return s + ", no body"
	}
	return s + ", " + o.Body
}

// judge returns the findings of the document that observations give rise to:
// those of the rules that judge answers, with the evidence in the message, and
// the calls that failed.
func judge(ctx context.Context, doc *config.Document, rules []*rule.Rule, observations []Observation) ([]diag.Finding, error) {
	chosen := slices.DeleteFunc(slices.Clone(rules), func(r *rule.Rule) bool { return !slices.Contains(liveRules, r.ID) })
	var all []diag.Finding
	for _, calls := range rounds(observations) {
		services, evidence := observed(calls)
		found, err := rule.NewPass(doc, services).Run(ctx, chosen)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if evident(doc, &f, evidence) {
				all = append(all, f)
			}
		}
	}
	return append(all, unanswered(doc, observations)...), nil
}

// evident puts the evidence into a finding's message. It reports whether the
// finding is of the call that was made: one with another query may well be
// answered otherwise.
func evident(doc *config.Document, f *diag.Finding, evidence map[*syntax.Source]call) bool {
	ours := true
	f.Related = slices.DeleteFunc(f.Related, func(r diag.Related) bool {
		c, ok := evidence[r.Span.Source]
		if !ok {
			return false
		}
		var backend *syntax.Node
		if i := strings.Index(f.Pointer, "/backend/"); i >= 0 {
			rest, _, _ := strings.Cut(f.Pointer[i+len("/backend/"):], "/")
			backend = doc.Root.At(f.Pointer[:i] + "/backend/" + rest)
		}
		if n := backend.Get("url_pattern"); backend != nil && n.Str() != c[0].Pattern {
			ours = false
		}
		f.Message += " (" + c.saw() + ")"
		return true
	})
	return ours
}

// call is what was observed of one call, which may have been made several
// times.
type call []Observation

// saw is the evidence of a call: each different answer once.
func (c call) saw() string {
	var list []string
	for _, o := range c {
		if s := o.Saw(); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return fmt.Sprintf("%s from %s %s", strings.Join(list, ", then "), c[0].Method, c[0].URL)
}

// rounds parts observations by call, and calls so that no two of a round differ
// in their query alone: documents tell operations by their paths.
func rounds(observations []Observation) [][]call {
	var list [][]call
	at := map[string][2]int{} // round and index of a call
	next := map[string]int{}
	for _, o := range observations {
		key := o.Method + " " + o.Host + o.Pattern
		if i, ok := at[key]; ok {
			list[i[0]][i[1]] = append(list[i[0]][i[1]], o)
			continue
		}
		path, _, _ := strings.Cut(key, "?")
		round := next[path]
		next[path]++
		if round == len(list) {
			list = append(list, nil)
		}
		at[key] = [2]int{round, len(list[round])}
		list[round] = append(list[round], call{o})
	}
	return list
}

// betterSaid leaves out the findings that the others say too, with evidence.
func betterSaid(found, others []diag.Finding) []diag.Finding {
	return slices.DeleteFunc(found, func(f diag.Finding) bool {
		return slices.ContainsFunc(others, func(o diag.Finding) bool { return f.Rule == o.Rule && f.Pointer == o.Pointer })
	})
}

// observed describes calls as a document of the backend would.
func observed(calls []call) ([]*spec.Service, map[*syntax.Source]call) {
	evidence := map[*syntax.Source]call{}
	var list []*spec.Service
	byHost := map[string]*spec.Service{}
	for _, c := range calls {
		src := syntax.NewSource(c[0].URL, []byte(c.saw()))
		responses := c.responses(src)
		if len(responses) == 0 {
			continue
		}
		host := c[0].Host
		svc := byHost[host]
		if svc == nil {
			svc = &spec.Service{Name: host, Hosts: []string{host}}
			byHost[host] = svc
			list = append(list, svc)
		}
		evidence[src] = c
		path, _, _ := strings.Cut(c[0].Pattern, "?")
		svc.Operations = append(svc.Operations, &spec.Operation{
			Service: svc, Method: c[0].Method, Path: path, Responses: responses, Span: syntax.Span{Source: src, End: len(src.Text)},
		})
	}
	return list, evidence
}

// responses are the answers of a call that tell what is read of it, one a
// status. Different kinds of JSON with one status are alternatives.
func (c call) responses(src *syntax.Source) []spec.Response {
	at := syntax.Span{Source: src, End: len(src.Text)}
	var list []spec.Response
	kinds := map[string][]string{}
	for _, o := range c {
		kind, known := liveBodies[o.Body]
		if o.Status < 200 || o.Status > 299 || !known || o.Method == http.MethodHead || o.Encoding != "" {
			continue
		}
		status := fmt.Sprint(o.Status)
		i := slices.IndexFunc(list, func(r spec.Response) bool { return r.Status == status })
		if i < 0 {
			i = len(list)
			list = append(list, spec.Response{Status: status, Headers: o.Headers, Span: at})
		}
		if kind.media == "" || slices.Contains(kinds[status], o.Body) {
			continue
		}
		kinds[status] = append(kinds[status], o.Body)
		m := spec.Media{Type: kind.media, Span: at}
		if kind.schema != "" {
			var all []string
			for _, body := range kinds[status] {
				if s := liveBodies[body].schema; s != "" {
					all = append(all, s)
				}
			}
			root, _ := syntax.ParseJSON(syntax.NewSource(o.URL, []byte(`{"oneOf": [`+strings.Join(all, ", ")+`]}`)))
			if len(all) == 1 {
				root, _ = syntax.ParseJSON(syntax.NewSource(o.URL, []byte(all[0])))
			}
			m.Schema = &spec.Schema{Node: root}
		}
		list[i].Media = append(slices.DeleteFunc(list[i].Media, func(was spec.Media) bool { return was.Type == m.Type }), m)
	}
	return list
}

// unanswered are the calls that no decoder would come to read, and those whose
// answer is not what its headers say. What asks for credentials says nothing
// about how it answers with them.
func unanswered(doc *config.Document, observations []Observation) []diag.Finding {
	calls := map[string]call{}
	for _, o := range observations {
		key := o.Method + " " + o.Host + o.Pattern
		calls[key] = append(calls[key], o)
	}
	var found []diag.Finding
	for _, e := range doc.Service().Endpoints() {
		for _, b := range e.Backends {
			if b == nil || len(b.Hosts()) == 0 {
				continue
			}
			c := calls[b.HTTPMethod()+" "+b.Hosts()[0]+b.URLPattern.V]
			if f, ok := c.fails(b); ok {
				found = append(found, f)
			} else if f, ok := c.encoded(b); ok {
				found = append(found, f)
			}
			if f, ok := c.mistyped(b); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

// fails is the finding of a call that was not answered with what can be read,
// always or at times.
func (c call) fails(b *config.Backend) (diag.Finding, bool) {
	i := slices.IndexFunc(c, func(o Observation) bool { return !o.answers() })
	if i < 0 {
		return diag.Finding{}, false
	}
	o := c[i]
	f := about(RuleNotAnswering, b, fmt.Sprintf("the backend does not answer (%s from %s %s)", o.Saw(), o.Method, o.URL))
	switch {
	case slices.ContainsFunc(c, Observation.answers):
		f.Message = fmt.Sprintf("the backend does not always answer (%s)", c.saw())
	case o.Location != "":
		f.Message = fmt.Sprintf("the backend sends clients to %s, which was not asked (%s %s)", o.Location, o.Method, o.URL)
		f.Severity = diag.Info
	case o.Status == http.StatusUnauthorized || o.Status == http.StatusForbidden:
		f.Message = fmt.Sprintf("the backend asks for credentials (%s from %s %s)", o.Saw(), o.Method, o.URL)
		f.Severity, f.Hint = diag.Info, `give them with --header "Authorization: …"`
	}
	return f, true
}

// encoded is the finding of an answer that the gateway cannot decompress.
func (c call) encoded(b *config.Backend) (diag.Finding, bool) {
	i := slices.IndexFunc(c, func(o Observation) bool { return o.Encoding != "" })
	if i < 0 || shape.Encoding(b).Name == fact.NoOp {
		return diag.Finding{}, false
	}
	f := about("content-encoding-unsupported", b, fmt.Sprintf("the backend compresses with %s, which nobody asked for and the gateway does not undo (%s)", c[i].Encoding, c.saw()))
	f.Severity, f.Hint = diag.Error, "let the backend compress with gzip, or not at all; no-op passes the answer through"
	return f, true
}

// mistyped is the finding of an answer that is something else than its
// Content-Type says.
func (c call) mistyped(b *config.Backend) (diag.Finding, bool) {
	for _, o := range c {
		kind := liveBodies[o.Body]
		if kind.media == "" || o.Type == "" || o.Status > 299 || o.Body == "text" || o.Encoding != "" {
			continue
		}
		said := spec.ClassOf(o.Type)
		switch said {
		case spec.JSONMedia, spec.XMLMedia, spec.HTMLMedia, spec.TextMedia:
		default:
			continue
		}
		if said == spec.ClassOf(kind.media) {
			continue
		}
		return about(RuleTypeMismatch, b, fmt.Sprintf("the answer is not what its Content-Type says (%s)", c.saw())), true
	}
	return diag.Finding{}, false
}

// about makes a finding at a backend's call.
func about(id string, b *config.Backend, message string) diag.Finding {
	r, _ := rule.Find(id)
	return diag.Finding{
		Rule: r.ID, Severity: r.Severity, Effect: r.Effect, Hint: r.Fix, Message: message,
		Span: b.Place("url_pattern"), Pointer: b.Field("url_pattern"), Endpoint: b.Endpoint.ID(), Backend: b.ID(),
	}
}

// answers reports whether the rules that judge answers have something to judge.
func (o Observation) answers() bool {
	return o.Status >= 200 && o.Status < 300 || o.Status != 0 && fact.Decoded(o.Status)
}

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
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/spec"
)

// RuleNotAnswering is the rule of calls that a backend does not answer with
// what could be read.
const RuleNotAnswering = "live-not-answering"

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
	diag.MediaTypeMismatch, diag.JSONScalar, "ndjson-truncated",
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
	services, evidence := observed(observations)
	if len(services) == 0 {
		return failing(doc, observations), nil
	}
	found, err := rule.NewPass(doc, services).Run(ctx, chosen)
	if err != nil {
		return nil, err
	}
	for i := range found {
		f := &found[i]
		f.Related = slices.DeleteFunc(f.Related, func(r diag.Related) bool {
			o, ok := evidence[r.Span.Source]
			if ok {
				f.Message += fmt.Sprintf(" (%s from %s %s)", o.Saw(), o.Method, o.URL)
			}
			return ok
		})
	}
	return append(found, failing(doc, observations)...), nil
}

// betterSaid leaves out the findings that the others say too, with evidence.
func betterSaid(found, others []diag.Finding) []diag.Finding {
	return slices.DeleteFunc(found, func(f diag.Finding) bool {
		return slices.ContainsFunc(others, func(o diag.Finding) bool { return f.Rule == o.Rule && f.Pointer == o.Pointer })
	})
}

// observed describes observations as a document of the backend would.
func observed(observations []Observation) ([]*spec.Service, map[*syntax.Source]Observation) {
	evidence := map[*syntax.Source]Observation{}
	var list []*spec.Service
	byHost := map[string]*spec.Service{}
	for _, o := range observations {
		kind, known := liveBodies[o.Body]
		if o.Status < 200 || o.Status > 299 || !known || o.Method == http.MethodHead {
			continue
		}
		svc := byHost[o.Host]
		if svc == nil {
			svc = &spec.Service{Name: o.Host, Hosts: []string{o.Host}}
			byHost[o.Host] = svc
			list = append(list, svc)
		}
		src := syntax.NewSource(o.URL, []byte(o.Saw()))
		at := syntax.Span{Source: src, End: len(src.Text)}
		evidence[src] = o
		response := spec.Response{Status: fmt.Sprint(o.Status), Span: at}
		if kind.media != "" {
			m := spec.Media{Type: kind.media, Span: at}
			if kind.schema != "" {
				root, _ := syntax.ParseJSON(syntax.NewSource(o.URL, []byte(kind.schema)))
				m.Schema = &spec.Schema{Node: root}
			}
			response.Media = []spec.Media{m}
		}
		path, _, _ := strings.Cut(o.Pattern, "?")
		svc.Operations = append(svc.Operations, &spec.Operation{
			Service: svc, Method: o.Method, Path: path, Responses: []spec.Response{response}, Span: at,
		})
	}
	return list, evidence
}

// failing are the calls that no decoder would come to read. What asks for
// credentials says nothing about how it answers with them.
func failing(doc *config.Document, observations []Observation) []diag.Finding {
	r, _ := rule.Find(RuleNotAnswering)
	var found []diag.Finding
	for _, e := range doc.Service().Endpoints {
		for _, b := range e.Backends {
			if b == nil || len(b.Hosts()) == 0 {
				continue
			}
			i := slices.IndexFunc(observations, func(o Observation) bool {
				return o.Method == b.HTTPMethod() && o.Host == b.Hosts()[0] && o.Pattern == b.URLPattern.V
			})
			if i < 0 || observations[i].answers() {
				continue
			}
			o := observations[i]
			f := diag.Finding{
				Rule: r.ID, Severity: r.Severity, Effect: r.Effect, Hint: r.Fix,
				Span: b.Place("url_pattern"), Pointer: b.Field("url_pattern"), Endpoint: e.ID(), Backend: b.ID(),
				Message: fmt.Sprintf("the backend does not answer (%s from %s %s)", o.Saw(), o.Method, o.URL),
			}
			switch {
			case o.Location != "":
				f.Message = fmt.Sprintf("the backend sends clients to %s, which was not asked (%s %s)", o.Location, o.Method, o.URL)
				f.Severity = diag.Info
			case o.Status == http.StatusUnauthorized || o.Status == http.StatusForbidden:
				f.Message = fmt.Sprintf("the backend asks for credentials (%s from %s %s)", o.Saw(), o.Method, o.URL)
				f.Severity, f.Hint = diag.Info, `give them with --header "Authorization: …"`
			}
			found = append(found, f)
		}
	}
	return found
}

// answers reports whether the rules that judge answers have something to judge.
func (o Observation) answers() bool {
	return o.Status >= 200 && o.Status < 300 || o.Status != 0 && fact.Decoded(o.Status)
}

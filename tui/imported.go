package tui

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/clip"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/intake"
	"github.com/gatewright/gatewright/tui/secret"
)

// imported is one operation, or a setting of the service: what is shown of it
// and what would be put in.
type imported struct {
	intake.Item
	json string
	id   diag.Endpoint
	own  bool // joined by the user here, not by the project
	// part is the operation, for an endpoint that joins several.
	part generate.Part
	// setting is a field of the service, extension a namespace of its
	// extra_config; both are "" for an operation.
	setting, extension string
}

// importedFrom sets every operation of a result beside what the draft has, then
// what holds for the service, its timeout only if the options ask for it, then the
// endpoints that join several operations: joins are those of the user's own.
func importedFrom(res *generate.Result, svc *config.Service, joins []generate.Aggregate, opts generate.Options) []imported {
	made := config.Parse("generated.json", res.Config).Service()
	json := map[diag.Endpoint]string{}
	for _, e := range made.Endpoints() {
		if text, err := clip.Text([]*syntax.Node{e.Node}); err == nil {
			json[e.ID()] = text
		}
	}
	there := map[string]*config.Endpoint{}
	for _, e := range slices.Backward(svc.Endpoints()) {
		there[routeOf(e.ID())] = e
	}
	beside := func(i imported, e *generate.Endpoint) imported {
		i.id = diag.Endpoint{Method: e.Method, Path: e.Path}
		i.json, i.Endpoint, i.State = json[i.id], i.id.String(), intake.New
		if i.own {
			i.json = ownJSON(i.json)
		}
		if old := there[routeOf(i.id)]; old != nil {
			i.State = intake.Differs
			if sameJSON(old.Node.Span.Text(), i.json) {
				i.State = intake.Same
			}
		}
		return i
	}
	var list []imported
	of := map[*generate.Endpoint]bool{}
	several := severalServices(res)
	for _, entry := range res.Report.Entries {
		part := generate.Part{Service: entry.Service, Operation: entry.Op.Method + " " + entry.Op.Path}
		i := imported{part: part, Item: intake.Item{
			Operation: labelOf(part, several), Answer: answerOf(entry.Op), State: intake.Skipped, Reasons: reasons(entry),
		}}
		if e := entry.Endpoint; e != nil {
			of[e] = true
			i.How, i.Within = how(e), partOf(joins, i.part)
			i = beside(i, e)
		}
		list = append(list, i)
	}
	list = append(list, settingsFrom(made, svc, opts.Timeout != "")...)
	for _, e := range res.Endpoints {
		if !of[e] {
			list = append(list, beside(jointFrom(res, e, joins, opts.Aggregates), e))
		}
	}
	return list
}

// answerOf is what an operation answers when all is well, as "200 array<Product>".
func answerOf(op *spec.Operation) string {
	at := slices.IndexFunc(op.Responses, func(r spec.Response) bool { return strings.HasPrefix(r.Status, "2") })
	if at < 0 {
		return ""
	}
	r := op.Responses[at]
	if len(r.Media) == 0 {
		return r.Status + " empty"
	}
	m := r.Media[max(0, slices.IndexFunc(r.Media, func(m spec.Media) bool { return spec.ClassOf(m.Type) == spec.JSONMedia }))]
	if spec.ClassOf(m.Type) != spec.JSONMedia {
		return r.Status + " " + spec.MediaTypeOf(m.Type)
	}
	return r.Status + " " + schemaName(m.Schema)
}

// schemaName is what a document calls a schema, else what kind of JSON it is.
func schemaName(s *spec.Schema) string {
	if s == nil {
		return "JSON"
	}
	if ref := s.Node.Get("$ref").Str(); ref != "" {
		return syntax.UnescapeToken(ref[strings.LastIndexByte(ref, '/')+1:])
	}
	switch s.Kind().Body {
	case fact.ArrayBody:
		if items := s.Items(); items != nil {
			return "array<" + schemaName(items) + ">"
		}
		return "array"
	case fact.ObjectBody:
		return "object"
	case fact.ScalarBody:
		return "scalar"
	}
	return "JSON"
}

// severalServices reports whether operations are of more than one service.
func severalServices(res *generate.Result) bool {
	return slices.ContainsFunc(res.Report.Entries, func(e *generate.Entry) bool { return e.Service != res.Report.Entries[0].Service })
}

// labelOf is what an operation is called, with its service where there are several.
func labelOf(part generate.Part, several bool) string {
	if several {
		return part.Service + ": " + part.Operation
	}
	return part.Operation
}

// settingsFrom sets what a generated service has beside its endpoints, such as
// who may call it from a browser, beside what the draft has.
func settingsFrom(made, svc *config.Service, timeout bool) []imported {
	var list []imported
	add := func(i imported, name string, now *syntax.Node, n *syntax.Node) {
		text, err := clip.Text([]*syntax.Node{n})
		if err != nil {
			return
		}
		i.json = text
		i.Item = intake.Item{Whole: true, Operation: "service", Endpoint: name, How: strings.Join(strings.Fields(secret.Line(text)), " "), State: intake.New,
			Reasons: []string{"it holds for the whole gateway, and so for endpoints that are there already"}}
		if now != nil {
			i.State = intake.Differs
			if sameJSON(now.Span.Text(), text) {
				i.State = intake.Same
			}
		}
		list = append(list, i)
	}
	for _, m := range made.Node.Members() {
		switch {
		case slices.Contains([]string{"$schema", "version", "name", "port", "endpoints"}, m.Name), m.Name == "timeout" && !timeout:
			// These a configuration has of its own.
		case m.Name == field.ExtraConfig:
			for _, e := range made.Extra.Entries {
				add(imported{extension: e.Name}, e.Name, svc.Extra.Get(e.Name), e.Node)
			}
		default:
			var now *syntax.Node
			if old := svc.Member(m.Name); old != nil {
				now = old.Value
			}
			add(imported{setting: m.Name}, m.Name, now, m.Value)
		}
	}
	return list
}

// how says how the answer of an endpoint is read and written.
func how(e *generate.Endpoint) string {
	text := e.Encoding
	if e.IsCollection {
		text += ", collection"
	}
	if e.Output != "" && e.Output != e.Encoding {
		text += ", out " + e.Output
	}
	return text
}

// reasons are all sentences that the report has about an operation, each once.
func reasons(e *generate.Entry) []string {
	list := append([]string(nil), e.Why...)
	for _, r := range e.Inference.Reasons {
		list = append(list, r.Text)
	}
	for _, r := range e.Inference.Notes {
		list = append(list, r.Text)
	}
	if e.Open {
		list = append(list, "the document protects it; the gateway forwards the credentials, and the backend has to check them")
	}
	var once []string
	for _, text := range append(list, e.Notes...) {
		if !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}

// sameJSON reports whether two JSON texts are the same but for their layout.
func sameJSON(a, b string) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, []byte(a)) == nil && json.Compact(&y, []byte(b)) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/spec"
)

// judge has kin-openapi look at the document and reports its complaints as
// warnings. It sees one path at a time, so that a complaint has a place and
// hides no other.
func (r *reader) judge() {
	r.duplicateIDs()
	for _, path := range r.byPath() {
		r.judgePath(path)
	}
}

// byPath groups the sound operations of each path, in the document's order.
func (r *reader) byPath() [][]*spec.Operation {
	var groups [][]*spec.Operation
	index := map[string]int{}
	for _, op := range r.svc.Operations {
		if op.Fault != nil {
			continue
		}
		i, ok := index[op.Path]
		if !ok {
			i = len(groups)
			index[op.Path] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], op)
	}
	return groups
}

func (r *reader) duplicateIDs() {
	first := map[string]*spec.Operation{}
	for _, op := range r.svc.Operations {
		if op.ID == "" {
			continue
		}
		other := first[op.ID]
		if other == nil {
			first[op.ID] = op
			continue
		}
		r.svc.Findings = append(r.svc.Findings, diag.Finding{
			Rule: RuleInvalid, Severity: diag.Warning, Effect: diag.Untidy, Span: op.Span, Pointer: op.Pointer,
			Endpoint: diag.Endpoint{Method: op.Method, Path: op.Path},
			Message:  fmt.Sprintf("operationId %q is taken already", op.ID),
			Related:  []diag.Related{{Label: "first", Message: other.Method + " " + other.Path, Span: other.Span}},
		})
	}
}

func (r *reader) judgePath(ops []*spec.Operation) {
	data, err := json.Marshal(r.pruned(ops))
	if err != nil {
		return // a pruned document is plain data
	}
	doc, err := r.convert(data)
	if err == nil {
		err = doc.Validate(r.ctx, openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation())
	}
	for _, complaint := range complaints(err) {
		r.complain(ops, complaint)
	}
}

// wrapping are the words that kin-openapi puts before a complaint, which say
// again where it is.
var wrapping = regexp.MustCompile(`^(invalid paths: |invalid path .+?: |invalid operation [A-Z]+: )+`)

// complain reports a complaint at the operation that it names, or at the
// parameter.
func (r *reader) complain(ops []*spec.Operation, complaint string) {
	op := ops[0]
	for _, o := range ops {
		if strings.Contains(complaint, "operation "+o.Method+":") || strings.Contains(complaint, "operation "+o.Method+" ") {
			op = o
		}
	}
	f := diag.Finding{
		Rule: RuleInvalid, Severity: diag.Warning, Effect: diag.Untidy, Span: op.Span, Pointer: op.Pointer,
		Endpoint: diag.Endpoint{Method: op.Method, Path: op.Path}, Message: wrapping.ReplaceAllString(complaint, ""),
	}
	for _, p := range op.Params {
		if strings.Contains(complaint, fmt.Sprintf("parameter %q", p.Name)) {
			f.Span, f.Pointer = p.Span, p.Pointer
		}
	}
	r.svc.Findings = append(r.svc.Findings, f)
}

// convert loads a pruned document with kin-openapi, from Swagger 2.0 through
// its conversion. A panic of that package becomes an error.
func (r *reader) convert(data []byte) (doc *openapi3.T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the validator gave up: %v", v)
		}
	}()
	if !r.version.swagger {
		return openapi3.NewLoader().LoadFromData(data)
	}
	var old openapi2.T
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, err
	}
	return openapi2conv.ToV3(&old)
}

// complaints takes an error of kin-openapi apart into sentences.
func complaints(err error) []string {
	if err == nil {
		return nil
	}
	if multi, ok := errors.AsType[openapi3.MultiError](err); ok {
		var all []string
		for _, e := range multi {
			all = append(all, complaints(e)...)
		}
		return all
	}
	text := strings.Join(strings.Fields(err.Error()), " ")
	return []string{text}
}

// pruned is a document of the operations of one path, with what validation can
// judge without schemas, examples and prose. References are resolved.
func (r *reader) pruned(ops []*spec.Operation) map[string]any {
	item := map[string]any{}
	for _, op := range ops {
		item[strings.ToLower(op.Method)] = r.prunedOperation(op)
	}
	doc := map[string]any{
		"info":  map[string]any{"title": "pruned", "version": "0"},
		"paths": map[string]any{ops[0].Path: item},
	}
	if r.version.swagger {
		doc["swagger"] = "2.0"
		return doc
	}
	doc["openapi"] = fmt.Sprintf("3.%d.0", min(r.version.minor, 2))
	return doc
}

func (r *reader) prunedOperation(op *spec.Operation) map[string]any {
	pruned := map[string]any{}
	var params []any
	for _, p := range op.Params {
		params = append(params, r.prunedParam(p))
	}
	if r.version.swagger && op.Body != nil {
		params = append(params, map[string]any{"name": "body", "in": "body", "schema": map[string]any{}})
	} else if op.Body != nil {
		pruned["requestBody"] = map[string]any{"content": prunedContent(op.Body.Media)}
	}
	if params != nil {
		pruned["parameters"] = params
	}
	responses := map[string]any{}
	for _, resp := range op.Responses {
		one := map[string]any{"description": ""}
		if !r.version.swagger && len(resp.Media) > 0 {
			one["content"] = prunedContent(resp.Media)
		}
		responses[resp.Status] = one
	}
	pruned["responses"] = responses
	return pruned
}

func (r *reader) prunedParam(p spec.Param) map[string]any {
	one := map[string]any{"name": p.Name, "in": string(p.In)}
	if p.Required {
		one["required"] = true
	}
	if r.version.swagger {
		one["type"] = "string"
		return one
	}
	if p.Content != "" {
		one["content"] = map[string]any{p.Content: map[string]any{}}
		return one
	}
	one["style"], one["explode"] = p.Style, p.Explode
	if p.Schema != nil {
		one["schema"] = map[string]any{}
	}
	return one
}

func prunedContent(media []spec.Media) map[string]any {
	content := make(map[string]any, len(media))
	for _, m := range media {
		content[m.Type] = map[string]any{}
	}
	return content
}

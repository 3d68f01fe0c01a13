package openapi

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

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
		if op.Fault != nil || !methods[strings.ToLower(op.Method)] {
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
	for _, complaint := range complaints(r.validate(ops)) {
		r.complain(ops, complaint)
	}
}

// validate has kin-openapi look at the operations of one path. A panic of that
// package becomes an error.
func (r *reader) validate(ops []*spec.Operation) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the validator gave up: %v", v)
		}
	}()
	doc := r.pruned(ops)
	if r.version.swagger {
		if doc, err = openapi2conv.ToV3(prunedSwagger(ops)); err != nil {
			return err
		}
	}
	return doc.Validate(r.ctx, openapi3.EnableMultiError(), openapi3.DisableExamplesValidation())
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

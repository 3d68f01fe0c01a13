package openapi

import (
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// security reads the requirements that protect an operation.
func (r *reader) security(op *spec.Operation, m *syntax.Member, pointer string) {
	if m == nil || m.Value == nil || m.Value.Kind != syntax.Array {
		return
	}
	op.Security.Span, op.Security.Pointer = m.Key, pointer
	for _, item := range m.Value.Items() {
		alternative := []spec.Requirement{}
		for _, s := range item.Members() {
			req := r.scheme(s.Name)
			req.Scopes = texts(s.Value)
			alternative = append(alternative, req)
		}
		op.Security.Alternatives = append(op.Security.Alternatives, alternative)
	}
}

// scheme reads what the document declares of a scheme; its type stays empty
// where it declares nothing that can be understood.
func (r *reader) scheme(name string) spec.Requirement {
	req := spec.Requirement{Scheme: name}
	schemes := r.main.root.Get("components").Get("securitySchemes")
	if r.version.swagger {
		schemes = r.main.root.Get("securityDefinitions")
	}
	n, _, err := r.follow(schemes.Get(name), "")
	if err != nil || n == nil {
		return req
	}
	switch t := n.Get("type").Str(); t {
	case "basic":
		req.Type, req.HTTPScheme = "http", "basic"
	case "http":
		req.Type, req.HTTPScheme = t, n.Get("scheme").Str()
	case "apiKey":
		req.Type, req.In, req.Name = t, spec.In(n.Get("in").Str()), n.Get("name").Str()
	default:
		req.Type = t
	}
	return req
}

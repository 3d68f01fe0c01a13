package openapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// extension is the key under which documents speak to gatewright.
const extension = "x-gatewright"

// operation reads one operation. What is wrong with it becomes its fault.
func (r *reader) operation(at place, method string, m syntax.Member, pointer string) {
	op := &spec.Operation{Service: r.svc, Method: method, Path: at.path, Span: m.Key, Pointer: pointer}
	r.svc.Operations = append(r.svc.Operations, op)
	n := m.Value
	if n == nil || n.Kind != syntax.Object {
		r.fault(op, m.Key, pointer, fmt.Sprintf("the operation is %s instead of an object", kindOf(n)))
		return
	}
	op.ID = n.Get("operationId").Str()
	op.Summary = n.Get("summary").Str()
	op.Tags = texts(n.Get("tags"))
	op.Deprecated = truth(n.Get("deprecated"))
	op.Internal = truth(at.item.Get("x-internal")) || truth(n.Get("x-internal"))
	for _, holder := range []*syntax.Node{r.main.root, at.item, n} {
		if x := holder.Get(extension); x != nil {
			op.Extensions = append(op.Extensions, x)
		}
	}
	r.params(op, at.item.Get("parameters"), syntax.Join(at.pointer, "parameters"))
	r.params(op, n.Get("parameters"), syntax.Join(pointer, "parameters"))
	for _, name := range op.PathQuery() {
		if !slices.ContainsFunc(op.Params, func(p spec.Param) bool { return p.In == spec.InQuery && p.Name == name }) {
			op.Params = append(op.Params, spec.Param{Name: name, In: spec.InQuery, Style: "form", Span: m.Key, Pointer: pointer})
		}
	}
	if r.version.swagger {
		r.swaggerBody(op, n, at.item)
	} else {
		r.body(op, n.Member("requestBody"), syntax.Join(pointer, "requestBody"))
		for _, holder := range []place{{item: at.item, pointer: at.pointer}, {item: n, pointer: pointer}} {
			if servers := holder.item.Get("servers"); servers != nil && len(servers.Items()) > 0 {
				op.Servers = r.servers(servers, syntax.Join(holder.pointer, "servers"))
			}
		}
	}
	r.responses(op, n.Get("responses"), syntax.Join(pointer, "responses"), r.produces(n))
	if security := n.Member("security"); security != nil {
		r.security(op, security, syntax.Join(pointer, "security"))
	} else {
		r.security(op, r.main.root.Member("security"), "/security")
	}
	if err := op.Broken(); err != nil {
		r.fault(op, err.Span, "", err.Error())
	}
}

// faultOf makes an error the fault of an operation, at the reference where it
// is one.
func (r *reader) faultOf(op *spec.Operation, span syntax.Span, pointer string, err error) {
	if ref, ok := errors.AsType[*spec.RefError](err); ok {
		span = ref.Span
	}
	r.fault(op, span, pointer, err.Error())
}

// params adds parameters; one of the same name and place replaces an earlier.
func (r *reader) params(op *spec.Operation, list *syntax.Node, pointer string) {
	if list == nil {
		return
	}
	for i, item := range list.Items() {
		p := syntax.Index(pointer, i)
		n, at, err := r.follow(item, p)
		if err != nil {
			r.faultOf(op, item.Span, p, err)
			continue
		}
		in, name := n.Get("in").Str(), n.Get("name").Str()
		if r.version.swagger && (in == "body" || in == "formData") {
			continue // swaggerBody reads them
		}
		switch in {
		case "path", "query", "header", "cookie":
		case "querystring":
			r.report(diag.Info, RuleInvalid, item.Span, p, "a parameter that is the whole query string cannot be forwarded by name", "")
			continue
		default:
			r.fault(op, item.Span, p, fmt.Sprintf("parameter %q has no place: \"in\" is %q", name, in))
			continue
		}
		if name == "" {
			r.fault(op, item.Span, p, "a parameter has no name")
			continue
		}
		param := r.param(n, spec.In(in), name)
		param.Pointer = at
		r.addParam(op, param)
	}
}

func (r *reader) addParam(op *spec.Operation, param spec.Param) {
	for i := range op.Params {
		if op.Params[i].Name == param.Name && op.Params[i].In == param.In {
			op.Params[i] = param
			return
		}
	}
	op.Params = append(op.Params, param)
}

func (r *reader) param(n *syntax.Node, in spec.In, name string) spec.Param {
	p := spec.Param{
		Name: name, In: in, Required: truth(n.Get("required")) || in == spec.InPath, Span: n.Span, Example: firstExample(n),
		Deprecated: truth(n.Get("deprecated")), Description: n.Get("description").Str(),
	}
	if r.version.swagger {
		p.Schema = r.schema(n)
		p.Style, p.Explode = "form", n.Get("collectionFormat").Str() == "multi"
		return p
	}
	p.Schema = r.schema(n.Get("schema"))
	if content := n.Get("content"); content != nil && len(content.Members()) > 0 {
		p.Content = content.Members()[0].Name
		p.Schema = r.schema(content.Members()[0].Value.Get("schema"))
	}
	p.Style = n.Get("style").Str()
	if p.Style == "" {
		p.Style = map[spec.In]string{spec.InQuery: "form", spec.InCookie: "form"}[in]
		if p.Style == "" {
			p.Style = "simple"
		}
	}
	p.Explode = p.Style == "form" || p.Style == "cookie"
	if e := n.Get("explode"); e != nil {
		p.Explode = truth(e)
	}
	return p
}

func firstExample(n *syntax.Node) *syntax.Node {
	if e := n.Get("example"); e != nil {
		return e
	}
	if e := n.Get("x-example"); e != nil {
		return e
	}
	if list := n.Get("examples"); list != nil && len(list.Members()) > 0 {
		for _, m := range list.Members() {
			if v := m.Value.Get("value"); v != nil {
				return v
			}
		}
	}
	return nil
}

func (r *reader) body(op *spec.Operation, m *syntax.Member, pointer string) {
	if m == nil {
		return
	}
	n, _, err := r.follow(m.Value, pointer)
	if err != nil {
		r.faultOf(op, m.Key, pointer, err)
		return
	}
	op.Body = &spec.Body{Required: truth(n.Get("required")), Span: m.Key, Pointer: pointer, Media: r.content(n.Get("content"))}
}

func (r *reader) content(n *syntax.Node) []spec.Media {
	if n == nil || len(n.Members()) == 0 {
		return nil
	}
	list := make([]spec.Media, 0, len(n.Members()))
	for _, m := range n.Members() {
		if strings.HasPrefix(m.Name, "x-") {
			continue
		}
		value, _, err := r.follow(m.Value, "")
		if err != nil {
			value = m.Value
		}
		schema := value.Get("schema")
		if schema == nil {
			schema = value.Get("itemSchema") // 3.2, of sequences
		}
		list = append(list, spec.Media{Type: m.Name, Schema: r.schema(schema), Example: r.mediaExample(value), Span: m.Key})
	}
	return list
}

func (r *reader) mediaExample(n *syntax.Node) *syntax.Node {
	if e := firstExample(n); e != nil {
		return e
	}
	list := n.Get("examples")
	if list == nil {
		return nil
	}
	for _, m := range list.Members() {
		if to, _, err := r.follow(m.Value, ""); err == nil && to.Get("value") != nil {
			return to.Get("value")
		}
	}
	return nil
}

func (r *reader) responses(op *spec.Operation, list *syntax.Node, pointer string, produces []string) {
	if list == nil || list.Kind != syntax.Object {
		return
	}
	for _, m := range list.Members() {
		if strings.HasPrefix(m.Name, "x-") {
			continue
		}
		p := syntax.Join(pointer, m.Name)
		status := strings.ToUpper(m.Name)
		if m.Name == "default" {
			status = m.Name
		}
		n, at, err := r.follow(m.Value, p)
		if err != nil {
			r.brokenResponse(op, status, m, p, err)
			continue
		}
		resp := spec.Response{Status: status, Description: n.Get("description").Str(), Span: m.Key, Pointer: at}
		if r.version.swagger {
			resp.Media = r.swaggerMedia(n, produces)
		} else {
			resp.Media = r.content(n.Get("content"))
		}
		if headers := n.Get("headers"); headers != nil {
			for _, h := range headers.Members() {
				resp.Headers = append(resp.Headers, h.Name)
				if to, _, err := r.follow(h.Value, ""); err == nil && to != nil {
					resp.HeaderParams = append(resp.HeaderParams, r.param(to, spec.InHeader, h.Name))
				}
			}
		}
		op.Responses = append(op.Responses, resp)
	}
}

// brokenResponse costs the operation where the answer is one of success, and
// is a remark where it describes an error.
func (r *reader) brokenResponse(op *spec.Operation, status string, m syntax.Member, pointer string, err error) {
	if strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3") {
		r.faultOf(op, m.Key, pointer, err)
		return
	}
	r.report(diag.Warning, RuleRef, m.Key, pointer, fmt.Sprintf("answer %s of %s %s: %s", m.Name, op.Method, op.Path, err), "")
	op.Responses = append(op.Responses, spec.Response{Status: status, Description: "error", Span: m.Key, Pointer: pointer})
}

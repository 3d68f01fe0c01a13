package rule

import (
	"net/http"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact/expression"
	"github.com/gatewright/gatewright/config/syntax"
)

// condition is an expression of validation/cel: where it stands and what it
// names.
type condition struct {
	text    string
	at      syntax.Span
	pointer string
	*reading
}

// reading is what an expression reads, as far as it compiles.
type reading struct {
	problem string
	parses  bool
	// kind is the type that the expression has, "" where it does not compile.
	kind string
	// names are the variables; keys are the entries of them that are named.
	names []string
	keys  []keyOf
	// numbers are fields of the answer that are held against a number.
	numbers []string
}

// keyOf is one entry of a variable that is a map.
type keyOf struct{ name, key string }

// reads reports whether a variable with that beginning is read.
func (r *reading) reads(prefix string) bool {
	for _, n := range r.names {
		if strings.HasPrefix(n, prefix) {
			return true
		}
	}
	return false
}

// conditions returns the expressions in an extra_config. Each text is compiled
// once: configurations repeat the same conditions at many endpoints.
func (p *Pass) conditions(x config.Extra) []condition {
	entry := x.Entry("validation/cel")
	if entry == nil {
		return nil
	}
	var list []condition
	for i, item := range entry.Node.Items() {
		expr := item.Get("check_expr")
		if expr == nil || expr.Kind != syntax.String {
			continue
		}
		r := p.read[expr.Text]
		if r == nil {
			r = readCondition(expr.Text)
			p.read[expr.Text] = r
		}
		list = append(list, condition{expr.Text, expr.Span, syntax.Join(syntax.Index(entry.Pointer, i), "check_expr"), r})
	}
	return list
}

func readCondition(text string) *reading {
	env, err := expression.Env()
	if err != nil {
		return &reading{parses: true}
	}
	r := &reading{}
	parsed, issues := env.Parse(text)
	if issues.Err() != nil {
		r.problem = firstIssue(issues)
		return r
	}
	r.parses = true
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		r.problem = firstIssue(issues)
	} else {
		r.kind = cel.FormatCELType(checked.OutputType())
	}
	ast.PostOrderVisit(parsed.NativeRep().Expr(), ast.NewExprVisitor(r.visit))
	return r
}

func (r *reading) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.IdentKind:
		r.names = append(r.names, e.AsIdent())
	case ast.SelectKind:
		if of := e.AsSelect().Operand(); of.Kind() == ast.IdentKind {
			r.keys = append(r.keys, keyOf{of.AsIdent(), e.AsSelect().FieldName()})
		}
	case ast.CallKind:
		r.visitCall(e.AsCall())
	}
}

func (r *reading) visitCall(c ast.CallExpr) {
	args := c.Args()
	if len(args) != 2 {
		return
	}
	switch c.FunctionName() {
	case operators.Index:
		r.key(args[0], args[1])
	case operators.In:
		r.key(args[1], args[0])
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		for i, side := range args {
			if field, ok := answerField(side); ok && isNumber(args[1-i]) {
				r.numbers = append(r.numbers, field)
			}
		}
	}
}

func (r *reading) key(of, key ast.Expr) {
	if of.Kind() != ast.IdentKind || key.Kind() != ast.LiteralKind {
		return
	}
	if s, ok := key.AsLiteral().(types.String); ok {
		r.keys = append(r.keys, keyOf{of.AsIdent(), string(s)})
	}
}

// answerField returns the path of a field of resp_data, and resp_metadata_status
// as it is.
func answerField(e ast.Expr) (path string, ok bool) {
	switch {
	case e.Kind() == ast.IdentKind:
		return e.AsIdent(), e.AsIdent() == "resp_data" || e.AsIdent() == "resp_metadata_status"
	case e.Kind() == ast.SelectKind && !e.AsSelect().IsTestOnly():
		path, ok = answerField(e.AsSelect().Operand())
		return path + "." + e.AsSelect().FieldName(), ok
	case e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.Index:
		return answerField(e.AsCall().Args()[0])
	}
	return "", false
}

func isNumber(e ast.Expr) bool {
	if e.Kind() != ast.LiteralKind {
		return false
	}
	switch e.AsLiteral().(type) {
	case types.Int, types.Uint, types.Double:
		return true
	}
	return false
}

// madeHeaders are headers that a request has on its way to a backend, whether
// or not an endpoint lists them.
func madeHeader(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Via", "User-Agent", "Content-Type":
		return true
	}
	return false
}

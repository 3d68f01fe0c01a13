package stage

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

const nsRules = "validation/cel"

// rules are the expressions of a validation/cel, by what they look at. One that
// looks at both a request and an answer stands in both lists, and fails in both,
// since neither has all of its values.
type rules struct {
	request, answer, token []rule
}

type rule struct {
	text    string
	program cel.Program
	uses    map[string]bool // variables
}

// ruleVariables are what an expression may name.
var ruleVariables = []cel.EnvOption{
	cel.Variable("req_method", cel.StringType),
	cel.Variable("req_path", cel.StringType),
	cel.Variable("req_params", cel.MapType(cel.StringType, cel.StringType)),
	cel.Variable("req_headers", cel.MapType(cel.StringType, cel.ListType(cel.StringType))),
	cel.Variable("req_querystring", cel.MapType(cel.StringType, cel.ListType(cel.StringType))),
	cel.Variable("resp_completed", cel.BoolType),
	cel.Variable("resp_metadata_status", cel.IntType),
	cel.Variable("resp_metadata_headers", cel.MapType(cel.StringType, cel.ListType(cel.StringType))),
	cel.Variable("resp_data", cel.MapType(cel.StringType, cel.DynType)),
	cel.Variable("JWT", cel.MapType(cel.StringType, cel.DynType)),
	cel.Variable("now", cel.StringType),
}

var ruleEnv = sync.OnceValues(func() (*cel.Env, error) { return cel.NewEnv(ruleVariables...) })

// rulesAt compiles the rules of a namespace, once for all that look at them.
func rulesAt(p site, env *Env, tokens bool) *rules {
	if r, ok := env.rules[p.node()]; ok {
		return r
	}
	if env.rules == nil {
		env.rules = map[*syntax.Node]*rules{}
	}
	r := compileRules(p, env, tokens)
	env.rules[p.node()] = r
	return r
}

// compileRules compiles what can be compiled. A syntax error switches all rules
// off, a type error or an unknown name the one rule.
func compileRules(p site, env *Env, tokens bool) *rules {
	r := &rules{}
	if p.node().Kind != syntax.Array {
		env.notice(p, "", diag.Unsafe, "the rules are no list, none is looked at", `write [{"check_expr": "..."}]`)
		return r
	}
	ce, err := ruleEnv()
	if err != nil {
		env.notice(p, "", diag.Unsafe, "no rule is looked at: "+err.Error(), "")
		return r
	}
	off := func(i int, message string) {
		f := p.finding("", diag.Unsafe, message, "")
		f.Span, f.Pointer = p.node().Items()[i].Span, syntax.Index(p.entry.Pointer, i)
		env.Notices = append(env.Notices, f)
	}
	parsed := map[int]*cel.Ast{}
	for i, item := range p.node().Items() {
		text := item.Get("check_expr").Str()
		if text == "" {
			if item.Get("mod_expr") != nil {
				off(i, "a mod_expr is never executed")
			}
			continue
		}
		ast, issues := ce.Parse(text)
		if issues.Err() != nil {
			off(i, "a rule does not parse, so no rule here is looked at: "+issueText(issues))
			return r
		}
		parsed[i] = ast
	}
	for i, item := range p.node().Items() {
		if parsed[i] == nil {
			continue
		}
		if message := r.add(ce, parsed[i], item.Get("check_expr").Str(), tokens); message != "" {
			off(i, "the rule "+message)
		}
	}
	return r
}

// add checks a rule and adds it to the lists that it belongs to; it returns why
// it belongs to none.
func (r *rules) add(ce *cel.Env, ast *cel.Ast, text string, tokens bool) string {
	checked, issues := ce.Check(ast)
	if issues.Err() != nil {
		return "is not looked at: " + issueText(issues)
	}
	program, err := ce.Program(checked, cel.InterruptCheckFrequency(100), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		// A constant that is no regular expression must fail each request, not
		// switch the rule off.
		program, err = ce.Program(checked, cel.InterruptCheckFrequency(100))
	}
	if err != nil {
		return "is not looked at: " + err.Error()
	}
	one := rule{text: text, program: program, uses: map[string]bool{}}
	kinds := map[string]bool{}
	for _, ref := range checked.NativeRep().ReferenceMap() {
		one.uses[ref.Name] = true
		kind, _, _ := strings.Cut(ref.Name, "_")
		kinds[kind] = true
	}
	if kinds["req"] {
		r.request = append(r.request, one)
	}
	if kinds["resp"] {
		r.answer = append(r.answer, one)
	}
	switch {
	case kinds["JWT"] && tokens:
		r.token = append(r.token, one)
	case kinds["JWT"]:
		return "looks at a token, which nobody checks here: it never runs"
	case !kinds["req"] && !kinds["resp"]:
		return "names neither the request nor the answer nor the token: it never runs"
	}
	return ""
}

// issueText is the first of what is wrong with an expression, and its column.
func issueText(issues *cel.Issues) string {
	first := issues.Errors()[0]
	return fmt.Sprintf("%s, at column %d of it", first.Message, first.Location.Column()+1)
}

// refused returns the number of the first rule that does not hold, -1 where all
// do. One that fails, or is no truth value, does not hold.
func refused(ctx context.Context, list []rule, values map[string]any) int {
	for i, r := range list {
		v, _, err := r.program.ContextEval(ctx, values)
		if err != nil || v != types.True {
			return i
		}
	}
	return -1
}

func rulesOfEndpoint(e *config.Endpoint, env *Env, next Proxy) Proxy {
	p, ok := placeAt(e, nsRules)
	if !ok {
		return next
	}
	return rulesAt(p, env, hasValidator(e)).around(next, env.Logger.With("endpoint", e.ID().String()))
}

func rulesOfBackend(b *config.Backend, env *Env, next Proxy) Proxy {
	p, ok := placeOf(b, nsRules)
	if !ok {
		return next
	}
	return rulesAt(p, env, false).around(next, env.Logger.With("endpoint", p.endpoint.String(), "backend", b.Index))
}

func hasValidator(e *config.Endpoint) bool { return e.Extra.Entry(nsValidator) != nil }

// rulesOfToken looks at the claims of a token; requests that a rule does not let
// through are answered with 401.
func rulesOfToken(e *config.Endpoint, env *Env) Gate {
	p, ok := placeAt(e, nsRules)
	if !ok || !hasValidator(e) {
		return nil
	}
	list := rulesAt(p, env, true).token
	if len(list) == 0 {
		return nil
	}
	return func(w http.ResponseWriter, v *Visit) bool {
		i := refused(v.Context(), list, map[string]any{"JWT": v.Claims, "now": now()})
		if i < 0 {
			return true
		}
		env.Logger.LogAttrs(v.Context(), slog.LevelInfo, "token refused by a rule",
			slog.String("endpoint", e.ID().String()), slog.String("rule", list[i].text))
		w.WriteHeader(http.StatusUnauthorized)
		return false
	}
}

func now() string { return time.Now().Format(time.RFC3339) }

// around looks at requests before, and at whole answers behind next.
func (r *rules) around(next Proxy, logger *slog.Logger) Proxy {
	if len(r.request) == 0 && len(r.answer) == 0 {
		return next
	}
	fail := func(ctx context.Context, what string, list []rule, i int) error {
		logger.LogAttrs(ctx, slog.LevelInfo, what+" refused by a rule", slog.String("rule", list[i].text))
		return fmt.Errorf("%s aborted by evaluator #%d", what, i)
	}
	return func(ctx context.Context, q *Request) (*Answer, error) {
		if len(r.request) > 0 {
			if i := refused(ctx, r.request, requestValues(q)); i >= 0 {
				return nil, fail(ctx, "request", r.request, i)
			}
		}
		a, err := next(ctx, q)
		if err != nil || a == nil || len(r.answer) == 0 {
			return a, err
		}
		if i := refused(ctx, r.answer, r.answerValues(a)); i >= 0 {
			if a.Body != nil {
				a.Body.Close()
			}
			return nil, fail(ctx, "response", r.answer, i)
		}
		return a, nil
	}
}

func requestValues(q *Request) map[string]any {
	return map[string]any{
		"req_method": q.Method, "req_path": q.Path, "req_params": q.Params,
		"req_headers": map[string][]string(q.Header), "req_querystring": map[string][]string(q.Query), "now": now(),
	}
}

func (r *rules) answerValues(a *Answer) map[string]any {
	values := map[string]any{
		"resp_completed": a.Complete, "resp_metadata_status": a.Status,
		"resp_metadata_headers": map[string][]string(a.Header), "now": now(),
	}
	for _, one := range r.answer {
		if one.uses["resp_data"] {
			values["resp_data"] = ruleValue(a.Data.Value())
			break
		}
	}
	return values
}

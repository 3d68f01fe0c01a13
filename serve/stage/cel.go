package stage

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact/expression"
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
	ce, err := expression.Env()
	if err != nil {
		env.notice(p, "", diag.Unsafe, "no rule is looked at: "+err.Error(), "")
		return r
	}
	off := func(i int, message string) {
		f := p.finding("", diag.Unsafe, message, "")
		f.Span, f.Pointer = p.node().Items()[i].Span, syntax.Index(p.entry.Pointer, i)
		env.Notices = append(env.Notices, f)
	}
	items := p.node().Items()
	all := make([]compiledRule, len(items))
	for i, item := range items {
		text := item.Get("check_expr").Str()
		if text == "" {
			if item.Get("mod_expr") != nil {
				off(i, "a mod_expr is never executed")
			}
			continue
		}
		if all[i] = env.compiled(ce, text); all[i].unparsed != "" {
			off(i, "a rule does not parse, so no rule here is looked at: "+all[i].unparsed)
			return r
		}
	}
	for i, one := range all {
		if one.text == "" {
			continue
		}
		if message := r.add(one, tokens); message != "" {
			off(i, "the rule "+message)
		}
	}
	return r
}

// compiledRule is an expression with what it looks at, or why it is not looked at.
type compiledRule struct {
	rule
	unparsed, problem       string
	request, answer, claims bool
}

// compiled compiles an expression. Those of one text are one: endpoints repeat
// their rules, and a program is large.
func (env *Env) compiled(ce *cel.Env, text string) compiledRule {
	if c, ok := env.expressions[text]; ok {
		return c
	}
	if env.expressions == nil {
		env.expressions = map[string]compiledRule{}
	}
	c := compileRule(ce, text)
	env.expressions[text] = c
	return c
}

func compileRule(ce *cel.Env, text string) compiledRule {
	c := compiledRule{rule: rule{text: text, uses: map[string]bool{}}}
	ast, issues := ce.Parse(text)
	if issues.Err() != nil {
		c.unparsed = issueText(issues)
		return c
	}
	checked, issues := ce.Check(ast)
	if issues.Err() != nil {
		c.problem = issueText(issues)
		return c
	}
	program, err := ce.Program(checked, cel.InterruptCheckFrequency(100), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		// A constant that is no regular expression must fail each request, not
		// switch the rule off.
		program, err = ce.Program(checked, cel.InterruptCheckFrequency(100))
	}
	if err != nil {
		c.problem = err.Error()
		return c
	}
	c.program = program
	for _, ref := range checked.NativeRep().ReferenceMap() {
		c.uses[ref.Name] = true
		switch kind, _, _ := strings.Cut(ref.Name, "_"); kind {
		case "req":
			c.request = true
		case "resp":
			c.answer = true
		case "JWT":
			c.claims = true
		}
	}
	return c
}

// add adds a rule to the lists that it belongs to; it returns why it belongs to
// none.
func (r *rules) add(c compiledRule, tokens bool) string {
	if c.problem != "" {
		return "is not looked at: " + c.problem
	}
	if c.request {
		r.request = append(r.request, c.rule)
	}
	if c.answer {
		r.answer = append(r.answer, c.rule)
	}
	switch {
	case c.claims && tokens:
		r.token = append(r.token, c.rule)
	case c.claims:
		return "looks at a token, which nobody checks here: it never runs"
	case !c.request && !c.answer:
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

package stage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve/payload"
)

// sequence asks the backends one after the other. A later one may name values
// of the answers before it in its url_pattern, as {resp0_id}; those of
// sequential_propagated_params are parameters of every later one, for rules and
// scripts to look at. The first failure ends the sequence; what was gathered by
// then is the answer.
func sequence(e *config.Endpoint, env *Env, steps []Proxy) Proxy {
	propagated := propagatedParams(e, env)
	needs := make([][]reference, len(steps))
	for i, b := range e.Backends {
		needs[i] = references(slices.Concat(newPattern(b.URLPattern.V).names, propagated), i)
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		m := merger{want: len(steps)}
		answers := make([]payload.Object, len(steps))
		for i, step := range steps {
			a, err := step(ctx, withValues(r, needs[i], answers))
			if err != nil && i == 0 && a == nil {
				return nil, err
			}
			if a == nil && err == nil {
				m.want-- // a shadow
				continue
			}
			m.add(result{a, err})
			if err != nil || !a.Complete {
				break
			}
			answers[i] = a.Data
		}
		return m.end(ctx.Err())
	}
}

// propagatedParams reads sequential_propagated_params.
func propagatedParams(e *config.Endpoint, env *Env) []string {
	p, ok := placeAt(e, "proxy")
	if !ok {
		return nil
	}
	var names []string
	for _, name := range (settings{p.node()}).texts("sequential_propagated_params") {
		name = ParamName(name)
		if len(references([]string{name}, len(e.Backends))) == 0 {
			env.notice(p, "sequential_propagated_params", diag.Wrong,
				"a parameter names the answer and the member that it comes from, such as resp0_id: others are left out", "")
			continue
		}
		names = append(names, name)
	}
	return names
}

// reference is a placeholder that a former answer fills.
type reference struct {
	name string // of the placeholder
	step int
	path []string
}

func references(names []string, before int) []reference {
	var refs []reference
	for _, name := range names {
		var ref reference
		head, path, ok := strings.Cut(name, "_")
		if !ok {
			continue
		}
		if n, err := fmt.Sscanf(head, "Resp%d", &ref.step); n != 1 || err != nil || ref.step >= before {
			continue
		}
		ref.name, ref.path = name, strings.Split(path, ".")
		refs = append(refs, ref)
	}
	return refs
}

func withValues(r *Request, refs []reference, answers []payload.Object) *Request {
	if len(refs) == 0 {
		return r
	}
	c := *r
	c.Params = maps.Clone(r.Params)
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	for _, ref := range refs {
		if v, ok := answers[ref.step].Lookup(ref.path); ok {
			c.Params[ref.name] = plain(v)
		}
	}
	return &c
}

// plain writes a value into a URL as the reference gateway does: lists with
// commas, null and objects in Go's own notation.
func plain(v any) string {
	list, ok := v.([]any)
	if !ok {
		return fmt.Sprint(v)
	}
	words := make([]string, len(list))
	for i, item := range list {
		words[i] = fmt.Sprint(item)
	}
	return strings.Join(words, ",")
}

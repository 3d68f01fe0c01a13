package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var celAnswerUnseen = Rule{
	ID:       "cel-answer-unseen",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that conditions read fields that the answer has.",
	Why:      `The conditions of an endpoint see the answer as it is after groups and mappings: with a group all fields of a backend stand in it, a list stands under collection and a text under content. A field that is not there makes the condition fail, and with it every request.`,
	Fix:      "name the field from the group on: resp_data.group.field",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/cel": [{"check_expr": "resp_data.name != ''"}]},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "group": "user"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/cel": [{"check_expr": "resp_data.user.name != ''"}]},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "group": "user"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"*": {Body: `{"name": "Ada"}`}},
	},
	Endpoint: checkCELAnswerUnseen,
}

func checkCELAnswerUnseen(p *Pass, e *config.Endpoint) {
	if shape.PassesThrough(e) || e.Extra.Get("validation/cel") == nil || rewritten(e) {
		return
	}
	names, whole := answerNames(e)
	if !whole {
		p.conditionFields(e)
		return
	}
	for _, c := range p.conditions(e.Extra) {
		for _, k := range c.keys {
			if k.name != "resp_data" || slices.Contains(names, k.key) {
				continue
			}
			f := p.reportAt(c.at, c.pointer, "the answer has no %q: the condition fails with every request", k.key)
			f.Hint = "it has " + oneOf(names)
		}
	}
}

// conditionFields holds conditions on the answer of the only backend against its
// specification.
func (p *Pass) conditionFields(e *config.Endpoint) {
	if len(e.Backends) != 1 || e.Backends[0] == nil || e.Extra.Get("proxy").Get("static") != nil {
		return
	}
	b := e.Backends[0]
	if encoding(b) != fact.JSON || b.Target.V != "" || len(b.Mapping.V) > 0 || !filters(b) || p.unjudged(b) || len(p.successes(b)) != 1 || b.Extra.Get("backend/http") != nil {
		return
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok {
		return
	}
	for _, c := range p.conditions(e.Extra) {
		for _, k := range c.keys {
			if k.name != "resp_data" {
				continue
			}
			if kind, known := p.fieldKind(b, a, k.key); known && kind == fact.EmptyBody {
				p.relate(p.reportAt(c.at, c.pointer, "%s answers no %q: the condition fails with every request", p.who(b), k.key), b, a)
			}
		}
	}
}

// answerNames returns the first names of an endpoint's answer; whole is false
// where its settings do not tell them all.
func answerNames(e *config.Endpoint) (names []string, whole bool) {
	if len(e.Backends) > 1 && len(flatmap(e.Extra)) > 0 {
		return nil, false
	}
	return givenNamesOf(e)
}

// givenNamesOf is answerNames before the flatmap_filter of the endpoint.
func givenNamesOf(e *config.Endpoint) (names []string, whole bool) {
	if data := e.Extra.Get("proxy").Get("static").Get("data"); data != nil && data.Kind == syntax.Object {
		for _, m := range data.Members() {
			names = append(names, m.Name)
		}
	}
	for _, b := range answering(e) {
		// Told apart from its answer an error has a name of its own.
		if details := b.Extra.Get("backend/http").Get("return_error_details").Str(); details != "" {
			names = append(names, "error_"+details)
		}
		only := onlyKey(b)
		switch {
		case b.Group.V != "":
			names = append(names, b.Group.V)
		case only == "" || recoded(b) || !filters(b) || b.Target.V != "" || encoding(b) == fact.NoOp:
			return nil, false
		default:
			if to, renamed := b.Mapping.V[only]; renamed {
				only = root(to)
			}
			names = append(names, only)
		}
	}
	return names, len(names) > 0
}

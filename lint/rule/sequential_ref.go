package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var sequentialRef = Rule{
	ID:       "sequential-ref",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a value of an earlier answer is there when it is used.",
	Why:      `{respN_field} in url_pattern stands for a field of step N of a sequence, counted from 0. Without sequential, or when the step comes later or does not exist, the braces are sent to the backend as they are.`,
	Fix:      "set sequential, and name an earlier step",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/orders",
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders/{resp0_id}"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/orders",
      "extra_config": {"proxy": {"sequential": true}},
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders/{resp0_id}"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /orders",
		Answers: map[string]Answer{"/users": {Body: `{"id": 7}`}, "/orders/7": {Body: `{"n": 1}`}},
		Bad:     Outcome{NotSent: "GET /orders/7"},
		Good:    Outcome{Status: 200, Sent: "GET /orders/7"},
	},
	Backend: checkSequentialRef,
}

func checkSequentialRef(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || !strings.Contains(b.URLPattern.V, "{resp") {
		return
	}
	sequential := isTrue(e.Extra.Get("proxy").Get("sequential")) && len(e.Backends) > 1
	for _, name := range fact.PatternParams(b.URLPattern.V) {
		m := stepParam.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		step, err := strconv.Atoi(m[1])
		switch {
		case !sequential:
			p.report(b.Object, "url_pattern", "{%s} needs a sequential endpoint: it is sent as it is", name)
		case err != nil || step >= len(e.Backends):
			p.report(b.Object, "url_pattern", "{%s} names step %s, there are %d, counted from 0", name, m[1], len(e.Backends))
		case step >= b.Index:
			p.report(b.Object, "url_pattern", "{%s} names step %d, which has not been called yet in step %d", name, step, b.Index)
		default:
			p.checkStepField(b, e.Backends[step], name, m[2])
		}
	}
}

var stepParam = regexp.MustCompile(`^resp(\d+)_(.+)$`)

// checkStepField reports a field that the source's own settings take away or
// put elsewhere.
func (p *Pass) checkStepField(b, source *config.Backend, name, field string) {
	if source == nil || recoded(source) {
		return
	}
	if encoding(source) == fact.NoOp {
		p.report(b.Object, "url_pattern", "{%s} is not in the answer: with \"no-op\" nothing of that step's answer is read", name)
		return
	}
	for _, part := range strings.Split(field, ".")[1:] {
		if index.MatchString(part) {
			p.report(b.Object, "url_pattern", "{%s} is not in the answer: no index leads into a list", name)
			return
		}
	}
	if g := source.Group.V; g != "" {
		if root(field) != g {
			p.report(b.Object, "url_pattern", "{%s} is not in the answer: the group %q is around it", name, g).Hint =
				fmt.Sprintf("write {resp%d_%s.%s}", source.Index, g, field)
			return
		}
		if _, inner, _ := strings.Cut(field, "."); !filters(source) {
			p.checkStepMoves(b, source, name, inner)
			return
		}
		if _, field, _ = strings.Cut(field, "."); field != "" && len(source.Mapping.V)+len(source.Allow.V)+len(source.Deny.V) == 0 {
			p.checkStepAnswer(b, source, name, field)
		}
		return
	}
	if t := source.Target.V; t != "" && strings.HasPrefix(field, t+".") {
		p.report(b.Object, "url_pattern", "{%s} is not in the answer: the target %q of that step is taken off", name, t).Hint =
			fmt.Sprintf("write {resp%d_%s}", source.Index, strings.TrimPrefix(field, t+"."))
		return
	}
	if !filters(source) {
		p.checkStepMoves(b, source, name, field)
		return
	}
	for _, to := range source.Mapping.V {
		if root(to) == root(field) {
			return
		}
	}
	if to, renamed := source.Mapping.V[root(field)]; renamed {
		p.report(b.Object, "url_pattern", "{%s} is not in the answer: the mapping of that step renames it to %q", name, to)
		return
	}
	if only := onlyKey(source); only != "" && root(field) != only {
		p.report(b.Object, "url_pattern", "{%s} is not in the answer: all that step answers stands under %q", name, only)
		return
	}
	if why := filteredAway(source, field); why != "" {
		p.report(b.Object, "url_pattern", "{%s} is not in the answer: %s", name, why)
		return
	}
	p.checkStepAnswer(b, source, name, field)
}

// filteredAway says which filter of a step takes a field away, "" where none
// does.
func filteredAway(source *config.Backend, field string) string {
	within := func(path string) bool { return path == field || strings.HasPrefix(field, path+".") }
	switch {
	case len(source.Allow.V) > 0:
		if !slices.ContainsFunc(source.Allow.V, func(path string) bool { return within(path) || strings.HasPrefix(path, field+".") }) {
			return `"allow" of that step does not name it`
		}
	case slices.ContainsFunc(source.Deny.V, within):
		return `"deny" of that step drops it`
	}
	return ""
}

// checkStepMoves reports a field that the flatmap_filter of its step takes away.
func (p *Pass) checkStepMoves(b, source *config.Backend, name, field string) {
	gone := ""
	within := func(path string) bool { return path == field || strings.HasPrefix(field, path+".") }
	for _, op := range flatmap(source.Extra) {
		switch {
		case op.kind == "del" && slices.ContainsFunc(op.args, within):
			gone = "deletes it"
		case op.kind == "del" || len(op.args) < 2:
		case within(op.args[1]) || strings.HasPrefix(op.args[1], field+"."):
			gone = ""
		case op.kind == "move" && within(op.args[0]):
			gone = fmt.Sprintf("moves it to %q", op.args[1])
		}
	}
	if gone != "" {
		p.report(b.Object, "url_pattern", "{%s} is not in the answer: the flatmap_filter of that step %s", name, gone)
	}
}

// checkStepAnswer reports a field that the answer of a step surely does not
// have.
func (p *Pass) checkStepAnswer(b, source *config.Backend, name, field string) {
	if encoding(source) != fact.JSON || source.IsCollection.V || p.unjudged(source) || len(p.successes(source)) != 1 {
		return
	}
	a, ok := p.answering(source, fact.ObjectBody)
	if !ok {
		return
	}
	if source.Target.V != "" {
		field = source.Target.V + "." + field
	}
	if kind, known := p.fieldKind(source, a, field); known && kind == fact.EmptyBody {
		f := p.report(b.Object, "url_pattern", "{%s} is not in the answer: %s has no %q there", name, p.who(source), field)
		p.relate(f, source, a)
	}
}

// onlyKey returns the one key that a backend's answer has by its encoding, ""
// where it has those of its body.
func onlyKey(b *config.Backend) string {
	switch {
	case collects(b):
		return fact.CollectionKey
	case encoding(b) == fact.String:
		return fact.ContentKey
	}
	return ""
}

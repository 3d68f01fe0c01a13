package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// flatmapFields reports what the flatmap_filter of a backend names and its
// answer does not have.
func (p *Pass) flatmapFields(b *config.Backend) {
	ops := flatmap(b.Extra)
	if len(ops) == 0 || passesThrough(b) || p.unjudged(b) || len(p.successes(b)) != 1 {
		return
	}
	a := p.successes(b)[0]
	schema, prefix := p.schema(b, a), ""
	switch {
	case a.Mixed || a.Status != 0 && !fact.Decoded(a.Status):
		return
	case a.Body == fact.ArrayBody && p.gathers(b) && b.Target.V == "":
		prefix = fact.CollectionKey + "."
	case a.Body == fact.ObjectBody && !collects(b) && (encoding(b) == fact.JSON || encoding(b) == fact.SafeJSON):
		found := schema.Lookup(b.Target.V)
		if found.Presence != spec.Declared {
			return // target-not-object says it
		}
		schema = found.Schema
	default:
		return
	}
	// What an operation has brought or taken away is not that of the document.
	var touched []string
	for _, op := range ops {
		for i, path := range op.args {
			path, under := strings.CutPrefix(path, prefix)
			if op.kind != "del" && i > 0 || !under || slices.Contains(touched, root(op.args[i])) {
				continue
			}
			p.flatmapField(b, a, schema, path, op, i)
		}
		if op.kind != "del" {
			for _, path := range op.args {
				touched = append(touched, root(path))
			}
		}
	}
}

func (p *Pass) flatmapField(b *config.Backend, a spec.Answer, schema *spec.Schema, path string, op operation, arg int) {
	at := ""
	for _, part := range strings.Split(path, ".") {
		if part == "*" || index.MatchString(part) {
			if schema.Kind().Body != fact.ArrayBody {
				return
			}
			if schema = schema.Items(); schema == nil {
				return
			}
			at = strings.TrimPrefix(at+"."+part, ".")
			continue
		}
		found := schema.Lookup(part)
		if found.Presence == spec.Unknowable {
			return
		}
		if found.Presence == spec.Declared {
			schema, at = found.Schema, strings.TrimPrefix(at+"."+part, ".")
			continue
		}
		var f *diag.Finding
		place, pointer := op.node.Get("args").Items()[arg].Span, syntax.Index(syntax.Join(op.pointer, "args"), arg)
		if found.Array {
			f = p.reportAt(place, pointer, "%q is a list, which %q does not enter: it meets nothing", at, op.args[arg])
			f.Hint = fmt.Sprintf("write %q, in which * stands for every element", strings.TrimPrefix(at+".*."+part, "."))
		} else {
			f = p.reportAt(place, pointer, "%s answers no %q: %q meets nothing", p.who(b), strings.TrimPrefix(at+"."+part, "."), op.args[arg])
			if near := Nearest(part, found.Names, 1); len(near) > 0 {
				f.Hint = fmt.Sprintf("did you mean %q?", near[0])
			} else if n := len(found.Names); n > 0 && n <= 8 {
				f.Hint = "it has " + oneOf(found.Names)
			}
		}
		p.relate(f, b, a)
		return
	}
}

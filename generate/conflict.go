package generate

import (
	"fmt"

	"github.com/gatewright/gatewright/config/diag"
)

// OnConflict is what becomes of two operations that would be the same endpoint.
type OnConflict uint8

// The ways. ConflictError keeps the first and is an error. KeepFirst and
// KeepLast keep one of them. PrefixLater puts the name of the service before
// the paths of all but the first, where they are of different services.
const (
	ConflictError OnConflict = iota
	KeepFirst
	KeepLast
	PrefixLater
)

// ParseOnConflict reads a way as the command line writes it.
func ParseOnConflict(s string) (OnConflict, error) {
	switch s {
	case "", "error":
		return ConflictError, nil
	case "first":
		return KeepFirst, nil
	case "last":
		return KeepLast, nil
	case "prefix":
		return PrefixLater, nil
	}
	return ConflictError, fmt.Errorf("unknown value %q: it is one of error, first, last, prefix", s)
}

// settleConflicts leaves one candidate for each endpoint and puts those that
// are left into the router.
func (g *generator) settleConflicts() {
	taken := map[string]int{}
	var kept []candidate
	for _, c := range g.candidates {
		i, clash := taken[c.route()]
		if clash && g.opts.OnConflict == PrefixLater && kept[i].unit != c.unit {
			c.template.addPrefix([]string{c.unit.name})
			c.entry.adjust(fmt.Sprintf("clients call it below /%s, since its path is taken by %s", c.unit.name, kept[i].entry.Op.Place()))
			i, clash = taken[c.route()]
		}
		switch {
		case !clash:
			taken[c.route()] = len(kept)
			kept = append(kept, c)
		case g.opts.OnConflict == KeepLast:
			g.conflict(kept[i].entry, c.entry, c.path())
			kept[i] = c
		default:
			g.conflict(c.entry, kept[i].entry, c.path())
		}
	}
	g.candidates = kept
	for i := range g.candidates {
		c := &g.candidates[i]
		c.way, _ = g.routes.add(c.entry, c.template)
	}
}

func (c *candidate) path() string { return c.template.render(c.template.names) }

// route is what no two endpoints may share: the method, and the path without
// the names of parameters.
func (c *candidate) route() string {
	return c.entry.Op.Method + " " + c.template.render(make([]string, len(c.template.names)))
}

// conflict skips an operation whose endpoint another one has.
func (g *generator) conflict(e, stays *Entry, path string) {
	text := fmt.Sprintf("%s %s is taken by %s", e.Op.Method, path, stays.Op.Place())
	e.skip(text)
	severity, hint := diag.Info, ""
	if g.opts.OnConflict == ConflictError || g.opts.OnConflict == PrefixLater {
		severity, hint = diag.Error, "give one of them another path, or another method"
		if stays.Service != e.Service {
			hint = fmt.Sprintf("set the services apart: --prefix %s=/%s", e.Service, e.Service)
		}
	}
	f := g.find(e, severity, RuleConflict, text, hint)
	f.Related = []diag.Related{{Label: "first", Message: stays.Op.Method + " " + stays.Op.Path, Span: stays.Op.Span}}
}

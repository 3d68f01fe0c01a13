package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
)

// Environment is what was found in a template as one environment renders it.
type Environment struct {
	Name string
	*Result
}

// onlyEverywhere are the rules whose findings hold for a template only where
// they hold in all environments: an ignore that one of them needs is not
// unused.
var onlyEverywhere = []string{diag.IgnoreUnused}

// Merge makes one result of those of several environments. What all of them
// have stands there once; what only some have says in which. The document is
// that of the first environment. It is nil for no environment at all.
func Merge(environments []Environment) *Result {
	if len(environments) == 0 {
		return nil
	}
	merged := &Result{Document: environments[0].Document}
	var findings, ignored gathered
	for i, e := range environments {
		for _, f := range e.Findings {
			findings.add(Ignored{Finding: f}, i)
		}
		for _, f := range e.Ignored {
			ignored.add(f, i)
		}
	}
	name := func(in []int) string {
		if len(in) == len(environments) {
			return ""
		}
		names := make([]string, len(in))
		for i, n := range in {
			names[i] = environments[n].Name
		}
		return " (only in " + strings.Join(names, ", ") + ")"
	}
	for _, g := range findings.list {
		only := name(g.in)
		if only != "" && slices.Contains(onlyEverywhere, g.Rule) {
			continue
		}
		g.Message += only
		merged.Findings = append(merged.Findings, g.Finding)
	}
	for _, g := range ignored.list {
		g.Message += name(g.in)
		merged.Ignored = append(merged.Ignored, g.Ignored)
	}
	merged.Findings = diag.Sort(merged.Findings)
	return merged
}

// gathered is findings with the environments that have them, each once.
type gathered struct {
	list []gatheredFinding
	at   map[string]int
}

type gatheredFinding struct {
	Ignored
	in []int
}

func (g *gathered) add(f Ignored, environment int) {
	// The sources of two renderings are never the same, their names are.
	key := strings.Join([]string{
		f.File(), strconv.Itoa(f.Span.Start), strconv.Itoa(f.Span.End),
		f.Rule, f.Endpoint.String(), f.Severity.String(), f.Message,
	}, "\x00")
	if g.at == nil {
		g.at = map[string]int{}
	}
	i, seen := g.at[key]
	if !seen {
		i = len(g.list)
		g.at[key] = i
		g.list = append(g.list, gatheredFinding{Ignored: f})
	}
	if in := g.list[i].in; len(in) == 0 || in[len(in)-1] != environment {
		g.list[i].in = append(in, environment)
	}
}

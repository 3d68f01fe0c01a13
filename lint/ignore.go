package lint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint/rule"
)

// ignoreKey is the key under which an object says which findings about it and
// what is below it are to be passed over.
const ignoreKey = "@lint-ignore"

// ignore is one entry of an @lint-ignore, or one comment of a YAML or TOML
// file.
type ignore struct {
	pattern, reason string
	pointer         string // of the object that it covers
	line            int    // that it covers, for a comment; else 0
	at              syntax.Span
	atPointer       string
	lapsed          bool
	used            bool
}

// applyIgnores parts the findings into those to report and those that the file
// says to pass over, and adds what is wrong with the ignores themselves.
func applyIgnores(doc *config.Document, opts Options, on map[string]bool, found []diag.Finding) (kept []diag.Finding, ignored []Ignored) {
	today := opts.Today
	if today.IsZero() {
		today = time.Now()
	}
	g := &ignorer{today: today.Format(time.DateOnly), on: on, byPointer: map[string][]*ignore{}, byLine: map[int][]*ignore{}}
	g.read(doc)
	for _, f := range found {
		if ig := g.find(f); ig != nil && !opts.KeepIgnored {
			ignored = append(ignored, Ignored{f, ig.reason, ByFile})
			continue
		}
		kept = append(kept, f)
	}
	g.judge(opts)
	for _, f := range g.found {
		if on[f.Rule] {
			kept = append(kept, f)
		}
	}
	locate(doc, kept)
	return kept, ignored
}

type ignorer struct {
	today     string
	on        map[string]bool
	all       []*ignore
	byPointer map[string][]*ignore
	byLine    map[int][]*ignore
	found     []diag.Finding
}

func (g *ignorer) read(doc *config.Document) {
	if strings.Contains(doc.Source.Text, ignoreKey) {
		doc.Root.Walk(func(pointer string, n *syntax.Node) bool {
			if v := n.Get(ignoreKey); v != nil {
				g.object(pointer, syntax.Join(pointer, ignoreKey), v)
			}
			return true
		})
	}
	if doc.Format != syntax.JSON {
		g.comments(doc.Source)
	}
}

func (g *ignorer) object(pointer, at string, n *syntax.Node) {
	switch n.Kind {
	case syntax.Object:
		for _, m := range n.Members() {
			g.add(&ignore{pattern: m.Name, reason: m.Value.Str(), pointer: pointer, at: m.Key, atPointer: syntax.Join(at, m.Name)})
		}
	case syntax.Array:
		for i, item := range n.Items() {
			g.add(&ignore{pattern: item.Str(), pointer: pointer, at: item.Span, atPointer: syntax.Index(at, i)})
		}
	case syntax.String:
		g.add(&ignore{pattern: n.Text, pointer: pointer, at: n.Span, atPointer: at})
	default:
		g.report(diag.IgnoreUnknownRule, n.Span, at, "%q is %s, it takes an object of rules with reasons", ignoreKey, n.Kind.String())
	}
}

// commentMark starts an ignore in YAML and TOML: # lint-ignore rule-id: reason.
const commentMark = "lint-ignore "

// comments reads the ignores in the comments of a source. One on a line of its
// own covers the next line that is no comment.
func (g *ignorer) comments(src *syntax.Source) {
	var waiting []*ignore
	for line := 1; line <= src.Lines(); line++ {
		text, start := src.Line(line)
		before, comment, ok := strings.Cut(text, "#")
		code := strings.TrimSpace(before) != ""
		if code {
			for _, ig := range waiting {
				ig.line = line
				g.add(ig)
			}
			waiting = nil
		}
		comment = strings.TrimSpace(comment)
		if !ok || !strings.HasPrefix(comment, commentMark) {
			continue
		}
		pattern, reason, _ := strings.Cut(comment[len(commentMark):], ":")
		at := syntax.Span{Source: src, Start: start + len(before), End: start + len(text)}
		ig := &ignore{pattern: strings.TrimSpace(pattern), reason: strings.TrimSpace(reason), line: line, at: at}
		if code {
			g.add(ig)
		} else {
			waiting = append(waiting, ig)
		}
	}
	for _, ig := range waiting {
		g.add(ig)
	}
}

func (g *ignorer) add(ig *ignore) {
	if err := KnownRules(ig.pattern); err != nil {
		f := g.report(diag.IgnoreUnknownRule, ig.at, ig.atPointer, "there is no rule %q to ignore", ig.pattern)
		if near := rule.Suggest(ig.pattern); len(near) > 0 {
			f.Hint = fmt.Sprintf("did you mean %q?", near[0])
		}
		return
	}
	if date, reason, ok := until(ig.reason); ok {
		ig.reason = reason
		if date < g.today {
			ig.lapsed = true
			g.report(diag.IgnoreLapsed, ig.at, ig.atPointer, "the ignore of %q ended on %s", ig.pattern, date)
		}
	} else if strings.HasPrefix(ig.reason, "until ") {
		g.report(diag.IgnoreLapsed, ig.at, ig.atPointer, "the ignore of %q has no date that can be read: it is \"until YYYY-MM-DD: reason\"", ig.pattern)
	}
	if ig.reason == "" {
		g.report(diag.IgnoreNoReason, ig.at, ig.atPointer, "the ignore of %q gives no reason", ig.pattern)
	}
	g.all = append(g.all, ig)
	if ig.line > 0 {
		g.byLine[ig.line] = append(g.byLine[ig.line], ig)
	} else if ig.at.Source != nil && ig.atPointer != "" {
		g.byPointer[ig.pointer] = append(g.byPointer[ig.pointer], ig)
	}
}

// until reads "until 2027-01-31: reason".
func until(s string) (date, reason string, ok bool) {
	rest, found := strings.CutPrefix(s, "until ")
	if !found {
		return "", s, false
	}
	date, reason, _ = strings.Cut(rest, ":")
	date = strings.TrimSpace(date)
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return "", s, false
	}
	return date, strings.TrimSpace(reason), true
}

// find returns the ignore that covers a finding, the innermost first; nil where
// none does. All that cover it count as used.
func (g *ignorer) find(f diag.Finding) (first *ignore) {
	use := func(list []*ignore) {
		for _, ig := range list {
			if !rule.Match(ig.pattern, f.Rule) || ig.lapsed {
				continue
			}
			ig.used = true
			if first == nil {
				first = ig
			}
		}
	}
	if len(g.byLine) > 0 && f.Span.Source != nil {
		use(g.byLine[f.Position().Line])
	}
	if len(g.byPointer) == 0 {
		return first
	}
	for pointer := f.Pointer; ; {
		use(g.byPointer[pointer])
		i := strings.LastIndexByte(pointer, '/')
		if i < 0 {
			return first
		}
		pointer = pointer[:i]
	}
}

// judge reports the ignores that covered nothing. Those of rules that did not
// run, or that have no specification to judge by, may yet be needed.
func (g *ignorer) judge(opts Options) {
	for _, ig := range g.all {
		if ig.used || ig.lapsed {
			continue
		}
		idle := slices.ContainsFunc(rule.All(), func(r *rule.Rule) bool {
			return rule.Match(ig.pattern, r.ID) && (!g.on[r.ID] || r.NeedsSpec() && len(opts.Services) == 0)
		})
		if !idle {
			g.report(diag.IgnoreUnused, ig.at, ig.atPointer, "nothing here gives a finding of %q to ignore", ig.pattern)
		}
	}
}

func (g *ignorer) report(id string, at syntax.Span, pointer, format string, args ...any) *diag.Finding {
	r, _ := rule.Find(id)
	g.found = append(g.found, diag.Finding{
		Rule: id, Severity: r.Severity, Effect: r.Effect, Span: at, Pointer: pointer,
		Message: fmt.Sprintf(format, args...), Hint: r.Fix,
	})
	return &g.found[len(g.found)-1]
}

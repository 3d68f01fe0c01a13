package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/schemas"
)

// hover explains the field at a position, and the findings there.
func (s *server) hover(ctx context.Context, p positionParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil || !d.isGateway() || d.Root == nil {
		return nil, err
	}
	at := offset(d.Source, p.Position)
	var parts []string
	pointer, nodes := d.Root.Path(at)
	where := d.fieldSpan(pointer, nodes, at)
	if field, ok := schemas.Describe(pointer); ok && pointer != "" {
		parts = append(parts, fieldText(field))
	}
	r, err := s.judge(ctx, d)
	if err != nil {
		return nil, err
	}
	for _, f := range d.at(r.Findings, at, at) {
		if known, ok := rule.Find(f.Rule); ok {
			parts = append(parts, ruleText(known))
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return &hover{markupContent{"markdown", strings.Join(parts, "\n\n---\n\n")}, rangeOf(where)}, nil
}

// fieldSpan is the place of what a hover is about: the key where it is on the
// key, else the innermost value.
func (d *document) fieldSpan(pointer string, nodes []*syntax.Node, at int) syntax.Span {
	last := nodes[len(nodes)-1]
	if len(nodes) > 1 {
		key := pointer[strings.LastIndexByte(pointer, '/')+1:]
		if m := nodes[len(nodes)-2].Member(syntax.UnescapeToken(key)); m != nil && m.Key.Start <= at && at <= m.Key.End {
			return m.Key
		}
	}
	return last.Span
}

func fieldText(f schemas.Field) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**", f.Name)
	if f.Type != "" {
		fmt.Fprintf(&b, " (%s)", f.Type)
	}
	text := f.Description
	if f.Title != "" {
		text = strings.TrimSpace(f.Title + ". " + text)
	}
	if text != "" {
		b.WriteString("\n\n" + text)
	}
	var facts []string
	if len(f.Enum) > 0 {
		facts = append(facts, "one of `"+strings.Join(f.Enum, "`, `")+"`")
	}
	if f.Default != "" {
		facts = append(facts, "default: `"+f.Default+"`")
	}
	if len(f.Examples) > 0 {
		facts = append(facts, "such as `"+strings.Join(f.Examples, "`, `")+"`")
	}
	if f.Required {
		facts = append(facts, "required")
	}
	if f.Enterprise {
		facts = append(facts, "Enterprise Edition only")
	}
	if f.Deprecated {
		fact := "deprecated"
		if f.Successor != "" {
			fact += ": use `" + f.Successor + "`"
		}
		facts = append(facts, fact)
	}
	for i, fact := range facts {
		if i == 0 {
			b.WriteByte('\n')
		}
		b.WriteString("\n- " + fact)
	}
	return b.String()
}

func ruleText(r *rule.Rule) string {
	return fmt.Sprintf("**[%s](%s)** (%s): %s\n\n%s\n\nEffect: %s. Fix: %s.",
		r.ID, rulesURL+report.DocsPath(r.ID), r.Severity, r.Summary, r.Why, report.EffectText(r.Effect), r.Fix)
}

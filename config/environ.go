package config

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// environPrefix is what environment variables start with that set a field of
// the service: KRAKEND_TIMEOUT sets "timeout".
const environPrefix = "KRAKEND_"

// WithEnviron returns the document with what the environment sets: each
// variable KRAKEND_NAME=VALUE takes the place of the service's field of that
// name, or adds it (recorded in the cases named env-overrides). Findings about
// such a value name the variable as their file. Without such variables it is
// the document itself.
func (d *Document) WithEnviron(environ []string) *Document {
	if d.Root == nil || d.Root.Kind != syntax.Object {
		return d
	}
	var set []syntax.Member
	for _, kv := range environ {
		name, v, ok := strings.Cut(kv, "=")
		field, prefixed := strings.CutPrefix(name, environPrefix)
		if !ok || !prefixed || field == "" {
			continue
		}
		src := syntax.NewSource("environment variable "+name, []byte(v))
		src.Bent = true
		n := &syntax.Node{Kind: syntax.String, Text: v, Span: syntax.Span{Source: src, End: len(v)}}
		set = append(set, syntax.Member{Name: strings.ToLower(field), Key: n.Span, Value: n})
	}
	if len(set) == 0 {
		return d
	}
	members := slices.DeleteFunc(slices.Clone(d.Root.Members()), func(m syntax.Member) bool {
		return slices.ContainsFunc(set, func(s syntax.Member) bool { return strings.EqualFold(s.Name, m.Name) })
	})
	root := &syntax.Node{Span: d.Root.Span, Kind: syntax.Object}
	root.SetMembers(append(members, set...))
	return &Document{Source: d.Source, Format: d.Format, Root: root, Findings: d.Findings, mapped: d.mapped}
}

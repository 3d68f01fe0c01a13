package lint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/schemas"
)

// checkSettings holds the settings in extra_config, TLS and plugins against
// their schemas. The fields of service, endpoint and backend have rules of
// their own, which say more than a schema can.
func checkSettings(svc *config.Service) []diag.Finding {
	s := &settings{memo: map[string][]diag.Finding{}}
	s.extra(svc.Extra)
	for _, e := range svc.Endpoints() {
		s.extra(e.Extra)
		s.backends(e.Backends)
	}
	for _, a := range svc.AsyncAgents {
		s.words("async_agent", a.Object)
		s.extra(a.Extra)
		s.backends(a.Backends)
	}
	if svc.TLS != nil {
		s.object("tls", svc.TLS.Object)
	}
	if svc.ClientTLS != nil {
		s.object("client_tls", svc.ClientTLS.Object)
	}
	if svc.Plugin != nil {
		s.object("plugin", svc.Plugin.Object)
	}
	return s.found
}

type settings struct {
	// memo keeps what was found in a text: configurations repeat the same
	// settings at many endpoints, and validating is slow.
	memo  map[string][]diag.Finding
	found []diag.Finding
}

func (s *settings) backends(backends []*config.Backend) {
	for _, b := range backends {
		if b != nil {
			s.extra(b.Extra)
		}
	}
}

func (s *settings) extra(x config.Extra) {
	for i := range x.Entries {
		e := &x.Entries[i]
		if !e.Honoured || e.Node.IsNull() {
			continue
		}
		if schema, ok := schemas.File(e.Name, string(x.Level)); ok {
			sub := subject{schema: schema, name: fmt.Sprintf("%q", e.Name), namespace: e.Name}
			if x.Level == fact.Service && e.Name == "auth/validator" {
				sub.namespace = "" // it checks no token, see jwt-service-level
			}
			s.check(sub, e.Node, e.Pointer, e.Key)
		}
	}
}

// object checks what reading an object has not checked already.
func (s *settings) object(schema string, o config.Object) {
	s.check(subject{schema: schema, name: fmt.Sprintf("%q", schema), typed: true}, o.Node, o.Pointer, o.Node.Span)
}

// words checks the settings of an object that are one of a few words. Rules have
// more to say about all else in it.
func (s *settings) words(schema string, o config.Object) {
	if o.Node.IsNull() {
		return
	}
	for _, f := range (subject{schema: schema, name: fmt.Sprintf("%q", schema), typed: true}).judge(o.Node) {
		if field, ok := schemas.DescribeIn(schema, f.Pointer); ok && f.Rule == diag.SettingInvalid && len(field.Enum) > 0 {
			f.Pointer = o.Pointer + f.Pointer
			s.found = append(s.found, f)
		}
	}
}

// subject is what is held against a schema.
type subject struct {
	schema, name string
	// namespace is what is looked at as the gateway calls it, "" where it is no
	// namespace.
	namespace string
	// typed says that reading has checked types and unknown fields.
	typed bool
}

// check validates one value, or takes what an equal one gave. Findings about
// the whole value stand at its key.
func (s *settings) check(sub subject, n *syntax.Node, pointer string, key syntax.Span) {
	memoKey := sub.schema + "\x00" + n.Span.Text()
	list, ok := s.memo[memoKey]
	if !ok {
		list = sub.judge(n)
		for i := range list {
			list[i] = shift(list[i], n.Source, -n.Start)
		}
		s.memo[memoKey] = list
	}
	for _, f := range list {
		f = shift(f, n.Source, n.Start)
		if f.Pointer == "" {
			f.Span = key
		}
		f.Pointer = pointer + f.Pointer
		s.found = append(s.found, f)
	}
}

// shift returns a finding with its places moved.
func shift(f diag.Finding, src *syntax.Source, by int) diag.Finding {
	f.Span = syntax.Span{Source: src, Start: f.Span.Start + by, End: f.Span.End + by}
	f.Fixes = slices.Clone(f.Fixes)
	for i := range f.Fixes {
		fix := &f.Fixes[i]
		fix.Source, fix.Edits = src, slices.Clone(fix.Edits)
		for j := range fix.Edits {
			fix.Edits[j].Start += by
			fix.Edits[j].End += by
		}
	}
	return f
}

// judge returns the findings of a value.
func (sub subject) judge(n *syntax.Node) []diag.Finding {
	violations, err := validate(sub.schema, n)
	if err != nil {
		panic(err) // the schemas are part of the program, and tests compile them
	}
	var list []diag.Finding
	for _, v := range violations {
		if sub.typed && (v.Kind == "invalid_type" || v.Kind == "additional_property_not_allowed") {
			continue
		}
		if f, ok := word(sub.schema, sub.name, n, v); ok {
			sub.weigh(&f, n.At(v.Pointer), v)
			list = append(list, f)
		}
	}
	for _, m := range n.Members() {
		if field, ok := schemas.DescribeIn(sub.schema, syntax.Join("", m.Name)); ok && field.Enterprise {
			list = append(list, finding(diag.SettingEnterprise, m.Key, syntax.Join("", m.Name),
				"%q of %s works in the Enterprise Edition only: here it is ignored", m.Name, sub.name))
		}
	}
	return list
}

func finding(id string, at syntax.Span, pointer, format string, args ...any) diag.Finding {
	r, _ := rule.Find(id)
	return diag.Finding{
		Rule: id, Severity: r.Severity, Effect: r.Effect, Span: at, Pointer: pointer,
		Message: fmt.Sprintf(format, args...), Hint: r.Fix,
	}
}

// word makes a finding of a violation; ok is false where there is nothing to
// say, as for a null, which the gateway takes for absent.
func word(schema, what string, n *syntax.Node, v violation) (f diag.Finding, ok bool) {
	at := n.At(v.Pointer)
	if at == nil || at.Kind == syntax.Null {
		return f, false
	}
	name := what
	if v.Pointer != "" {
		name = fmt.Sprintf("%q of %s", lastKey(v.Pointer), what)
		if i, err := strconv.Atoi(lastKey(v.Pointer)); err == nil && n.At(v.Pointer[:strings.LastIndexByte(v.Pointer, '/')]).Kind == syntax.Array {
			name = fmt.Sprintf("entry %d of %s", i+1, what)
		}
	}
	switch v.Kind {
	case "additional_property_not_allowed":
		return unknownSetting(schema, name, at, v), true
	case "required", "missing_dependency":
		f = finding(diag.SettingMissing, at.Span, v.Pointer, "%s needs %q", name, v.Key)
		if field, ok := schemas.DescribeIn(schema, syntax.Join(v.Pointer, v.Key)); ok {
			f.Hint = firstSentence(field.Description)
		}
		return f, true
	case "pattern":
		if _, err := time.ParseDuration(at.Text); err == nil {
			return unusualDuration(at, v.Pointer, name), true
		}
	case "invalid_type":
		f = finding(diag.SettingInvalid, at.Span, v.Pointer, "%s is %s, it must be %s", name, article(at.Kind), v.Allowed)
		f.Hint = "write " + v.Allowed
		return f, true
	case "enum":
		if anyCase(schema, v.Pointer, at.Text) {
			return f, false
		}
		return notInEnum(schema, name, at, v), true
	}
	f = finding(diag.SettingInvalid, at.Span, v.Pointer, "%s is %s, it must be %s", name, shown(at), v.Allowed)
	return f, true
}

// firstSentence is the first sentence of a description, as a hint is written.
func firstSentence(s string) string {
	s, _, _ = strings.Cut(strings.TrimSuffix(s, "."), ". ")
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' || strings.HasPrefix(s, "A ") {
		s = strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

func unknownSetting(schema, name string, at *syntax.Node, v violation) diag.Finding {
	pointer := syntax.Join(v.Pointer, v.Key)
	span := at.Span
	if m := at.Member(v.Key); m != nil {
		span = m.Key
	}
	f := finding(diag.SettingUnknown, span, pointer, "%s has no %q: the gateway ignores it", name, v.Key)
	field, _ := schemas.DescribeIn(schema, v.Pointer)
	if now, ok := fact.FormerField(v.Key); ok && slices.Contains(field.Fields, now) {
		f.Message = fmt.Sprintf("%q is the former name of %q in %s: the gateway ignores it", v.Key, now, name)
		f.Hint = fmt.Sprintf("rename it to %q", now)
		if at.Get(now) == nil {
			f.Fixes = renameKey(span, now)
		}
		return f
	}
	if near := rule.Nearest(v.Key, field.Fields, 1); len(near) > 0 {
		f.Hint = fmt.Sprintf("did you mean %q?", near[0])
		if at.Get(near[0]) == nil {
			f.Fixes = renameKey(span, near[0])
		}
	} else if len(field.Fields) > 0 && len(field.Fields) <= 8 {
		f.Hint = "it has " + strings.Join(field.Fields, ", ")
	}
	return f
}

// renameKey offers another key. What it switches on changes what clients see,
// so it is no safe fix.
func renameKey(key syntax.Span, to string) []diag.Fix {
	return []diag.Fix{{
		Title: fmt.Sprintf("rename it to %q", to), Source: key.Source,
		Edits: []syntax.Edit{{Start: key.Start, End: key.End, Text: config.Quote(to)}},
	}}
}

func notInEnum(schema, name string, at *syntax.Node, v violation) diag.Finding {
	f := finding(diag.SettingInvalid, at.Span, v.Pointer, "%s is %s, which it does not know", name, shown(at))
	field, _ := schemas.DescribeIn(schema, v.Pointer)
	f.Hint = "it is one of " + strings.Join(field.Enum, ", ")
	if near := rule.Nearest(at.Text, field.Enum, 1); len(near) > 0 {
		f.Hint = fmt.Sprintf("did you mean %q? ", near[0]) + f.Hint
	}
	return f
}

// anyCase reports whether a word is one that is read in any letter case: the
// strategies of rate limits, the level of the log, the type of a GraphQL call.
func anyCase(schema, pointer, word string) bool {
	switch lastKey(pointer) {
	case "strategy", "level", "type":
		field, _ := schemas.DescribeIn(schema, pointer)
		return !strings.Contains(schema, "proxy") && slices.ContainsFunc(field.Enum, func(w string) bool { return strings.EqualFold(w, word) })
	}
	return false
}

func unusualDuration(at *syntax.Node, pointer, name string) diag.Finding {
	return finding(diag.DurationUnusual, at.Span, pointer, "%s is %q: the gateway takes it, the reference's own schema does not", name, at.Text)
}

func lastKey(pointer string) string {
	return syntax.UnescapeToken(pointer[strings.LastIndexByte(pointer, '/')+1:])
}

// shown is a value as a message shows it: scalars as they are, the rest by
// kind.
func shown(n *syntax.Node) string {
	switch n.Kind {
	case syntax.String:
		return fmt.Sprintf("%q", n.Text)
	case syntax.Number, syntax.Bool:
		return n.Text
	}
	return article(n.Kind)
}

func article(k syntax.Kind) string {
	switch k {
	case syntax.Array, syntax.Object:
		return "an " + k.String()
	case syntax.Null, syntax.Invalid:
		return k.String()
	}
	return "a " + k.String()
}

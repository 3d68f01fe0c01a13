package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// reader bends the values of one object to the types that the gateway reads
// them as, and reports what it had to bend. The rules are those of the
// reference gateway, as recorded in the conformance cases named validation.
type reader struct {
	svc      *Service
	endpoint diag.Endpoint
	findings *[]diag.Finding
}

// place is where a member stands. Its pointer is only written out where it is
// needed: for few of the members of a configuration.
type place struct{ object, key string }

func (p place) String() string { return syntax.Join(p.object, p.key) }

func (p place) item(i int) place { return place{p.String(), strconv.Itoa(i)} }

// itemOf is an element of a list as findings about it name it.
func itemOf(m *syntax.Member, item *syntax.Node) *syntax.Member {
	return &syntax.Member{Name: m.Name, Key: m.Key, Value: item}
}

func (r *reader) report(f diag.Finding) {
	f.Endpoint = r.endpoint
	*r.findings = append(*r.findings, f)
}

// coerced reports a value of the wrong type that the gateway bends to fit.
func (r *reader) coerced(m *syntax.Member, at place, want, text string) {
	n := m.Value
	if n.Source.Bent {
		return
	}
	f := diag.Finding{
		Rule: diag.TypeCoerced, Severity: diag.Warning, Effect: diag.Untidy, Span: n.Span, Pointer: at.String(),
		Message: fmt.Sprintf("%q is %s, the gateway reads it as %s", m.Name, article(n.Kind), want),
		Hint:    "write " + text,
	}
	if block := n.Kind == syntax.Object && !strings.HasPrefix(n.Span.Text(), "{"); block {
		f.Hint = "write it as " + want // brackets do not go round a block of YAML
	} else {
		f.Fixes = []diag.Fix{{
			Title: f.Hint, Safe: true, Source: n.Source,
			Edits: []syntax.Edit{{Start: n.Start, End: n.End, Text: text}},
		}}
	}
	r.report(f)
}

// invalid reports a value that stops the gateway from starting.
func (r *reader) invalid(m *syntax.Member, at place, want string) {
	r.report(diag.Finding{
		Rule: diag.TypeInvalid, Severity: diag.Error, Effect: diag.Refused, Span: m.Value.Span, Pointer: at.String(),
		Message: fmt.Sprintf("%q is %s, it must be %s", m.Name, article(m.Value.Kind), want),
	})
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

func value[T any](m *syntax.Member, v T) Value[T] {
	return Value[T]{V: v, member: m}
}

func (r *reader) str(m *syntax.Member, at place) Value[string] {
	s, exact, ok := asString(m.Value)
	switch {
	case !ok:
		r.invalid(m, at, "a string")
	case !exact:
		r.coerced(m, at, "the string "+strconv.Quote(s), strconv.Quote(s))
	}
	return value(m, s)
}

func asString(n *syntax.Node) (s string, exact, ok bool) {
	switch n.Kind {
	case syntax.String:
		return n.Text, true, true
	case syntax.Null:
		return "", true, true
	case syntax.Number:
		return digits(n.Text), false, true
	case syntax.Bool:
		if n.Text == "true" {
			return "1", false, true
		}
		return "0", false, true
	}
	return "", false, false
}

// digits writes a number as the gateway does where it takes one for a text:
// without an exponent, and without a fraction that is 0.
func digits(text string) string {
	f, err := strconv.ParseFloat(text, 64)
	if _, isInt := strconv.Atoi(text); isInt == nil || err != nil {
		return text
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func (r *reader) boolean(m *syntax.Member, at place) Value[bool] {
	b, ok := false, true
	switch n := m.Value; n.Kind {
	case syntax.Bool:
		return value(m, n.Text == "true")
	case syntax.Null:
		return value(m, false)
	case syntax.Number:
		f, _ := strconv.ParseFloat(n.Text, 64)
		b = f != 0
	case syntax.String:
		var err error
		if b, err = strconv.ParseBool(n.Text); err != nil {
			b, ok = false, n.Text == ""
		}
	default:
		ok = false
	}
	if ok {
		r.coerced(m, at, strconv.FormatBool(b), strconv.FormatBool(b))
	} else {
		r.invalid(m, at, "true or false")
	}
	return value(m, b)
}

func (r *reader) integer(m *syntax.Member, at place) Value[int] {
	i, exact, ok := asInt(m.Value)
	switch {
	case !ok:
		r.invalid(m, at, "a whole number")
	case !exact:
		r.coerced(m, at, strconv.Itoa(i), strconv.Itoa(i))
	}
	return value(m, i)
}

func asInt(n *syntax.Node) (i int, exact, ok bool) {
	switch n.Kind {
	case syntax.Null:
		return 0, true, true
	case syntax.Number:
		f, err := strconv.ParseFloat(n.Text, 64)
		if err != nil || math.Abs(f) >= math.MaxInt64 {
			return 0, false, false
		}
		if i, err := strconv.Atoi(n.Text); err == nil {
			return i, true, true
		}
		return int(f), float64(int(f)) == f, true
	case syntax.Bool:
		if n.Text == "true" {
			return 1, false, true
		}
		return 0, false, true
	case syntax.String:
		if n.Text == "" {
			return 0, false, true
		}
		v, err := strconv.ParseInt(n.Text, 0, 64)
		return int(v), false, err == nil
	}
	return 0, false, false
}

func (r *reader) number(m *syntax.Member, at place) Value[float64] {
	n := m.Value
	switch n.Kind {
	case syntax.Number, syntax.String, syntax.Null:
		f, err := strconv.ParseFloat(n.Text, 64)
		if n.Kind == syntax.Number || n.Kind == syntax.Null {
			return value(m, f)
		}
		if err == nil {
			text := strconv.FormatFloat(f, 'g', -1, 64)
			r.coerced(m, at, text, text)
			return value(m, f)
		}
	}
	r.invalid(m, at, "a number")
	return value(m, 0.0)
}

// duration reads a duration: a string with a unit; a bare number is taken as
// nanoseconds, as the reference does, and so is a boolean: as one, or none.
func (r *reader) duration(m *syntax.Member, at place) Value[time.Duration] {
	n := m.Value
	var d time.Duration
	switch n.Kind {
	case syntax.Null:
	case syntax.Number, syntax.Bool:
		i, _, _ := asInt(n)
		d = time.Duration(i)
		what, hint := "a bare number", n.Text
		if n.Kind == syntax.Bool {
			what, hint = article(n.Kind), "2"
		}
		f := diag.Finding{
			Rule: diag.DurationNumber, Severity: diag.Error, Effect: diag.Fails, Span: n.Span, Pointer: at.String(),
			Message: fmt.Sprintf("%q is %s, the gateway reads it as %d nanoseconds", m.Name, what, i),
			Hint:    fmt.Sprintf(`write a unit, such as "%ss"`, hint),
		}
		if d == 0 || d >= time.Millisecond {
			f.Severity, f.Effect = diag.Warning, diag.Untidy
			f.Hint = fmt.Sprintf("write %q", d.String())
		}
		r.report(f)
	case syntax.String:
		var err error
		if d, err = time.ParseDuration(n.Text); err != nil {
			r.report(diag.Finding{
				Rule: diag.DurationInvalid, Severity: diag.Error, Effect: diag.Refused, Span: n.Span, Pointer: at.String(),
				Message: fmt.Sprintf("%q has the value %q, which is no duration", m.Name, n.Text),
				Hint:    durationHint(n.Text),
			})
		} else if d < 0 && m.Name != "cache_ttl" {
			r.report(diag.Finding{
				Rule: diag.DurationNegative, Severity: diag.Error, Effect: diag.Fails, Span: n.Span, Pointer: at.String(),
				Message: fmt.Sprintf("%q is negative: every call times out at once", m.Name),
			})
		}
	default:
		r.invalid(m, at, `a duration such as "2s"`)
	}
	return value(m, d)
}

func durationHint(s string) string {
	s = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), " ", "")
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzµ")
	unit := s[len(digits):]
	if _, err := strconv.ParseFloat(digits, 64); err != nil {
		return `write a number with a unit: ns, us, ms, s, m or h, such as "2s"`
	}
	switch {
	case unit == "" || strings.HasPrefix(unit, "s"):
		return fmt.Sprintf("write %q", digits+"s")
	case strings.HasPrefix(unit, "mi") && !strings.HasPrefix(unit, "mil"):
		return fmt.Sprintf("write %q", digits+"m")
	case strings.HasPrefix(unit, "mil"):
		return fmt.Sprintf("write %q", digits+"ms")
	case strings.HasPrefix(unit, "h"):
		return fmt.Sprintf("write %q", digits+"h")
	case strings.HasPrefix(unit, "d"):
		if f, err := strconv.ParseFloat(digits, 64); err == nil {
			return fmt.Sprintf("there is no unit for days: write %q", strconv.FormatFloat(f*24, 'g', -1, 64)+"h")
		}
	}
	return `the units are ns, us, ms, s, m and h, such as "2s"`
}

func (r *reader) strings(m *syntax.Member, at place) Value[[]string] {
	n := m.Value
	if n.Kind == syntax.Null {
		return value[[]string](m, nil)
	}
	if n.Kind == syntax.Object && len(n.Members()) == 0 {
		r.coerced(m, at, "an empty list", "[]")
		return value[[]string](m, nil)
	}
	if n.Kind != syntax.Array {
		s, _, ok := asString(n)
		if !ok {
			r.invalid(m, at, "a list of strings")
			return value[[]string](m, nil)
		}
		list := "[" + strconv.Quote(s) + "]"
		r.coerced(m, at, "the list "+list, list)
		return value(m, []string{s})
	}
	list := make([]string, 0, len(n.Items()))
	for i, item := range n.Items() {
		s, exact, ok := asString(item)
		switch {
		case !ok:
			r.invalid(itemOf(m, item), at.item(i), "a list of strings")
		case !exact:
			r.coerced(itemOf(m, item), at.item(i), "the string "+strconv.Quote(s), strconv.Quote(s))
		}
		list = append(list, s)
	}
	return value(m, list)
}

func (r *reader) integers(m *syntax.Member, at place) Value[[]int] {
	n := m.Value
	items := n.Items()
	if n.Kind != syntax.Array && n.Kind != syntax.Null {
		items = []*syntax.Node{n}
	}
	var list []int
	for i, item := range items {
		v, _, ok := asInt(item)
		if !ok {
			r.invalid(itemOf(m, item), at.item(i), "a list of whole numbers")
		}
		list = append(list, v)
	}
	return value(m, list)
}

func (r *reader) stringMap(m *syntax.Member, at place) Value[map[string]string] {
	n := m.Value
	if n.Kind == syntax.Null || n.Kind == syntax.Array && len(n.Items()) == 0 {
		return value[map[string]string](m, nil)
	}
	if n.Kind != syntax.Object {
		r.invalid(m, at, "an object of names")
		return value[map[string]string](m, nil)
	}
	table := make(map[string]string, len(n.Members()))
	for i := range n.Members() {
		mm := &n.Members()[i]
		s, exact, ok := asString(mm.Value)
		switch {
		case !ok:
			r.invalid(mm, place{at.String(), mm.Name}, "a string")
		case !exact:
			r.coerced(mm, place{at.String(), mm.Name}, "the string "+strconv.Quote(s), strconv.Quote(s))
		}
		table[mm.Name] = s
	}
	return value(m, table)
}

// listed is where an element of a list of objects stands.
type listed struct {
	list string // pointer to the list
	at   int    // its index, alone where an object stands for the list
}

const alone = -1

func (e listed) index() int { return max(e.at, 0) }

func (e listed) pointer() string {
	if e.at == alone {
		return e.list
	}
	return syntax.Index(e.list, e.at)
}

// objects gives the elements of a list of objects; an object in place of the
// list is taken as its only element.
func (r *reader) objects(m *syntax.Member, at place, each func(n *syntax.Node, el listed)) {
	n := m.Value
	switch n.Kind {
	case syntax.Null:
	case syntax.Object:
		if len(n.Members()) > 0 {
			r.coerced(m, at, "a list with that object as its only element", "["+n.Span.Text()+"]")
			each(n, listed{at.String(), alone})
		}
	case syntax.Array:
		pointer := at.String()
		for i, item := range n.Items() {
			if item.Kind != syntax.Object && item.Kind != syntax.Null {
				r.invalid(itemOf(m, item), at.item(i), "a list of objects")
				continue
			}
			each(item, listed{pointer, i})
		}
	default:
		r.invalid(m, at, "a list of objects")
	}
}

// object calls each for every member of n with its name in small letters as
// the gateway compares it; each answers false for a name it does not know.
func (r *reader) object(n *syntax.Node, pointer string, each func(name string, m *syntax.Member, at place) bool) Object {
	o := Object{Node: n, Pointer: pointer}
	if n == nil {
		return o
	}
	for i := range n.Members() {
		m := &n.Members()[i]
		if m.Value == nil || m.Value.Kind == syntax.Invalid {
			continue
		}
		if !each(strings.ToLower(m.Name), m, place{pointer, m.Name}) && !IsComment(m.Name) {
			o.Unknown = append(o.Unknown, *m)
		}
	}
	return o
}

// IsComment reports whether a key may stand anywhere as a comment: it starts
// with @, $, _ or #.
func IsComment(key string) bool {
	return key != "" && strings.IndexByte("@$_#", key[0]) >= 0
}

package kong

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// maxBranches bounds the alternatives of one expression.
const maxBranches = 64

// test is one comparison of an expression.
type test struct{ field, op, value string }

// branches reads an expression as alternatives, each a list of tests that all
// have to hold. It answers false for what is no expression, and for negations,
// which no list of tests can say.
func branches(text string) ([][]test, bool) {
	tokens, ok := tokenize(text)
	if !ok {
		return nil, false
	}
	p := &expression{tokens: tokens}
	list := p.or()
	if p.failed || p.at < len(p.tokens) || len(list) == 0 {
		return nil, false
	}
	return list, true
}

// expression is a reader of tokens; strings are told apart by a quote in front.
type expression struct {
	tokens []string
	at     int
	depth  int
	failed bool
}

func (p *expression) fail() [][]test {
	p.failed = true
	return nil
}

func (p *expression) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return ""
}

func (p *expression) next() string {
	t := p.peek()
	p.at++
	return t
}

func (p *expression) or() [][]test {
	list := p.and()
	for p.peek() == "||" && !p.failed {
		p.next()
		list = append(list, p.and()...)
	}
	if len(list) > maxBranches {
		return p.fail()
	}
	return list
}

func (p *expression) and() [][]test {
	list := p.one()
	for p.peek() == "&&" && !p.failed {
		p.next()
		right := p.one()
		if len(list)*len(right) > maxBranches {
			return p.fail()
		}
		var both [][]test
		for _, a := range list {
			for _, b := range right {
				both = append(both, slices.Concat(a, b))
			}
		}
		list = both
	}
	return list
}

const maxNesting = 100

func (p *expression) one() [][]test {
	if p.depth++; p.depth > maxNesting {
		return p.fail()
	}
	defer func() { p.depth-- }()
	switch p.peek() {
	case "(":
		p.next()
		list := p.or()
		if p.next() != ")" {
			return p.fail()
		}
		return list
	case "", "!", ")":
		return p.fail()
	}
	field := p.next()
	calls := 0
	for ; field == "lower" || field == "any"; calls++ {
		if p.next() != "(" {
			return p.fail()
		}
		field = p.next()
	}
	for range calls {
		if p.next() != ")" {
			return p.fail()
		}
	}
	op := p.next()
	if op == "not" && p.peek() == "in" {
		return p.fail()
	}
	value := p.next()
	if !fieldName.MatchString(field) || value == "" || strings.ContainsAny(value[:1], "()&|!=") {
		return p.fail()
	}
	return [][]test{{{field, op, strings.TrimPrefix(value, `"`)}}}
}

var (
	fieldName = regexp.MustCompile(`^[a-z][a-z0-9_.]*$`)
	tokenText = regexp.MustCompile(`^(?:\s+|r#"(?s:(.*?))"#|"((?:[^"\\]|\\.)*)"|(&&|\|\||==|!=|\^=|=\^|>=|<=|[()!~<>])|([A-Za-z0-9_.:/-]+))`)
	unescape  = strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r")
)

// tokenize splits an expression; texts keep one quote in front.
func tokenize(text string) ([]string, bool) {
	var list []string
	for text != "" {
		m := tokenText.FindStringSubmatchIndex(text)
		if m == nil {
			return nil, false
		}
		switch {
		case m[2] >= 0:
			list = append(list, `"`+text[m[2]:m[3]])
		case m[4] >= 0:
			list = append(list, `"`+unescape.Replace(text[m[4]:m[5]]))
		case m[6] >= 0:
			list = append(list, text[m[6]:m[7]])
		case m[8] >= 0:
			list = append(list, text[m[8]:m[9]])
		}
		text = text[m[1]:]
	}
	return list, true
}

// expressed reads the routes that an expression describes: one for each
// alternative, those that differ in their method together.
func (r *reader) expressed(f convert.Field) ([]variant, bool) {
	list, ok := branches(f.Node.Str())
	if !ok {
		return nil, false
	}
	var variants []variant
	index := map[string]int{}
	for _, tests := range list {
		v := variant{path: "/", place: f.Place}
		key := ""
		for _, t := range tests {
			if !v.add(t, f.Place) {
				return nil, false
			}
			if t.field != "http.method" {
				key += fmt.Sprintf("%q", t)
			}
		}
		if i, again := index[key]; again && len(v.methods) > 0 && len(variants[i].methods) > 0 {
			variants[i].methods = append(variants[i].methods, v.methods...)
			continue
		}
		index[key] = len(variants)
		variants = append(variants, v)
	}
	return variants, true
}

// add makes the variant narrower by a test; it answers false for a test that a
// route cannot say.
func (v *variant) add(t test, at convert.Place) bool {
	condition := func(kind, name, value string) bool {
		v.match = append(v.match, convert.Condition{Place: at, Kind: kind, Name: name, Values: []string{value}})
		return true
	}
	header, isHeader := strings.CutPrefix(t.field, "http.headers.")
	query, isQuery := strings.CutPrefix(t.field, "http.queries.")
	switch {
	case t.field == "http.path" && v.path == "/":
		return v.setPath(t)
	case t.field == "http.method" && t.op == "==":
		v.methods = append(v.methods, strings.ToUpper(t.value))
		return len(v.methods) == 1
	case t.field == "http.host" && t.op == "==":
		return condition("host", "", t.value)
	case t.field == "http.host" && t.op == "=^":
		return condition("host", "", "*"+t.value)
	case t.field == "tls.sni" && t.op == "==":
		return condition("sni", "", t.value)
	case t.field == "net.protocol" && t.op == "==":
		v.secure = v.secure || t.value == "https"
		return t.value == "http" || t.value == "https"
	case t.field == "net.src.ip" && (t.op == "in" || t.op == "=="):
		return v.from(t.value, at)
	case isHeader && t.op == "==":
		return condition("header", strings.ReplaceAll(header, "_", "-"), t.value)
	case isHeader && t.op == "~":
		return condition("header", strings.ReplaceAll(header, "_", "-"), "~*"+t.value)
	case isQuery && t.op == "==":
		return condition("query", query, t.value)
	}
	return false
}

func (v *variant) setPath(t test) bool {
	switch t.op {
	case "==":
		v.path = "~" + regexp.QuoteMeta(t.value) + "$"
	case "^=":
		v.path = t.value
	case "~":
		v.path = "~" + strings.TrimPrefix(t.value, "^")
	default:
		return false
	}
	return true
}

func (v *variant) from(address string, at convert.Place) bool {
	if _, err := netip.ParseAddr(address); err != nil {
		if _, err := netip.ParsePrefix(address); err != nil {
			return false
		}
	}
	if v.allow != nil {
		return false
	}
	v.allow = &convert.Addresses{Place: at, Only: []string{address}}
	return true
}

package openapi

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// jsonPathHint names the part of JSONPath (RFC 9535) that overlays may use.
const jsonPathHint = `targets have $, .name, ['name'], [0], [*], .*, ..name and filters such as [?@.name == 'id']`

// jsonPath is a query: steps that select from what the steps before selected.
type jsonPath []pathStep

// pathStep selects children of a value, or with deep of everything below it.
type pathStep struct {
	deep   bool
	name   string
	index  int
	filter *pathFilter
	kind   stepKind
}

type stepKind uint8

const (
	byName stepKind = iota
	byIndex
	byFilter
	byAll
)

// pathFilter keeps children by the value below a key: that it is there, or that
// it is, or is not, a literal.
type pathFilter struct {
	keys   []string
	op     string // "", "==" or "!="
	text   string
	isText bool
}

var (
	plainStep  = regexp.MustCompile(`^[\pL_][\pL\pN_-]*`)
	filterForm = regexp.MustCompile(`^@((?:\.[\pL_][\pL\pN_-]*|\['[^']*'\]|\["[^"]*"\])+)\s*(?:(==|!=)\s*(?:'([^']*)'|"([^"]*)"|(true|false|null|-?[0-9]+(?:\.[0-9]+)?)))?$`)
	filterKey  = regexp.MustCompile(`\.([\pL_][\pL\pN_-]*)|\['([^']*)'\]|\["([^"]*)"\]`)
)

// parseJSONPath reads a query.
func parseJSONPath(s string) (jsonPath, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "$")
	if !ok {
		return nil, errors.New("it does not start with $")
	}
	var path jsonPath
	for rest != "" {
		step := pathStep{}
		switch {
		case strings.HasPrefix(rest, ".."):
			step.deep = true
			if rest = rest[2:]; !strings.HasPrefix(rest, "[") {
				rest = "." + rest
			}
		case rest[0] != '.' && rest[0] != '[':
			return nil, fmt.Errorf("%q is no step", rest)
		}
		var err error
		if rest[0] == '.' {
			rest, err = step.dotted(rest[1:])
		} else {
			rest, err = step.bracketed(rest[1:])
		}
		if err != nil {
			return nil, err
		}
		path = append(path, step)
	}
	return path, nil
}

// dotted reads a step behind a dot and returns what comes after it.
func (p *pathStep) dotted(s string) (string, error) {
	if rest, ok := strings.CutPrefix(s, "*"); ok {
		p.kind = byAll
		return rest, nil
	}
	name := plainStep.FindString(s)
	if name == "" {
		return "", fmt.Errorf("%q is no name, names with other signs stand in ['…']", s)
	}
	p.name = name
	return s[len(name):], nil
}

// bracketed reads a step behind a bracket and returns what comes after the
// closing one.
func (p *pathStep) bracketed(s string) (string, error) {
	end := closingBracket(s)
	if end < 0 {
		return "", errors.New("a bracket is not closed")
	}
	inner, rest := strings.TrimSpace(s[:end]), s[end+1:]
	switch {
	case inner == "*":
		p.kind = byAll
	case len(inner) >= 2 && (inner[0] == '\'' || inner[0] == '"') && inner[len(inner)-1] == inner[0]:
		p.name = inner[1 : len(inner)-1]
		if strings.ContainsRune(p.name, rune(inner[0])) || strings.Contains(p.name, `\`) {
			return "", fmt.Errorf("[%s] is more than one name", inner)
		}
	case strings.HasPrefix(inner, "?"):
		p.kind = byFilter
		return rest, p.readFilter(inner)
	default:
		i, err := strconv.Atoi(inner)
		if err != nil {
			return "", fmt.Errorf("[%s] is no step", inner)
		}
		p.kind, p.index = byIndex, i
	}
	return rest, nil
}

func (p *pathStep) readFilter(inner string) error {
	text := strings.TrimSpace(inner[1:])
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	m := filterForm.FindStringSubmatch(text)
	if m == nil {
		return fmt.Errorf("[%s] is no filter", inner)
	}
	f := &pathFilter{op: m[2], text: m[3] + m[4] + m[5], isText: m[5] == ""}
	for _, key := range filterKey.FindAllStringSubmatch(m[1], -1) {
		f.keys = append(f.keys, key[1]+key[2]+key[3])
	}
	p.filter = f
	return nil
}

// closingBracket returns the place of the bracket that closes a step, past
// those in quotes.
func closingBracket(s string) int {
	quote, depth := byte(0), 0
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		case c == ']':
			return i
		}
	}
	return -1
}

// find returns the places of what a query selects, in the document's order.
func (p jsonPath) find(root *syntax.Node) []treePlace {
	places := []treePlace{{}}
	for _, step := range p {
		var next []treePlace
		seen := map[string]bool{}
		for _, place := range places {
			step.from(nodeAt(root, place), place, func(found treePlace) {
				if key := fmt.Sprint(found); !seen[key] {
					seen[key] = true
					next = append(next, found)
				}
			})
		}
		places = next
	}
	slices.SortFunc(places, slices.Compare)
	return places
}

// from reports what a step selects below a value.
func (p *pathStep) from(n *syntax.Node, at treePlace, report func(treePlace)) {
	list := children(n)
	for i, child := range list {
		if child == nil {
			continue
		}
		place := append(slices.Clone(at), i)
		if p.selects(n, i, child, len(list)) {
			report(place)
		}
		if p.deep {
			p.from(child, place, report)
		}
	}
}

func (p *pathStep) selects(n *syntax.Node, i int, child *syntax.Node, length int) bool {
	switch p.kind {
	case byAll:
		return true
	case byIndex:
		return n.Kind == syntax.Array && (i == p.index || p.index < 0 && i == length+p.index)
	case byFilter:
		return p.filter.keeps(child)
	}
	return n.Kind == syntax.Object && n.Members()[i].Name == p.name
}

func (f *pathFilter) keeps(n *syntax.Node) bool {
	for _, key := range f.keys {
		if n = n.Get(key); n == nil {
			return f.op == "!="
		}
	}
	equal := n.Kind != syntax.Array && n.Kind != syntax.Object && n.Text == f.text && (n.Kind == syntax.String) == f.isText
	if n.Kind == syntax.Null {
		equal = !f.isText && f.text == "null"
	}
	switch f.op {
	case "==":
		return equal
	case "!=":
		return !equal
	}
	return true
}

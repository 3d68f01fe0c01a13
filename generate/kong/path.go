package kong

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

const tail = "rest"

var (
	plain2  = regexp.MustCompile(`^[a-zA-Z0-9.\-_~/%]*$`)
	group   = regexp.MustCompile(`^\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>(.*)\)$`)
	bare    = regexp.MustCompile(`^\(([^()?][^()]*)\)$`)
	classes = regexp.MustCompile(`^(\[\^?[^\]/]*/?[^\]/]*\]|\\[dwSs]|\.)(\+|\*|\{[0-9,]+\})$`)
)

// path reads one of the paths of a route into its path and its backend's. It
// answers false for a path that nothing can stand for.
func (r *reader) path(nr *convert.Route, call *convert.Call, path, base string, strip, v1 bool) bool {
	text, isRegex := r.regex(path)
	lose := func(code, message, hint string) bool {
		r.inv.Lose(convert.Loss{Severity: convert.Lost, Code: code, Place: nr.Place, Message: message, Hint: hint, Value: path})
		return false
	}
	if !isRegex {
		if !plain2.MatchString(text) {
			return lose("path-regex", fmt.Sprintf("path %q is no regular expression without ~, so no request matches it", path), "write it as ~"+path)
		}
		if !strings.HasPrefix(text, "/") {
			return lose("path", fmt.Sprintf("path %q does not start with a slash", path), "")
		}
		r.prefix(nr, call, text, base, strip, v1)
		return true
	}
	parsed, ok := parseRegex(text)
	if !ok {
		return lose("path-regex", fmt.Sprintf("the regular expression %q has no counterpart", path), "write a path with parameters")
	}
	nr.Bounded = parsed.loose
	r.captures[nr] = parsed.captures
	if parsed.loose {
		r.inv.Lose(convert.Loss{Severity: convert.Changed, Code: "path-constraint", Place: nr.Place, Route: nr, Value: path,
			Message: fmt.Sprintf("the parameters of %s take any text now", parsed.path)})
	}
	rest := ""
	if !parsed.anchored {
		rest = "/{" + tail + "}"
		nr.Tail = tail
	}
	if strings.HasSuffix(parsed.path, "/{"+tail+"}") {
		nr.Tail, rest = tail, ""
	}
	nr.Path = strings.TrimSuffix(parsed.path, "/") + rest
	if nr.Path == "" {
		nr.Path = "/"
	}
	switch {
	case !strip && v1 && base != "":
		call.Pattern = base + strings.TrimPrefix(nr.Path, "/")
	case !strip:
		call.Pattern = convert.JoinPath(base, nr.Path)
	case rest == "":
		call.Pattern = convert.JoinPath(base, "")
	default:
		call.Pattern = convert.JoinPath(base, rest)
	}
	return true
}

// regex is the text of a path, and whether it is a regular expression.
func (r *reader) regex(path string) (string, bool) {
	if r.major < 3 {
		return path, !plain2.MatchString(path)
	}
	return strings.CutPrefix(path, "~")
}

// rank is how Kong's router orders a route by one of its paths: the more kinds
// of conditions it has the earlier it comes, then a whole host before one with a
// star, more headers before fewer, regular expressions before prefixes, and long
// paths before short ones. Expressions have their priority alone.
func (r *reader) rank(o *convert.Object, nr *convert.Route, path string) []int {
	if o.Node.Get("expression") != nil {
		return []int{nr.Priority}
	}
	kinds, hosts, headers, regex := map[string]bool{}, 0, 0, 0
	if o.Has("paths") {
		kinds["path"] = true
	}
	if len(nr.Methods) > 0 {
		kinds["method"] = true
	}
	for _, m := range nr.Match {
		kinds[m.Kind] = true
		switch {
		case m.Kind == "header":
			headers++
		case m.Kind == "host" && !slices.ContainsFunc(m.Values, func(h string) bool { return strings.Contains(h, "*") }):
			hosts = 1
		}
	}
	if _, is := r.regex(path); is {
		regex = 1
	}
	return []int{len(kinds), hosts, headers, regex, nr.Priority, len(path)}
}

// maxAlternatives bounds the paths that one regular expression becomes.
const maxAlternatives = 32

// choice is a group of literal texts in a regular expression.
var choice = regexp.MustCompile(`\((?:\?:)?([A-Za-z0-9._~-]+(?:\|[A-Za-z0-9._~-]+)+)\)`)

// alternatives are the paths that a path with choices between literal texts
// stands for; the path itself where it has none, or too many.
func (r *reader) alternatives(path string) []string {
	if _, is := r.regex(path); !is {
		return []string{path}
	}
	list := []string{path}
	for i := 0; i < len(list) && len(list) <= maxAlternatives; {
		m := choice.FindStringSubmatchIndex(list[i])
		if m == nil || m[1] < len(list[i]) && strings.IndexByte("?*+{", list[i][m[1]]) >= 0 {
			i++
			continue
		}
		var each []string
		for _, text := range strings.Split(list[i][m[2]:m[3]], "|") {
			each = append(each, list[i][:m[0]]+text+list[i][m[1]:])
		}
		list = slices.Replace(list, i, i+1, each...)
	}
	if len(list) > maxAlternatives {
		return []string{path}
	}
	return list
}

// prefix reads a plain path, which stands for everything that starts with it.
func (r *reader) prefix(nr *convert.Route, call *convert.Call, path, base string, strip, v1 bool) {
	nr.Tail = tail
	stem := strings.TrimRight(path, "/")
	nr.Path = stem + "/{" + tail + "}"
	slashed := strings.HasSuffix(path, "/") && path != "/"
	if stem != "" && !slashed {
		r.once(convert.Approximated, "prefix", nr.Place, fmt.Sprintf("Kong takes %sxyz for %s too, endpoints end at a slash", path, path), "")
	}
	switch {
	case v1 && strip && slashed:
		call.Pattern = cmp.Or(base, "/") + "{" + tail + "}"
	case v1 && !strip && base != "":
		call.Pattern = base + strings.TrimPrefix(nr.Path, "/")
	case strip:
		call.Pattern = convert.JoinPath(base, "/{"+tail+"}")
	default:
		call.Pattern = convert.JoinPath(base, nr.Path)
	}
}

// regexPath is a path that was written as a regular expression.
type regexPath struct {
	path string
	// anchored says that nothing may follow, loose that a parameter was bound to
	// characters, which no path can say.
	anchored, loose bool
	// captures are the groups in their order, the name of each and the parameter
	// that it became.
	captures [][2]string
}

// parseRegex reads the regular expressions that are paths with parameters.
func parseRegex(text string) (p regexPath, ok bool) {
	text = strings.TrimPrefix(text, "^")
	text, p.anchored = strings.CutSuffix(text, "$")
	text, _ = strings.CutSuffix(text, "/?")
	if !strings.HasPrefix(text, "/") {
		return regexPath{}, false
	}
	segments := splitSegments(text[1:])
	for i, s := range segments {
		param := fmt.Sprintf("p%d", names(p.path)+1)
		class, capture, isCapture := s, "", false
		if m := group.FindStringSubmatch(s); m != nil {
			capture, class, isCapture = m[1], m[2], true
			param = capture
		} else if m := bare.FindStringSubmatch(s); m != nil {
			class, isCapture = m[1], true
		} else if lit, isLit := literal(s); isLit {
			p.path += "/" + lit
			continue
		}
		if !classes.MatchString(class) {
			return regexPath{}, false
		}
		last := strings.HasPrefix(class, ".") && i == len(segments)-1
		if last {
			param = tail
		}
		if isCapture {
			p.captures = append(p.captures, [2]string{capture, param})
		}
		p.path += "/{" + param + "}"
		if last {
			p.anchored = true
			return p, true
		}
		p.loose = p.loose || !strings.HasPrefix(class, "[^") && !strings.HasPrefix(class, ".")
	}
	return p, names(p.path) == len(uniq(p.path))
}

func names(path string) int { return len(convert.Params(path)) }

func uniq(path string) map[string]bool {
	m := map[string]bool{}
	for _, n := range convert.Params(path) {
		m[n] = true
	}
	return m
}

// splitSegments splits at slashes outside of brackets.
func splitSegments(s string) []string {
	var list []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[', '(':
			depth++
		case ']', ')':
			depth = max(0, depth-1)
		case '/':
			if depth == 0 {
				list, start = append(list, s[start:i]), i+1
			}
		}
	}
	return append(list, s[start:])
}

// literal reads a segment without anything special in it.
func literal(s string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(`.-_/~+`, s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case strings.IndexByte(`\[](){}*+?|^$`, c) >= 0:
			return "", false
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

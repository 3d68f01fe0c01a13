package generate

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// template is the path of an operation taken apart: the segments of the public
// endpoint, each one literal or one parameter, as routers need them, and the
// pieces of the backend's path, which may have any shape.
type template struct {
	endpoint []part
	pattern  []part
	names    []string // of the parameters, as the document calls them
	slash    bool     // the path ends with a slash
	reshaped bool     // the endpoint looks different from the document's path
	notes    []string
}

// part is a literal, or the parameter of that index where it is not negative.
type part struct {
	text  string
	param int
}

func literal(s string) part { return part{text: s, param: -1} }

// problem is why a path can be no endpoint.
type problem struct {
	message string
	hint    string
	grave   bool
}

// parsePath takes the path of a document apart.
func parsePath(path string) (*template, *problem) {
	t := &template{}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
		t.notes = append(t.notes, "the path has no leading slash, one is added")
	}
	t.slash = len(path) > 1 && strings.HasSuffix(path, "/")
	pieces, p := t.pieces(path)
	if p != nil {
		return nil, p
	}
	t.pattern = pieces
	for _, segment := range segments(pieces) {
		if p := t.segment(segment); p != nil {
			return nil, p
		}
	}
	t.slash = t.slash && len(t.endpoint) > 0
	return t, nil
}

// pieces splits a path into literals and parameters.
func (t *template) pieces(path string) ([]part, *problem) {
	var pieces []part
	add := func(s string) {
		if s != "" {
			pieces = append(pieces, literal(s))
		}
	}
	for {
		open := strings.IndexByte(path, '{')
		text := path
		if open >= 0 {
			text = path[:open]
		}
		if p := checkLiteral(text); p != nil {
			return nil, p
		}
		add(text)
		if open < 0 {
			return pieces, nil
		}
		end := closing(path, open)
		if end < 0 {
			return nil, &problem{message: "its braces do not match"}
		}
		before, name, p := t.parameter(path[open+1 : end])
		if p != nil {
			return nil, p
		}
		add(before)
		pieces = append(pieces, part{param: len(t.names)})
		t.names = append(t.names, name)
		path = path[end+1:]
	}
}

func checkLiteral(s string) *problem {
	switch {
	case strings.Contains(s, "*"):
		return &problem{"wildcards are a feature of the Enterprise Edition", "declare the paths below it one by one", true}
	case strings.ContainsAny(s, "?#"):
		return &problem{"it has a query string or a fragment, which belong into parameters", `move it to "parameters"`, true}
	case strings.Contains(s, "}"):
		return &problem{message: "its braces do not match"}
	case strings.Contains(s, "/:"):
		return &problem{"a segment starts with a colon, which routers take for a parameter", "write a parameter as {name}", false}
	}
	return nil
}

// closing returns the brace that closes the one at open; constraints such as
// {id:[0-9]{4}} nest.
func closing(s string, open int) int {
	depth := 0
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// parameter reads what stands between two braces: a name, with the marks that
// URI templates and frameworks put around it. before is what the backend's path
// has to say in front of the value.
func (t *template) parameter(text string) (before, name string, p *problem) {
	// Behind these signs a star says how a list is written, all in one segment.
	if strings.HasPrefix(text, ";") || strings.HasPrefix(text, ".") {
		text = strings.TrimSuffix(text, "*")
	}
	switch {
	case strings.Contains(text, "="), strings.ContainsAny(text, "*+"):
		return "", "", &problem{"parameter {" + text + "} spans several segments, wildcards are a feature of the Enterprise Edition",
			"declare the paths below it one by one", true}
	case strings.HasPrefix(text, "?"), strings.HasPrefix(text, "&"), strings.HasPrefix(text, "#"), strings.HasPrefix(text, "/"):
		return "", "", &problem{"parameter {" + text + "} stands for no part of a path", `move it to "parameters"`, true}
	}
	sign := ""
	if strings.HasPrefix(text, ";") || strings.HasPrefix(text, ".") {
		sign, text = text[:1], text[1:]
	}
	if strings.HasSuffix(text, "?") {
		text = strings.TrimSuffix(text, "?")
		t.notes = append(t.notes, "optional parameter {"+text+"?} has to be given")
	}
	name, _, _ = strings.Cut(text, ":")
	switch {
	case strings.TrimSpace(name) == "":
		return "", "", &problem{message: "a parameter has no name"}
	case strings.ContainsAny(name, "{}"):
		return "", "", &problem{message: "its braces do not match"}
	case sign == ";":
		return ";" + name + "=", name, nil
	}
	return sign, name, nil
}

// segments groups pieces by the slashes in their literals; empty segments are
// left out.
func segments(pieces []part) [][]part {
	var all [][]part
	var current []part
	flush := func() {
		if len(current) > 0 {
			all = append(all, current)
			current = nil
		}
	}
	for _, p := range pieces {
		if p.param >= 0 {
			current = append(current, p)
			continue
		}
		for i, text := range strings.Split(p.text, "/") {
			if i > 0 {
				flush()
			}
			if text != "" {
				current = append(current, literal(text))
			}
		}
	}
	flush()
	return all
}

// segment makes endpoint segments of one segment of the document.
func (t *template) segment(pieces []part) *problem {
	if len(pieces) == 1 && pieces[0].param >= 0 {
		t.endpoint = append(t.endpoint, pieces[0])
		return nil
	}
	if len(pieces) == 1 {
		return t.literal(pieces[0].text)
	}
	t.reshaped = true
	for i, p := range pieces {
		if p.param >= 0 {
			t.endpoint = append(t.endpoint, p)
			continue
		}
		text, err := url.PathUnescape(p.text)
		if err != nil {
			return &problem{message: "it has a broken % escape"}
		}
		words := strings.FieldsFunc(text, func(c rune) bool {
			return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '_' && c != '~' && c != '$'
		})
		// In "(a={a}" the name of the value is no part of the path.
		if strings.HasSuffix(text, "=") && len(words) > 0 && i+1 < len(pieces) {
			words = words[:len(words)-1]
		}
		for _, word := range words {
			if word = strings.Trim(word, "-_~"); word != "" {
				t.endpoint = append(t.endpoint, literal(word))
			}
		}
	}
	return nil
}

// literal adds a segment without parameters. A colon would start a parameter
// in the router, so it becomes a slash.
func (t *template) literal(text string) *problem {
	decoded, err := url.PathUnescape(text)
	if err != nil {
		return &problem{message: "it has a broken % escape"}
	}
	if i := strings.IndexAny(decoded, "%/&?*#{}"); i >= 0 {
		return &problem{message: fmt.Sprintf("an endpoint cannot have the character %q", decoded[i])}
	}
	if strings.TrimSpace(decoded) != decoded {
		return &problem{message: "a segment starts or ends with a blank"}
	}
	if decoded == "." || decoded == ".." {
		return &problem{message: "it has a segment " + decoded + ", which clients resolve themselves"}
	}
	for _, word := range strings.Split(decoded, ":") {
		if word != "" {
			t.endpoint = append(t.endpoint, literal(word))
		}
	}
	t.reshaped = t.reshaped || strings.Contains(decoded, ":")
	return nil
}

// render writes the endpoint with the given names of the parameters.
func (t *template) render(names []string) string {
	var b strings.Builder
	for _, p := range t.endpoint {
		b.WriteByte('/')
		writePart(&b, p, names)
	}
	if t.slash || b.Len() == 0 {
		b.WriteByte('/')
	}
	return b.String()
}

// renderPattern writes the backend's path.
func (t *template) renderPattern(names []string) string {
	var b strings.Builder
	for _, p := range t.pattern {
		writePart(&b, p, names)
	}
	return b.String()
}

func writePart(b *strings.Builder, p part, names []string) {
	if p.param < 0 {
		b.WriteString(p.text)
		return
	}
	b.WriteByte('{')
	b.WriteString(names[p.param])
	b.WriteByte('}')
}

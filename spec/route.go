package spec

import (
	"regexp"
	"strings"
)

// Route returns the path as a router sees it, with one segment for each
// parameter. Three kinds of parameters are written otherwise, and unfolded:
//
//   - resource names, such as {name=shelves/*} or a {name} whose pattern is
//     "shelves/[^/]+", become shelves/{shelves}. Those that span any number of
//     segments are written as {name=shelves/**};
//   - query strings, such as {?page,size}, are left out. See PathQuery;
//   - segments such as :id, <id> or <int:id>, as the routers of some frameworks
//     have them, become {id}.
func (o *Operation) Route() string {
	if !strings.ContainsAny(o.Path, "{:<") {
		return o.Path
	}
	path := o.unfold(func(text string) string {
		switch {
		case strings.HasPrefix(text, "?"), strings.HasPrefix(text, "&"):
			return ""
		}
		name, shape, ok := strings.Cut(text, "=")
		if !ok {
			shape = o.resourcePattern(name)
		}
		if shape == "" || !resource.MatchString(shape) {
			return "{" + text + "}"
		}
		return unfoldResource(name, shape)
	})
	if !strings.Contains(path, "/:") && !strings.Contains(path, "/<") {
		return path
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		segments[i] = routerSegment.ReplaceAllString(segment, "{$1$2}")
	}
	return strings.Join(segments, "/")
}

// routerSegment is a segment such as :id, <id> or <int:id>.
var routerSegment = regexp.MustCompile(`^(?::([A-Za-z_][A-Za-z0-9_]*)|<(?:[a-z]+:)?([A-Za-z_][A-Za-z0-9_]*)>)$`)

// PathQuery returns the names that expressions such as {?page,size} in the path
// give to the query string.
func (o *Operation) PathQuery() []string {
	var names []string
	o.unfold(func(text string) string {
		if strings.HasPrefix(text, "?") || strings.HasPrefix(text, "&") {
			for _, name := range strings.Split(text[1:], ",") {
				if name = strings.TrimSuffix(strings.TrimSpace(name), "*"); name != "" {
					names = append(names, name)
				}
			}
		}
		return ""
	})
	return names
}

// unfold replaces what stands between braces, which may nest.
func (o *Operation) unfold(parameter func(string) string) string {
	var b strings.Builder
	depth, start := 0, 0
	for i := 0; i < len(o.Path); i++ {
		switch c := o.Path[i]; {
		case c == '{':
			if depth == 0 {
				start = i
			}
			depth++
		case c == '}' && depth > 0:
			if depth--; depth == 0 {
				b.WriteString(parameter(o.Path[start+1 : i]))
			}
		case depth == 0:
			b.WriteByte(c)
		}
	}
	if depth > 0 {
		b.WriteString(o.Path[start:])
	}
	return b.String()
}

// resource is a template of a resource name: literal segments, * for one of any
// text and ** for several.
var resource = regexp.MustCompile(`^(\*{1,2}|[A-Za-z0-9._~-]+)(/(\*{1,2}|[A-Za-z0-9._~-]+))*$`)

// patterns writes the regular expressions of resource names as templates.
var patterns = strings.NewReplacer("[^/]+", "*", "[^/]*", "*", ".+", "**", ".*", "**")

// resourcePattern returns the template that the pattern of a path parameter
// stands for where it has more than one segment, else "".
func (o *Operation) resourcePattern(name string) string {
	for i := range o.Params {
		p := &o.Params[i]
		if p.In != InPath || p.Name != name || p.Schema == nil {
			continue
		}
		s, err := p.Schema.deref()
		if err != nil || s.Node == nil {
			return ""
		}
		pattern := s.Node.Get("pattern").Str()
		shape := patterns.Replace(strings.TrimSuffix(strings.TrimPrefix(pattern, "^"), "$"))
		if strings.Contains(shape, "/") && strings.Contains(shape, "*") && resource.MatchString(shape) {
			return shape
		}
	}
	return ""
}

// unfoldResource gives each * of a template a parameter, which is called as
// the collection before it.
func unfoldResource(name, shape string) string {
	if strings.Contains(shape, "**") {
		return "{" + name + "=" + shape + "}"
	}
	segments := strings.Split(shape, "/")
	collection := name
	for i, segment := range segments {
		if segment == "*" {
			segments[i] = "{" + collection + "}"
			continue
		}
		collection = segment
	}
	return strings.Join(segments, "/")
}

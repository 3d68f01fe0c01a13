package krakend

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// part is one endpoint on its way into a route.
type part struct {
	route *convert.Route
	from  string
	// path and patterns are those of the catch-all that it was made of.
	path     string
	patterns []string
	// whole is that catch-all, and group what is the same for all endpoints of it.
	whole *convert.Route
	group string
	used  bool
}

// note reads where the endpoint came from, and of a catch-all what it was.
func (p *part) note(n *syntax.Node) {
	from := n.Get("from")
	if from == nil {
		return
	}
	p.route.Service = from.Get("service").Str()
	p.from = from.Get("format").Str() + " " + from.Get("pointer").Str()
	x := n.Get("expanded")
	path, patterns := x.Get("endpoint").Str(), x.Get("url_pattern")
	names := convert.Params(path)
	if patterns == nil || len(patterns.Items()) != len(p.route.Calls) || len(names) == 0 || !strings.HasSuffix(path, "/{"+names[len(names)-1]+"}") {
		return
	}
	p.path = path
	for _, item := range patterns.Items() {
		p.patterns = append(p.patterns, item.Str())
	}
	p.whole = p.unexpanded()
	p.group = p.from + " " + p.whole.Sum()
}

// unexpanded is the catch-all that the endpoint was made of.
func (p *part) unexpanded() *convert.Route {
	r := *p.route
	names := convert.Params(p.path)
	r.Path, r.Tail, r.Methods, r.Raw = p.path, names[len(names)-1], nil, nil
	r.Calls = nil
	for i, c := range p.route.Calls {
		call := *c
		call.Pattern = p.patterns[i]
		r.Calls = append(r.Calls, &call)
	}
	return &r
}

// collect puts endpoints together that are one route: those that a catch-all
// was expanded to, as long as nobody has changed one of them, and those that
// differ in their method only.
func collect(parts []*part) []*convert.Route {
	groups := map[string][]*part{}
	served := map[string]bool{}
	for _, p := range parts {
		served[p.route.Methods[0]+" "+outline(p.route.Path)] = true
		if p.path != "" {
			groups[p.group] = append(groups[p.group], p)
		}
	}
	var routes []*convert.Route
	index := map[string]*convert.Route{}
	for _, p := range parts {
		if p.used {
			continue
		}
		if group := groups[p.group]; group != nil && p.path != "" {
			if r := catchAll(group, served); r != nil {
				routes = append(routes, r)
				continue
			}
			groups[p.group] = nil
		}
		r, method := p.route, p.route.Methods[0]
		r.Methods = nil
		key := p.from + " " + r.Sum()
		first, ok := index[key]
		if !ok || slices.Contains(first.Methods, method) {
			r.Methods = []string{method}
			index[key] = r
			routes = append(routes, r)
			continue
		}
		first.Methods = append(first.Methods, method)
		first.Raw = append(first.Raw, r.Raw...)
	}
	return routes
}

// catchAll makes one route of the endpoints that it was expanded to: they have
// to be all that it expands to, but for those that another route serves.
func catchAll(group []*part, served map[string]bool) *convert.Route {
	r := *group[0].whole
	depth := 1
	for _, p := range group {
		if m := p.route.Methods[0]; !slices.Contains(r.Methods, m) {
			r.Methods = append(r.Methods, m)
		}
		r.Raw = append(r.Raw, p.route.Raw...)
		depth = max(depth, strings.Count(p.route.Path, "/")-strings.Count(p.path, "/")+1)
	}
	if len(r.Methods) == len(convert.Methods()) {
		r.Methods = nil
	}
	for _, deep := range []int{0, 1} {
		r.Deep = deep
		missing, ok := madeOf(&r, Options{Depth: depth}, served)
		if !ok {
			continue
		}
		for _, p := range group {
			p.used = true
		}
		r.Plain = missing == 0 && (deep == 0 && depth == DefaultDepth || deep == 1 && depth == 1)
		return &r
	}
	return nil
}

// madeOf reports whether the endpoints of a route are those that it is written
// as, but for those that another route serves, and counts these.
func madeOf(r *convert.Route, opts Options, served map[string]bool) (missing int, ok bool) {
	made, err := written(r, opts)
	if err != nil {
		return 0, false
	}
	for _, n := range r.Raw {
		e, key, err := plain([]byte(convert.Compact(convert.FromNode(n))))
		if err != nil || !reflect.DeepEqual(e, made[key]) {
			return 0, false
		}
		delete(made, key)
	}
	for key := range made {
		if !served[outline(key)] {
			return 0, false
		}
	}
	return len(made), true
}

// written are the endpoints that a route is written as, by method and path.
func written(r *convert.Route, opts Options) (map[string]map[string]any, error) {
	out := Write(&convert.Inventory{Routes: []*convert.Route{r}}, opts)
	var doc struct {
		Endpoints []json.RawMessage `json:"endpoints"`
	}
	if err := json.Unmarshal(out.Files[0].Data, &doc); err != nil {
		return nil, err
	}
	made := map[string]map[string]any{}
	for _, raw := range doc.Endpoints {
		e, key, err := plain(raw)
		if err != nil {
			return nil, err
		}
		made[key] = e
	}
	return made, nil
}

// plain is an endpoint without what it says of its origin, with its method and
// path.
func plain(text []byte) (e map[string]any, key string, err error) {
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, "", err
	}
	delete(e, "@gatewright")
	method, _ := e["method"].(string)
	path, _ := e["endpoint"].(string)
	return e, cmp.Or(strings.ToUpper(method), "GET") + " " + path, nil
}

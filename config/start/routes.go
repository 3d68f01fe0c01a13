package start

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

// routes finds endpoints that the router cannot hold side by side: the same
// method and path twice, and at one place of a path parameters of different
// names.
type routes struct {
	*checker
	health string
	paths  map[string]config.EndpointRef // by method and router path
	params map[place]param
}

// place is where a parameter may stand.
type place struct{ method, before string }

type param struct {
	at   config.EndpointRef
	name string
}

func (c *checker) routes() *routes {
	return &routes{c, c.healthPath(), map[string]config.EndpointRef{}, map[place]param{}}
}

func (r *routes) add(e *config.Endpoint) {
	method := e.HTTPMethod()
	if !slices.Contains(fact.EndpointMethods(), method) {
		return // it is never registered
	}
	path := fact.RouterPath(e.Route(), r.svc.DisableREST.V)
	if method == "GET" && path == r.health {
		r.refuse(diag.EndpointHealth, e.Place("endpoint"), e.Field("endpoint"), e.ID(),
			"the health check answers at this path", `move the endpoint, or the health check with router.health_path`)
	}
	if first, ok := r.paths[method+" "+path]; ok {
		r.clash(diag.EndpointDuplicate, e, first.Endpoint(), "the endpoint stands twice")
		return
	}
	r.paths[method+" "+path] = e.Ref()
	for _, w := range wildcards(path) {
		if w.bad != "" {
			r.refuse(diag.ParamPartialSegment, e.Place("endpoint"), e.Field("endpoint"), e.ID(), w.bad, "give each parameter a segment of its own")
			return
		}
		here := place{method, w.prefix}
		first, ok := r.params[here]
		if !ok {
			r.params[here] = param{e.Ref(), w.name}
			continue
		}
		if first.name != w.name {
			other := first.at.Endpoint()
			r.clash(conflictRule(path), e, other, fmt.Sprintf("the parameter {%s} stands where another endpoint has {%s}",
				written(e, w.name), written(other, first.name)))
			return
		}
	}
}

func conflictRule(path string) string {
	if strings.Count(path, ":") > 0 && !strings.Contains(path, "/:") {
		return diag.EndpointColon
	}
	return diag.EndpointConflict
}

// written is a parameter's name as the endpoint writes it.
func written(e *config.Endpoint, name string) string {
	for _, p := range fact.PathParams(e.Route(), true) {
		if strings.EqualFold(p, name) {
			return p
		}
	}
	return name
}

func (c *checker) clash(rule string, e, first *config.Endpoint, message string) {
	hint := "delete one of them, or give them different paths or methods"
	if rule != diag.EndpointDuplicate {
		hint = "use one name at this place in both, in endpoint and url_pattern"
	}
	f := c.refuse(rule, e.Place("endpoint"), e.Field("endpoint"), e.ID(), message, hint)
	f.Related = []diag.Related{{Label: "first", Message: first.ID().String(), Span: first.Place("endpoint")}}
}

func (c *checker) healthPath() string {
	router := c.svc.Extra.Get("router")
	if d := router.Get("disable_health"); d != nil && d.Text == "true" {
		return ""
	}
	if p := router.Get("health_path").Str(); p != "" {
		return p
	}
	return "/__health"
}

type wildcard struct {
	prefix, name string
	bad          string
}

// wildcards finds the parameters of a path as the router reads it, each with
// all that stands before it.
func wildcards(path string) []wildcard {
	var list []wildcard
	for i := 0; i < len(path); i++ {
		if path[i] != ':' {
			continue
		}
		end := strings.IndexByte(path[i:], '/')
		if end < 0 {
			end = len(path) - i
		}
		w := wildcard{prefix: path[:i], name: path[i+1 : i+end]}
		switch {
		case w.name == "":
			w.bad = "there is a colon without a name, the router takes colons for parameters"
		case strings.Contains(w.name, ":"):
			w.bad = "two parameters stand in one segment of the path"
		}
		list = append(list, w)
		i += end
	}
	return list
}

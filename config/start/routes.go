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
func (c *checker) routes() {
	type owner struct {
		at   config.EndpointRef
		name string
	}
	paths := map[string]config.EndpointRef{} // method and router path
	params := map[string]map[string]owner{}  // method → path before a parameter → its name
	health := c.healthPath()
	for _, e := range c.svc.Endpoints() {
		method := e.HTTPMethod()
		if !slices.Contains(fact.EndpointMethods(), method) {
			continue // it is never registered
		}
		path := fact.RouterPath(e.Route(), c.svc.DisableREST.V)
		if method == "GET" && path == health {
			c.refuse(diag.EndpointHealth, e.Place("endpoint"), e.Field("endpoint"), e.ID(),
				"the health check answers at this path", `move the endpoint, or the health check with router.health_path`)
		}
		if first, ok := paths[method+" "+path]; ok {
			c.clash(diag.EndpointDuplicate, e, first.Endpoint(), "the endpoint stands twice")
			continue
		}
		paths[method+" "+path] = e.Ref()
		if params[method] == nil {
			params[method] = map[string]owner{}
		}
		for _, w := range wildcards(path) {
			if w.bad != "" {
				c.refuse(diag.ParamPartialSegment, e.Place("endpoint"), e.Field("endpoint"), e.ID(), w.bad, "give each parameter a segment of its own")
				break
			}
			first, ok := params[method][w.prefix]
			if !ok {
				params[method][w.prefix] = owner{e.Ref(), w.name}
				continue
			}
			if first.name != w.name {
				other := first.at.Endpoint()
				c.clash(conflictRule(path), e, other, fmt.Sprintf("the parameter {%s} stands where another endpoint has {%s}",
					written(e, w.name), written(other, first.name)))
				break
			}
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

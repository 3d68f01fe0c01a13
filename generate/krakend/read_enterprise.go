package krakend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// tail is the name of the parameter that stands for a star.
const tail = "rest"

// unstar gives a path that ends in a star, and the paths of its backends, a
// parameter in the star's place.
func unstar(route *convert.Route) {
	stem, ok := strings.CutSuffix(route.Path, star)
	if !ok {
		return
	}
	route.Path, route.Tail = stem+"/{"+tail+"}", tail
	for _, c := range route.Calls {
		if head, ok := strings.CutSuffix(c.Pattern, star); ok {
			c.Pattern = head + "/{" + tail + "}"
		}
	}
}

// unhost takes the host out of the path of an endpoint that answers to it alone.
func (r *reader) unhost(route *convert.Route) {
	rest, ok := strings.CutPrefix(route.Path, "/__virtual/")
	if !ok {
		return
	}
	host, path, _ := strings.Cut(rest, "/")
	route.Path = "/" + path
	route.Match = append(route.Match, convert.Condition{Place: route.Place, Kind: "host", Values: []string{host}})
}

// readKeys reads whom the service knows by API keys.
func (r *reader) readKeys(o *convert.Object) {
	for i, k := range o.Children("keys") {
		c := convert.Consumer{Place: k.Place, Name: cmp.Or(k.Str("@description"), fmt.Sprintf("client-%d", i+1)), Keys: k.Strs("key"), Groups: k.Strs("roles")}
		c.Groups = slices.DeleteFunc(c.Groups, func(g string) bool { return g == c.Name })
		k.Rest("an API key")
		r.inv.Service.Consumers = append(r.inv.Service.Consumers, c)
	}
	r.keys = keyPlace{o.Str("strategy"), o.Str("identifier")}
	o.Rest("the API keys")
}

// keyPlace is where clients put their keys.
type keyPlace struct{ strategy, identifier string }

func (r *reader) keyed(o *convert.Object, at convert.Place) *convert.Auth {
	a := &convert.Auth{Place: at, Kind: "key-auth", Provider: "key-auth", Groups: o.Strs("roles")}
	strategy, identifier := cmp.Or(o.Str("strategy"), r.keys.strategy), cmp.Or(o.Str("identifier"), r.keys.identifier)
	if strategy == "query_string" {
		a.Query = cmp.Or(identifier, "key")
	} else {
		a.Header = cmp.Or(identifier, "Authorization")
	}
	o.Rest("the check of API keys")
	return a
}

// addresses reads the plugin that lets addresses in; nil where another plugin
// stands beside it.
func addresses(o *convert.Object, at convert.Place) *convert.Addresses {
	f := o.Child("ip-filter")
	if f == nil || !slices.Equal(o.Strs("name"), []string{"ip-filter"}) {
		return nil
	}
	a := &convert.Addresses{Place: at}
	if f.Bool(false, "allow") {
		a.Only = f.Strs("CIDR")
	} else {
		a.Never = f.Strs("CIDR")
	}
	f.Rest("the list of addresses")
	return a
}

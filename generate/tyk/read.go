// Package tyk reads and writes definitions of APIs of the Tyk gateway: classic
// ones and those that live in an OpenAPI document.
//
// The common calls are
//
//	inv := tyk.Read(sources)
//	out := tyk.Write(inv, tyk.WriteOptions{})
//
// A definition may stand alone, in the export of a dashboard, or in a resource
// of the Kubernetes operator. Keys and policies are in Tyk's database, not in
// these files: what depends on them is reported.
package tyk

import (
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// Format is the name of the format.
const Format = "tyk"

// DefaultTimeout is how long Tyk waits for a backend.
const DefaultTimeout = 30 * time.Second

const (
	extension = "x-tyk-api-gateway"
	tail      = "rest"
	maxHosts  = 100
)

// Is reports whether a tree looks like a definition of Tyk.
func Is(root *syntax.Node) bool {
	if root != nil && root.Kind == syntax.Array {
		return len(root.Items()) > 0 && root.Items()[0].Kind == syntax.Object && Is(root.Items()[0])
	}
	if root == nil || root.Kind != syntax.Object {
		return false
	}
	if root.Get(extension) != nil || root.At("/proxy/listen_path") != nil || root.Get("is_oas") != nil {
		return true
	}
	switch root.Get("kind").Str() {
	case "ApiDefinition", "TykOasApiDefinition":
		return true
	}
	for _, pointer := range []string{"/api_definition", "/oas", "/apis/0", "/apis/0/api_definition", "/apis/0/oas"} {
		if n := root.At(pointer); n != nil && n != root && (n.Get(extension) != nil || n.At("/proxy/listen_path") != nil) {
			return true
		}
	}
	return false
}

type reader struct {
	inv  *convert.Inventory
	said map[string]bool
}

// api is one API in the words that both kinds of definition share.
type api struct {
	obj     *convert.Object
	name    string
	listen  string
	strip   bool
	hosts   []string
	base    string // path of the target
	timeout time.Duration
	auth    *convert.Auth
	match   []convert.Condition
	allow   *convert.Addresses
	// maxBody is how many bytes bodies may have; 0 is any number.
	maxBody int
	// registered is the name under which a registry knows the target.
	registered *convert.Discovery
	// version is the segment behind the listen path that chooses the version of
	// the API, kept says that the target gets it too.
	version string
	kept    bool
	// claims are headers whose values are claims of the token.
	claims []convert.Edit
	rate   *convert.Rate
	edits  []convert.Edit
	cache  *convert.Cache
	// allowed says that only the operations are served.
	allowed bool
	ops     []*operation
}

// operation is one path and method of an API, with what is special there.
type operation struct {
	convert.Place
	// settings is where what is special stands, where that is elsewhere.
	settings     convert.Place
	method, path string
	// open says that no credentials are needed.
	open bool
	// blocked says that nobody reaches it from outside.
	blocked bool
	listed  bool // an allow list has it
	timeout time.Duration
	toVerb  string
	rewrite *rewrite
	rate    *convert.Rate
	breaker *convert.Breaker
	cache   *convert.Cache
	maxBody int
	edits   []convert.Edit
	claims  []convert.Edit
	schema  any
	note    *convert.Note
}

// rewrite is a rule by which the backend's path is made.
type rewrite struct {
	convert.Place
	pattern, to string
}

// Read reads definitions, one API or several in each source.
func Read(sources []*syntax.Source) *convert.Inventory {
	r := &reader{inv: &convert.Inventory{Format: Format}, said: map[string]bool{}}
	companions := map[string]bool{}
	for _, src := range sources {
		if stem, ok := strings.CutSuffix(path.Base(src.Name), "-oas.json"); ok {
			companions[stem+".json"] = true
		}
	}
	for _, src := range sources {
		root := r.inv.Parse(src)
		switch {
		case root == nil:
		case root.Kind == syntax.Array:
			for i, item := range root.Items() {
				if item.Kind == syntax.Object {
					r.file(r.inv.Object(item, syntax.Index("", i), false))
				}
			}
		case root.Kind != syntax.Object:
		case root.Get("is_oas") != nil && root.Get("is_oas").Text == "true" && companions[path.Base(src.Name)]:
			o := r.inv.Object(root, "", false)
			o.LoseAt(o.Place, convert.Ignored, "companion", "the file beside it says what the API does", "")
		default:
			r.file(r.inv.Object(root, "", false))
		}
	}
	return r.inv
}

// file finds the definitions in a file.
func (r *reader) file(o *convert.Object) {
	switch {
	case o.Has("kind"):
		o.Skip("apiVersion", "kind", "metadata", "status")
		if spec := o.Child("spec"); spec != nil {
			r.api(spec)
			return
		}
		o.LoseAt(o.Place, convert.Lost, "resource", "the resource has no spec", "")
	case o.Has("api_definition", "oas", "apis"):
		r.api(o.Child("api_definition"))
		r.api(o.Child("oas"))
		for _, one := range o.Children("apis") {
			r.file(one)
		}
		for _, m := range o.Node.Members() {
			o.Skip(m.Name)
		}
	case isPolicies(o.Node):
		o.LoseAt(o.Place, convert.Security, "policies", "the limits of policies hold for keys, which the gateway does not know", "set client_max_rate of qos/ratelimit/router")
	default:
		r.api(o)
	}
}

// isPolicies tells the file of policies: an object of objects with access
// rights.
func isPolicies(n *syntax.Node) bool {
	for _, m := range n.Members() {
		if m.Value.Get("access_rights") == nil {
			return false
		}
	}
	return len(n.Members()) > 0
}

func (r *reader) api(o *convert.Object) {
	if o == nil {
		return
	}
	if o.Has(extension) {
		if a := r.oas(o); a != nil {
			r.routes(a)
		}
		return
	}
	r.inv.Count(o.Node)
	for _, a := range r.classic(o) {
		r.routes(a)
	}
}

// target reads where an API's backend is.
func (r *reader) target(a *api, url string) {
	if url == "" {
		return
	}
	if !strings.Contains(url, "://") {
		url = "http://" + url
	}
	if p := convert.Unresolved(url); strings.HasPrefix(p, "env://") || strings.HasPrefix(p, "secrets://") || strings.HasPrefix(p, "vault://") || strings.HasPrefix(p, "consul://") {
		a.hosts = []string{url}
		return
	}
	origin, base := convert.SplitURL(url)
	a.hosts, a.base = []string{origin}, base
}

// once reports something about all files at its first place.
func (r *reader) once(severity convert.Severity, code string, at convert.Place, message, hint string) {
	if !r.said[code] {
		r.said[code] = true
		r.inv.Lose(convert.Loss{Severity: severity, Code: code, Place: at, Message: message, Hint: hint})
	}
}

// listen reads a listen path, which may bind its parameters to characters.
func (r *reader) listen(o *convert.Object, f convert.Field) string {
	p := f.Node.Str()
	if bound.MatchString(p) {
		p = bound.ReplaceAllString(p, "{$1}")
		o.LoseAt(f.Place, convert.Changed, "path-constraint", fmt.Sprintf("the parameters of %s take any text now", p), "")
	}
	return strings.TrimSuffix("/"+strings.Trim(p, "/"), "/")
}

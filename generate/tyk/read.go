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
	"regexp"
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
	rate    *convert.Rate
	edits   []convert.Edit
	cache   *convert.Cache
	// allowed says that only the operations are served.
	allowed bool
	ops     []*operation
}

// operation is one path and method of an API, with what is special there.
type operation struct {
	convert.Place
	method, path string
	// open says that no credentials are needed.
	open    bool
	blocked bool
	listed  bool // an allow list has it
	timeout time.Duration
	toVerb  string
	rewrite *rewrite
	rate    *convert.Rate
	breaker *convert.Breaker
	cache   *convert.Cache
	edits   []convert.Edit
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
		if root == nil || root.Kind != syntax.Object {
			continue
		}
		if root.Get("is_oas") != nil && root.Get("is_oas").Text == "true" && companions[path.Base(src.Name)] {
			continue
		}
		r.file(r.inv.Object(root, "", false))
	}
	return r.inv
}

// file finds the definitions in a file.
func (r *reader) file(o *convert.Object) {
	switch {
	case o.Has("kind"):
		if spec := o.Child("spec"); spec != nil {
			r.api(spec)
			return
		}
		o.LoseAt(o.Place, convert.Lost, "resource", "the resource has no spec", "")
	case o.Has("api_definition"):
		r.api(o.Child("api_definition"))
	case o.Has("oas"):
		r.api(o.Child("oas"))
	case o.Has("apis"):
		for _, one := range o.Children("apis") {
			r.file(one)
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
	for _, m := range n.Members {
		if m.Value.Get("access_rights") == nil {
			return false
		}
	}
	return len(n.Members) > 0
}

func (r *reader) api(o *convert.Object) {
	if o == nil {
		return
	}
	var a *api
	if o.Has(extension) {
		a = r.oas(o)
	} else {
		r.inv.Count(o.Node)
		a = r.classic(o)
	}
	if a != nil {
		r.routes(a)
	}
}

// routes makes the routes of an API: one for each operation, and one for all
// other paths unless only the operations are served.
func (r *reader) routes(a *api) {
	if len(a.hosts) == 0 {
		a.obj.LoseAt(a.obj.Place, convert.Lost, "host-missing", fmt.Sprintf("API %q names no target", a.name), "")
	}
	for _, op := range a.ops {
		if op.blocked || a.allowed && !op.listed {
			continue
		}
		r.route(a, op)
	}
	if a.allowed {
		return
	}
	for _, op := range a.ops {
		if op.blocked {
			r.inv.Lose(convert.Loss{Severity: convert.Security, Code: "block-list", Place: op.Place,
				Message: fmt.Sprintf("%s %s was blocked, it is reached through the catch-all now", op.method, op.path), Hint: "name the paths that are served with an allow list"})
		}
	}
	r.route(a, &operation{Place: a.obj.Place, path: "/{" + tail + "}"})
}

func (r *reader) route(a *api, op *operation) {
	nr := &convert.Route{Place: op.Place, Name: a.name, Service: a.name, Priority: 1, Timeout: a.timeout, Match: a.match, Note: op.note}
	nr.PassAll()
	if op.method != "" {
		nr.Methods = []string{op.method}
	}
	if op.timeout > 0 {
		nr.Timeout = op.timeout
	}
	if !op.open {
		nr.Auth = a.auth
	}
	own, ok := r.ownPath(op, nr)
	if !ok {
		r.inv.Routes = append(r.inv.Routes, nr)
		return
	}
	if own == "/" {
		own = ""
	}
	nr.Path = convert.JoinPath(a.listen, own)
	call := &convert.Call{Place: op.Place, Hosts: a.hosts, Method: op.toVerb, Breaker: op.breaker, Cache: op.cache}
	if call.Cache == nil && (op.method == "" || op.method == "GET") {
		call.Cache = a.cache
	}
	call.Pattern = convert.JoinPath(a.base, nr.Path)
	if a.strip {
		call.Pattern = convert.JoinPath(a.base, own)
	}
	if op.rewrite != nil {
		r.rewrite(nr, call, op, own, a)
	}
	call.Edits = append(append(call.Edits, a.edits...), op.edits...)
	nr.Calls = []*convert.Call{call}
	if len(a.hosts) == 0 && len(call.Hosts) == 0 {
		nr.Calls = nil
	}
	nr.Rate = a.rate
	if op.rate != nil {
		nr.Rate = op.rate
	}
	nr.Schema = op.schema
	nr.CleanNames()
	r.inv.Routes = append(r.inv.Routes, nr)
}

var bound = regexp.MustCompile(`\{([A-Za-z0-9_]+):[^{}/]*(?:\{[^{}]*\}[^{}/]*)*\}`)

// ownPath is the path of an operation below the listen path.
func (r *reader) ownPath(op *operation, nr *convert.Route) (string, bool) {
	own := op.path
	if !strings.HasPrefix(own, "/") {
		own = "/" + own
	}
	if own == "/{"+tail+"}" && op.method == "" {
		nr.Tail = tail
		return own, true
	}
	if bound.MatchString(own) {
		own = bound.ReplaceAllString(own, "{$1}")
		r.inv.Lose(convert.Loss{Severity: convert.Changed, Code: "path-constraint", Place: op.Place, Route: nr, Value: op.path,
			Message: fmt.Sprintf("the parameters of %s take any text now", own)})
	}
	if rest, ok := strings.CutSuffix(own, "/*"); ok {
		nr.Tail = tail
		own = rest + "/{" + tail + "}"
	}
	own = strings.TrimSuffix(strings.TrimPrefix(own, "^"), "$")
	if strings.ContainsAny(own, `*()[]\?|^$+`) {
		r.inv.Lose(convert.Loss{Severity: convert.Lost, Code: "path-regex", Place: op.Place, Route: nr, Value: op.path,
			Message: fmt.Sprintf("the regular expression %q has no counterpart", op.path), Hint: "write a path with parameters"})
		return "", false
	}
	if own != "/" {
		own = strings.TrimSuffix(own, "/")
	}
	return own, true
}

// rewrite makes the backend's path by a rule. The rule is tried on the
// operation's path, with a mark in place of each parameter: what a group of the
// rule takes are the marks that stand at its place.
func (r *reader) rewrite(nr *convert.Route, call *convert.Call, op *operation, own string, a *api) {
	lose := func() {
		r.inv.Lose(convert.Loss{Severity: convert.Lost, Code: "url-rewrite", Place: op.rewrite.Place, Route: nr,
			Message: fmt.Sprintf("the rule %q has no counterpart for %s", op.rewrite.pattern, own), Hint: "write url_pattern by hand"})
	}
	re, err := regexp.Compile(op.rewrite.pattern)
	if err != nil || strings.HasPrefix(op.rewrite.to, "tyk://") || strings.Contains(op.rewrite.to, "$tyk_") || strings.Contains(op.rewrite.to, "$secret_") {
		lose()
		return
	}
	marks := map[string]string{}
	probe := own
	for i, name := range convert.Params(own) {
		mark := fmt.Sprintf("7%d7", 100+i)
		marks[mark] = "{" + name + "}"
		probe = strings.Replace(probe, "{"+name+"}", mark, 1)
	}
	m := re.FindStringSubmatchIndex(probe)
	if m == nil {
		lose()
		return
	}
	to := string(re.ExpandString(nil, groups.ReplaceAllString(op.rewrite.to, "$${$1}"), probe, m))
	for mark, param := range marks {
		to = strings.ReplaceAll(to, mark, param)
	}
	if strings.Contains(to, "://") {
		origin, path := convert.SplitURL(to)
		if i := strings.IndexByte(to, '?'); i >= 0 {
			path += to[i:]
		}
		call.Hosts, call.Pattern = []string{origin}, convert.JoinPath("", path)
		return
	}
	call.Pattern = convert.JoinPath(a.base, to)
}

var groups = regexp.MustCompile(`\$([0-9]+)`)

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

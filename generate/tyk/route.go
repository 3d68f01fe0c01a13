package tyk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// routes makes the routes of an API: one for each operation, and one for all
// other paths unless only the operations are served.
func (r *reader) routes(a *api) {
	before := len(r.inv.Routes)
	if len(a.hosts) == 0 && a.registered == nil {
		a.obj.LoseAt(a.obj.Place, convert.Lost, "host-missing", fmt.Sprintf("API %q names no target", a.name), "")
	}
	for _, op := range a.ops {
		switch {
		case op.blocked:
		case !a.allowed || op.listed:
			r.route(a, op)
		case op.open:
			r.inv.Lose(convert.Loss{Severity: convert.Lost, Code: "not-allowed", Place: op.Place,
				Message: fmt.Sprintf("%s is left out: it needs no credentials, and is on no allow list", op), Hint: "put it on the allow list where it is to be served"})
		default:
			r.unreached(op)
		}
	}
	for _, op := range a.ops {
		switch {
		case op.blocked && a.allowed:
			r.unreached(op)
		case op.blocked:
			r.inv.Lose(convert.Loss{Severity: convert.Security, Code: "block-list", Place: op.Place,
				Message: fmt.Sprintf("%s was kept from clients, it is reached through the catch-all now", op), Hint: "name the paths that are served with an allow list"})
		}
	}
	if a.allowed {
		if len(r.inv.Routes) == before {
			a.obj.LoseAt(a.obj.Place, convert.Ignored, "unreached", fmt.Sprintf("API %q serves nothing to clients", a.name), "")
		}
		return
	}
	r.route(a, &operation{Place: a.obj.Place, path: "/{" + tail + "}"})
}

func (r *reader) route(a *api, op *operation) {
	nr := &convert.Route{Place: op.Place, Name: a.name, Service: a.name, Priority: 1, Timeout: a.timeout, Match: a.match, Note: op.note}
	nr.Rank = []int{len(a.match), len(a.listen)}
	nr.PassAll()
	if op.method != "" {
		nr.Methods = []string{op.method}
	}
	if op.timeout > 0 {
		nr.Timeout = op.timeout
	}
	nr.Allow = a.allow
	if !op.open && a.auth != nil {
		auth := *a.auth
		nr.Auth = &auth
	}
	own, ok := r.ownPath(op, nr)
	if !ok {
		r.inv.Routes = append(r.inv.Routes, nr)
		return
	}
	if own == "/" {
		own = ""
	}
	nr.Path = convert.JoinPath(a.listen+a.version, own)
	call := &convert.Call{Place: op.Place, Hosts: a.hosts, Discovery: a.registered, Method: op.toVerb, Breaker: op.breaker, Cache: op.cache}
	if call.Cache == nil && (op.method == "" || op.method == "GET") {
		call.Cache = a.cache
	}
	behind := a.base
	if !a.strip {
		behind += a.listen
	}
	if a.kept {
		behind += a.version
	}
	call.Pattern = convert.JoinPath(behind, own)
	if op.rewrite != nil {
		r.rewrite(nr, call, op, own, a)
	}
	call.Edits = append(append(call.Edits, a.edits...), op.edits...)
	nr.Calls = []*convert.Call{call}
	r.propagate(nr, a, op)
	if len(a.hosts) == 0 && len(call.Hosts) == 0 && a.registered == nil {
		nr.Calls = nil
	}
	nr.Rate = a.rate
	if op.rate != nil {
		nr.Rate = op.rate
	}
	nr.Schema, nr.MaxBody = op.schema, a.maxBody
	if op.maxBody > 0 {
		nr.MaxBody = op.maxBody
	}
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
	to := claimText.ReplaceAllString(op.rewrite.to, "{JWT.$1}")
	if err != nil || strings.HasPrefix(to, "tyk://") || strings.Contains(to, "$tyk_") || strings.Contains(to, "$secret_") {
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
	to = string(re.ExpandString(nil, groups.ReplaceAllString(to, "$${$1}"), probe, m))
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

// claimText is a claim of the token in a rewritten path.
var claimText = regexp.MustCompile(`\$tyk_context\.jwt_claims_([A-Za-z0-9_-]+)`)

var groups = regexp.MustCompile(`\$([0-9]+)`)

// unreached reports an operation that is left out, since nobody reached it.
func (r *reader) unreached(op *operation) {
	for _, at := range []convert.Place{op.Place, op.settings} {
		if !at.Span.IsZero() {
			r.inv.Lose(convert.Loss{Severity: convert.Ignored, Code: "unreached", Place: at, Message: fmt.Sprintf("%s is left out, clients did not reach it", op)})
		}
	}
}

// String names the operation for the report.
func (op *operation) String() string { return strings.TrimSpace(op.method + " " + op.path) }

// propagate makes headers of claims of the token, where tokens are checked.
func (r *reader) propagate(nr *convert.Route, a *api, op *operation) {
	for _, c := range slices.Concat(a.claims, op.claims) {
		if nr.Auth == nil || nr.Auth.Kind != "jwt" {
			r.inv.Lose(convert.Loss{Severity: convert.Lost, Code: "header-variable", Place: c.Place, Route: nr,
				Message: fmt.Sprintf("the header %s cannot be a claim, since no token is checked", c.Name)})
			continue
		}
		nr.Auth.Propagate = append(nr.Auth.Propagate, [2]string{c.Value, c.Name})
	}
}

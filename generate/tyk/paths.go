package tyk

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// versions reads the versions of a classic API. One that is not versioned has
// one all the same. Versions that the path tells apart are APIs of their own.
func (r *reader) versions(o *convert.Object, a *api) []*api {
	definition := o.Child("definition")
	location := ""
	if definition != nil {
		location = definition.Str("location")
	}
	data := o.Child("version_data")
	if data == nil {
		if definition != nil && location == "" {
			definition.Drop()
		}
		return []*api{a}
	}
	single := data.Bool(false, "not_versioned")
	preferred := data.Str("default_version")
	names, list := data.Members("versions")
	chosen := max(0, slices.Index(names, preferred))
	if definition != nil && (single || location == "") {
		o.Skip("definition")
		definition.Drop()
	}
	if !single && definition != nil && location == "url" {
		data.Rest("version_data")
		return r.byPath(definition, a, names, list, preferred)
	}
	for i, v := range list {
		if i != chosen {
			if !single {
				what := fmt.Sprintf("version %q of the API is left out", names[i])
				v.LoseAt(v.Place, convert.Lost, "version", what, "convert it by itself, below a path of its own")
			}
			continue
		}
		r.version(v, a)
	}
	if !single && location != "" && len(list) > 1 {
		definition.Drop()
		definition.LoseAt(definition.Place, convert.Changed, "version-location", fmt.Sprintf("the version is no longer chosen by the %s", location), "").Action = convert.Dropped
	}
	data.Rest("version_data")
	return []*api{a}
}

// byPath makes an API of each version, below the listen path and the version's
// name. What has no version in its path is for the one that is preferred.
func (r *reader) byPath(definition *convert.Object, a *api, names []string, list []*convert.Object, preferred string) []*api {
	strip := definition.Bool(false, "strip_versioning_data", "strip_path")
	fallback := definition.Bool(false, "fallback_to_default")
	definition.Skip("key", "enabled", "name", "default", "versions", "url_versioning_pattern")
	definition.Rest("definition")
	var apis []*api
	for i, v := range list {
		one := *a
		one.obj, one.version, one.kept = v, "/"+strings.Trim(names[i], "/"), !strip
		one.edits, one.claims = slices.Clone(a.edits), slices.Clone(a.claims)
		r.version(v, &one)
		apis = append(apis, &one)
		if fallback && names[i] == preferred {
			plain := one
			plain.version = ""
			apis = append(apis, &plain)
		}
	}
	return apis
}

func (r *reader) version(v *convert.Object, a *api) {
	if url := v.Str("override_target"); url != "" {
		r.target(a, url)
	}
	for _, f := range v.Texts("global_headers") {
		r.edit(v, &a.edits, &a.claims, f.Place, f.Name, f.Node.Text, false)
	}
	for _, f := range v.Texts("global_response_headers") {
		r.edit(v, &a.edits, nil, f.Place, f.Name, f.Node.Text, true)
	}
	for i, name := range [2]string{"global_headers_remove", "global_response_headers_remove"} {
		f := v.Get(name)
		for _, h := range v.Strs(name) {
			a.edits = append(a.edits, convert.Edit{Place: f.Place, Op: "remove", Name: h, Response: i == 1})
		}
	}
	if p := v.Child("paths"); p != nil {
		for kind, name := range map[string]string{"ignored": "ignored", "white_list": "white_list", "black_list": "black_list"} {
			for _, path := range p.Strs(name) {
				r.listed(a, kind, "", path, p.Get(name).Place)
			}
		}
	}
	use := v.Bool(true, "use_extended_paths")
	if x := v.Child("extended_paths"); x != nil && use {
		r.extended(x, a)
	} else if x != nil {
		v.LoseAt(x.Place, convert.Ignored, "disabled", "the paths are switched off", "")
	} else {
		v.Skip("use_extended_paths")
	}
	if n, ok := v.Int("global_size_limit"); ok && n > 0 {
		a.maxBody = n
	}
	if s, ok := v.Float("global_enforce_timeout"); ok && s > 0 {
		a.timeout = seconds(s)
	}
	v.Skip("name", "expires", "ignore_endpoint_case", "api_id", "global_headers_disabled", "global_response_headers_disabled")
	v.Rest("a version")
}

func seconds(s float64) time.Duration { return time.Duration(min(s, 1e9) * float64(time.Second)) }

// op finds the operation of a method and path, or adds it.
func (a *api) op(method, path string, at convert.Place) *operation {
	method = strings.ToUpper(method)
	for _, op := range a.ops {
		if op.method == method && op.path == path {
			return op
		}
	}
	op := &operation{Place: at, method: method, path: path}
	a.ops = append(a.ops, op)
	return op
}

func (r *reader) listed(a *api, kind, method, path string, at convert.Place) {
	op := a.op(method, path, at)
	switch kind {
	case "ignored":
		op.open = true
	case "white_list":
		op.listed, a.allowed = true, true
	case "black_list":
		op.blocked = true
	}
}

// extended reads what a version does on single paths.
func (r *reader) extended(x *convert.Object, a *api) {
	r.allowLists(x, a)
	each := func(name string, fn func(o *convert.Object, op *operation)) {
		for _, o := range x.Children(name) {
			path, method := o.Str("path"), o.Str("method")
			if off(x, o) || path == "" {
				continue
			}
			fn(o, a.op(method, path, o.Place))
			o.Skip("ignore_case")
			o.Rest("a path")
		}
	}
	each("hard_timeouts", func(o *convert.Object, op *operation) { op.timeout = timeoutOf(o, "timeout") })
	each("method_transforms", func(o *convert.Object, op *operation) { op.toVerb = strings.ToUpper(o.Str("to_method")) })
	each("url_rewrites", func(o *convert.Object, op *operation) {
		op.rewrite = &rewrite{o.Place, o.Str("match_pattern"), o.Str("rewrite_to")}
		o.Lose(convert.Lost, "rewrite-trigger", "rewriting by conditions has no counterpart", "", "triggers")
	})
	each("circuit_breakers", func(o *convert.Object, op *operation) {
		op.breaker = r.breaker(o, "threshold_percent", "samples", "return_to_service_after")
	})
	each("rate_limit", func(o *convert.Object, op *operation) {
		n, _ := o.Float("rate")
		if per, _ := o.Float("per"); n > 0 && per > 0 {
			op.rate = r.rate(o, n, seconds(per), false)
		}
	})
	each("advance_cache_config", func(o *convert.Object, op *operation) {
		ttl, _ := o.Float("timeout")
		op.cache = &convert.Cache{Place: o.Place, TTL: seconds(ttl)}
	})
	each("transform_headers", func(o *convert.Object, op *operation) { r.headers(o, op, false) })
	each("transform_response_headers", func(o *convert.Object, op *operation) { r.headers(o, op, true) })
	each("size_limits", func(o *convert.Object, op *operation) { op.maxBody, _ = o.Int("size_limit") })
	each("internal", func(_ *convert.Object, op *operation) { op.blocked = true })
	each("validate_json", func(o *convert.Object, op *operation) {
		if f := o.Get("schema"); f.Node != nil && f.Node.Kind == syntax.Object {
			op.schema = f.Node
		}
		o.Skip("error_response_code")
	})
	r.unlike(x)
}

// allowLists reads which paths are served, with credentials or without.
func (r *reader) allowLists(x *convert.Object, a *api) {
	for _, kind := range []string{"white_list", "ignored", "black_list"} {
		for _, o := range x.Children(kind) {
			if off(x, o) {
				continue
			}
			path := o.Str("path")
			methods := []string{o.Str("method")}
			if names, actions := o.Members("method_actions"); len(names) > 0 {
				methods = names
				for _, action := range actions {
					if action.Str("action") == "reply" {
						o.LoseAt(action.Place, convert.Lost, "mock", "an endpoint cannot answer by itself", "")
					} else {
						action.Skip("code", "data", "headers")
					}
				}
			}
			o.Skip("ignore_case")
			o.Rest("a path")
			for _, m := range methods {
				r.listed(a, kind, m, path, o.Place)
			}
		}
	}
}

// off reports what is switched off.
func off(x, o *convert.Object) bool {
	if !o.Bool(false, "disabled") {
		return false
	}
	x.LoseAt(o.Place, convert.Ignored, "disabled", "it is switched off", "")
	return true
}

// unlike reports what no endpoint can do.
func (r *reader) unlike(x *convert.Object) {
	for _, name := range []string{"transform", "transform_response", "transform_jq", "transform_jq_response", "virtual", "go_plugin", "persist_graphql"} {
		for _, o := range x.Children(name) {
			if !off(x, o) {
				o.LoseAt(o.Place, convert.Lost, "transform", fmt.Sprintf("%s of %s has no counterpart", name, o.Str("path")), "")
			}
		}
	}
	for _, o := range x.Children("mock_response") {
		if !off(x, o) {
			o.LoseAt(o.Place, convert.Lost, "mock", fmt.Sprintf("the answer of %s is made by Tyk, an endpoint needs a backend", o.Str("path")), "")
		}
	}
	x.Lose(convert.Lost, "validate-request", "parameters are not validated", "", "validate_request")
	x.Skip("track_endpoints", "do_not_track_endpoints", "cache")
	x.Rest("extended_paths")
}

func timeoutOf(o *convert.Object, name string) time.Duration {
	if d, err := time.ParseDuration(o.Str("duration")); err == nil && d > 0 {
		return d
	}
	s, _ := o.Float(name)
	return seconds(max(s, 0))
}

func (r *reader) breaker(o *convert.Object, ratio, samples, rest string) *convert.Breaker {
	threshold, _ := o.Float(ratio)
	count, _ := o.Float(samples)
	after, _ := o.Float(rest)
	n := math.Ceil(threshold * count)
	o.Skip("disable_half_open_state", "halfOpenStateEnabled")
	if n <= 0 {
		return nil
	}
	o.LoseAt(o.Place, convert.Approximated, "breaker", "failures in 60 seconds are counted instead of their share, and only those of the connection where answers pass through", "")
	return &convert.Breaker{Place: o.Place, Errors: int(min(n, 1e9)), Interval: 60, Timeout: max(1, int(min(after, 1e9)))}
}

// headers reads the changes of headers on one path.
func (r *reader) headers(o *convert.Object, op *operation, response bool) {
	f := o.Get("delete_headers")
	for _, name := range o.Strs("delete_headers") {
		op.edits = append(op.edits, convert.Edit{Place: f.Place, Op: "remove", Name: name, Response: response})
	}
	for _, f := range o.Texts("add_headers") {
		r.edit(o, &op.edits, &op.claims, f.Place, f.Name, f.Node.Text, response)
	}
}

const claimVariable = "$tyk_context.jwt_claims_"

// edit adds a header. One whose value is a claim of the token is no edit, and
// one whose value only Tyk knows is lost.
func (r *reader) edit(o *convert.Object, edits *[]convert.Edit, claims *[]convert.Edit, at convert.Place, name, value string, response bool) {
	claim, isClaim := strings.CutPrefix(value, claimVariable)
	switch {
	case isClaim && !response && claims != nil:
		*claims = append(*claims, convert.Edit{Place: at, Name: name, Value: claim})
	case strings.Contains(value, "$tyk_") || strings.Contains(value, "$secret_"):
		o.LoseAt(at, convert.Lost, "header-variable", fmt.Sprintf("the value %s of the header %s is known to Tyk only", value, name), "")
	default:
		*edits = append(*edits, convert.Edit{Place: at, Op: "set", Name: name, Value: value, Response: response})
	}
}

// corsNames are the names of the settings in one kind of definition.
type corsNames struct{ origins, methods, headers, expose, credentials, maxAge, passthrough string }

var (
	classicCORS = corsNames{"allowed_origins", "allowed_methods", "allowed_headers", "exposed_headers", "allow_credentials", "max_age", "options_passthrough"}
	oasCORS     = corsNames{"allowedOrigins", "allowedMethods", "allowedHeaders", "exposedHeaders", "allowCredentials", "maxAge", "optionsPassthrough"}
)

func (r *reader) cors(c *convert.Object, on bool, n corsNames) {
	v := &convert.CORS{
		Place: c.Place, Origins: c.Strs(n.origins), Methods: c.Strs(n.methods), Headers: c.Strs(n.headers), Expose: c.Strs(n.expose),
		Credentials: c.Bool(false, n.credentials), Passthrough: c.Bool(false, n.passthrough),
	}
	if s, ok := c.Float(n.maxAge); ok {
		v.MaxAge = seconds(s)
	}
	c.Skip("debug")
	c.Rest("CORS")
	switch first := r.inv.Service.CORS; {
	case !on:
	case first == nil:
		r.inv.Service.CORS = v
	default:
		for _, list := range [][2]*[]string{{&first.Origins, &v.Origins}, {&first.Methods, &v.Methods}, {&first.Headers, &v.Headers}, {&first.Expose, &v.Expose}} {
			for _, s := range *list[1] {
				if !slices.Contains(*list[0], s) {
					*list[0] = append(*list[0], s)
					r.once(convert.Changed, "cors-union", c.Place, "CORS holds for the whole gateway, what the APIs allow is put together", "")
				}
			}
		}
	}
}

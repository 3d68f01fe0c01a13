package openapi

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

func (r *reader) rootServers(root *syntax.Node) []spec.Server {
	if r.version.swagger {
		return r.swaggerServers(root)
	}
	if list := root.Get("servers"); list != nil && len(list.Items()) > 0 {
		return r.servers(list, "/servers")
	}
	if r.main.url != nil {
		return []spec.Server{{Origin: r.main.url.Scheme + "://" + r.main.url.Host}}
	}
	return nil
}

func (r *reader) servers(list *syntax.Node, pointer string) []spec.Server {
	var servers []spec.Server
	for i, item := range list.Items() {
		at := item.Get("url")
		if at == nil || at.Kind != syntax.String {
			r.report(diag.Warning, RuleServer, item.Span, "", "a server has no url", "")
			continue
		}
		s, problem := r.server(at.Text, item.Get("variables"))
		if problem != "" {
			s.Problem = fmt.Sprintf("server %q cannot be used: %s", at.Text, problem)
			r.report(diag.Warning, RuleServer, at.Span, "", s.Problem, "give the host by hand")
		}
		s.Description, s.Span, s.Pointer = item.Get("description").Str(), at.Span, syntax.Index(pointer, i)
		servers = append(servers, s)
	}
	return servers
}

var variable = regexp.MustCompile(`\{([^{}]*)\}`)

// server splits a server's URL; the problem says why it has no origin though
// the document means to give one.
func (r *reader) server(template string, variables *syntax.Node) (s spec.Server, problem string) {
	text := variable.ReplaceAllStringFunc(template, func(v string) string {
		value, refused, why := r.variable(v[1:len(v)-1], variables)
		if why != "" {
			problem, s.Refused = why, refused
			return v
		}
		return value
	})
	if problem != "" {
		return s, problem
	}
	u, err := url.Parse(text)
	if err != nil {
		return s, "it is no URL"
	}
	if u.Scheme == "" && u.Host == "" && looksLikeHost(text) {
		return s, "it has no scheme, so it is a path"
	}
	if r.main.url != nil {
		u = r.main.url.ResolveReference(u)
	}
	s.BasePath = cleanBase(u.EscapedPath())
	switch {
	case u.Host == "" && u.Scheme == "":
		return s, ""
	case u.User != nil:
		return s, "it carries credentials, which do not belong into a configuration"
	case u.Scheme == "" || u.Host == "":
		return s, "it has no scheme or no host"
	case u.Scheme != "http" && u.Scheme != "https":
		return s, "only http and https can be called"
	}
	s.Origin = u.Scheme + "://" + u.Host
	return s, ""
}

// variable returns the value of a server's variable: the user's, else the
// document's default. The problem says why there is none; refused, that the
// user's is not among those of the document.
func (r *reader) variable(name string, variables *syntax.Node) (value string, refused bool, problem string) {
	if i, ok := slices.BinarySearch(r.svc.Variables, name); !ok {
		r.svc.Variables = slices.Insert(r.svc.Variables, i, name)
	}
	enum := texts(variables.Get(name).Get("enum"))
	value, given := r.opts.ServerVars[name]
	if given {
		if len(enum) > 0 && !slices.Contains(enum, value) {
			return "", true, fmt.Sprintf("its variable %q cannot be %q, it is one of %s", name, value, strings.Join(enum, ", "))
		}
		return value, false, ""
	}
	def := variables.Get(name).Get("default")
	switch {
	case def == nil:
		return "", false, fmt.Sprintf("its variable %q has no default, give it one with --server-var %s=VALUE", name, name)
	case len(enum) > 0 && !slices.Contains(enum, def.Text):
		return "", false, fmt.Sprintf("the default of its variable %q is none of its values", name)
	}
	return def.Text, false, ""
}

// looksLikeHost tells a host without a scheme from a relative path.
func looksLikeHost(text string) bool {
	first, _, _ := strings.Cut(text, "/")
	return !strings.HasPrefix(text, "/") && !strings.HasPrefix(text, ".") &&
		(strings.Contains(first, ".") || strings.Contains(first, ":") || first == "localhost")
}

// cleanBase writes a base path with a leading slash and without a trailing one;
// "/" is "".
func cleanBase(p string) string {
	p = strings.TrimSuffix(path.Clean("/"+p), "/")
	return p
}

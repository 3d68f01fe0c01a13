package generate

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/spec"
)

// host is where a service is called.
type host struct {
	origin, base string
	given        bool // base was given with the host
	notes        []string
	// why is where the origin is from; span and pointer are its place, if it
	// has one in the document.
	why     string
	span    syntax.Span
	pointer string
}

// declared is a host that a document names.
func declared(s spec.Server, why string) *host {
	return &host{origin: s.Origin, base: s.BasePath, why: why, span: s.Span, pointer: s.Pointer}
}

// plainHost are the hosts that the gateway takes without disable_host_sanitize.
var plainHost = regexp.MustCompile(`^https?://[A-Za-z0-9._-]+(:[0-9]{2,6})?$`)

// hostOption returns the host that the user gave for a service, or nil.
func (g *generator) hostOption(name string, svc *spec.Service) (*host, error) {
	text, ok := g.opts.Hosts[name]
	if !ok {
		text = g.opts.Host
	}
	if text == "" && len(svc.Hosts) > 0 {
		text = svc.Hosts[0]
	}
	if text == "" {
		return nil, nil
	}
	return parseHost(text)
}

func parseHost(text string) (*host, error) {
	full := text
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	fail := func(why string) (*host, error) {
		return nil, &UsageError{Message: fmt.Sprintf("--host %q cannot be used: %s", text, why), Hint: "write it as http://users:5000"}
	}
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return fail("it is no URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return fail("only http and https can be called")
	case u.User != nil:
		return fail("it carries credentials, which do not belong into a configuration")
	case u.RawQuery != "" || u.Fragment != "":
		return fail("it has more than a host and a path")
	}
	base := strings.TrimRight(u.EscapedPath(), "/")
	return &host{origin: u.Scheme + "://" + u.Host, base: base, given: base != "", why: "it is given by hand"}, nil
}

// hostOf returns where an operation is called. Without a host it reports so,
// once a service, and returns nil.
func (g *generator) hostOf(u *unit, op *spec.Operation) *host {
	servers, own := u.choices.ordered(u.svc.Servers), false
	if len(op.Servers) > 0 {
		servers, own = u.choices.ordered(op.Servers), true
	}
	var first spec.Server
	if len(servers) > 0 {
		first = servers[0]
	}
	switch {
	case own && first.Origin != "":
		h := declared(first, "the operation has a server of its own")
		h.notes = []string{"the operation has a server of its own, " + first.Origin}
		return h
	case u.host != nil:
		h := *u.host
		if !h.given || own {
			h.base = first.BasePath
			h.notes = otherPaths(servers, first)
		}
		return &h
	}
	for _, s := range servers {
		if s.Refused {
			g.needHost(u, s)
			return nil
		}
		if s.Origin != "" {
			h := declared(s, "the first server of the document")
			if u.choices.Server != "" {
				h.why = "the server that was chosen"
			}
			h.notes = otherServers(servers, s, u.choices.Server != "")
			return h
		}
	}
	for _, s := range u.svc.Servers {
		if own && s.Origin != "" {
			h := declared(s, "the document's server, with the path of the operation's own")
			h.base = first.BasePath
			return h
		}
	}
	var why spec.Server
	if len(u.svc.Servers) > 0 {
		why = u.svc.Servers[0]
	}
	g.needHost(u, why)
	return nil
}

// needHost reports once a service that it cannot be called, for what is wrong
// with one of its servers.
func (g *generator) needHost(u *unit, wrong spec.Server) {
	if !u.hostless {
		u.hostless = true
		g.usage = append(g.usage, g.noHost(u, wrong))
	}
}

// otherPaths notes the paths of servers that a host given by hand is not called
// with.
func otherPaths(servers []spec.Server, used spec.Server) []string {
	var others []string
	for _, s := range servers {
		if s.Problem == "" && s.BasePath != used.BasePath && !slices.Contains(others, s.BasePath+"/") {
			others = append(others, s.BasePath+"/")
		}
	}
	if len(others) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("of the paths of the document's servers %s/ is called, not %s", used.BasePath, strings.Join(others, ", "))}
}

func otherServers(servers []spec.Server, used spec.Server, chosen bool) []string {
	var others []string
	for _, s := range servers {
		if s.Origin != "" && s != used {
			others = append(others, s.Origin+s.BasePath)
		}
	}
	if len(others) == 0 {
		return nil
	}
	if chosen {
		return []string{"of the document's servers " + used.Origin + used.BasePath + " is called, not " + strings.Join(others, ", ")}
	}
	return []string{"of the document's servers the first is called, not " + strings.Join(others, ", ")}
}

func (g *generator) noHost(u *unit, wrong spec.Server) error {
	file := u.name
	if u.svc.Source != nil {
		file = u.svc.Source.Name
	}
	flag := "--host http://HOST:PORT"
	if len(g.services) > 1 {
		flag = "--host " + u.name + "=http://HOST:PORT"
	}
	why, hint := "the document names no server", "say where the service listens: "+flag
	switch {
	case wrong.Refused:
		why, hint = wrong.Problem, "give the variable one of these, or "+hint
	case wrong.Problem != "":
		why = wrong.Problem
	case wrong.BasePath != "":
		why = fmt.Sprintf("the document names no host, only the path %s", wrong.BasePath)
	}
	return &UsageError{Message: file + ": " + why, Hint: hint}
}

// unknownNames reports names of an option that are no service's.
func unknownNames[V any](flag string, values map[string]V, names map[string]bool) []error {
	var errs []error
	for _, name := range slices.SortedFunc(maps.Keys(values), cmp.Compare[string]) {
		if !names[name] {
			known := slices.Sorted(maps.Keys(names))
			hint := "they are " + strings.Join(known, ", ")
			if near := suggest.Near(name, known); near != "" {
				hint = fmt.Sprintf("did you mean %q", near)
			}
			errs = append(errs, &UsageError{Message: fmt.Sprintf("%s names %q, which is none of the services", flag, name), Hint: hint})
		}
	}
	return errs
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// named splits NAME=VALUE where what stands before the sign is a plain name, so
// that URLs with a query stay whole.
func named(s string) (name, value string) {
	if n, v, ok := strings.Cut(s, "="); ok && plainName.MatchString(n) {
		return n, v
	}
	return "", s
}

// source is one document to load.
type source struct {
	name, ref string
	hosts     []string
	prefix    string
	overlays  []string
	// serverVars and refRoot are the project file's; options beat them.
	serverVars map[string]string
	refRoot    string
	choices    *generate.Choices // nil for none
}

// specOptions are how documents are fetched.
type specOptions struct {
	headers []string
	timeout time.Duration
	remote  []string
	refRoot string
	// serverVars are values for variables in the URLs of servers.
	serverVars map[string]string
}

// loadSpecs loads documents one by one and returns all that are wrong together.
func (a *app) loadSpecs(ctx context.Context, sources []source, o specOptions) ([]*spec.Service, error) {
	header := http.Header{}
	for _, h := range o.headers {
		k, v, ok := strings.Cut(h, ":")
		if !ok {
			return nil, usagef(`write --header "Name: value"`, "the header %q has no colon", h)
		}
		header.Add(strings.TrimSpace(k), strings.TrimSpace(v))
	}
	var services []*spec.Service
	var failed []error
	stdin := 0
	progress := a.progress()
	defer progress.done()
	for _, s := range sources {
		progress.say("reading " + s.ref)
		if s.ref == "-" {
			if stdin++; stdin > 1 {
				return nil, usagef("", "standard input can be read only once")
			}
		}
		vars := maps.Clone(s.serverVars)
		if vars == nil {
			vars = map[string]string{}
		}
		maps.Copy(vars, o.serverVars)
		svc, err := openapi.Load(ctx, s.ref, openapi.Options{
			Name: s.name, Stdin: a.stdin, Header: header, Timeout: o.timeout, AllowRefHosts: o.remote, Overlays: s.overlays,
			RefRoot: cmp.Or(o.refRoot, s.refRoot), ServerVars: vars,
		})
		if err != nil {
			failed = append(failed, err)
			continue
		}
		svc.Hosts = append(svc.Hosts, s.hosts...)
		services = append(services, svc)
	}
	if len(failed) > 0 {
		return nil, joined(failed)
	}
	return services, nil
}

// serverVars reads the values of --server-var NAME=VALUE.
func serverVars(values []string) (map[string]string, error) {
	vars := map[string]string{}
	for _, v := range values {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, usagef("write --server-var NAME=VALUE", "--server-var %q names no value", v)
		}
		vars[name] = value
	}
	return vars, nil
}

// knownVars refuses variables that no server of the documents has.
func knownVars(vars map[string]string, services []*spec.Service) error {
	var known []string
	for _, svc := range services {
		known = append(known, svc.Variables...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if slices.Contains(known, name) {
			continue
		}
		hint := "their URLs have no variables"
		if len(known) > 0 {
			hint = "they have " + strings.Join(known, ", ")
		}
		return usagef(hint, "--server-var names %q, which no server of the documents has", name)
	}
	return nil
}

// bound reads the values of --spec [HOST=]FILE: a host, with or without scheme
// and port, or the name of a service.
func bound(values []string) []source {
	var list []source
	for _, v := range values {
		s := source{ref: v}
		if host, ref, ok := cutHost(v); ok {
			s.ref, s.hosts = ref, []string{host}
			if plainName.MatchString(host) {
				s.name = host
			}
		}
		list = append(list, s)
	}
	return list
}

// cutHost splits HOST=FILE; a URL with a query is no host with a file.
func cutHost(s string) (host, ref string, ok bool) {
	host, ref, ok = strings.Cut(s, "=")
	if !ok || ref == "" || strings.Contains(host, "?") {
		return "", s, false
	}
	if !strings.Contains(host, "://") {
		return host, ref, !strings.Contains(host, "/")
	}
	u, err := url.Parse(host)
	return host, ref, err == nil && u.Host != ""
}

// projectSources are the services of the project file that have a document.
func projectSources(p *project.File) []source {
	var list []source
	for _, s := range p.Services {
		one := source{name: s.Name, ref: s.Spec, overlays: s.Overlays, serverVars: s.ServerVars, refRoot: s.RefRoot}
		if s.Host != "" {
			one.hosts = []string{s.Host}
		}
		list = append(list, one)
	}
	return list
}

// joined makes one error of several, a line each.
func joined(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	var b strings.Builder
	for _, err := range errs {
		fmt.Fprintln(&b, err)
	}
	return fmt.Errorf("%s", strings.TrimSuffix(b.String(), "\n"))
}

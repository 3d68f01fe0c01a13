package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
)

// Located returns the services with the hosts at which a generated configuration
// calls them: the notes of its endpoints ("@gatewright") name the service of
// each, so that a document without servers, or with others, is found again. The
// given services stay as they are.
func Located(doc *config.Document, services []*spec.Service) []*spec.Service {
	if len(services) == 0 {
		return services
	}
	operations := map[[2]string]*spec.Operation{}
	for _, svc := range services {
		for _, op := range svc.Operations {
			operations[[2]string{svc.Name, op.Pointer}] = op
		}
	}
	hosts := map[string][]string{}
	for _, e := range doc.Service().Endpoints() {
		from := e.Node.Get("@gatewright").Get("from")
		name := from.Get("service").Str()
		// Of several backends the note does not say which one it is about.
		if name == "" || len(e.Backends) != 1 || e.Backends[0] == nil {
			continue
		}
		b := e.Backends[0]
		base := basePath(b.URLPattern.V, operations[[2]string{name, from.Get("pointer").Str()}])
		for _, host := range b.Hosts() {
			if at := strings.TrimSuffix(host, "/") + base; host != "" && !slices.Contains(hosts[name], at) {
				hosts[name] = append(hosts[name], at)
			}
		}
	}
	out := slices.Clone(services)
	for i, svc := range out {
		if more := unsaidHosts(svc, hosts[svc.Name]); len(more) > 0 {
			located := *svc
			located.Hosts = slices.Concat(svc.Hosts, more)
			out[i] = &located
		}
	}
	return out
}

// basePath is what stands in a url_pattern before the path of the operation that
// it calls, "" where a hand has made another path of it.
func basePath(pattern string, op *spec.Operation) string {
	if op == nil {
		return ""
	}
	nameless := func(path string) string { return parameters.ReplaceAllString(path, "{}") }
	base, ok := strings.CutSuffix(nameless(pattern), nameless(op.Route()))
	if !ok || strings.Contains(base, "{}") {
		return ""
	}
	return base
}

var parameters = regexp.MustCompile(`\{[^{}/]*\}`)

// unsaidHosts are those of the hosts at which a service is not known to be yet.
func unsaidHosts(svc *spec.Service, hosts []string) []string {
	return slices.DeleteFunc(slices.Clone(hosts), func(host string) bool {
		return slices.Contains(svc.Hosts, host) ||
			slices.ContainsFunc(svc.Servers, func(s spec.Server) bool { return s.Origin+s.BasePath == host })
	})
}

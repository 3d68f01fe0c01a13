package lint

import (
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
	hosts := map[string][]string{}
	for _, e := range doc.Service().Endpoints {
		name := e.Node.Get("@gatewright").Get("from").Get("service").Str()
		// Of several backends the note does not say which one it is about.
		if name == "" || len(e.Backends) != 1 || e.Backends[0] == nil {
			continue
		}
		for _, host := range e.Backends[0].Hosts() {
			if host != "" && !slices.Contains(hosts[name], host) {
				hosts[name] = append(hosts[name], host)
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

// unsaidHosts are those of the hosts at which a service is not known to be yet.
func unsaidHosts(svc *spec.Service, hosts []string) []string {
	return slices.DeleteFunc(slices.Clone(hosts), func(host string) bool {
		host = strings.TrimSuffix(host, "/")
		return slices.Contains(svc.Hosts, host) ||
			slices.ContainsFunc(svc.Servers, func(s spec.Server) bool { return s.Origin == host })
	})
}

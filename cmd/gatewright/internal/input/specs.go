package input

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// Source is one document to load.
type Source struct {
	Name, Ref string
	Hosts     []string
	Overlays  []string
	// ServerVars and RefRoot are the project file's; those of Fetch beat them.
	ServerVars map[string]string
	RefRoot    string
}

// Fetch is how documents are fetched.
type Fetch struct {
	Headers []string // "Name: value" each
	Timeout time.Duration
	// RefHosts are hosts that references may lead to, RefRoot is the folder.
	RefHosts []string
	RefRoot  string
	// ServerVars are values for variables in the URLs of servers.
	ServerVars map[string]string
}

// Specs loads documents one by one and returns all that are wrong together.
func (in Inputs) Specs(ctx context.Context, sources []Source, f Fetch) ([]*spec.Service, error) {
	header, err := Header(f.Headers)
	if err != nil {
		return nil, err
	}
	var services []*spec.Service
	var failed []error
	progress := in.Progress()
	defer progress.Done()
	for _, s := range sources {
		progress.Say("reading " + s.Ref)
		stdin := in.Stdin
		if s.Ref == "-" {
			if stdin, err = in.TakeStdin(); err != nil {
				return nil, err
			}
		}
		vars := maps.Clone(s.ServerVars)
		if vars == nil {
			vars = map[string]string{}
		}
		maps.Copy(vars, f.ServerVars)
		in.Reads(s.Ref)
		svc, err := openapi.Load(ctx, s.Ref, openapi.Options{
			Name: s.Name, Stdin: stdin, Header: header, Timeout: f.Timeout, AllowRefHosts: f.RefHosts, Overlays: s.Overlays,
			RefRoot: cmp.Or(f.RefRoot, s.RefRoot), ServerVars: vars,
		})
		if errors.Is(err, fs.ErrNotExist) && len(services) > 0 {
			err = exit.WithHint(err, "a result goes to a file with -o "+s.Ref)
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		in.SayPassedOver(svc.Root)
		svc.Hosts = append(svc.Hosts, s.Hosts...)
		services = append(services, svc)
	}
	if len(failed) > 0 {
		return nil, exit.Join(failed)
	}
	return services, nil
}

// Header reads the values of --header "Name: value".
func Header(values []string) (http.Header, error) {
	header := http.Header{}
	for _, v := range values {
		name, value, ok := strings.Cut(v, ":")
		if !ok {
			return nil, exit.Usagef(`write --header "Name: value"`, "the header %q has no colon", v)
		}
		header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return header, nil
}

// SpecSources are the documents of --spec, else those of the project.
func SpecSources(c *cli.Context, p *project.File) []Source {
	if c.IsSet("spec") {
		return Bound(c.StringSlice("spec"))
	}
	return ProjectSources(p)
}

var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// Named splits NAME=VALUE where what stands before the sign is a plain name, so
// that URLs with a query stay whole.
func Named(s string) (name, value string) {
	if n, v, ok := strings.Cut(s, "="); ok && plainName.MatchString(n) {
		return n, v
	}
	return "", s
}

// Bound reads values of the form [HOST=]FILE: a host, with or without scheme and
// port, or the name of a service.
func Bound(values []string) []Source {
	var list []Source
	for _, v := range values {
		s := Source{Ref: v}
		if host, ref, ok := cutHost(v); ok {
			s.Ref, s.Hosts = ref, []string{host}
			if plainName.MatchString(host) {
				s.Name = host
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

// ProjectSources are the services of the project file that have a document.
func ProjectSources(p *project.File) []Source {
	var list []Source
	for _, s := range p.Services {
		one := Source{Name: s.Name, Ref: s.Spec, Overlays: s.Overlays, ServerVars: s.ServerVars, RefRoot: s.RefRoot}
		if s.Host != "" {
			one.Hosts = []string{s.Host}
		}
		list = append(list, one)
	}
	return list
}

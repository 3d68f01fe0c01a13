package servecmd

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate/export"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
)

// docsPath is where serve --docs shows what the gateway serves.
const docsPath = "/__docs"

// docs shows what a gateway serves, in front of the gateway itself.
type docs struct {
	services []*spec.Service
	// current is the configuration that is served now.
	current func() *config.Service
	// public lets clients of other machines look too.
	public bool

	mu   sync.Mutex
	seen *config.Service
	api  *export.API
}

// docs is the page of --docs, nil where it is not asked for.
func (a action) docs(ctx context.Context, c *cli.Context, p *project.File) (*docs, error) {
	if !c.Bool("docs") && !c.Bool("docs-public") {
		return nil, nil
	}
	sources := input.ProjectSources(p)
	switch {
	case c.IsSet("spec"):
		sources = input.Bound(c.StringSlice("spec"))
	case c.IsSet("mock"):
		sources = mockSources(c.StringSlice("mock"), p)
	}
	services, err := a.Specs(ctx, sources, input.Fetch{})
	if err != nil {
		return nil, err
	}
	return &docs{services: services, public: c.Bool("docs-public")}, nil
}

// around is wrap for a server, nil where there is no page.
func (d *docs) around() func(http.Handler) http.Handler {
	if d == nil {
		return nil
	}
	return d.wrap
}

func (d *docs) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, ok := strings.CutPrefix(r.URL.Path, docsPath)
		if !ok || rest != "" && rest[0] != '/' || !d.admits(r) {
			next.ServeHTTP(w, r)
			return
		}
		d.serve(w, r, rest)
	})
}

// admits reports whether a request comes from this machine, or all may look. A
// page of elsewhere whose name leads here has another Host.
func (d *docs) admits(r *http.Request) bool {
	if d.public {
		return true
	}
	client, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !isLoopback(client) {
		return false
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return isLoopback(strings.Trim(host, "[]"))
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func (d *docs) serve(w http.ResponseWriter, r *http.Request, rest string) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	var body []byte
	switch rest {
	case "", "/":
		page, err := d.exported().Page(docsPath)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", export.PagePolicy())
		body = page
	case "/openapi.json":
		h.Set("Content-Type", "application/json")
		body = d.exported().OpenAPI(export.JSON)
	case "/openapi.yaml":
		h.Set("Content-Type", "application/yaml")
		body = d.exported().OpenAPI(export.YAML)
	default:
		http.NotFound(w, r)
		return
	}
	// A client that is gone needs no answer.
	_, _ = w.Write(body)
}

// exported is what the configuration of now serves; it is found out once for
// each configuration.
func (d *docs) exported() *export.API {
	d.mu.Lock()
	defer d.mu.Unlock()
	if svc := d.current(); svc != d.seen {
		d.seen, d.api = svc, export.New(svc, lint.Located(svc.Doc, d.services), export.Options{})
	}
	return d.api
}

package rule

import (
	"errors"
	"io/fs"
	"path"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var fileMissing = Rule{
	ID:       diag.FileMissing,
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that the files that a configuration names are there.",
	Why:      `Keys, certificates, scripts and queries are read from files, by paths from the folder that the gateway is started in. Most of them are missed only when a request comes, or not at all: a script that is not there fails each request, a GraphQL query that is not there goes out without its text, a list of certificates that is not there is left out with a line in the log.`,
	Fix:      "correct the path; it counts from the folder that the gateway is started in",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"modifier/lua-proxy": {"sources": ["./scripts/area.lua"], "pre": "area()"}},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"modifier/lua-proxy": {"pre": "local area = 'eu'"}},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 200},
	},
	Service:  checkFileMissingService,
	Endpoint: checkFileMissingEndpoint,
	Backend:  checkFileMissingBackend,
}

// namedFiles are the settings of components that name files.
var namedFiles = map[string][]string{
	"auth/validator":        {"jwk_local_path", "jwk_local_ca"},
	"auth/signer":           {"jwk_local_path", "jwk_local_ca"},
	"backend/graphql":       {"query_path"},
	"modifier/lua-endpoint": {"sources"},
	"modifier/lua-proxy":    {"sources"},
	"modifier/lua-backend":  {"sources"},
}

func checkFileMissingService(p *Pass, s *config.Service) {
	p.filesIn(s.Extra)
	if t := s.TLS; t != nil && !t.Disabled.V {
		p.file(t.Object, "public_key")
		p.file(t.Object, "private_key")
		p.file(t.Object, "ca_certs")
		for _, k := range t.Keys {
			p.file(k.Object, "public_key")
			p.file(k.Object, "private_key")
		}
	}
	if t := s.ClientTLS; t != nil {
		p.file(t.Object, "ca_certs")
		for _, c := range t.ClientCerts {
			p.file(c.Object, "certificate")
			p.file(c.Object, "private_key")
		}
	}
}

func checkFileMissingEndpoint(p *Pass, e *config.Endpoint) { p.filesIn(e.Extra) }
func checkFileMissingBackend(p *Pass, b *config.Backend)   { p.filesIn(b.Extra) }

func (p *Pass) filesIn(x config.Extra) {
	if p.ReadFile == nil {
		return
	}
	for _, entry := range x.Entries {
		for _, field := range namedFiles[entry.Name] {
			if entry.Honoured {
				p.file(config.Object{Node: entry.Node, Pointer: entry.Pointer}, field)
			}
		}
	}
}

// file reports what a field names, one file or a list, and is not there.
func (p *Pass) file(o config.Object, field string) {
	m := o.Member(field)
	if p.ReadFile == nil || m == nil || m.Value == nil {
		return
	}
	pointer := o.Field(m.Name)
	if m.Value.Kind != syntax.Array {
		p.missing(m.Value, pointer)
	}
	for i, item := range m.Value.Items() {
		p.missing(item, syntax.Index(pointer, i))
	}
}

func (p *Pass) missing(n *syntax.Node, pointer string) {
	if n.Kind != syntax.String || n.Text == "" {
		return
	}
	if _, err := p.readFile(n.Text); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	f := p.reportAt(n.Span, pointer, "there is no file %q here", n.Text)
	if path.IsAbs(n.Text) {
		f.Severity = diag.Info // the gateway may well run on another machine
	}
}

// readFile reads each file once: configurations name the same ones at many
// endpoints.
func (p *Pass) readFile(name string) ([]byte, error) {
	read, ok := p.files[name]
	if !ok {
		read.data, read.err = p.ReadFile(name)
		p.files[name] = read
	}
	return read.data, read.err
}

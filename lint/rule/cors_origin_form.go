package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var corsOriginForm = Rule{
	ID:       "cors-origin-form",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that origins are written as browsers send them.",
	Why:      `An origin is a scheme, a name and a port, without a slash at its end. Anything else meets no browser.`,
	Fix:      "write scheme, name and port alone",
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["https://app.example.org/"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["https://app.example.org"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it is the browser that refuses",
	Service: checkCORSOriginForm,
}

func checkCORSOriginForm(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/cors")
	if entry == nil {
		return
	}
	origins := entry.Node.Get("allow_origins")
	if origins == nil {
		return
	}
	if origins.Kind == syntax.Array && len(origins.Items()) == 0 {
		f := p.reportAt(origins.Span, syntax.Join(entry.Pointer, "allow_origins"), "an empty list lets every origin in")
		f.Severity = diag.Warning
		f.Hint = `name the origins; write ["*"] where all are meant`
	}
	for i, o := range origins.Items() {
		text := o.Str()
		_, rest, scheme := strings.Cut(text, "://")
		if text == "" || text == "null" || strings.Contains(text, "*") && !strings.HasSuffix(text, "/") || scheme && !strings.Contains(rest, "/") {
			continue
		}
		pointer := syntax.Index(syntax.Join(entry.Pointer, "allow_origins"), i)
		f := p.reportAt(o.Span, pointer, "no browser sends the origin %q", text)
		if scheme {
			name, _, _ := strings.Cut(text[len(text)-len(rest):], "/")
			short := text[:len(text)-len(rest)] + name
			p.fix(f, false, fmt.Sprintf("write %q", short), setAt(pointer, quote(short)))
		}
	}
}

package rule

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var corsHeaderMissing = Rule{
	ID:       "cors-header-missing",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that pages may send the headers that endpoints forward.",
	Why:      `Once allow_headers names any header, pages may send no other. Browsers do not send a request with a header that is not allowed.`,
	Fix:      "name the header in allow_headers",
	Bad: `{
  "version": 3,
  "extra_config": {
    "security/cors": {
      "allow_origins": ["https://app.example.org"],
      "allow_headers": ["Accept"]
    }
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Authorization"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {
    "security/cors": {
      "allow_origins": ["https://app.example.org"],
      "allow_headers": ["Accept", "Authorization"]
    }
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Authorization"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it is the browser that refuses",
	Service: checkCORSHeaderMissing,
}

func checkCORSHeaderMissing(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/cors")
	if entry == nil {
		return
	}
	list := entry.Node.Get("allow_headers")
	if list == nil || len(list.Items()) == 0 {
		return
	}
	var allowed []string
	for _, h := range list.Items() {
		allowed = append(allowed, h.Str())
	}
	if star(allowed) {
		return
	}
	for _, name := range []string{"Authorization", "Content-Type"} {
		if has(allowed, name) || !slices.ContainsFunc(s.Endpoints(), func(e *config.Endpoint) bool { return has(e.InputHeaders.V, name) }) {
			continue
		}
		pointer := syntax.Join(entry.Pointer, "allow_headers")
		f := p.reportAt(list.Span, pointer, "pages of other origins cannot send %s, which endpoints forward", name)
		p.fix(f, false, fmt.Sprintf("add %q", name), func(d *config.Document) ([]syntax.Edit, error) {
			return d.Insert(pointer, len(list.Items()), quote(name))
		})
	}
}

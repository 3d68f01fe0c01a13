package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var clientCredentialsScopes = Rule{
	ID:       "client-credentials-scopes",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that scopes are separated by commas alone.",
	Why:      `scopes is one text, split at commas, and sent with a blank between the parts. A blank beside a comma is sent as well: there are two then, and servers that keep to the letter of the standard refuse that.`,
	Fix:      "leave the blanks out",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "auth/client-credentials": {
              "client_id": "shop",
              "client_secret": "x",
              "token_url": "http://backend:8080/token",
              "scopes": "read, write"
            }
          }
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "auth/client-credentials": {
              "client_id": "shop",
              "client_secret": "x",
              "token_url": "http://backend:8080/token",
              "scopes": "read,write"
            }
          }
        }
      ]
    }
  ]
}
`,
	NoProof: "the stub that stands for backends in tests notes no bodies",
	Backend: checkClientCredentialsScopes,
}

func checkClientCredentialsScopes(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("auth/client-credentials")
	if entry == nil {
		return
	}
	scopes := entry.Node.Get("scopes")
	if !strings.Contains(scopes.Str(), ",") || !strings.Contains(scopes.Str(), " ") {
		return // blanks alone separate scopes just as well
	}
	parts := strings.FieldsFunc(scopes.Str(), func(r rune) bool { return r == ',' || r == ' ' })
	pointer := syntax.Join(entry.Pointer, "scopes")
	f := p.reportAt(scopes.Span, pointer, "the blanks in %q are sent, too: two stand between scopes", scopes.Str())
	p.fix(f, true, "leave the blanks out", setAt(pointer, quote(strings.Join(parts, ","))))
}

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
	Summary:  "Checks that scopes are separated by commas.",
	Why:      `scopes is one text, split at commas. With blanks the whole text is asked for as one scope.`,
	Fix:      "put commas between the scopes",
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
              "scopes": "read write"
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
	text := strings.TrimSpace(scopes.Str())
	if !strings.Contains(text, " ") || strings.Contains(text, ",") {
		return
	}
	pointer := syntax.Join(entry.Pointer, "scopes")
	f := p.reportAt(scopes.Span, pointer, "%q is asked for as one scope", text)
	p.fix(f, false, "put commas between them", setAt(pointer, quote(strings.Join(strings.Fields(text), ","))))
}

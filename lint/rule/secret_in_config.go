package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var secretInConfig = Rule{
	ID:       "secret-in-config",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that no secret stands in the file.",
	Why:      `Configurations are kept with the code and copied to many places. A secret in one is known to all who can read any of them.`,
	Fix:      "fill the secret in from the environment when the file is rendered",
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
              "client_id": "gateway",
              "client_secret": "s3cret",
              "token_url": "https://id.example.org/token"
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
              "client_id": "gateway",
              "client_secret": "${CLIENT_SECRET}",
              "token_url": "https://id.example.org/token"
            }
          }
        }
      ]
    }
  ]
}
`,
	NoProof:  "who reads the file is nothing that the gateway shows",
	Service:  checkSecretInConfigService,
	Endpoint: checkSecretInConfigEndpoint,
	Backend:  checkSecretInConfigBackend,
}

func checkSecretInConfigService(p *Pass, s *config.Service)   { p.secrets(s.Extra) }
func checkSecretInConfigEndpoint(p *Pass, e *config.Endpoint) { p.secrets(e.Extra) }
func checkSecretInConfigBackend(p *Pass, b *config.Backend)   { p.secrets(b.Extra) }

func (p *Pass) secrets(x config.Extra) {
	for _, e := range x.Entries {
		for _, field := range []string{"client_secret", "cypher_key", "password", "revoke_server_api_key"} {
			n := e.Node.Get(field)
			if text := n.Str(); text != "" && !strings.ContainsAny(text, "${}<>") {
				p.reportAt(n.Span, syntax.Join(e.Pointer, field), "%q of %q stands in the file as it is", field, e.Written)
			}
		}
	}
}

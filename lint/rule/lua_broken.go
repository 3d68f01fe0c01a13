package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var luaBroken = Rule{
	ID:       "lua-broken",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that Lua scripts can be read.",
	Why:      `A script that is no Lua fails every request. The gateway starts all the same.`,
	Fix:      "correct the script",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"modifier/lua-proxy": {"pre": "local area = = 'eu'"}},
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
	Service:  checkLuaBrokenService,
	Endpoint: checkLuaBrokenEndpoint,
	Backend:  checkLuaBrokenBackend,
}

func checkLuaBrokenService(p *Pass, s *config.Service)   { p.brokenScripts(s.Extra) }
func checkLuaBrokenEndpoint(p *Pass, e *config.Endpoint) { p.brokenScripts(e.Extra) }
func checkLuaBrokenBackend(p *Pass, b *config.Backend)   { p.brokenScripts(b.Extra) }

func (p *Pass) brokenScripts(x config.Extra) {
	for _, s := range p.scripts(x) {
		if s.problem != "" {
			p.reportAt(s.at, s.pointer, "the script is no Lua: %s", s.problem)
		}
	}
}

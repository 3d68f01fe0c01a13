package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var luaLibsClosed = Rule{
	ID:       "lua-libs-closed",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that Lua scripts have the libraries that they use.",
	Why:      `Without allow_open_libs scripts have no string, math, os, io, debug and coroutine, and texts have no methods: s:upper() fails the request.`,
	Fix:      `set "allow_open_libs": true, which lets scripts read files and run programs, too`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"modifier/lua-proxy": {"pre": "local area = string.upper('eu')"}},
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
      "extra_config": {
        "modifier/lua-proxy": {"pre": "local area = string.upper('eu')", "allow_open_libs": true}
      },
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
	Service:  checkLuaLibsClosedService,
	Endpoint: checkLuaLibsClosedEndpoint,
	Backend:  checkLuaLibsClosedBackend,
}

func checkLuaLibsClosedService(p *Pass, s *config.Service)   { p.closedLibraries(s.Extra) }
func checkLuaLibsClosedEndpoint(p *Pass, e *config.Endpoint) { p.closedLibraries(e.Extra) }
func checkLuaLibsClosedBackend(p *Pass, b *config.Backend)   { p.closedLibraries(b.Extra) }

func (p *Pass) closedLibraries(x config.Extra) {
	for _, s := range p.scripts(x) {
		switch {
		case s.open || s.problem != "" || s.closedUse == "":
		case s.closedUse[0] == ':':
			f := p.reportAt(s.at, s.pointer, "the script calls %s() on a text, whose methods are closed without allow_open_libs", s.closedUse[1:])
			f.Severity = diag.Warning // it may be no text but a table of the script
		default:
			p.reportAt(s.at, s.pointer, "the script uses %q, which is closed without allow_open_libs", s.closedUse)
		}
	}
}

package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var luaEmpty = Rule{
	ID:       "lua-empty",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that Lua namespaces have code that runs.",
	Why:      `A script runs where pre or post calls it: sources alone only define functions. lua-endpoint has no post: it is not read.`,
	Fix:      "call the functions of the sources in pre or post",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"modifier/lua-endpoint": {"post": "custom_error('closed', 418)"}},
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
      "extra_config": {"modifier/lua-endpoint": {"pre": "custom_error('closed', 418)"}},
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
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 418},
	},
	Service:  checkLuaEmptyService,
	Endpoint: checkLuaEmptyEndpoint,
	Backend:  checkLuaEmptyBackend,
}

func checkLuaEmptyService(p *Pass, s *config.Service)   { p.emptyScripts(s.Extra) }
func checkLuaEmptyEndpoint(p *Pass, e *config.Endpoint) { p.emptyScripts(e.Extra) }
func checkLuaEmptyBackend(p *Pass, b *config.Backend)   { p.emptyScripts(b.Extra) }

func (p *Pass) emptyScripts(x config.Extra) {
	for _, namespace := range []string{"modifier/lua-endpoint", "modifier/lua-proxy", "modifier/lua-backend"} {
		entry := x.Entry(namespace)
		if entry == nil || entry.Node.Kind != syntax.Object {
			continue
		}
		post := entry.Node.Get("post")
		switch {
		case namespace == "modifier/lua-endpoint" && !post.IsNull():
			p.reportAt(post.Span, syntax.Join(entry.Pointer, "post"), "%q reads no post: it does not run", namespace)
		case entry.Node.Get("pre").Str() == "" && post.Str() == "" && !isTrue(entry.Node.Get("skip_next")):
			p.reportAt(entry.Key, entry.Pointer, "%q has neither pre nor post: nothing runs", namespace)
		}
	}
}

package rule

import (
	"regexp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var schemaURLOutdated = Rule{
	ID:       "schema-url-outdated",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that editors judge by the schema of the gateway that runs.",
	Why:      `$schema says by which schema an editor completes and underlines. That of another version knows other fields. The gateway does not read it.`,
	Fix:      `name the schema of version 2.13`,
	Bad: `{
  "$schema": "https://www.krakend.io/schema/v2.4/krakend.json",
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "$schema": "https://www.krakend.io/schema/v2.13/krakend.json",
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof:   Proof{Request: "GET /users"},
	Service: checkSchemaURLOutdated,
}

// schemaVersion is the version in the address of a schema of the gateway.
var schemaVersion = regexp.MustCompile(`krakend\.io/schema/v([0-9]+\.[0-9]+)(?:\.[0-9]+)?/`)

func checkSchemaURLOutdated(p *Pass, _ *config.Service) {
	const current = "2.13"
	address := p.Doc.Root.Get("$schema")
	at := schemaVersion.FindStringSubmatchIndex(address.Str())
	if at == nil || address.Text[at[2]:at[3]] == current {
		return
	}
	f := p.reportAt(address.Span, "/$schema", "the schema is that of version %s, not %s", address.Text[at[2]:at[3]], current)
	p.fix(f, true, "name the schema of version "+current, setAt("/$schema", quote(address.Text[:at[2]]+current+address.Text[at[3]:])))
}

package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var namespaceNotRun = Rule{
	ID:       diag.NamespaceNotRun,
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that every component of a configuration is one that gatewright serve runs.",
	Why:      `A few components of the reference gateway are not part of gatewright serve. It starts without them and says so.`,
	Fix:      "run the configuration in the reference gateway to see this component work",
	Bad: `{
  "version": 3,
  "extra_config": {"telemetry/influx": {"address": "http://influx:8086", "ttl": "25s"}},
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
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:   "it is about serve alone",
	Elsewhere: "by gatewright serve when it starts",
}

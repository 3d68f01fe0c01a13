package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var httpCacheMethod = Rule{
	ID:       "http-cache-method",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that answers that are cached are answers to reading.",
	Why:      `The cache of a backend keeps answers to GET and HEAD alone. On a backend that is called otherwise it does nothing.`,
	Fix:      "remove qos/http-cache",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"qos/http-cache": {}}
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
          "extra_config": {"qos/http-cache": {}}
        }
      ]
    }
  ]
}
`,
	NoProof: "the answer is the same, only later",
	Backend: checkHTTPCacheMethod,
}

func checkHTTPCacheMethod(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("qos/http-cache")
	if entry == nil {
		return
	}
	if m := b.HTTPMethod(); m != "GET" && m != "HEAD" {
		p.reportAt(entry.Key, entry.Pointer, "answers to %s are not cached", m)
	}
}

package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var downloadTimeout = Rule{
	ID:       "download-timeout",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that streams and files have a timeout that lets them end.",
	Why:      `The endpoint's timeout covers the whole answer. A download or stream that takes longer is cut, and the default is 2 seconds.`,
	Fix:      "give the endpoint a timeout that fits",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/{id}",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/files/{id}",
          "encoding": "no-op"
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
      "endpoint": "/files/{id}",
      "output_encoding": "no-op",
      "timeout": "60s",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/files/{id}",
          "encoding": "no-op"
        }
      ]
    }
  ]
}
`,
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/files/{id}": {
      "parameters": [
        {
          "name": "id",
          "in": "path",
          "required": true,
          "schema": {"type": "string"}
        }
      ],
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {
              "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
          }
        }
      }
    }
  }
}`,
	NoProof: "it shows only with an answer that takes longer than 2 seconds",
	Backend: checkDownloadTimeout,
}

func checkDownloadTimeout(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || e.Timeout.V > 0 || e.Service.Timeout.V > 0 || p.unjudged(b) {
		return
	}
	for _, a := range p.successes(b) {
		if isFile(a) || isStream(a) {
			f := at(p.report(e.Object, "timeout", "%s answers %s, which is cut after the default timeout of 2 seconds", p.who(b), a.Media), e, b)
			p.relate(f, b, a)
			return
		}
	}
}

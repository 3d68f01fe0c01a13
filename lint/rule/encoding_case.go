package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var encodingCase = Rule{
	ID:       "encoding-case",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that the encoding of a backend is written in small letters.",
	Why:      `The gateway reads the encoding of a backend in any letter case, but everything else that reads the file takes small letters only, and the output encoding is compared letter by letter.`,
	Fix:      "write it in small letters",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "JSON"
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
          "encoding": "json"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Backend: checkEncodingCase,
}

func checkEncodingCase(p *Pass, b *config.Backend) {
	name := strings.ToLower(b.Encoding.V)
	if _, known := fact.FindEncoding(name); name == b.Encoding.V || !known {
		return
	}
	f := p.report(b.Object, "encoding", "encoding %q should be in small letters", b.Encoding.V)
	p.fix(f, true, fmt.Sprintf("set \"encoding\" to %q", name), set(b.Object, "encoding", quote(name)))
}

package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var paramPartialLiteral = Rule{
	ID:       "param-partial-literal",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that a placeholder beside other text is meant as text.",
	Why:      `A placeholder that does not fill a segment, as in file.{ext}, is plain text: only a client that sends the braces reaches the endpoint. disable_rest makes it a parameter. With the placeholder in front, as in {file}.json, the whole segment is a parameter of another name: it meets everything, and {file} is sent to the backend as it stands.`,
	Fix:      `give it a segment of its own, or set "disable_rest": true`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/report.{kind}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/report"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/report/{kind}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/report/{kind}"}]
    }
  ]
}
`,
	Proof: Proof{
		Request:     "GET /report.csv",
		GoodRequest: "GET /report/csv",
		Answers:     map[string]Answer{"*": {Body: `{"id": 1}`}},
		Bad:         Outcome{Status: 404},
		Good:        Outcome{Status: 200},
	},
	Endpoint: checkParamPartialLiteral,
}

func checkParamPartialLiteral(p *Pass, e *config.Endpoint) {
	if e.Service.DisableREST.V || !strings.Contains(e.Path.V, "{") {
		return
	}
	for _, segment := range strings.Split(e.Route(), "/") {
		param := goodParam.FindString(segment)
		switch {
		case param == "" && wholeParam.MatchString(segment):
			p.report(e.Object, "endpoint", "%q is plain text: a parameter fills a whole segment", segment)
		case param != "" && param != segment:
			f := p.report(e.Object, "endpoint", "%q is one parameter with a name of its own: it meets every segment, and %s is never filled in", segment, param)
			f.Severity = diag.Error
		}
	}
}

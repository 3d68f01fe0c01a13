package rule

import (
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var noopBodyDependent = Rule{
	ID:       "noop-body-dependent",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that nothing reads the body of an answer that is passed through.",
	Why:      `Under no-op there are no decoded fields. Conditions on resp_data see nothing and refuse, a signer finds no object to sign, and what a script writes to data() is lost.`,
	Fix:      "decode the answer, or drop what reads it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"validation/cel": [{"check_expr": "resp_data.id > 0"}]}
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
          "extra_config": {"validation/cel": [{"check_expr": "has(resp_data.id)"}]}
        }
      ]
    }
  ]
}
`,
	NoProof:  "conditions are run by a stage of their own",
	Endpoint: checkNoopBodyDependent,
}

func checkNoopBodyDependent(p *Pass, e *config.Endpoint) {
	if !shape.PassesThrough(e) {
		return
	}
	if s := e.Extra.Entry("auth/signer"); s != nil {
		p.reportAt(s.Key, s.Pointer, "\"auth/signer\" finds nothing to sign: the endpoint passes the answer through")
	}
	p.checkBodyConditions(e.Extra)
	p.checkBodyScripts(e.Extra)
	for _, b := range e.Backends {
		if b != nil {
			p.checkBodyConditions(b.Extra)
			p.checkBodyScripts(b.Extra)
		}
	}
}

func (p *Pass) checkBodyConditions(x config.Extra) {
	entry := x.Entry("validation/cel")
	if entry == nil {
		return
	}
	for i, rule := range entry.Node.Items() {
		expr := rule.Get("check_expr")
		if strings.Contains(expr.Str(), "resp_data") {
			p.reportAt(expr.Span, syntax.Join(syntax.Index(entry.Pointer, i), "check_expr"),
				"the condition reads resp_data, which is empty: the endpoint passes the answer through")
		}
	}
}

// checkBodyScripts reports scripts that read or write the fields of an answer.
func (p *Pass) checkBodyScripts(x config.Extra) {
	for _, s := range p.scripts(x) {
		if strings.HasSuffix(s.pointer, "/post") && answerFields.MatchString(s.text) {
			p.reportAt(s.at, s.pointer, "the script uses data(), which is empty, and what it writes there is lost: the endpoint passes the answer through")
		}
	}
}

// answerFields is the call that gives a script the fields of an answer.
var answerFields = regexp.MustCompile(`:\s*data\s*\(`)

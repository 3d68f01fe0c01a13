package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var celAnswerNumber = Rule{
	ID:       "cel-answer-number",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that conditions on numbers of an answer can be met.",
	Why:      `Conditions see the numbers of a decoded answer as text: resp_data.n == 7 is never true, and a comparison with less or more fails. The status of a decoded answer is always 0: only an endpoint that passes its answer through knows it.`,
	Fix:      "compare with a text, '7', or convert: int(resp_data.n) > 6",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/cel": [{"check_expr": "resp_data.id == 1"}]},
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
      "extra_config": {"validation/cel": [{"check_expr": "int(resp_data.id) == 1"}]},
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
	Endpoint: checkCELAnswerNumberEndpoint,
	Backend:  checkCELAnswerNumberBackend,
}

func checkCELAnswerNumberEndpoint(p *Pass, e *config.Endpoint) {
	p.answerNumbers(e.Extra, shape.PassesThrough(e))
}

func checkCELAnswerNumberBackend(p *Pass, b *config.Backend) {
	p.answerNumbers(b.Extra, passesThrough(b))
}

func (p *Pass) answerNumbers(x config.Extra, through bool) {
	for _, c := range p.conditions(x) {
		for _, field := range c.numbers {
			switch {
			case field != "resp_metadata_status":
				p.reportAt(c.at, c.pointer, "%s is a text here, and never a number", field)
			case !through:
				p.reportAt(c.at, c.pointer, "the status of an answer that is decoded is 0 here, whatever the backend sent").Hint =
					"leave the condition out: other statuses than 200 and 201 fail anyway"
			}
		}
	}
}

package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var agentBackendGet = Rule{
	ID:       "agent-backend-get",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the backends of async agents take the message.",
	Why:      `The method of an agent's backend is GET unless it says otherwise, and a GET drops the message's body.`,
	Fix:      `set "method": "POST"`,
	Bad: `{
  "version": 3,
  "async_agent": [
    {
      "name": "orders",
      "consumer": {"topic": "a"},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/a"}],
      "extra_config": {
        "async/amqp": {"name": "q", "host": "amqp://mq:5672/", "exchange": "x"}
      }
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "async_agent": [
    {
      "name": "orders",
      "consumer": {"topic": "a"},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/a",
          "method": "POST"
        }
      ],
      "extra_config": {
        "async/amqp": {"name": "q", "host": "amqp://mq:5672/", "exchange": "x"}
      }
    }
  ]
}
`,
	NoProof: "agents need a message queue",
	Backend: checkAgentBackendGet,
}

func checkAgentBackendGet(p *Pass, b *config.Backend) {
	if b.Agent == nil || b.HTTPMethod() != "GET" || notHTTP(b) {
		return
	}
	f := p.report(b.Object, "method", "a GET drops the message that the agent read")
	p.fix(f, false, `set "method" to "POST"`, set(b.Object, "method", `"POST"`))
}

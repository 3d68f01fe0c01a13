package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var agentDriverMissing = Rule{
	ID:       "agent-driver-missing",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that async agents have a driver.",
	Why:      `An agent reads its queue by a driver in its extra_config: async/amqp in the Community Edition. Without one it does nothing.`,
	Fix:      "add async/amqp to its extra_config",
	Bad: `{
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
      "extra_config": {}
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
	Agent:   checkAgentDriverMissing,
}

func checkAgentDriverMissing(p *Pass, a *config.AsyncAgent) {
	if a.Node.IsNull() || hasAny(a.Extra, "async/amqp", "async/kafka") {
		return
	}
	p.report(a.Object, "extra_config", "the async agent has no driver: it reads nothing")
}

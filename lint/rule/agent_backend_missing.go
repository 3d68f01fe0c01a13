package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var agentBackendMissing = Rule{
	ID:       "agent-backend-missing",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that async agents have a backend to hand messages to.",
	Why:      `An agent hands each message that it reads to its backends. Without one messages are read and go nowhere.`,
	Fix:      "add a backend",
	Bad: `{
  "version": 3,
  "async_agent": [
    {
      "name": "orders",
      "consumer": {"topic": "orders.*"},
      "backend": [],
      "extra_config": {"async/amqp": {"name": "orders", "host": "amqp://broker:5672/", "exchange": "shop"}}
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "async_agent": [
    {
      "name": "orders",
      "consumer": {"topic": "orders.*"},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/orders", "method": "POST"}],
      "extra_config": {"async/amqp": {"name": "orders", "host": "amqp://broker:5672/", "exchange": "shop"}}
    }
  ]
}
`,
	NoProof: "it takes a broker",
	Agent:   checkAgentBackendMissing,
}

func checkAgentBackendMissing(p *Pass, a *config.AsyncAgent) {
	if !a.Node.IsNull() && len(a.Backends) == 0 {
		p.report(a.Object, "backend", "the async agent has no backend: messages are read and go nowhere")
	}
}

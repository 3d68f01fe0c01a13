package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var agentNameDuplicate = Rule{
	ID:       "agent-name-duplicate",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that async agents have names of their own.",
	Why:      `Logs and metrics tell agents apart by name.`,
	Fix:      "rename one of the two",
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
      "extra_config": {
        "async/amqp": {"name": "q", "host": "amqp://mq:5672/", "exchange": "x"}
      }
    },
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
	Service: checkAgentNameDuplicate,
}

func checkAgentNameDuplicate(p *Pass, s *config.Service) {
	seen := map[string]bool{}
	for _, a := range s.AsyncAgents {
		if a.Name.V != "" && seen[a.Name.V] {
			p.report(a.Object, "name", "two async agents have the name %q", a.Name.V)
		}
		seen[a.Name.V] = true
	}
}

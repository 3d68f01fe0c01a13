package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditSequentialStart = Rule{
	ID:       "audit-sequential-start",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"6.1.1"}, Level: Low},
	Summary:  "Checks that many agents do not start one after the other.",
	Why:      `With sequential_start each agent waits for the one before. With ten and more the start takes long.`,
	Fix:      "remove sequential_start",
	Bad: `{
  "version": 3,
  "sequential_start": true,
  "async_agent": [{"name": "a0", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q0", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a1", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q1", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a2", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q2", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a3", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q3", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a4", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q4", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a5", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q5", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a6", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q6", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a7", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q7", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a8", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q8", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a9", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q9", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}],
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "sequential_start": true,
  "async_agent": [{"name": "a0", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q0", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}, {"name": "a1", "consumer": {"topic": "a"}, "extra_config": {"async/amqp": {"name": "q1", "host": "amqp://mq:5672/", "exchange": "x"}}, "backend": [{"host": ["http://backend:8080"], "url_pattern": "/in", "method": "POST"}]}],
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "agents need a broker",
	Service: checkAuditSequentialStart,
}

func checkAuditSequentialStart(p *Pass, s *config.Service) {
	if s.SequentialStart.V && len(s.AsyncAgents) >= 10 {
		p.ask(s.Object, "sequential_start", "%d agents start one after the other", len(s.AsyncAgents))
	}
}

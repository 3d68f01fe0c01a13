package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var agentTopicMissing = Rule{
	ID:       "agent-topic-missing",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that async agents have a topic to read.",
	Why:      `An agent reads the messages whose topic is consumer.topic. Without one it asks for messages with an empty topic, and there are none.`,
	Fix:      "name the topic",
	Bad: `{
  "version": 3,
  "async_agent": [
    {
      "name": "orders",
      "consumer": {"workers": 2},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/orders", "method": "POST"}],
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
      "consumer": {"topic": "orders.*", "workers": 2},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/orders", "method": "POST"}],
      "extra_config": {"async/amqp": {"name": "orders", "host": "amqp://broker:5672/", "exchange": "shop"}}
    }
  ]
}
`,
	NoProof: "it takes a broker",
	Agent:   checkAgentTopicMissing,
}

func checkAgentTopicMissing(p *Pass, a *config.AsyncAgent) {
	if a.Node.IsNull() {
		return
	}
	m := a.Member("consumer")
	if m == nil || m.Value == nil || m.Value.Kind != syntax.Object {
		p.report(a.Object, "consumer", "the async agent has no consumer, and so no topic: it reads nothing")
		return
	}
	if m.Value.Get("topic").Str() == "" {
		p.reportAt(m.Key, a.Field(m.Name), "the consumer has no topic: it reads nothing")
	}
}

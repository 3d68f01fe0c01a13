package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var brokerHost = Rule{
	ID:       "broker-host",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that backends that are queues have the host of a broker.",
	Why:      `The host of a backend with backend/amqp or backend/pubsub says by its scheme which broker it is: amqp://, nats://, kafka:// and the like, with disable_host_sanitize. Where the connection cannot be opened the backend becomes a plain HTTP one, and its host is called instead.`,
	Fix:      `write the host of the broker with its scheme, and set "disable_host_sanitize": true`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/orders",
      "method": "POST",
      "backend": [
        {
          "host": ["http://broker:4222"],
          "url_pattern": "/",
          "extra_config": {"backend/pubsub/publisher": {"topic_url": "orders"}}
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
      "endpoint": "/orders",
      "method": "POST",
      "backend": [
        {
          "host": ["nats://broker:4222"],
          "disable_host_sanitize": true,
          "url_pattern": "/",
          "extra_config": {"backend/pubsub/publisher": {"topic_url": "orders"}}
        }
      ]
    }
  ]
}
`,
	NoProof: "it takes a broker",
	Backend: checkBrokerHost,
	Agent:   checkBrokerHostAgent,
}

// checkBrokerHostAgent looks at the broker that an agent reads from.
func checkBrokerHostAgent(p *Pass, a *config.AsyncAgent) {
	entry := a.Extra.Entry("async/amqp")
	if entry == nil {
		return
	}
	host := entry.Node.Get("host")
	text := host.Str()
	if text == "" || strings.HasPrefix(text, "amqp://") || strings.HasPrefix(text, "amqps://") || strings.ContainsAny(text, "{$") {
		return
	}
	p.reportAt(host.Span, syntax.Join(entry.Pointer, "host"), "\"async/amqp\" needs a host that starts with amqp://, and %q is none: the agent reads nothing", text)
}

// brokers are the namespaces of queues, with what their hosts start with; "" is
// any scheme but those of HTTP.
var brokers = []struct{ namespace, scheme string }{
	{"backend/amqp/consumer", "amqp"}, {"backend/amqp/producer", "amqp"},
	{"backend/pubsub/publisher", ""}, {"backend/pubsub/subscriber", ""},
}

func checkBrokerHost(p *Pass, b *config.Backend) {
	for _, broker := range brokers {
		entry := b.Extra.Entry(broker.namespace)
		if entry == nil || len(b.Hosts()) == 0 {
			continue
		}
		host := b.Hosts()[0]
		scheme, _, found := strings.Cut(host, "://")
		scheme = strings.ToLower(scheme)
		switch {
		case found && scheme != "http" && scheme != "https" && (broker.scheme == "" || strings.HasPrefix(scheme, broker.scheme)):
			continue
		case strings.ContainsAny(host, "{$"):
			continue // template-residue says it
		}
		at, pointer := entry.Key, entry.Pointer
		if m := b.Member("host"); m != nil && m.Value != nil {
			at, pointer = m.Value.Span, b.Field(m.Name)
		}
		p.reportAt(at, pointer, "%q needs the host of a broker, and %q is called by HTTP", broker.namespace, host)
		return
	}
}

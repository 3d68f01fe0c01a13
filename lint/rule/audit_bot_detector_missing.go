package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditBotDetectorMissing = Rule{
	ID:       "audit-bot-detector-missing",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"3.1.1"}, Level: Low},
	Summary:  "Checks that known bots are kept out.",
	Why:      `Without security/bot-detector whoever crawls the API is served as a client.`,
	Fix:      "add security/bot-detector to the extra_config of the service",
	Bad: `{
  "version": 3,
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
  "extra_config": {"security/bot-detector": {"deny": ["badbot"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditBotDetectorMissing,
}

func checkAuditBotDetectorMissing(p *Pass, s *config.Service) {
	if s.Extra.Get("security/bot-detector") != nil {
		return
	}
	var without []*config.Endpoint
	for _, e := range s.Endpoints() {
		if e.Extra.Get("security/bot-detector") == nil {
			without = append(without, e)
		}
	}
	if len(without) == s.NumEndpoints() {
		p.ask(s.Object, "extra_config", "bots are served as all others: there is no \"security/bot-detector\"")
		return
	}
	for _, e := range without {
		at(p.ask(e.Object, "endpoint", "bots are served as all others: there is no \"security/bot-detector\" here as at other endpoints"), e, nil)
	}
}

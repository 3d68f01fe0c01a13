package rule

import (
	"regexp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var botPatternInvalid = Rule{
	ID:       "bot-pattern-invalid",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the patterns of the bot detector compile.",
	Why:      `One pattern that does not compile switches the whole detector off: bots are served, those in deny too.`,
	Fix:      "correct the regular expression",
	Bad: `{
  "version": 3,
  "extra_config": {"security/bot-detector": {"deny": ["badbot"], "patterns": ["(crawl"]}},
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
  "extra_config": {"security/bot-detector": {"deny": ["badbot"], "patterns": ["crawl"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Header: map[string]string{"User-Agent": "badbot"},
		Bad:    Outcome{Status: 200},
		Good:   Outcome{Status: 403},
	},
	Service:  checkBotPatternInvalidService,
	Endpoint: checkBotPatternInvalidEndpoint,
}

func checkBotPatternInvalidService(p *Pass, s *config.Service)   { p.botPatterns(s.Extra) }
func checkBotPatternInvalidEndpoint(p *Pass, e *config.Endpoint) { p.botPatterns(e.Extra) }

func (p *Pass) botPatterns(x config.Extra) {
	entry := x.Entry("security/bot-detector")
	if entry == nil {
		return
	}
	patterns := entry.Node.Get("patterns")
	if patterns == nil {
		return
	}
	for i, item := range patterns.Items() {
		if item.Kind != syntax.String {
			continue
		}
		if _, err := regexp.Compile(item.Text); err != nil {
			p.reportAt(item.Span, syntax.Index(syntax.Join(entry.Pointer, "patterns"), i), "the detector is off: %v", err)
		}
	}
}

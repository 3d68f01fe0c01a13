package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var loggingNowhere = Rule{
	ID:       "logging-nowhere",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the log goes somewhere.",
	Why:      `telemetry/logging writes to standard output or to syslog, and to neither unless it is told to. telemetry/logstash and telemetry/gelf need telemetry/logging beside them.`,
	Fix:      `set "stdout": true`,
	Bad: `{
  "version": 3,
  "extra_config": {"telemetry/logging": {"level": "INFO", "prefix": "[shop]"}},
  "endpoints": [
    {
      "endpoint": "/users",
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
  "extra_config": {"telemetry/logging": {"level": "INFO", "prefix": "[shop]", "stdout": true}},
  "endpoints": [
    {
      "endpoint": "/users",
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
	NoProof: "it is about what is logged",
	Service: checkLoggingNowhere,
}

func checkLoggingNowhere(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("telemetry/logging")
	for _, name := range []string{"telemetry/logstash", "telemetry/gelf"} {
		if other := s.Extra.Entry(name); other != nil && entry == nil {
			p.reportAt(other.Key, other.Pointer, "%q needs \"telemetry/logging\" beside it", name).Hint = `add "telemetry/logging"`
		}
	}
	if entry == nil || s.Extra.Get("telemetry/gelf") != nil || isTrue(entry.Node.Get("stdout")) || isTrue(entry.Node.Get("syslog")) {
		return
	}
	f := p.reportAt(entry.Key, entry.Pointer, "neither stdout nor syslog is on: nothing is logged")
	if entry.Node.Get("stdout") == nil {
		p.fix(f, false, `add "stdout": true`, setAt(syntax.Join(entry.Pointer, "stdout"), "true"))
	}
}

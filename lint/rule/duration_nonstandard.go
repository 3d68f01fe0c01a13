package rule

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var durationNonstandard = Rule{
	ID:       diag.DurationUnusual,
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that durations are a single number with a single unit.",
	Why:      `The gateway takes 1m30s and 1.5s, but the schema of the reference takes one whole number with one unit, so that its own check reports the file.`,
	Fix:      "write it in the smaller unit, such as 90s",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "1m30s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "90s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Service:  checkDurationNonstandardService,
	Endpoint: checkDurationNonstandardEndpoint,
}

func checkDurationNonstandardService(p *Pass, s *config.Service) {
	durations := map[string]config.Value[time.Duration]{
		"timeout": s.Timeout, "cache_ttl": s.CacheTTL, "dns_cache_ttl": s.DNSCacheTTL,
		"max_shutdown_wait_time": s.MaxShutdownWaitTime, "read_timeout": s.ReadTimeout, "write_timeout": s.WriteTimeout,
		"idle_timeout": s.IdleTimeout, "read_header_timeout": s.ReadHeaderTimeout, "dialer_timeout": s.DialerTimeout,
		"dialer_fallback_delay": s.DialerFallbackDelay, "dialer_keep_alive": s.DialerKeepAlive,
		"response_header_timeout": s.ResponseHeaderTimeout, "expect_continue_timeout": s.ExpectContinueTimeout,
		"idle_connection_timeout": s.IdleConnectionTimeout,
	}
	for name, d := range durations {
		p.checkDuration(s.Object, name, d)
	}
}

func checkDurationNonstandardEndpoint(p *Pass, e *config.Endpoint) {
	p.checkDuration(e.Object, "timeout", e.Timeout)
	p.checkDuration(e.Object, "cache_ttl", e.CacheTTL)
}

// plainDuration is a whole number with one unit.
var plainDuration = regexp.MustCompile(`^\d+(ns|us|µs|ms|s|m|h)$`)

func (p *Pass) checkDuration(o config.Object, field string, d config.Value[time.Duration]) {
	text := d.Node().Str()
	if text == "" || plainDuration.MatchString(text) || d.V < 0 {
		return
	}
	if parsed, err := time.ParseDuration(text); err != nil || parsed != d.V {
		return
	}
	f := p.report(o, field, "%q is %q: the gateway takes it, the schema of the reference does not", field, text)
	plain := wholeDuration(d.V)
	f.Hint = fmt.Sprintf("write %q", plain)
	p.fix(f, true, f.Hint, set(o, field, quote(plain)))
}

// wholeDuration writes a duration as a whole number of its largest unit.
func wholeDuration(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "us"}} {
		if d%u.unit == 0 && d != 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.name
		}
	}
	if d == 0 {
		return "0s"
	}
	return strconv.FormatInt(int64(d), 10) + "ns"
}

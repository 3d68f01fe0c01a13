package rule

import (
	"net/netip"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var proxyHeadersPair = Rule{
	ID:       "proxy-headers-pair",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that clients cannot choose their address.",
	Why:      `forwarded_by_client_ip takes the client's address from headers. Without trusted_proxies every client can send them, and limits by address count what the client says.`,
	Fix:      "name the proxies in front in trusted_proxies",
	Bad: `{
  "version": 3,
  "extra_config": {"router": {"forwarded_by_client_ip": true}},
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
  "extra_config": {
    "router": {"forwarded_by_client_ip": true, "trusted_proxies": ["10.0.0.0/8"]}
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it needs clients at different addresses",
	Service: checkProxyHeadersPair,
}

func checkProxyHeadersPair(p *Pass, s *config.Service) {
	e := s.Extra.Entry("router")
	if e == nil {
		return
	}
	list := e.Node.Get("trusted_proxies")
	pointer := syntax.Join(e.Pointer, "trusted_proxies")
	switch reads := isTrue(e.Node.Get("forwarded_by_client_ip")); {
	case reads && (list == nil || len(list.Items()) == 0):
		p.reportAt(e.Node.Member("forwarded_by_client_ip").Key, syntax.Join(e.Pointer, "forwarded_by_client_ip"), "without trusted_proxies every client can choose its address")
	case !reads && list != nil && len(list.Items()) > 0:
		f := p.reportAt(list.Span, pointer, "without forwarded_by_client_ip nothing is read from the proxies' headers")
		f.Hint = `set "forwarded_by_client_ip": true`
		p.fix(f, false, f.Hint, setAt(syntax.Join(e.Pointer, "forwarded_by_client_ip"), "true"))
	}
	if list == nil {
		return
	}
	for i, item := range list.Items() {
		if text := item.Str(); item.Kind == syntax.String && !isNetwork(text) {
			p.reportAt(item.Span, syntax.Index(pointer, i), "the proxy %q is neither an address nor a network", text).Hint = "write addresses such as 10.1.2.3 or networks such as 10.0.0.0/8"
		}
	}
}

func isNetwork(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(s)
	return err == nil
}

package serve

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// clientAddress finds out the address of a client, which proxies in front may
// have put into a header.
type clientAddress struct {
	headers []string // in the order of trust; none when they do not count
	proxies []netip.Prefix
	anyone  bool // every proxy is trusted
	engine  bool // a platform in front says the address, whoever sends it
}

// engineHeader is where App Engine puts the address of a client.
const engineHeader = "X-Appengine-Remote-Addr"

func newClientAddress(svc *config.Service) clientAddress {
	n := svc.Extra.Get("router")
	is := func(name, value string) bool {
		v := n.Get(name)
		return v != nil && v.Kind == syntax.Bool && v.Text == value
	}
	c := clientAddress{headers: []string{"X-Forwarded-For", "X-Real-Ip"}, anyone: true, engine: is("app_engine", "true")}
	if is("forwarded_by_client_ip", "false") {
		c.headers = nil
		return c
	}
	if list := n.Get("remote_ip_headers"); list != nil && len(list.Items()) > 0 {
		c.headers = nil
		for _, item := range list.Items() {
			c.headers = append(c.headers, http.CanonicalHeaderKey(item.Str()))
		}
	}
	if list := n.Get("trusted_proxies"); list != nil && list.Kind == syntax.Array {
		c.anyone = len(list.Items()) == 0
		for _, item := range list.Items() {
			if p, ok := prefix(item.Str()); ok {
				c.proxies = append(c.proxies, p)
			}
		}
	}
	return c
}

func prefix(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// of returns the client's address: the last one in a header that no trusted
// proxy has, read from the right; else that of the connection.
func (c clientAddress) of(r *http.Request) string {
	if c.engine {
		if ip := r.Header.Get(engineHeader); ip != "" {
			return ip
		}
	}
	remote, _, err := net.SplitHostPort(strings.TrimSpace(r.RemoteAddr))
	if err != nil {
		return ""
	}
	addr, err := netip.ParseAddr(remote)
	if err != nil {
		return remote
	}
	if remote = addr.Unmap().String(); !c.trusted(addr) {
		return remote
	}
	for _, h := range c.headers {
		if ip, ok := c.behind(strings.Join(r.Header[h], ",")); ok {
			return ip
		}
	}
	return remote
}

func (c clientAddress) behind(header string) (string, bool) {
	if header == "" {
		return "", false
	}
	items := strings.Split(header, ",")
	for i := len(items) - 1; i >= 0; i-- {
		ip := strings.TrimSpace(items[i])
		addr, err := netip.ParseAddr(ip)
		if err != nil {
			return "", false
		}
		if i == 0 || !c.trusted(addr) {
			return ip, true
		}
	}
	return "", false
}

func (c clientAddress) trusted(a netip.Addr) bool {
	if c.anyone {
		return true
	}
	for _, p := range c.proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

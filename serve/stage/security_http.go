package stage

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/config/syntax"
)

// security is namespace security/http.
type security struct {
	hosts        []string
	patterns     []*regexp.Regexp
	hostHeaders  []string
	redirect     bool
	sslHost      string
	proxyHeaders map[string]string
	sts          string // value of Strict-Transport-Security, "" for none
	forceSTS     bool
	headers      map[string]string
	development  bool
}

func securityHTTP(svc *config.Service) Gate {
	n := svc.Extra.Get("security/http")
	if n == nil || n.Kind != syntax.Object {
		return nil
	}
	s := settings{n}
	c := &security{
		hosts: s.texts("allowed_hosts"), hostHeaders: s.texts("host_proxy_headers"),
		redirect: s.flag("ssl_redirect"), sslHost: s.text("ssl_host"),
		forceSTS: s.flag("force_sts_header"), development: s.flag("is_development"),
		proxyHeaders: map[string]string{}, headers: map[string]string{},
	}
	if s.flag("allowed_hosts_are_regex") {
		for _, expr := range c.hosts {
			// With one that does not compile the gateway has not started.
			if re, err := start.HostPattern(expr); err == nil {
				c.patterns = append(c.patterns, re)
			}
		}
	}
	if headers := s.Get("ssl_proxy_headers"); headers != nil {
		for _, m := range headers.Members() {
			if value := m.Value.Str(); value != "" {
				c.proxyHeaders[m.Name] = value
			}
		}
	}
	if seconds := s.integer("sts_seconds"); seconds != 0 {
		c.sts = "max-age=" + strconv.Itoa(seconds)
		if s.flag("sts_include_subdomains") {
			c.sts += "; includeSubDomains"
		}
	}
	c.plain(s)
	return c.pass
}

// plain collects the headers that are the same for every answer.
func (c *security) plain(s settings) {
	set := func(name, value string, on bool) {
		if on {
			c.headers[name] = value
		}
	}
	set("X-Frame-Options", "DENY", s.flag("frame_deny"))
	set("X-Frame-Options", s.text("custom_frame_options_value"), s.text("custom_frame_options_value") != "")
	set("X-Content-Type-Options", "nosniff", s.flag("content_type_nosniff"))
	set("X-Xss-Protection", "1; mode=block", s.flag("browser_xss_filter"))
	set("Content-Security-Policy", s.text("content_security_policy"), s.text("content_security_policy") != "")
	set("Referrer-Policy", s.text("referrer_policy"), s.text("referrer_policy") != "")
}

func (c *security) pass(w http.ResponseWriter, v *Visit) bool {
	host, tls := c.host(v.Request), c.overTLS(v.Request)
	if !c.development && len(c.hosts) > 0 && !c.allowed(host) {
		http.Error(w, "Bad Host", http.StatusInternalServerError)
		return false
	}
	if !c.development && c.redirect && !tls {
		if c.sslHost != "" {
			host = c.sslHost
		}
		u := url.URL{Scheme: "https", Host: host, Path: v.URL.Path, RawPath: v.URL.RawPath, RawQuery: v.URL.RawQuery}
		http.Redirect(w, v.Request, u.String(), http.StatusMovedPermanently)
		return false
	}
	h := w.Header()
	if c.sts != "" && (tls || c.forceSTS) && !c.development {
		h["Strict-Transport-Security"] = []string{c.sts}
	}
	for name, value := range c.headers {
		h[name] = []string{value}
	}
	return true
}

func (c *security) host(r *http.Request) string {
	for _, name := range c.hostHeaders {
		if host := r.Header.Get(name); host != "" {
			return host
		}
	}
	return r.Host
}

func (c *security) overTLS(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	for name, value := range c.proxyHeaders {
		if r.Header.Get(name) == value {
			return true
		}
	}
	return false
}

func (c *security) allowed(host string) bool {
	if c.patterns != nil {
		return slices.ContainsFunc(c.patterns, func(re *regexp.Regexp) bool { return re.MatchString(host) })
	}
	return slices.ContainsFunc(c.hosts, func(h string) bool { return strings.EqualFold(h, host) })
}

package ocelot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/generate/convert"
)

// name is what a list was called in the version that is written.
func (w *writer) name(today string) string {
	if w.opts.Version == ReRoutes {
		return "Re" + today
	}
	return today
}

// former gives the routes the names that options had before version 24.
func (w *writer) former() {
	if w.settings == nil {
		w.settings = convert.Map{}
	}
	if w.opts.Version == Today {
		return
	}
	header := ""
	for i, one := range w.routes {
		m, _ := one.(convert.Map)
		m = formerRoute(m)
		if limit, ok := m.Get("RateLimitOptions").(convert.Map); ok {
			own, _ := limit.Get("ClientIdHeader").(string)
			switch {
			case header == "":
				header = own
			case own != header:
				w.lose(nil, convert.Lost, "rate-key", w.inv.Service.Place, fmt.Sprintf("all limits tell clients apart by one header, %s, not by %s", header, own), "")
			}
			m = m.With("RateLimitOptions", formerLimit(limit))
		}
		if w.opts.Version == ReRoutes {
			for j := range m {
				if m[j].Name == "RouteIsCaseSensitive" {
					m[j].Name = w.name("RouteIsCaseSensitive")
				}
			}
		}
		w.routes[i] = m
	}
	if header != "" {
		w.settings.Add("RateLimitOptions", convert.Map{{Name: "ClientIdHeader", Value: header}})
	}
}

// formerRoute is a route in the names before version 24.
func formerRoute(m convert.Map) convert.Map {
	out := make(convert.Map, 0, len(m))
	var timeout any
	for _, one := range m {
		switch inner, _ := one.Value.(convert.Map); one.Name {
		case "Timeout":
			seconds, _ := one.Value.(int)
			timeout = seconds * 1000
			continue
		case "AuthenticationOptions":
			one.Value = formerAuth(inner)
		case "QoSOptions":
			one.Value = renamed(inner.Without("SamplingDuration"), map[string]string{"MinimumThroughput": "ExceptionsAllowedBeforeBreaking", "BreakDuration": "DurationOfBreak", "Timeout": "TimeoutValue"})
		case "CacheOptions":
			one.Name = "FileCacheOptions"
		}
		out = append(out, one)
	}
	if qos, ok := out.Get("QoSOptions").(convert.Map); timeout != nil && !ok {
		out.Add("QoSOptions", convert.Map{{Name: "TimeoutValue", Value: timeout}})
	} else if ok && qos.Get("TimeoutValue") == nil && timeout != nil {
		out = out.With("QoSOptions", qos.With("TimeoutValue", timeout))
	}
	return out
}

func formerAuth(m convert.Map) convert.Map {
	out := make(convert.Map, 0, len(m))
	for _, one := range m {
		if keys, ok := one.Value.([]string); ok && one.Name == "AuthenticationProviderKeys" && len(keys) > 0 {
			one = convert.Member{Name: "AuthenticationProviderKey", Value: keys[0]}
		}
		out = append(out, one)
	}
	return out
}

// formerLimit is a limit whose header stands in GlobalConfiguration, with the
// time to wait that it had to have.
func formerLimit(m convert.Map) convert.Map {
	m = m.Without("ClientIdHeader")
	text, _ := m.Get("Period").(string)
	if every, ok := period(text); ok {
		m.Add("PeriodTimespan", max(1, int(every/time.Second)))
	}
	return m
}

func renamed(m convert.Map, names map[string]string) convert.Map {
	out := slices.Clone(m)
	for i := range out {
		if to := names[out[i].Name]; to != "" {
			out[i].Name = to
		}
	}
	return out
}

// swaggerKey is the key of the document of the backend that a call is to.
func (w *writer) swaggerKey(c *convert.Call) string {
	for _, d := range w.opts.Documents {
		if slices.ContainsFunc(c.Hosts, func(h string) bool {
			return slices.ContainsFunc(d.Hosts, func(own string) bool { return sameOrigin(h, own) })
		}) {
			return d.Key
		}
	}
	if len(w.opts.Documents) == 1 && len(w.opts.Documents[0].Hosts) == 0 {
		return w.opts.Documents[0].Key
	}
	return ""
}

// sameOrigin reports whether a host is where a document's backend is; a bare
// name stands for every port.
func sameOrigin(a, b string) bool {
	x, y := convert.ParseHosts([]string{a})[0], convert.ParseHosts([]string{b})[0]
	port := func(h convert.Host) int {
		switch {
		case h.Port != 0:
			return h.Port
		case h.Scheme == "https":
			return 443
		}
		return 80
	}
	bare := !strings.Contains(b, "://") && y.Port == 0
	return strings.EqualFold(x.Name, y.Name) && (bare || port(x) == port(y))
}

// documents lists where the documents of the backends are.
func (w *writer) documents() []any {
	var list []any
	for _, d := range w.opts.Documents {
		url := d.URL
		if i := slices.IndexFunc(d.Hosts, func(h string) bool { return strings.Contains(h, "://") }); url == "" && i >= 0 {
			url = strings.TrimSuffix(d.Hosts[i], "/") + "/swagger/v1/swagger.json"
			w.lose(nil, convert.Defaulted, "document-address", w.inv.Service.Place, fmt.Sprintf("the document of %q is looked for at %s", d.Key, url), "name it by its address: --spec NAME=https://…")
		}
		one := convert.Map{{Name: "Name", Value: d.Title}, {Name: "Version", Value: d.Release}}
		one.Put("Url", url)
		list = append(list, convert.Map{{Name: "Key", Value: d.Key}, {Name: "Config", Value: []any{one}}})
	}
	return list
}

package convert

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// LoseInputs reports that a gateway hands on every header and query string
// where the route let only some through.
func (o *Output) LoseInputs(r *Route) {
	if !slices.Contains(r.Headers, "*") {
		l := Loss{Severity: Changed, Code: "headers-all", Place: r.Place, Route: r, Value: strings.Join(r.Headers, ", "), Action: Rewritten,
			Message: "every header of the request reaches the backend, before only those of input_headers did"}
		if !hasFold(r.Headers, "Authorization") || !hasFold(r.Headers, "Cookie") {
			l.Severity = Security
			l.Message = "every header of the request reaches the backend, Cookie and Authorization too, before only those of input_headers did"
		}
		o.Lose(l)
	}
	if !slices.Contains(r.Queries, "*") {
		o.Lose(Loss{Severity: Changed, Code: "queries-all", Place: r.Place, Route: r, Value: strings.Join(r.Queries, ", "), Action: Rewritten,
			Message: "every query string of the request reaches the backend, before only those of input_query_strings did"})
	}
}

func hasFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, s) })
}

// LoseChecks reports checks of requests that the target lacks.
func (o *Output) LoseChecks(r *Route, schema, bots bool) {
	lose := func(at Place, code, message string) {
		o.Lose(Loss{Severity: Security, Code: code, Place: at, Route: r, Message: message})
	}
	if schema && r.Schema != nil {
		lose(r.Place, "json-schema", "bodies are not held against a JSON schema any more")
	}
	if len(r.CEL) > 0 {
		lose(r.Place, "cel", "expressions of CEL are not checked any more")
	}
	if bots && r.Bots != nil {
		lose(r.Bots.Place, "bots", "user agents are not refused any more")
	}
	if r.CacheTTL > 0 {
		o.Lose(Loss{Severity: Changed, Code: "cache-ttl", Place: r.Place, Route: r, Value: Duration(r.CacheTTL), Message: "Cache-Control is the backend's own"})
	}
}

// Host is one host of a call, taken apart.
type Host struct {
	Scheme, Name string
	// Port is 0 where the host states none.
	Port int
	// Count is how often the host stands in the list.
	Count int
}

// ParseHosts takes hosts apart, each once, in their order.
func ParseHosts(hosts []string) []Host {
	var list []Host
	for _, h := range hosts {
		scheme, rest, ok := strings.Cut(h, "://")
		if !ok {
			scheme, rest = "http", h
		}
		one := Host{Scheme: scheme, Name: strings.TrimSuffix(rest, "/"), Count: 1}
		if i := strings.LastIndexByte(one.Name, ':'); i >= 0 && !strings.HasSuffix(one.Name, "]") {
			if port, err := strconv.Atoi(one.Name[i+1:]); err == nil {
				one.Name, one.Port = one.Name[:i], port
			}
		}
		i := slices.IndexFunc(list, func(o Host) bool { return o.Scheme == one.Scheme && o.Name == one.Name && o.Port == one.Port })
		if i < 0 {
			list = append(list, one)
			continue
		}
		list[i].Count++
	}
	return list
}

// Seconds is a duration in whole seconds, rounded up.
func Seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// Slug makes a name of letters, digits and dashes.
func Slug(s string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "root"
	}
	return strings.TrimSuffix(b.String(), "-")
}

// Names hands out names that are each used once.
type Names map[string]bool

// Free returns the name, or the name with a number where it is taken.
func (n Names) Free(name string) string {
	free := name
	for i := 2; n[free]; i++ {
		free = name + "-" + strconv.Itoa(i)
	}
	n[free] = true
	return free
}

package convert

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Withheld are the headers with credentials that the route keeps from its
// backend.
func (r *Route) Withheld() []string {
	var list []string
	for _, name := range []string{"Authorization", "Cookie"} {
		if !slices.Contains(r.Headers, "*") && !hasFold(r.Headers, name) {
			list = append(list, name)
		}
	}
	return list
}

// Removals are the changes that keep the headers with credentials from the
// backend of a route, for gateways that hand on all headers.
func (r *Route) Removals() []Edit {
	var list []Edit
	for _, name := range r.Withheld() {
		list = append(list, Edit{Place: r.Place, Op: "remove", Name: name})
	}
	return list
}

// LoseInputs reports that a gateway hands on every header and query string
// where the route let only some through. removed says that the writer takes the
// credentials out; else a token that the gateway checks reaches the backend.
func (o *Output) LoseInputs(r *Route, removed bool) {
	if !slices.Contains(r.Headers, "*") {
		l := Loss{Severity: Changed, Code: "headers-all", Place: r.Place, Route: r, Value: strings.Join(r.Headers, ", "), Action: Rewritten,
			Message: "every header of the request reaches the backend, before only those of input_headers did"}
		switch withheld := r.Withheld(); {
		case len(withheld) == 0:
		case removed:
			l.Message = fmt.Sprintf("every header of the request but %s reaches the backend, before only those of input_headers did", strings.Join(withheld, " and "))
		case r.Auth != nil:
			l.Severity = Security
			l.Message = fmt.Sprintf("every header of the request reaches the backend, %s too, before only those of input_headers did", strings.Join(withheld, " and "))
			l.Hint = "a handler of your own can take them out"
		default:
			l.Message = fmt.Sprintf("every header of the request reaches the backend, %s too, before only those of input_headers did", strings.Join(withheld, " and "))
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

// LoseRedirects reports that a gateway hands redirections of backends on to
// clients, where the source followed them.
func (o *Output) LoseRedirects(r *Route) {
	if r.Redirects == Followed {
		o.Lose(Loss{Severity: Defaulted, Code: "redirects", Place: r.Place, Message: "redirections of backends reach clients, before the gateway followed them"})
	}
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

// WholeRate is a limit as a whole number of requests in a time that is as much
// longer as it has to be.
func WholeRate(n float64, every time.Duration) (int, time.Duration) {
	if every <= 0 {
		every = time.Second
	}
	const most = 3600
	for k := 1; k <= most; k++ {
		if whole := math.Round(n * float64(k)); whole >= 1 && math.Abs(n*float64(k)-whole) < 1e-9 {
			return int(min(whole, math.MaxInt32)), every * time.Duration(k)
		}
	}
	return int(max(1, min(math.Floor(n*most), math.MaxInt32))), every * most
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

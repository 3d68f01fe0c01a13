package field

import (
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

// Texts are our own; the schemas have longer ones.
var serviceFields = level(fact.Service, []Field{
	{Name: "name", Label: "Name", Main: true, About: "a label for logs and telemetry"},
	{Name: "version", Label: "Version", Kind: Whole, About: "the version of the file's syntax", check: between(3, 3)},
	{Name: "port", Label: "Port", Kind: Whole, Main: true, About: "where the gateway listens", check: between(0, 65535), without: say("8080")},
	{Name: "listen_ip", Label: "Listen IP", About: "the address it listens on, all of the machine's without it"},
	{Name: "timeout", Label: "Timeout", Kind: Duration, Main: true, About: "what an endpoint without a timeout has", without: say(fact.DefaultTimeout)},
	{Name: "cache_ttl", Label: "Cache TTL", Kind: Duration, About: "the Cache-Control that complete answers carry"},
	{Name: "host", Label: "Hosts", Kind: List, Main: true, About: "hosts of the backends that name none", check: checkHost},
	{Name: "output_encoding", Label: "Output", Kind: Choice, Main: true, About: "what an endpoint without output_encoding has", Options: outputs(), without: say(fact.JSON)},
	{Name: "sequential_start", Label: "Seq. start", Kind: Flag, About: "start async agents one by one"},
	{Name: "debug_endpoint", Label: "Debug", Kind: Flag, About: "serve /__debug/ for trials"},
	{Name: "echo_endpoint", Label: "Echo", Kind: Flag, About: "serve /__echo/ for trials"},
	{Name: "disable_rest", Label: "No REST", Kind: Flag, About: "let parameters stand inside a segment, such as /file.{ext}"},
	{Name: "use_h2c", Label: "H2C", Kind: Flag, About: "HTTP/2 without TLS"},
	{Name: "read_timeout", Label: "Read time", Kind: Duration, About: "how long reading a request may take"},
	{Name: "write_timeout", Label: "Write time", Kind: Duration, About: "how long answering may take; keep it above the endpoints' timeouts"},
	{Name: "idle_timeout", Label: "Idle time", Kind: Duration, About: "how long an idle client connection stays open"},
	{Name: "dialer_timeout", Label: "Dial time", Kind: Duration, About: "how long connecting to a backend may take"},
	{Name: "max_idle_connections", Label: "Idle conns", Kind: Whole, About: "idle connections to backends, 0 for no limit"},
	{Name: "max_idle_connections_per_host", Label: "Idle/host", Kind: Whole, About: "idle connections to one host", without: say("250")},
	{Name: "disable_keep_alives", Label: "No keepalive", Kind: Flag, About: "a new connection for every call"},
	{Name: "disable_compression", Label: "No gzip", Kind: Flag, About: "do not ask backends for gzip"},
})

var endpointFields = level(fact.Endpoint, []Field{
	{Name: "endpoint", Label: "Path", Main: true, About: "the path that clients call; {name} is a parameter", check: checkPath},
	{Name: "method", Label: "Method", Kind: Choice, Main: true, About: "the one method of the endpoint", Options: methods(fact.EndpointMethods()), without: say("GET")},
	{Name: "output_encoding", Label: "Output", Kind: Choice, Main: true, About: "how the answer to the client is written", Options: outputs(), without: func(at At) string {
		return shape.Output(at.Endpoint) + from(at.Service.OutputEncoding.Set())
	}},
	{Name: "timeout", Label: "Timeout", Kind: Duration, Main: true, About: "how long everything behind the endpoint may take", without: func(at At) string {
		if at.Service.Timeout.V > 0 {
			return at.Service.Timeout.V.String() + from(true)
		}
		return fact.DefaultTimeout
	}},
	{Name: "cache_ttl", Label: "Cache TTL", Kind: Duration, About: "the Cache-Control that complete answers carry"},
	{Name: "concurrent_calls", Label: "Concurrent", Kind: Whole, About: "the same call so many times, the first good answer counts; writes are written so often", check: between(1, 5), without: say("1")},
	{Name: "input_query_strings", Label: "Query in", Kind: List, Main: true, About: "query strings that reach the backends; without it none does", check: checkName, without: say("none")},
	{Name: "input_headers", Label: "Headers in", Kind: List, Main: true, About: "headers that reach the backends; without it only Content-Type does", check: checkName, without: say("Content-Type only")},
})

var backendFields = level(fact.Backend, []Field{
	{Name: "url_pattern", Label: "URL", Main: true, About: "the path of the call, with the endpoint's parameters as {name}", check: checkPattern, without: say("/")},
	{Name: "host", Label: "Hosts", Kind: List, Main: true, About: "scheme, name and port; several share the load", check: checkHost, without: func(at At) string {
		if len(at.Service.Host.V) == 0 {
			return "none: calls fail"
		}
		return strings.Join(at.Service.Host.V, ", ") + from(true)
	}},
	{Name: "method", Label: "Method", Kind: Choice, About: "the method of the call", Options: methods(fact.BackendMethods()), without: func(at At) string {
		return at.Backend.HTTPMethod() + " of the endpoint"
	}},
	{Name: "encoding", Label: "Decode as", Kind: Choice, Main: true, About: "how the backend's answer is read", Options: encodings(), without: func(at At) string {
		if e := shape.Encoding(at.Backend); e.Name == fact.NoOp {
			return "no-op of the endpoint"
		}
		return fact.JSON
	}},
	{Name: "is_collection", Label: "Collection", Kind: Flag, Main: true, About: "the backend answers with an array; it comes under the key collection", without: say("false: an object")},
	{Name: "target", Label: "Target", About: "keep only this object of the answer, as a path with dots; works first", check: checkName},
	{Name: "allow", Label: "Allow", Kind: List, About: "the only fields that stay, with dots for inner ones; deny is ignored then", check: checkName},
	{Name: "deny", Label: "Deny", Kind: List, About: "fields that go, with dots for inner ones", check: checkName},
	{Name: "mapping", Label: "Rename", Kind: Table, About: "fields at the root that get another name"},
	{Name: "group", Label: "Group", Main: true, About: "put the answer under this key; keeps merged answers apart", check: checkName},
	{Name: "disable_host_sanitize", Label: "Raw hosts", Kind: Flag, About: "take hosts as they are, for schemes other than http and https"},
	{Name: "sd", Label: "Discovery", Kind: Choice, About: "how hosts are found", Options: []Option{{"static", "the hosts as listed"}, {"dns", "DNS SRV of the first host"}}, without: say("static")},
	{Name: "sd_scheme", Label: "SD scheme", About: "the scheme for hosts found by DNS", without: say("http")},
	{Name: "input_query_strings", Label: "Query in", Kind: List, About: "of the endpoint's query strings, those this backend gets", check: checkName, without: say("all of the endpoint's")},
	{Name: "input_headers", Label: "Headers in", Kind: List, About: "of the endpoint's headers, those this backend gets", check: checkName, without: say("all of the endpoint's")},
})

func level(l fact.Level, fields []Field) []Field {
	for i := range fields {
		fields[i].Level = l
	}
	return fields
}

func say(s string) func(At) string { return func(At) string { return s } }

func from(service bool) string {
	if service {
		return " of the service"
	}
	return ""
}

func outputs() []Option {
	var list []Option
	for _, o := range fact.Outputs() {
		list = append(list, Option{o.Name, o.Summary})
	}
	return list
}

func encodings() []Option {
	var list []Option
	for _, e := range fact.Encodings() {
		list = append(list, Option{e.Name, e.Summary})
	}
	return list
}

func methods(names []string) []Option {
	var list []Option
	for _, n := range names {
		list = append(list, Option{Value: n})
	}
	return list
}

package serve

import (
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

// DefaultMaxBody is how many bytes of one body are taken into memory at most,
// where Options.MaxBody names no other number.
const DefaultMaxBody = 64 << 20

// Options are how a gateway is built. The zero Options are fit for use.
type Options struct {
	// Transport stands in for the backends: a mock, a recorder, a replay. With
	// nil they are called over the network, as the configuration says.
	Transport http.RoundTripper
	// Around is put around what calls the backends, such as a recorder; nil for
	// nothing. It is called at each build.
	Around func(http.RoundTripper) http.RoundTripper
	// Logger takes the access log and a line for every failed call of a backend;
	// nil discards them. A configuration with telemetry/logging takes its place.
	Logger *slog.Logger
	// Stdout is where telemetry/logging with "stdout" writes; with nil that
	// namespace is not run.
	Stdout io.Writer
	// Syslog is the socket that telemetry/logging with "syslog" writes to; "" for
	// that of the system.
	Syslog string
	// Version is what clients and backends see behind "Version " in the headers
	// X-Krakend and User-Agent; "dev" where it is empty.
	Version string
	// Check looks at a document beyond what stops the start, and refuses it with
	// findings whose effect is refused, 500 or unsafe. It is called at each build.
	// With it, notices of effect unsafe refuse as well: what protects and is not
	// run here leaves something open.
	Check func(*config.Document) []diag.Finding
	// Alone says that nobody else works on the documents that are built, now or
	// later: what is read of them is not kept.
	Alone bool
	// StrictParams answers 400 to path parameters that could change where a call of
	// a backend goes, or what it asks: "." and "..", and values with a slash, a
	// backslash, a control character or one of ? # & ; %. The reference gateway
	// puts most of them into the backend's URL as they are. Values of tokens, of
	// former answers and of scripts are held to the same where url_pattern takes
	// them, and must be there: else the call fails, with 400 where it is the only
	// one.
	StrictParams bool
	// ExplainErrors names the reason of a failed call to the client, in the
	// header X-Gatewright-Reason. It is for development: reasons hold addresses.
	ExplainErrors bool
	// MaxBody bounds, in bytes, what is read of one body into memory: answers
	// that are decoded, and requests that several backends take. Bodies that pass
	// through are not bounded. 0 stands for DefaultMaxBody.
	MaxBody int64
	// RandomHosts picks the hosts of a backend at random, as the reference gateway
	// does, instead of one after the other.
	RandomHosts bool
	// ForwardedPrefix puts the header X-Forwarded-Prefix in front of redirects, as
	// the reference gateway does: any client can send it, unless a proxy in front
	// takes it away.
	ForwardedPrefix bool
	// Dir is the folder that relative paths of keys, scripts and queries start
	// from; the working directory where it is empty.
	Dir string
}

func (o Options) logger() *slog.Logger {
	if o.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Logger
}

func (o Options) version() string {
	if o.Version == "" {
		return "dev"
	}
	return o.Version
}

func (o Options) maxBody() int64 {
	if o.MaxBody <= 0 {
		return DefaultMaxBody
	}
	return o.MaxBody
}

// ConfigError is a document that cannot be served. Findings are all reasons,
// each with its place.
type ConfigError struct{ Findings []diag.Finding }

// Error returns the findings, one a line.
func (e *ConfigError) Error() string {
	lines := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

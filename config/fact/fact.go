// Package fact is what the field knows, as tables: the encodings and what each
// makes of a body, output encodings, methods, statuses, namespaces by level and
// edition, former names. generate chooses by them, lint judges by them, serve
// acts by them, the schemas and the editor offer them: they stand here once.
//
// The facts were measured on KrakenD Community Edition 2.13.8; the recorded
// cases under testdata/conformance hold most of them in executable form.
package fact

import (
	"slices"
	"strings"
)

// Edition is who can use a feature.
type Edition uint8

// The editions. NoReader marks what the schema of the reference lists though
// its Community Edition never reads it.
const (
	Community Edition = iota
	Enterprise
	NoReader
)

// Level is where in a config an object stands.
type Level string

// The levels.
const (
	Service    Level = "service"
	Endpoint   Level = "endpoint"
	Backend    Level = "backend"
	AsyncAgent Level = "async_agent"
)

// Namespace is one key of extra_config at one level.
type Namespace struct {
	Name    string
	Level   Level
	Edition Edition
	// Since is the version that brought it, "" for 2.1 and before.
	Since string
}

// FormerNamespace is what became of a namespace of configuration version 2.
type FormerNamespace struct {
	Name string
	// Honoured says that the gateway still accepts the former name.
	Honoured bool
}

// Namespaces returns the namespaces of a level, by name.
func Namespaces(level Level) []Namespace {
	var list []Namespace
	for _, n := range namespaces {
		if n.Level == level {
			list = append(list, n)
		}
	}
	return list
}

// FindNamespace returns the namespace of that name at a level.
func FindNamespace(name string, level Level) (Namespace, bool) {
	for _, n := range namespaces {
		if n.Name == name && n.Level == level {
			return n, true
		}
	}
	return Namespace{}, false
}

// NamespaceLevels returns the levels at which a namespace exists.
func NamespaceLevels(name string) []Level {
	var levels []Level
	for _, n := range namespaces {
		if n.Name == name {
			levels = append(levels, n.Level)
		}
	}
	return levels
}

// Former returns what became of a namespace of configuration version 2. The
// host in the name may be spelled with a dot or an underscore.
func Former(name string) (FormerNamespace, bool) {
	if f, ok := formerNamespaces[name]; ok {
		return f, true
	}
	var other string
	switch {
	case strings.HasPrefix(name, "github.com/"):
		other = "github_com/" + name[len("github.com/"):]
	case strings.HasPrefix(name, "github_com/"):
		other = "github.com/" + name[len("github_com/"):]
	}
	f, ok := formerNamespaces[other]
	f.Honoured = false
	return f, ok
}

// FormerField returns today's name of a field of configuration version 2.
func FormerField(name string) (string, bool) {
	f, ok := formerFields[name]
	return f, ok
}

// EndpointMethods are the methods that an endpoint may have.
func EndpointMethods() []string { return []string{"GET", "POST", "PUT", "PATCH", "DELETE"} }

// BackendMethods are the methods that a backend may have.
func BackendMethods() []string {
	return []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "CONNECT", "TRACE"}
}

// Decoded reports whether a backend's status lets its body be decoded. Every
// other status is an error under every encoding but no-op.
func Decoded(status int) bool { return status == 200 || status == 201 }

// Defaults of the service.
const (
	DefaultPort    = 8080
	DefaultTimeout = "2s"
	ConfigVersion  = 3
)

// SignificantResponseHeader reports whether clients need a response header of
// that name, so that an operation which declares it is passed through instead
// of decoded: a decoding endpoint drops all headers of the backend.
func SignificantResponseHeader(name string) bool {
	return slices.Contains([]string{
		"location", "content-location", "etag", "link", "content-disposition", "set-cookie", "retry-after",
		"content-range", "accept-ranges", "last-modified", "www-authenticate",
	}, strings.ToLower(name))
}

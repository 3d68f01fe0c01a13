// Package convert is the neutral form of a gateway's configuration, into which
// the readers of the formats turn files and from which the writers make them:
// routes, the calls behind them, protections and policies, each with its place
// in the source.
//
// The common call is
//
//	inv := ocelot.Read(sources, ocelot.Options{})
//	out := krakend.Write(inv, krakend.Options{})
//	report := convert.NewReport(inv, out, "krakend")
//
// Whatever the neutral form or a target cannot carry becomes a Loss with its
// place: nothing is dropped without a word, and lost protection is told apart
// from every other loss. The package knows no format, reads no files and
// writes none.
package convert

import (
	"time"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Place is where something stands in a source.
type Place struct {
	Span    syntax.Span
	Pointer string
}

// Inventory is what one gateway's configuration says, in neutral words.
type Inventory struct {
	// Format is the name of the source's format: ocelot, kong, tyk or krakend.
	Format  string
	Service Service
	Routes  []*Route
	// Documents are where the source says that backends describe themselves.
	Documents []Document
	// Losses are what the reader could not carry into the neutral form.
	Losses []*Loss
	// Findings are about the text of the sources: what is malformed in it.
	Findings []diag.Finding

	roots []*syntax.Node
}

// Service is what holds for the whole gateway.
type Service struct {
	Place
	Name string
	Port int
	// Timeout is that of calls that state none; 0 leaves it to the target.
	Timeout time.Duration
	CORS    *CORS
	Bots    *Bots
	// Headers are put into every answer, for browsers to be careful.
	Headers []Edit
	// InsecureTLS says that the certificates of backends are not checked.
	InsecureTLS bool
	// Prometheus says that metrics are to be scraped, OTLP where traces go.
	Prometheus bool
	OTLP       string
	// Consumers are whom the gateway knows by keys or passwords of its own.
	Consumers []Consumer
	// Raw is the KrakenD service that this was read from.
	Raw *syntax.Node
	// Note is what an earlier conversion left in the file: see Note.
	Note *Note
}

// Document is an OpenAPI document of a backend.
type Document struct {
	Place
	// Service is the name under which routes know the backend, Ref the file or
	// address of the document.
	Service, Ref string
	// Target is where the backend is, with its base path; "" leaves it to the
	// document.
	Target string
}

// Consumer is one of whom the gateway knows by itself.
type Consumer struct {
	Place
	Name string
	// Keys are API keys.
	Keys []string
	// Groups are what lists of access speak of.
	Groups []string
}

// CORS is which other origins browsers may call from.
type CORS struct {
	Place
	Origins, Methods, Headers, Expose []string
	Credentials, PrivateNetwork       bool
	Passthrough                       bool
	MaxAge                            time.Duration
}

// Bots is which user agents are refused.
type Bots struct {
	Place
	Allow, Deny, Patterns []string
}

// Route is a path that the gateway serves, with what it does there.
type Route struct {
	Place
	// Name is what the source calls the route, Service what the route belongs to.
	Name, Service string
	// Path has parameters as {name}, each a whole segment. With Tail the last
	// segment is {Tail}, which stands for any number of segments, none included.
	Path, Tail string
	// Deep says how many segments the tail stands for most likely; 0 is many.
	Deep int
	// Methods are in capitals; none means every method.
	Methods []string
	// Match are conditions beyond path and method.
	Match []Condition
	// Priority orders routes that match one request, the higher first.
	Priority int
	// Rank says which of several routes that match one request the source takes:
	// ranks are compared number by number, and the higher goes first. Where none
	// is higher the source leaves it open.
	Rank []int
	// Redirects says what is done with redirections of the backend, where the
	// source states it; else they are handed on.
	Redirects Redirects
	// Bounded says that a parameter of the path stands for some texts only, such
	// as digits.
	Bounded bool

	Calls []*Call
	// Sequential says that later calls need the answers of earlier ones.
	Sequential bool
	// Merged says that the answers are decoded and put into one JSON object;
	// else the only answer is passed through as it is.
	Merged bool
	// Headers and Queries are what of the request reaches the backend; * is all.
	Headers, Queries []string
	Timeout          time.Duration

	Auth   *Auth
	Rate   *Rate
	Bots   *Bots
	Allow  *Addresses
	Schema any // JSON Schema of the request's body, as Raw or Map
	CEL    []string
	// MaxBody is how many bytes a request's body may have; 0 is any number.
	MaxBody int
	// CacheTTL is how long clients may keep an answer.
	CacheTTL time.Duration

	// Raw are the KrakenD endpoints that the route was read from, for what has
	// no neutral form. Plain says that they follow from the neutral form.
	Raw   []*syntax.Node
	Plain bool
	Note  *Note
}

// Redirects is what is done with redirections of a backend.
type Redirects uint8

// What is done with redirections.
const (
	Unstated Redirects = iota
	HandedOn
	Followed
)

// Addresses are which clients are let in, as addresses or ranges in CIDR
// notation: those of Only where it has any, and none of Never.
type Addresses struct {
	Place
	Only, Never []string
}

// Condition is something that a request must have for a route to match.
type Condition struct {
	Place
	// Kind is host, header, query, scheme or sni.
	Kind   string
	Name   string
	Values []string
}

// Call is one request to a backend.
type Call struct {
	Place
	// Hosts are origins; a host that stands twice gets twice the share.
	Hosts []string
	// Discovery is the name under which a registry knows the backend.
	Discovery *Discovery
	// Pattern is the backend's path, with the parameters of the route.
	Pattern string
	// Method is the backend's method where it differs from the request's.
	Method  string
	Edits   []Edit
	Breaker *Breaker
	// Cache says how long answers are kept in the gateway.
	Cache *Cache
	// Group is the key under which the answer stands in a merged one, Array says
	// that the answer is a list.
	Group string
	Array bool
}

// Discovery is a backend that a registry knows by name.
type Discovery struct {
	Place
	Name   string
	Scheme string
	// DNS is the name under which DNS knows it; "" where there is none.
	DNS string
}

// Edit is a change of a header or query string, on the way to the backend or
// back.
type Edit struct {
	Place
	// Op is set, append or remove.
	Op       string
	Name     string
	Value    string
	Query    bool
	Response bool
}

// Auth is what a request must prove.
type Auth struct {
	Place
	// Provider is the source's name for who vouches for tokens.
	Provider string
	// Kind is jwt, or the source's name of another scheme, such as key-auth.
	Kind string
	Alg  string
	// JWKURL is where the keys are, Keys are those that the source holds itself;
	// without either the validator cannot be built.
	JWKURL        string
	Keys          []JWK
	Issuer        string
	Audience      []string
	RolesKey      string
	Roles         []string
	ScopesKey     string
	Scopes        []string
	ScopesMatcher string
	// Propagate are claims and the headers that carry them to the backend.
	Propagate [][2]string
	Cookie    string
	Header    string
	// Query is the query string that carries an API key, Groups whom of the
	// consumers it has to be of.
	Query  string
	Groups []string
	// Hidden says that the backend does not get the credentials.
	Hidden bool
}

// Rate is how many requests are let through.
type Rate struct {
	Place
	// Max is for all clients together, Client for each; a count in Every.
	Max, Client              float64
	Every                    time.Duration
	Capacity, ClientCapacity int
	Strategy, Key            string
}

// Breaker is when a failing backend is left alone: after Errors in Interval
// seconds, for Timeout seconds.
type Breaker struct {
	Place
	Errors, Interval, Timeout int
}

// Cache is how long the gateway keeps answers.
type Cache struct {
	Place
	TTL time.Duration
}

// PassAll makes the route hand on all headers and query strings.
func (r *Route) PassAll() { r.Headers, r.Queries = []string{"*"}, []string{"*"} }

// Output is what a writer made.
type Output struct {
	// Files are the files of the target, the main one first.
	Files []File
	// Losses are what the target cannot carry.
	Losses []*Loss
	// Endpoints counts what was written.
	Endpoints int
}

// File is one file of the target. Name is a proposal.
type File struct {
	Name string
	Data []byte
	// Secret says that nobody but the gateway may read it.
	Secret bool
}

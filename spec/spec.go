// Package spec is what backends say of themselves: services with their
// operations, and of each operation its answers, parameters and protection, in
// a form that knows no description language. From it follows how a gateway has
// to be set up for the operation: see Infer and Match.
//
// Package spec/openapi reads Swagger 2.0 and OpenAPI 3 documents into it.
package spec

import (
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// Service is one backend as its document describes it.
type Service struct {
	// Name is the short name that the user gave, or one made from the
	// document's title or file name.
	Name  string
	Title string
	// Format is the description language with its version, such as
	// "swagger 2.0" or "openapi 3.1".
	Format string
	Source *syntax.Source
	Root   *syntax.Node
	// Files are the overlays that changed the document, in their order, and the
	// files that it refers to, by name.
	Files []*syntax.Source
	// Origin is the URL that the document was fetched from, "" for files.
	Origin  string
	Servers []Server
	// Variables are the names of the variables in the URLs of all servers,
	// sorted.
	Variables []string
	// Hosts are the hosts that the user said the service listens at, such as
	// "http://users:5000", a base path included where it has one. A bare name
	// such as "users" stands for every port. They count beside those of Servers.
	Hosts []string
	// Operations are all that the document declares, those that cannot be
	// served included, in the order of the document.
	Operations []*Operation
	// Findings are what is wrong with the document.
	Findings []diag.Finding
}

// Server is where a service listens: an origin such as "https://api.example.com"
// ("" when the document gives none) and a base path such as "/v2" ("" for none).
type Server struct {
	Origin      string
	BasePath    string
	Description string
	// Problem says why there is no origin though the document means to give
	// one, such as a variable without a value; "" for most.
	Problem string
	// Refused is that the Problem is a value that was given for a variable, and
	// that the document does not list.
	Refused bool
	Span    syntax.Span
	// Pointer is the JSON pointer of the server in the document of Span, "" where
	// it is put together of several values.
	Pointer string
}

// Operation is one path and method of a service.
type Operation struct {
	Service *Service
	Method  string // in capitals
	Path    string // as the document has it, without the base path
	ID      string // operationId, may be empty
	Summary string
	Tags    []string

	Deprecated bool
	// Internal says that it, or its path, is marked x-internal.
	Internal bool
	// Extensions are the x-gatewright values that hold for it, the widest first:
	// of the document, of its path, and its own.
	Extensions []*syntax.Node
	// Servers override those of the service; empty for most.
	Servers   []Server
	Params    []Param
	Body      *Body // nil when it takes none
	Responses []Response
	Security  Security

	Span    syntax.Span // of the operation's key
	Pointer string      // of the operation's object
	// Fault is why the operation cannot be used, such as a reference that
	// leads nowhere; nil for most.
	Fault *diag.Finding
}

// Place returns file:line of the operation with its method and path.
func (o *Operation) Place() string {
	return o.Span.String() + " (" + o.Method + " " + o.Path + ")"
}

// In is where a parameter stands in a request.
type In string

// The places of parameters.
const (
	InPath   In = "path"
	InQuery  In = "query"
	InHeader In = "header"
	InCookie In = "cookie"
)

// Param is one parameter of an operation.
type Param struct {
	Name        string
	In          In
	Required    bool
	Deprecated  bool
	Description string
	// Style, Explode and Schema say how objects and lists are written into a
	// query string. Content says that the value is a media type instead.
	Style   string
	Explode bool
	Content string
	Schema  *Schema
	Example *syntax.Node
	Span    syntax.Span
	// Pointer is the JSON pointer of the parameter in the document of Span.
	Pointer string
}

// Body is what an operation takes.
type Body struct {
	Required bool
	Media    []Media
	Span     syntax.Span
	// Pointer is the JSON pointer of the body in the operation's document, "" for
	// one that is put together of form fields.
	Pointer string
}

// Response is what an operation answers with one status.
type Response struct {
	// Status is a number such as "200", a range such as "2XX", or "default".
	Status      string
	Description string
	Media       []Media
	Headers     []string
	// HeaderParams are the headers with their schemas and examples.
	HeaderParams []Param
	Span         syntax.Span
	// Pointer is the JSON pointer of the response in the document of Span.
	Pointer string
}

// Media is one media type of a body, as the document writes it.
type Media struct {
	Type    string
	Schema  *Schema // nil when the document gives none
	Example *syntax.Node
	Span    syntax.Span
}

// Security is how an operation is protected: any one of the alternatives lets
// a request in, and of one alternative all schemes are needed. Without
// alternatives the operation is open.
type Security struct {
	Alternatives [][]Requirement
	Span         syntax.Span
	Pointer      string // of the list of alternatives
}

// Requirement is one scheme of an alternative with the scopes that it needs.
type Requirement struct {
	Scheme string
	// Type is apiKey, http, oauth2, openIdConnect or mutualTLS; "" when the
	// document does not declare the scheme.
	Type string
	// HTTPScheme is "basic", "bearer" and the like, for Type http.
	HTTPScheme string
	// In and Name are the place of an API key.
	In     In
	Name   string
	Scopes []string
}

// Answer is one way in which a call of the operation may succeed, or, for
// status 304 and redirections, end without an error.
type Answer struct {
	// Status is the number; 0 for a range or default.
	Status int
	Code   string // as the document writes it
	Body   fact.Body
	// Media is the media type that Body was judged by, "" for no body.
	Media string
	// Mixed says that different media types or schema alternatives promise
	// different kinds of bodies; Body is then UnknownBody.
	Mixed bool
	// Low says that the answer rests on "default" alone: it may as well
	// describe errors.
	Low bool
	// Nullable says that the schema allows null in place of the body.
	Nullable bool
	// File says that the body is a file, in whatever media type, and Streamed
	// that it may come as a stream of events.
	File, Streamed bool
	// Headers are the declared headers of the response.
	Headers []string
	// Err is the reference that keeps the answer from being understood.
	Err *RefError
	// Why says in words what Body rests on, Notes what else is worth knowing.
	Why   string
	Notes []string
	Span  syntax.Span
	// Pointer is the JSON pointer of the response in the document of Span.
	Pointer string
}

package openapi

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Options are how a document is found and read. The zero value reads files and
// URLs with the default client.
type Options struct {
	// Name is the service's short name; "" makes one from the document's title,
	// or from its file name.
	Name string
	// Stdin is what the reference "-" reads.
	Stdin io.Reader
	// Client fetches URLs. Nil is a client that gives up after Timeout.
	Client *http.Client
	// Timeout bounds the fetching of a document with all that it refers to; 0 is
	// 30 seconds.
	Timeout time.Duration
	// Header is sent with every request, but to no other host than that of the
	// document.
	Header http.Header
	// Overlays are files that change the document before it is read, in their
	// order: see the OpenAPI Overlay Specification 1.0. Of JSONPath their targets
	// may use names, indexes, wildcards, descendants and simple filters.
	Overlays []string
	// ServerVars are values for the variables in the URLs of servers, which stand
	// for the document's defaults.
	ServerVars map[string]string
	// RefRoot is the folder that references into files may reach; "" is the
	// folder of the document.
	RefRoot string
	// AllowRefHosts are the hosts, with their ports, that references may reach
	// besides the one that the document came from.
	AllowRefHosts []string
}

// MaxBytes bounds the size of one document.
const MaxBytes = 64 << 20

// Ids of the rules under which Load reports.
const (
	RuleSyntax    = "spec-syntax"    // the text has a fault that reading survives
	RuleInvalid   = "spec-invalid"   // the document breaks the rules of OpenAPI
	RuleOperation = "spec-operation" // an operation cannot be used
	RuleRef       = "spec-ref"       // a reference leads nowhere, where it does not matter much
	RuleServer    = "spec-server"    // a server's URL cannot be used
)

// Load reads the document that ref names: a file, an http or https URL, or "-"
// for opts.Stdin. An error is one about the whole document, most often an
// *Error; faults of single operations are in the operations.
func Load(ctx context.Context, ref string, opts Options) (*spec.Service, error) {
	if opts.Timeout <= 0 {
		opts.Timeout = defaultTimeout
	}
	r := &reader{ctx: ctx, started: time.Now(), opts: opts, docs: map[*syntax.Source]*document{}, files: map[string]external{}, refs: map[refKey]resolved{}}
	doc, err := r.open(ref)
	if err != nil {
		return nil, err
	}
	for _, name := range opts.Overlays {
		if err := r.overlay(doc, name); err != nil {
			return nil, err
		}
	}
	v, err := versionOf(doc)
	if err != nil {
		return nil, err
	}
	r.version, r.main = v, doc
	r.svc = &spec.Service{Source: doc.src, Root: doc.root, Format: v.String()}
	if doc.url != nil {
		origin := *doc.url
		origin.User = nil
		r.svc.Origin = origin.String()
	}
	r.svc.Findings = r.overlayWarnings
	r.problems(doc)
	r.service()
	r.judge()
	r.svc.Files = r.otherFiles()
	r.svc.Findings = diag.Sort(r.svc.Findings)
	return r.svc, nil
}

// otherFiles are the overlays and what references led to.
func (r *reader) otherFiles() []*syntax.Source {
	var files []*syntax.Source
	for src, doc := range r.docs {
		if doc.src == src && doc != r.main {
			files = append(files, src)
		}
	}
	slices.SortFunc(files, func(a, b *syntax.Source) int { return strings.Compare(a.Name, b.Name) })
	return slices.Concat(r.overlays, files)
}

// document is one file with the place that its references are relative to: a
// URL, or a path, or neither for a stream.
type document struct {
	src      *syntax.Source
	root     *syntax.Node
	problems []syntax.Problem
	url      *url.URL
	file     string
	seen     bool // its references were looked at
}

// open reads and parses the document that the user named.
func (r *reader) open(ref string) (*document, error) {
	doc := &document{}
	var data []byte
	var err error
	switch u := httpURL(ref); {
	case ref == "-":
		data, err = readStream(r.opts.Stdin)
		ref = "<stdin>"
	case u != nil:
		data, doc.url, err = r.fetch(u)
		ref = u.Redacted()
	default:
		doc.file = ref
		data, err = readFile(ref)
	}
	if err != nil {
		return nil, err
	}
	if err := r.parse(doc, ref, data); err != nil {
		return nil, err
	}
	return doc, nil
}

func httpURL(ref string) *url.URL {
	lower := strings.ToLower(ref)
	if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		return nil
	}
	u, err := url.Parse(ref)
	if err != nil || u.Host == "" {
		return nil
	}
	return u
}

// parse fills in the document; the error says why it holds nothing readable.
func (r *reader) parse(doc *document, name string, data []byte) error {
	doc.src = syntax.NewSource(name, data)
	if err := noDocument(doc); err != nil {
		return err
	}
	doc.root, doc.problems = syntax.Parse(doc.src)
	for _, p := range doc.problems {
		switch p.Code {
		case syntax.Malformed, syntax.Empty, syntax.Truncated, syntax.TooDeep, syntax.Trailing:
			return &Error{Name: name, Span: p.Span, Message: p.Message, Hint: p.Hint}
		}
	}
	r.docs[doc.src] = doc
	return nil
}

// problems reports the faults of the text that reading survives.
func (r *reader) problems(doc *document) {
	for _, p := range doc.problems {
		severity := diag.Warning
		if p.Code == syntax.DuplicateKey && syntax.FormatOf(doc.src) == syntax.YAML {
			severity = diag.Error // other readers refuse the file
		}
		if p.Code == syntax.ByteOrderMark {
			severity = diag.Info
		}
		r.report(severity, RuleSyntax, p.Span, "", p.Message, p.Hint)
	}
}

// baseName names a document by its file or its host.
func (d *document) baseName() string {
	switch {
	case d.url != nil:
		return d.url.Hostname()
	case d.file != "":
		name := filepath.Base(d.file)
		return strings.TrimSuffix(name, path.Ext(name))
	}
	return "stdin"
}

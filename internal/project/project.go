// Package project reads the project file .gatewright.yaml: the services behind
// the gateway, and settings for the commands. It is found from the working
// folder upward to the repository's root.
//
//	file, findings, err := project.Find(".")
//
// A flag beats the environment, the environment beats the file. Unknown keys
// and wrong types are findings with their place; the file is then not used.
package project

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
)

// Name is the project file's name.
const Name = ".gatewright.yaml"

// Rule is the id of the findings about the file itself.
const Rule = "project-file"

// File is a project file. The zero File is a project without one.
type File struct {
	// Path is where the file is, "" where there is none.
	Path     string
	Config   string // the configuration, relative to the working folder
	Services []Service
	Generate Generate
	// Auth are the security schemes whose tokens the gateway checks, by name.
	Auth       map[string]Auth
	Policies   []Policy
	CORS       *syntax.Node // the settings of security/cors, nil for none
	Aggregates []Aggregate
	Lint       Lint
	Serve      Serve
}

// Service is one backend.
type Service struct {
	Name   string
	Spec   string // file, relative to the working folder, or URL
	Host   string
	Prefix string
	// Overlays are files that change the document.
	Overlays []string
	// What of the document is generated, by globs and tags.
	Include, Exclude, Tags, ExcludeTags []string
	ExcludeDeprecated, IncludeInternal  bool
	Server                              string // by description, number or URL
	ServerVars                          map[string]string
	RefRoot                             string
	BasePath                            string // strip or keep
	Errors                              string // hide or code
	Span                                syntax.Span
}

// Generate are the settings of gatewright generate, as its options have them.
type Generate struct {
	Encoding, Created, OnConflict, BasePath, Errors string
	OpenQuery                                       string // names or star
	Comments, ForwardAuth                           bool
	Name, Timeout                                   string
	Port                                            int // 0 for none
	ValidateBodies                                  bool
}

// Lint are the settings of gatewright lint.
type Lint struct {
	FailOn  string
	Profile string
	Edition string
	Enable  []string
	Disable []string
	// Severity maps rule ids to error, warning, info or off.
	Severity  map[string]string
	Overrides []Override
}

// Override changes rules for some files and endpoints; all where none is
// named. Both are patterns in which * stands for any text.
type Override struct {
	Files     []string // with slashes, relative to the project file
	Endpoints []string // such as "GET /v1/old/*"
	// Rules maps rule ids to error, warning, info or off.
	Rules map[string]string
}

// Serve are the settings of gatewright serve.
type Serve struct {
	Listen string
	Strict bool
	// RandomHosts and ForwardedPrefix do what the reference gateway does; MaxBody is
	// a number of bytes, 0 for the default.
	RandomHosts, ForwardedPrefix bool
	MaxBody                      int64
}

// Find reads the nearest project file from dir upward, as far as the folder
// that holds .git. Without one the File is empty.
func Find(dir string) (*File, []diag.Finding, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("finding the project file: the folder that this runs in is gone (%w)", err)
	}
	for {
		path := filepath.Join(abs, Name)
		if _, err := os.Stat(path); err == nil {
			return Read(relative(dir, path))
		}
		parent := filepath.Dir(abs)
		if _, err := os.Stat(filepath.Join(abs, ".git")); err == nil || parent == abs {
			return &File{}, nil, nil
		}
		abs = parent
	}
}

func relative(dir, path string) string {
	base, err := filepath.Abs(dir)
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(base, path); err == nil {
		return filepath.Join(dir, rel)
	}
	return path
}

// Read reads a project file.
func Read(path string) (*File, []diag.Finding, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the project file: %w", err)
	}
	src := syntax.NewSource(path, data)
	root, problems := syntax.ParseYAML(src)
	r := &reader{dir: filepath.Dir(path)}
	for _, p := range problems {
		if p.Code != syntax.Empty {
			r.report(p.Span, p.Message, p.Hint)
		}
	}
	f := &File{Path: path}
	r.object(root, map[string]field{
		"version":  r.version,
		"config":   r.file(&f.Config),
		"services": func(n *syntax.Node) { r.services(f, n) },
		"generate": func(n *syntax.Node) {
			r.object(n, map[string]field{
				"name": r.word(&f.Generate.Name), "port": r.port(&f.Generate.Port), "timeout": r.duration(&f.Generate.Timeout),
				"validate_bodies": r.boolean(&f.Generate.ValidateBodies),
				"encoding":        r.word(&f.Generate.Encoding, "smart", "no-op", "json"),
				"created":         r.word(&f.Generate.Created, "gateway", "keep"),
				"on_conflict":     r.word(&f.Generate.OnConflict, "error", "first", "last", "prefix"),
				"base_path":       r.word(&f.Generate.BasePath, "strip", "keep"),
				"errors":          r.word(&f.Generate.Errors, "hide", "code"),
				"open_query":      r.word(&f.Generate.OpenQuery, "names", "star"),
				"comments":        r.boolean(&f.Generate.Comments),
				"forward_auth":    r.boolean(&f.Generate.ForwardAuth),
			})
		},
		"auth":      func(n *syntax.Node) { r.auth(f, n) },
		"policies":  func(n *syntax.Node) { r.policies(f, n) },
		"cors":      r.settings(&f.CORS, corsKeys),
		"aggregate": func(n *syntax.Node) { r.aggregates(f, n) },
		"lint": func(n *syntax.Node) {
			r.object(n, map[string]field{
				"fail_on":   r.word(&f.Lint.FailOn, "error", "warning", "info", "never"),
				"profile":   r.word(&f.Lint.Profile, "minimal", "recommended", "strict", "security"),
				"edition":   r.word(&f.Lint.Edition, "ce", "ee"),
				"enable":    r.words(&f.Lint.Enable),
				"disable":   r.words(&f.Lint.Disable),
				"rules":     r.severities(&f.Lint.Severity),
				"overrides": func(n *syntax.Node) { r.overrides(f, n) },
			})
		},
		"serve": func(n *syntax.Node) {
			r.object(n, map[string]field{
				"listen": r.word(&f.Serve.Listen), "strict": r.boolean(&f.Serve.Strict), "max_body": r.size(&f.Serve.MaxBody),
				"random_hosts": r.boolean(&f.Serve.RandomHosts), "forwarded_prefix": r.boolean(&f.Serve.ForwardedPrefix),
			})
		},
	})
	return f, diag.Sort(r.found), nil
}

type field func(*syntax.Node)

type reader struct {
	dir   string
	found []diag.Finding
}

func (r *reader) report(at syntax.Span, message, hint string) {
	r.found = append(r.found, diag.Finding{
		Rule: Rule, Severity: diag.Error, Effect: diag.Refused, Message: message, Span: at, Hint: hint,
	})
}

func (r *reader) object(n *syntax.Node, fields map[string]field) {
	if n.IsNull() {
		return
	}
	if n.Kind != syntax.Object {
		r.report(n.Span, "a mapping is expected, there is a "+n.Kind.String(), "")
		return
	}
	for _, m := range n.Members() {
		if read, ok := fields[m.Name]; ok {
			read(m.Value)
			continue
		}
		var known []string
		for k := range fields {
			known = append(known, k)
		}
		slices.Sort(known)
		hint := "it is one of " + strings.Join(known, ", ")
		if near := suggest.Near(m.Name, known); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		r.report(m.Key, fmt.Sprintf("unknown key %q", m.Name), hint)
	}
}

func (r *reader) version(n *syntax.Node) {
	if n.Text != "1" {
		r.report(n.Span, fmt.Sprintf("version %s of the project file is unknown", n.Text), "write version: 1")
	}
}

// word reads a text, one of the given ones where there are any.
func (r *reader) word(dst *string, allowed ...string) field {
	return func(n *syntax.Node) {
		if n.Kind != syntax.String || len(allowed) > 0 && !slices.Contains(allowed, n.Text) {
			hint := ""
			if len(allowed) > 0 {
				hint = "it is one of " + strings.Join(allowed, ", ")
			}
			r.report(n.Span, fmt.Sprintf("%s is no value for this key", n.Span.Text()), hint)
			return
		}
		*dst = n.Text
	}
}

// texts reads an object of texts; numbers and truths are taken as they stand.
func (r *reader) texts(dst *map[string]string) field {
	return func(n *syntax.Node) {
		if n.Kind != syntax.Object {
			r.report(n.Span, "a mapping is expected, there is a "+n.Kind.String(), "")
			return
		}
		*dst = map[string]string{}
		for _, m := range n.Members() {
			if m.Value.Kind >= syntax.Array || m.Value.IsNull() {
				r.report(m.Value.Span, "a text is expected, there is a "+m.Value.Kind.String(), "")
				continue
			}
			(*dst)[m.Name] = m.Value.Text
		}
	}
}

// file reads a path and makes it relative to the working folder.
func (r *reader) file(dst *string) field {
	return func(n *syntax.Node) {
		r.word(dst)(n)
		if *dst != "" && !strings.Contains(*dst, "://") && !filepath.IsAbs(*dst) {
			*dst = filepath.Join(r.dir, *dst)
		}
	}
}

func (r *reader) words(dst *[]string) field {
	return func(n *syntax.Node) {
		if n.Kind != syntax.Array {
			r.report(n.Span, "a list is expected", "")
			return
		}
		for _, item := range n.Items() {
			var s string
			r.word(&s)(item)
			*dst = append(*dst, s)
		}
	}
}

func (r *reader) files(dst *[]string) field {
	return func(n *syntax.Node) {
		var names []string
		r.words(&names)(n)
		for _, name := range names {
			if name != "" && !filepath.IsAbs(name) {
				name = filepath.Join(r.dir, name)
			}
			*dst = append(*dst, name)
		}
	}
}

func (r *reader) port(dst *int) field {
	return func(n *syntax.Node) {
		v, err := strconv.Atoi(n.Text)
		if n.Kind != syntax.Number || err != nil || v < 1 || v > 65535 {
			r.report(n.Span, fmt.Sprintf("%s is no port", n.Span.Text()), "it is a number from 1 to 65535")
			return
		}
		*dst = v
	}
}

func (r *reader) size(dst *int64) field {
	return func(n *syntax.Node) {
		v, err := ParseSize(n.Text)
		if err != nil || n.Kind != syntax.Number && n.Kind != syntax.String {
			r.report(n.Span, fmt.Sprintf("%s is no size", n.Span.Text()), "write a number of bytes, or one with KB, MB or GB behind it")
			return
		}
		*dst = v
	}
}

// ParseSize reads a number of bytes above 0, such as 65536, 64KB, 64MB or 1GB.
func ParseSize(s string) (int64, error) {
	shift := 0
	for unit, n := range map[string]int{"KB": 10, "MB": 20, "GB": 30} {
		if digits, ok := strings.CutSuffix(s, unit); ok {
			s, shift = strings.TrimSpace(digits), n
		}
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < 1 || v > math.MaxInt64>>shift {
		return 0, fmt.Errorf("%q is no size", s)
	}
	return v << shift, nil
}

func (r *reader) boolean(dst *bool) field {
	return func(n *syntax.Node) {
		if n.Kind != syntax.Bool {
			r.report(n.Span, "true or false is expected", "")
		}
		*dst = n.Text == "true"
	}
}

func (r *reader) severities(dst *map[string]string) field {
	return func(n *syntax.Node) {
		if n.Kind != syntax.Object {
			r.report(n.Span, "a mapping of rule to severity is expected", "")
			return
		}
		*dst = map[string]string{}
		for _, m := range n.Members() {
			var s string
			r.word(&s, "error", "warning", "info", "off")(m.Value)
			(*dst)[m.Name] = s
		}
	}
}

func (r *reader) overrides(f *File, n *syntax.Node) {
	if n.Kind != syntax.Array {
		r.report(n.Span, "a list of overrides is expected", "")
		return
	}
	for _, item := range n.Items() {
		var o Override
		r.object(item, map[string]field{
			"files": r.words(&o.Files), "endpoints": r.words(&o.Endpoints), "rules": r.severities(&o.Rules),
		})
		if len(o.Rules) == 0 {
			r.report(item.Span, "an override needs rules", "write rules: {RULE: off}")
		}
		f.Lint.Overrides = append(f.Lint.Overrides, o)
	}
}

func (r *reader) services(f *File, n *syntax.Node) {
	if n.Kind != syntax.Array {
		r.report(n.Span, "a list of services is expected", "")
		return
	}
	seen := map[string]bool{}
	for _, item := range n.Items() {
		s := Service{Span: item.Span}
		r.object(item, map[string]field{
			"name": r.word(&s.Name), "spec": r.file(&s.Spec), "host": r.word(&s.Host), "prefix": r.word(&s.Prefix), "overlays": r.files(&s.Overlays),
			"include": r.words(&s.Include), "exclude": r.words(&s.Exclude), "tags": r.words(&s.Tags), "exclude_tags": r.words(&s.ExcludeTags),
			"exclude_deprecated": r.boolean(&s.ExcludeDeprecated), "include_internal": r.boolean(&s.IncludeInternal),
			"server": r.word(&s.Server), "server_vars": r.texts(&s.ServerVars), "ref_root": r.file(&s.RefRoot), "base_path": r.word(&s.BasePath, "strip", "keep"), "errors": r.word(&s.Errors, "hide", "code"),
		})
		switch {
		case s.Spec == "":
			r.report(item.Span, "a service needs a spec", "write spec: with a file or URL")
		case s.Name != "" && seen[s.Name]:
			r.report(item.Span, fmt.Sprintf("the service %q stands twice", s.Name), "")
		}
		seen[s.Name] = true
		f.Services = append(f.Services, s)
	}
}

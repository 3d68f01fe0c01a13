// Package template renders a configuration that is kept as a template with
// settings, partials and sub-templates, and remembers of every byte of the
// result which file it came from:
//
//	r, err := template.Render(src, template.Options{Settings: "settings"})
//	doc := config.ParseMapped(r.Source, r.Origin)
//
// The language and its failures are those of the reference gateway's flexible
// configuration, as recorded in the cases of that name: Go templates with the
// Sprig functions, include and marshal; a partial that is missing is empty; a
// template that cannot be parsed or run is taken as it stands.
//
// How the origin is kept: every text and action of the parsed templates, and
// every partial, is preceded by a mark, and the marks are taken out of the
// result. Where marks change what the template makes, the result has no map and
// everything is placed at the template's start.
package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	texttemplate "text/template"

	"github.com/Masterminds/sprig/v3"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Options say where the parts of a template are. Empty folders are left out.
type Options struct {
	// Settings is a folder; each NAME.json in it is the variable .NAME.
	Settings string
	// Partials is the folder that include reads from.
	Partials string
	// Templates is a folder; each *.tmpl in it can be called by its file name.
	Templates string
	// Environ is what the functions env and expandenv read, as os.Environ
	// gives it.
	Environ []string
}

// Ids of the rules under which Render reports.
const (
	RuleNoValue        = "template-no-value"
	RuleRawFallback    = "template-raw-fallback"
	RuleMissingPartial = "template-missing-partial"
	RuleSettings       = "template-settings"
	RuleUnreadSettings = "template-settings-unread"
)

// Result is a rendered configuration.
type Result struct {
	// Source is the rendered text, under the template's name.
	Source *syntax.Source
	// Files are the files that took part, the template first.
	Files []string
	// Findings are what is suspicious in how it was rendered.
	Findings []diag.Finding

	main     *syntax.Source
	segments []segment
	mapped   bool
}

// SettingsError is a settings folder that cannot be used; the gateway does not
// start with one.
type SettingsError struct{ Findings []diag.Finding }

// Error lists the faults, a line each.
func (e *SettingsError) Error() string {
	var list []string
	for _, f := range e.Findings {
		list = append(list, f.String())
	}
	return strings.Join(list, "\n")
}

// Render renders the template. The error is a *SettingsError, or about reading
// a file.
func Render(src *syntax.Source, o Options) (*Result, error) {
	r := &renderer{opts: o, result: &Result{main: src, Files: []string{src.Name}}, partials: map[string]*syntax.Source{}}
	settings, err := r.settings()
	if err != nil {
		return nil, err
	}
	plain, err := r.execute(settings, false)
	if err != nil {
		r.fallBack(err)
		return r.result, nil
	}
	res := r.result
	marked, err := r.execute(settings, true)
	if err == nil {
		var text string
		text, res.segments = r.unmark(marked)
		res.mapped = text == plain
	}
	res.Source = syntax.NewSource(src.Name, []byte(plain))
	r.noValues()
	return res, nil
}

type renderer struct {
	opts     Options
	result   *Result
	values   map[string]*syntax.Node // trees of the settings files
	partials map[string]*syntax.Source
	sources  map[string]*syntax.Source // the template and its sub-templates, by base name
	marks    []segment                 // by id
	marking  bool
}

func (r *renderer) find(rule string, severity diag.Severity, effect diag.Effect, at syntax.Span, message, hint string) {
	r.result.Findings = append(r.result.Findings, diag.Finding{
		Rule: rule, Severity: severity, Effect: effect, Span: at, Message: message, Hint: hint,
	})
}

func (r *renderer) settings() (map[string]any, error) {
	data := map[string]any{}
	r.values = map[string]*syntax.Node{}
	if r.opts.Settings == "" {
		return data, nil
	}
	entries, err := os.ReadDir(r.opts.Settings)
	if err != nil {
		return nil, fmt.Errorf("reading the settings folder %q: %w", r.opts.Settings, unwrap(err))
	}
	bad := &SettingsError{}
	for _, e := range entries {
		name, isJSON := strings.CutSuffix(e.Name(), ".json")
		path := filepath.Join(r.opts.Settings, e.Name())
		if e.IsDir() || !isJSON {
			if !e.IsDir() && meantAsSettings(e.Name()) {
				r.find(RuleUnreadSettings, diag.Warning, diag.Wrong, syntax.Span{Source: syntax.NewSource(path, nil)},
					"the settings file is not read: only files that end in .json are", "write it as "+strings.TrimSuffix(e.Name(), filepath.Ext(e.Name()))+".json")
			}
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading %q: %w", path, unwrap(err))
		}
		r.result.Files = append(r.result.Files, path)
		src := syntax.NewSource(path, text)
		root, problems := syntax.ParseJSON(src)
		var v map[string]any
		if err := json.Unmarshal(text, &v); err != nil {
			bad.Findings = append(bad.Findings, settingsFinding(src, problems, err))
			continue
		}
		data[name], r.values[name] = v, root
	}
	if len(bad.Findings) > 0 {
		return nil, bad
	}
	return data, nil
}

// meantAsSettings reports whether a file looks as if it held settings, though
// it is not read.
func meantAsSettings(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json", ".yaml", ".yml", ".toml":
		return !strings.HasPrefix(name, ".")
	}
	return false
}

func settingsFinding(src *syntax.Source, problems []syntax.Problem, err error) diag.Finding {
	f := diag.Finding{
		Rule: RuleSettings, Severity: diag.Error, Effect: diag.Refused,
		Span: syntax.Span{Source: src}, Message: "a settings file must hold a JSON object: " + err.Error(),
	}
	for _, p := range problems {
		if p.Code != syntax.DuplicateKey {
			f.Span, f.Message, f.Hint = p.Span, p.Message, p.Hint
			break
		}
	}
	return f
}

func unwrap(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// execute runs the template, with marks or without.
func (r *renderer) execute(data map[string]any, marking bool) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a template function gave up: %v", p)
		}
	}()
	r.marking = marking
	main := filepath.Base(r.result.main.Name)
	t := texttemplate.New(main).Funcs(r.funcs())
	sources := map[string]*syntax.Source{}
	r.sources = sources
	if r.opts.Templates != "" {
		paths, _ := filepath.Glob(filepath.Join(r.opts.Templates, "*.tmpl"))
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				return "", fmt.Errorf("reading %q: %w", path, unwrap(err))
			}
			src := syntax.NewSource(path, data)
			sources[filepath.Base(path)] = src
			if _, err := t.New(filepath.Base(path)).Parse(src.Text); err != nil {
				return "", err
			}
			if !slices.Contains(r.result.Files, path) {
				r.result.Files = append(r.result.Files, path)
			}
		}
	}
	sources[main] = r.result.main
	if _, err := t.Parse(r.result.main.Text); err != nil {
		return "", err
	}
	if marking {
		for _, one := range t.Templates() {
			if one.Tree != nil && sources[one.ParseName] != nil {
				r.markTree(one.Tree, sources[one.ParseName], one.Name() == main)
			}
		}
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, main, data); err != nil {
		return "", err
	}
	return b.String(), nil
}

func (r *renderer) funcs() texttemplate.FuncMap {
	funcs := texttemplate.FuncMap(sprig.GenericFuncMap())
	lookup := func(name string) string {
		for _, kv := range slices.Backward(r.opts.Environ) {
			if k, v, ok := strings.Cut(kv, "="); ok && k == name {
				return v
			}
		}
		return ""
	}
	funcs["env"] = lookup
	funcs["expandenv"] = func(s string) string { return os.Expand(s, lookup) }
	funcs["getHostByName"] = func(string) (string, error) {
		return "", errors.New("getHostByName asks the network, which rendering does not")
	}
	funcs["marshal"] = func(v any) (string, error) {
		data, err := json.Marshal(v)
		return string(data), err
	}
	funcs["include"] = r.include
	return funcs
}

// include is the text of a partial as it is; of one that is missing, nothing.
func (r *renderer) include(name string) string {
	src, seen := r.partials[name]
	if !seen {
		path := filepath.Join(r.opts.Partials, filepath.FromSlash(name))
		if data, err := os.ReadFile(path); err == nil && r.opts.Partials != "" {
			src = syntax.NewSource(path, data)
			r.result.Files = append(r.result.Files, path)
		} else {
			r.find(RuleMissingPartial, diag.Error, diag.Wrong, r.mention(name),
				fmt.Sprintf("the partial %q is not there, nothing is put in its place", name), "create "+path)
		}
		r.partials[name] = src
	}
	if src == nil {
		return ""
	}
	if r.marking {
		return r.mark(segment{src: src, from: 0, to: len(src.Text), literal: true}) + src.Text
	}
	return src.Text
}

// mention is where the template names a partial, or else a sub-template does.
func (r *renderer) mention(name string) syntax.Span {
	main := r.result.main
	sources := []*syntax.Source{main}
	for _, file := range slices.Sorted(maps.Keys(r.sources)) {
		sources = append(sources, r.sources[file])
	}
	for _, src := range sources {
		for _, quote := range []string{`"`, "`"} {
			if at := strings.Index(src.Text, quote+name+quote); at >= 0 {
				return syntax.Span{Source: src, Start: at + 1, End: at + 1 + len(name)}
			}
		}
	}
	return syntax.Span{Source: main} // the name is put together
}

// fallBack takes the template as it stands, as the reference does.
func (r *renderer) fallBack(err error) {
	res := r.result
	res.Source = res.main
	message := strings.TrimPrefix(err.Error(), "template: ")
	at := syntax.Span{Source: res.main}
	if rest, ok := strings.CutPrefix(message, filepath.Base(res.main.Name)+":"); ok {
		var line, column int
		if n, _ := fmt.Sscanf(rest, "%d:%d:", &line, &column); n == 2 {
			at.Start = res.main.Offset(line, column+1)
			message = strings.TrimSpace(rest[strings.Index(rest, ": ")+1:])
		} else if n == 1 {
			at.Start = res.main.Offset(line, 1)
			message = strings.TrimSpace(rest[strings.Index(rest, ":")+1:])
		}
	}
	at.End = at.Start
	r.find(RuleRawFallback, diag.Error, diag.Refused, at,
		"the template cannot be rendered, the gateway reads it as it stands: "+message, "")
}

// settingPath is a setting in an action: the file's name and the keys in it.
var settingPath = regexp.MustCompile(`\.([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)`)

// missing names the setting that an action reads, and says where to add it.
func (r *renderer) missing(action string) (what, hint string) {
	what, hint = "the setting", "add it to the settings"
	m := settingPath.FindStringSubmatch(action)
	if m == nil || len(settingPath.FindAllString(action, 2)) != 1 {
		return what, hint
	}
	what = fmt.Sprintf("the setting %q", m[0][1:])
	switch file, known := r.values[m[1]]; {
	case known && m[2] != "":
		return what, fmt.Sprintf("add %q to %s", m[2][1:], file.Source.Name)
	case !known && m[2] != "" && r.opts.Settings != "":
		return what, fmt.Sprintf("there is no settings file %s", filepath.Join(r.opts.Settings, m[1]+".json"))
	}
	return what, hint
}

// noValues reports where a setting was missing.
func (r *renderer) noValues() {
	const missing = "<no value>"
	text := r.result.Source.Text
	for at := 0; ; at += len(missing) {
		i := strings.Index(text[at:], missing)
		if i < 0 {
			return
		}
		at += i
		span := r.result.Origin(syntax.Span{Source: r.result.Source, Start: at, End: at + len(missing)})
		what, hint := r.missing(span.Text())
		r.find(RuleNoValue, diag.Error, diag.Wrong, span, what+` is missing, the text "<no value>" stands in its place`, hint)
	}
}

package main

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/config/template"
)

// load reads a configuration as the gateway would: rendered where FC_ENABLE
// asks for it, and with what KRAKEND_ variables set. found are findings about
// the rendering.
func (a *app) load(path, stdinName string) (doc *config.Document, found []diag.Finding, err error) {
	l, err := a.loadWithFiles(path, stdinName)
	return l.doc, l.found, err
}

// loaded is a configuration with the files that it was made of.
type loaded struct {
	doc   *config.Document
	found []diag.Finding
	files []string
}

func (a *app) loadWithFiles(path, stdinName string) (loaded, error) {
	doc, err := a.open(path, stdinName)
	if err != nil {
		return loaded{}, err
	}
	l := loaded{doc: doc, files: []string{path}}
	if a.env["FC_ENABLE"] != "" {
		if l, err = a.render(doc.Source); err != nil {
			return loaded{}, err
		}
	}
	l.doc = l.doc.WithEnviron(a.environ())
	return l, nil
}

// render renders a template with the folders that the FC_ variables name.
func (a *app) render(src *syntax.Source) (loaded, error) {
	return a.renderWith(src, a.templateFolders(), a.env["FC_OUT"])
}

// templateFolders are the folders that the FC_ variables name.
func (a *app) templateFolders() template.Options {
	return template.Options{
		Settings:  a.env["FC_SETTINGS"],
		Partials:  a.env["FC_PARTIALS"],
		Templates: a.env["FC_TEMPLATES"],
		Environ:   a.environ(),
	}
}

// renderWith renders a template and writes the result to a file, "" for none.
func (a *app) renderWith(src *syntax.Source, folders template.Options, out string) (loaded, error) {
	res, err := template.Render(src, folders)
	if err != nil {
		return loaded{}, err
	}
	rendered := res.Source
	if out != "" {
		if err := config.WriteFile(out, []byte(rendered.Text)); err != nil {
			return loaded{}, err
		}
	}
	doc := config.ParseMapped(asConfig(rendered, out), func(s syntax.Span) syntax.Span {
		s.Source = rendered
		return res.Origin(s)
	})
	return loaded{doc: doc, found: res.Findings, files: res.Files}, nil
}

// asConfig gives the rendered text the name that tells its format: that of
// FC_OUT, else JSON.
func asConfig(src *syntax.Source, out string) *syntax.Source {
	name := out
	if name == "" {
		name = strings.TrimSuffix(src.Name, ".tmpl")
		if syntax.FormatOf(syntax.NewSource(name, nil)) != syntax.JSON {
			name += ".json"
		}
	}
	return syntax.NewSource(name, []byte(src.Text))
}

func (a *app) environ() []string {
	list := make([]string, 0, len(a.env))
	for k, v := range a.env {
		list = append(list, k+"="+v)
	}
	return list
}

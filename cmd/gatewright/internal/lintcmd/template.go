package lintcmd

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/config/template"
	"github.com/gatewright/gatewright/lint"
)

// environment is one set of folders that a template is rendered with.
type environment struct {
	name    string
	folders template.Options
}

// environments are what a file is rendered with for lint; none where it is no
// template, or where the FC_ variables alone say that it is one.
func (l *linter) environments(file string) ([]environment, error) {
	if !input.TemplateAsked(l.c) && (l.Env["FC_ENABLE"] != "" || !strings.HasSuffix(file, ".tmpl")) {
		return nil, nil
	}
	folders, err := l.Folders(l.c, file)
	if err != nil {
		return nil, err
	}
	settings := l.c.StringSlice("settings")
	if len(settings) == 0 && folders.Settings == "" {
		return []environment{{folders: folders}}, nil
	}
	if len(settings) == 0 {
		if settings, err = input.Environments(folders.Settings); err != nil {
			return nil, err
		}
	} else if err := eachOne(settings); err != nil {
		return nil, err
	}
	var list []environment
	for _, dir := range settings {
		e := environment{name: filepath.Base(filepath.Clean(dir)), folders: folders}
		e.folders.Settings = dir
		if slices.ContainsFunc(settings, func(other string) bool {
			return other != dir && filepath.Base(filepath.Clean(other)) == e.name
		}) {
			e.name = filepath.ToSlash(filepath.Clean(dir))
		}
		list = append(list, e)
	}
	return list, nil
}

// eachOne refuses an option that names the folder of several environments.
func eachOne(settings []string) error {
	for _, dir := range settings {
		if err := input.OneEnvironment(dir, ""); err != nil {
			return err
		}
	}
	return nil
}

// rendered checks a template in all its environments. opts are those of the
// file.
func (l *linter) rendered(ctx context.Context, src *syntax.Source, environments []environment, opts lint.Options) (*lint.Result, error) {
	var results []lint.Environment
	for _, e := range environments {
		r, err := l.renderedIn(ctx, src, e, opts)
		if err != nil {
			return nil, err
		}
		results = append(results, lint.Environment{Name: e.name, Result: r})
	}
	return lint.Merge(results), nil
}

func (l *linter) renderedIn(ctx context.Context, src *syntax.Source, e environment, opts lint.Options) (*lint.Result, error) {
	made, err := l.Render(src, e.folders, "")
	var settings *template.SettingsError
	if errors.As(err, &settings) {
		// The gateway does not come to read the template.
		found, err := lint.Choose(settings.Findings, opts)
		return &lint.Result{Document: config.Parse(src.Name, nil), Findings: found}, wrongRule(err)
	}
	if err != nil {
		return nil, err
	}
	doc := made.Doc.WithEnviron(l.Environ())
	if opts.Seen, err = l.observations(ctx, doc); err != nil {
		return nil, err
	}
	r, err := lint.Run(ctx, doc, opts)
	if err != nil {
		return nil, wrongRule(err)
	}
	found, err := lint.Choose(made.Found, opts)
	r.Findings = diag.Sort(append(r.Findings, found...))
	return r, wrongRule(err)
}

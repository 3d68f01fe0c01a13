package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/config/template"
	"github.com/gatewright/gatewright/lint"
)

// templateFlags are the options of what checks templates.
func templateFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "settings", Usage: "render the file as a template with the settings in `DIR`; repeatable, one environment each"},
		&cli.StringFlag{Name: "partials", Usage: "the `DIR` that a template includes from"},
		&cli.StringFlag{Name: "templates", Usage: "the `DIR` of the sub-templates of a template"},
	}
}

// environment is one set of folders that a template is rendered with.
type environment struct {
	name    string
	folders template.Options
}

// environments are what a file is rendered with for lint; none where it is no
// template, or where the FC_ variables alone say that it is one.
func (l *linter) environments(file string) ([]environment, error) {
	c := l.c
	asked := c.IsSet("settings") || c.IsSet("partials") || c.IsSet("templates")
	if !asked && (l.env["FC_ENABLE"] != "" || !strings.HasSuffix(file, ".tmpl")) {
		return nil, nil
	}
	folders := l.templateFolders()
	for flag, folder := range map[string]*string{"partials": &folders.Partials, "templates": &folders.Templates} {
		if !c.IsSet(flag) {
			continue
		}
		*folder = c.String(flag)
		if !isDir(*folder) {
			return nil, usagef("name the folder of the "+flag, "--%s %q is no folder", flag, *folder)
		}
	}
	settings := c.StringSlice("settings")
	if len(settings) == 0 {
		return []environment{{folders: folders}}, nil
	}
	var list []environment
	for _, dir := range settings {
		if err := holdsSettings(dir); err != nil {
			return nil, err
		}
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

// holdsSettings is an error for what is no folder, and for a folder that holds
// the folders of the environments instead of settings.
func holdsSettings(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return usagef("name a folder of settings files, NAME.json each", "--settings %q is no folder", dir)
	}
	var inner []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".json") {
			return nil
		}
		if found, _ := filepath.Glob(filepath.Join(dir, e.Name(), "*.json")); e.IsDir() && len(found) > 0 {
			inner = append(inner, "--settings "+filepath.Join(dir, e.Name()))
		}
	}
	if len(inner) == 0 {
		return nil
	}
	return usagef("write "+strings.Join(inner, " "), "the folder %q holds no settings, the folders in it do", dir)
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
	made, err := l.renderWith(src, e.folders, "")
	var settings *template.SettingsError
	if errors.As(err, &settings) {
		// The gateway does not come to read the template.
		found, err := lint.Choose(settings.Findings, opts)
		return &lint.Result{Document: config.Parse(src.Name, nil), Findings: found}, wrongRule(err)
	}
	if err != nil {
		return nil, err
	}
	doc := made.doc.WithEnviron(l.environ())
	if opts.Seen, err = l.observations(ctx, doc); err != nil {
		return nil, err
	}
	r, err := lint.Run(ctx, doc, opts)
	if err != nil {
		return nil, wrongRule(err)
	}
	found, err := lint.Choose(made.found, opts)
	r.Findings = diag.Sort(append(r.Findings, found...))
	return r, wrongRule(err)
}

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
)

// reportOutput is one report to make: its format and its file, "" for stdout.
type reportOutput struct {
	format, file string
	template     string
}

// lintOutputs reads --format and --template.
func (a *app) lintOutputs(c *cli.Context) ([]reportOutput, error) {
	values := c.StringSlice("format")
	if len(values) == 0 {
		values = []string{"text"}
	}
	var outputs []reportOutput
	bare, templated := "", false
	for _, v := range values {
		format, file, named := strings.Cut(v, "=")
		switch {
		case !slices.Contains(report.Formats(), format):
			return nil, usagef("it is one of "+strings.Join(report.Formats(), ", "), "unknown format %q", format)
		case named && file == "":
			return nil, usagef("write --format "+format+"=FILE", "--format %q names no file", v)
		case !named && bare != "":
			return nil, usagef(fmt.Sprintf("write one of them to a file: --format %s=FILE", format), "%s and %s cannot both be printed", bare, format)
		case !named:
			bare = format
		}
		templated = templated || format == "template"
		outputs = append(outputs, reportOutput{format: format, file: file})
	}
	text := c.String("template")
	switch {
	case templated && text == "":
		return nil, usagef("write --template TEXT or --template @FILE", "the format template needs a template")
	case text != "" && !templated:
		return nil, usagef("write --format template", "--template is for the format template alone")
	}
	return outputs, readTemplate(text, outputs)
}

// readTemplate gives the template to the outputs that need one, before there
// is anything to write.
func readTemplate(text string, outputs []reportOutput) error {
	if path, ok := strings.CutPrefix(text, "@"); ok {
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the template: %w", err)
		}
		text = string(data)
	}
	if _, err := report.ParseTemplate(text); err != nil {
		return usagef("", "%s", err)
	}
	for i := range outputs {
		outputs[i].template = text
	}
	return nil
}

// deliverReports makes all reports, and writes them when all are made.
func (a *app) deliverReports(outputs []reportOutput, results []*lint.Result, opts report.Options) error {
	color, err := a.colour(a.stdout)
	if err != nil {
		return err
	}
	root := repositoryRoot()
	opts.Path = func(name string) string {
		if rel := relativeTo(root, name); rel != ".." && !strings.HasPrefix(rel, "../") {
			return rel
		}
		return name
	}
	texts := make([]bytes.Buffer, len(outputs))
	for i, o := range outputs {
		opts.Template = o.template
		opts.Color = color && o.file == ""
		if err := report.Write(&texts[i], o.format, results, opts); err != nil {
			return err
		}
	}
	for i, o := range outputs {
		if o.file != "" {
			if err := a.writeReport(o.file, texts[i].Bytes()); err != nil {
				return err
			}
			continue
		}
		if _, err := a.stdout.Write(texts[i].Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// writeReport writes a report to a file. The summary of a GitHub job is added
// to, and what is no regular file, such as a pipe, is written into: everything
// else is replaced as a whole.
func (a *app) writeReport(path string, data []byte) error {
	info, err := os.Stat(path)
	mode := os.O_WRONLY
	switch {
	case path == a.env["GITHUB_STEP_SUMMARY"]:
		mode |= os.O_APPEND | os.O_CREATE
	case err == nil && !info.Mode().IsRegular() && !info.IsDir():
	default:
		return config.WriteFile(path, data)
	}
	f, err := os.OpenFile(path, mode, 0o644)
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, err)
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return fmt.Errorf("writing %q: %w", path, err)
	}
	return f.Close()
}

// repositoryRoot is the nearest folder upward that holds .git, or the working
// folder.
func repositoryRoot() string {
	start, err := os.Getwd()
	if err != nil {
		return "."
	}
	for dir := start; ; {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return start
		}
		dir = parent
	}
}

package lintcmd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
)

// reportOutput is one report to make.
type reportOutput struct {
	option.Form
	template string
}

// outputs reads --format, --output and --template.
func (a action) outputs(c *cli.Context) ([]reportOutput, error) {
	forms, err := option.Forms(c, "format", report.Formats())
	if err != nil {
		return nil, err
	}
	var outputs []reportOutput
	templated, output := false, c.String("output")
	for _, form := range forms {
		templated = templated || form.Name == "template"
		if form.File == "" {
			form.File, output = output, ""
		}
		outputs = append(outputs, reportOutput{Form: form})
	}
	text := c.String("template")
	switch {
	case output != "":
		return nil, exit.Usagef("leave --output out, or name a format without a file", "each --format has a file, nothing is left for --output")
	case templated && text == "":
		return nil, exit.Usagef("write --template TEXT or --template @FILE", "the format template needs a template")
	case text != "" && !templated:
		return nil, exit.Usagef("write --format template", "--template is for the format template alone")
	}
	return outputs, readTemplate(text, outputs)
}

// readTemplate gives the template to the outputs that need one, before there
// is anything to write.
func readTemplate(text string, outputs []reportOutput) error {
	if path, ok := strings.CutPrefix(text, "@"); ok {
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the template %q: %w", path, exit.Cause(err))
		}
		text = string(data)
	}
	if _, err := report.ParseTemplate(text); err != nil {
		return exit.Usagef("", "%s", err)
	}
	for i := range outputs {
		outputs[i].template = text
	}
	return nil
}

// deliverReports makes all reports, and writes them when all are made.
func (a action) deliverReports(outputs []reportOutput, results []*lint.Result, opts report.Options) error {
	color, err := a.Color(a.Stdout)
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
		opts.Color = color && o.File == ""
		if err := report.Write(&texts[i], o.Name, results, opts); err != nil {
			return err
		}
	}
	for i, o := range outputs {
		if err := a.Deliver(o.File, texts[i].Bytes()); err != nil {
			return err
		}
	}
	return nil
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

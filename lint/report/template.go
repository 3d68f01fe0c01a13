package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/gatewright/gatewright/lint"
)

// templateFuncs are what templates have besides the usual functions.
var templateFuncs = template.FuncMap{
	"json": func(v any) (string, error) {
		data, err := json.Marshal(v)
		return string(data), err
	},
	"upper": strings.ToUpper,
	"lower": strings.ToLower,
	"join":  func(sep string, list []string) string { return strings.Join(list, sep) },
	// line makes one line of a text.
	"line": fold,
}

// ParseTemplate reads the text of a template, so that its mistakes show before
// there is anything to write.
func ParseTemplate(text string) (*template.Template, error) {
	t, err := template.New("template").Funcs(templateFuncs).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("reading the template: %w", templateError(err))
	}
	return t, nil
}

// Template runs a text/template over the model of the json format; see Report
// for its fields.
func Template(w io.Writer, results []*lint.Result, opts Options) error {
	t, err := ParseTemplate(opts.Template)
	if err != nil {
		return err
	}
	if err := t.Execute(w, New(results, opts)); err != nil {
		return fmt.Errorf("running the template: %w", templateError(err))
	}
	return nil
}

// templateError takes the name that text/template puts before everything out
// of its errors.
func templateError(err error) error {
	return errors.New(strings.TrimPrefix(err.Error(), "template: "))
}

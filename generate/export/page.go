package export

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

//go:embed page.html
var pageText string

//go:embed page.js
var pageScript string

// PagePolicy is the Content-Security-Policy under which the page of Page works:
// nothing is fetched, and no script runs but its own.
func PagePolicy() string {
	sum := sha256.Sum256([]byte(pageScript))
	return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"lower":  strings.ToLower,
	"schema": schemaText,
	"sample": func(data []byte) string { return strings.TrimSpace(string(data)) },
}).Parse(pageText))

// Page returns what the gateway serves as a page of HTML that needs nothing
// else: no other file is fetched. Its script searches; without it the page is
// the same but for that. It links to openapi.json and openapi.yaml below its own
// address, base.
func (a *API) Page(base string) ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, struct {
		Title, Version, Base string
		Script               template.JS
		Endpoints            []*Endpoint
		Schemas              []namedSchema
	}{a.opts.Title, a.opts.Version, base, template.JS(pageScript), a.Endpoints, a.namedSchemas()})
	if err != nil {
		return nil, fmt.Errorf("making the page: %w", err)
	}
	return b.Bytes(), nil
}

type namedSchema struct{ Name, Text string }

func (a *API) namedSchemas() []namedSchema {
	all := a.schemas.components()
	if all == nil {
		return nil
	}
	var list []namedSchema
	for _, m := range all.Members() {
		list = append(list, namedSchema{m.Name, strings.TrimSpace(string(yamlOf(m.Value)))})
	}
	return list
}

// schemaText is a schema as the page shows it.
func schemaText(m Media) string {
	if m.Schema == nil {
		return ""
	}
	return strings.TrimSpace(string(yamlOf(m.Schema)))
}

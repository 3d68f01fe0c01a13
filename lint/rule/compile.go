package rule

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"cel.dev/cel-go/cel"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatewright/gatewright/config/syntax"
)

func firstIssue(issues *cel.Issues) string {
	message, _, _ := strings.Cut(issues.Errors()[0].Message, "\n")
	return message
}

// errElsewhere keeps schemas from being read from files or the network.
var errElsewhere = errors.New("it is elsewhere")

type noLoader struct{}

func (noLoader) Load(string) (any, error) { return nil, errElsewhere }

// compileSchema says why a schema does not compile, "" where it does, or where
// only what it refers to could tell.
func compileSchema(n *syntax.Node) string {
	text, err := json.Marshal(plain(n))
	if err != nil {
		return err.Error()
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err.Error()
	}
	const name = "schema.json"
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	if err = c.AddResource(name, doc); err == nil {
		_, err = c.Compile(name)
	}
	if err == nil || errors.Is(err, errElsewhere) {
		return ""
	}
	var invalid *jsonschema.SchemaValidationError
	if errors.As(err, &invalid) {
		err = invalid.Err
	}
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), "- ")
}

// plain is a node as encoding/json has values.
func plain(n *syntax.Node) any {
	switch {
	case n == nil || n.IsNull():
		return nil
	case n.Kind == syntax.Object:
		m := make(map[string]any, len(n.Members()))
		for _, member := range n.Members() {
			m[member.Name] = plain(member.Value)
		}
		return m
	case n.Kind == syntax.Array:
		list := make([]any, len(n.Items()))
		for i, item := range n.Items() {
			list[i] = plain(item)
		}
		return list
	case n.Kind == syntax.Bool:
		return n.Text == "true"
	case n.Kind == syntax.Number:
		return json.Number(n.Text)
	}
	return n.Text
}

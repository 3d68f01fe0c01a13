package generate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

const schemaNamespace = "validation/json-schema"

// RuleBody is the id of findings about schemas of bodies.
const RuleBody = "body-schema"

// maxBodySchema bounds the size of one schema in the configuration, maxBodies
// that of all of them: where everything refers to everything, each body has all
// schemas of its document.
const (
	maxBodySchema = 64 << 10
	maxBodies     = 8 << 20
)

// bodies is what is known of the schemas of bodies so far.
type bodies struct {
	size  int
	sound map[*syntax.Node]bool // schemas that compile, with all that they refer to
	large map[*syntax.Node]bool // schemas that are too large with what they refer to
}

// validateBody has the gateway check the body of an endpoint, where it has to
// be there and to be JSON: the gateway refuses an empty body, and every other.
func (g *generator) validateBody(e *Entry) {
	schema, why := bodySchema(e.Op)
	if why != "" {
		e.Notes = append(e.Notes, "the body is not checked: "+why)
	}
	if schema == nil || schema.Node == nil {
		return
	}
	c := newConverter(schema, &g.bodies)
	text, err := c.convert()
	if err == nil && g.bodies.size+len(text) > maxBodies {
		err = fmt.Errorf("with its schema those of all bodies had more than %d MB", maxBodies>>20)
	}
	if err == nil {
		err = c.compiles()
	}
	if err != nil {
		text := fmt.Sprintf("the body is not checked: %s", err)
		e.Notes = append(e.Notes, text)
		g.find(e, diag.Warning, RuleBody, text, "").Span = e.Op.Body.Span
		return
	}
	for _, text := range c.warnings {
		e.Notes = append(e.Notes, text)
		g.find(e, diag.Warning, RuleBody, text, "").Span = e.Op.Body.Span
	}
	if text == "{}" || text == "true" {
		return // takes everything
	}
	g.bodies.size += len(text)
	e.Endpoint.setting(schemaNamespace, text)
	e.Notes = append(e.Notes, "the gateway checks the body")
}

// bodySchema returns the one schema of a body that is always there and always
// JSON; why says why there is none though there is a body.
func bodySchema(op *spec.Operation) (schema *spec.Schema, why string) {
	switch b := op.Body; {
	case b == nil || len(b.Media) == 0:
		return nil, ""
	case !b.Required:
		return nil, "it may be left out, and the gateway would refuse that"
	default:
		for i, m := range b.Media {
			switch {
			case spec.ClassOf(m.Type) != spec.JSONMedia:
				return nil, fmt.Sprintf("it may be %s as well, and the gateway reads JSON alone", m.Type)
			case m.Schema == nil:
				return nil, ""
			case i > 0 && !same(m.Schema.Node, b.Media[0].Schema.Node):
				return nil, "its media types have different schemas"
			}
		}
		return b.Media[0].Schema, ""
	}
}

// compiles checks that the gateway will use the schema: one that does not compile
// it passes over without a word to clients. What is known to compile, for another
// body, is not compiled again.
func (c *converter) compiles() error {
	if c.known.sound == nil {
		c.known.sound = map[*syntax.Node]bool{}
	}
	if err := compiles(c.text(func(n *syntax.Node) bool { return c.known.sound[n] })); err != nil {
		return err
	}
	for _, d := range c.defs {
		c.known.sound[d.node] = true
	}
	return nil
}

func compiles(text string) error {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(noLoader{})
	if err := compiler.AddResource("body.json", doc); err != nil {
		return err
	}
	if _, err := compiler.Compile("body.json"); err != nil {
		return fmt.Errorf("its schema does not compile: %s", firstLine(err.Error()))
	}
	return nil
}

// noLoader refuses references that lead out of a schema.
type noLoader struct{}

func (noLoader) Load(string) (any, error) {
	return nil, errors.New("schemas are not loaded from elsewhere")
}

// converter writes a schema of a document as JSON Schema 2020-12 that stands
// alone: what references lead to becomes $defs.
type converter struct {
	schema   *spec.Schema
	names    map[*syntax.Node]string
	taken    map[string]bool
	queue    []*syntax.Node
	root     string
	defs     []definition
	warnings []string
	failed   error
	size     int
	known    *bodies
}

// definition is one of the $defs.
type definition struct {
	node *syntax.Node
	name string
	text string
}

func newConverter(s *spec.Schema, known *bodies) *converter {
	return &converter{schema: s, names: map[*syntax.Node]string{}, taken: map[string]bool{}, known: known}
}

// maxSchemaDepth bounds how deep schemas nest.
const maxSchemaDepth = 100

func (c *converter) convert() (string, error) {
	c.root = c.value(c.schema.Node, 0)
	size := len(c.root)
	for len(c.queue) > 0 && c.failed == nil {
		n := c.queue[0]
		c.queue = c.queue[1:]
		d := definition{n, c.names[n], c.value(n, 0)}
		c.defs = append(c.defs, d)
		if size += len(d.name) + len(d.text); size > maxBodySchema || c.known.large[n] {
			c.tooLarge()
		}
	}
	if c.failed != nil {
		return "", c.failed
	}
	text := c.text(func(*syntax.Node) bool { return false })
	if len(text) > maxBodySchema {
		c.tooLarge()
	}
	return text, c.failed
}

// tooLarge gives up. Where the schema is but a reference, what it leads to is too
// large for others, too.
func (c *converter) tooLarge() {
	c.failed = fmt.Errorf("its schema has more than %d kB", maxBodySchema>>10)
	if len(c.schema.Node.Members()) != 1 || c.schema.Node.Get("$ref") == nil || len(c.defs) == 0 {
		return
	}
	if c.known.large == nil {
		c.known.large = map[*syntax.Node]bool{}
	}
	c.known.large[c.defs[0].node] = true
}

// text is the schema with its definitions; those that are left open take
// everything.
func (c *converter) text(open func(*syntax.Node) bool) string {
	if len(c.defs) == 0 || !strings.HasPrefix(c.root, "{") {
		return c.root
	}
	defs := &object{}
	for _, d := range c.defs {
		if open(d.node) {
			defs.raw(d.name, "true")
		} else {
			defs.raw(d.name, d.text)
		}
	}
	body := strings.TrimSuffix(strings.TrimPrefix(c.root, "{"), "}")
	if body != "" {
		body += ","
	}
	return "{" + body + `"$defs":` + defs.String() + "}"
}

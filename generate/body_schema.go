package generate

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// value writes one schema.
func (c *converter) value(n *syntax.Node, depth int) string {
	c.size++
	switch {
	case depth > maxSchemaDepth || c.size > maxBodySchema:
		c.failed = errors.New("its schema is too large")
		return "{}"
	case n == nil:
		return "{}"
	case n.Kind == syntax.Bool:
		return n.Text
	case n.Kind != syntax.Object:
		c.failed = fmt.Errorf("a schema is %s", n.Kind)
		return "{}"
	}
	for _, key := range []string{"$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef"} {
		if n.Get(key) != nil {
			c.failed = fmt.Errorf("its schema uses %s", key)
			return "{}"
		}
	}
	o := &object{}
	if ref := n.Get("$ref"); ref != nil && ref.Kind == syntax.String {
		if name := c.reference(ref); name != "" {
			o.text("$ref", "#/$defs/"+syntax.EscapeToken(name))
		}
	}
	for _, m := range n.Members() {
		c.keyword(o, n, m, depth)
	}
	text := o.String()
	if isTrue(n.Get("nullable")) && !nullableByType(n) {
		text = `{"anyOf":[` + text + `,{"type":"null"}]}`
	}
	return text
}

func isTrue(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Bool && n.Text == "true" }

// nullableByType reports whether null joins the types of a schema.
func nullableByType(n *syntax.Node) bool { return n.Get("type") != nil && n.Get("$ref") == nil }

// reference follows a reference and returns the name of its definition.
func (c *converter) reference(ref *syntax.Node) string {
	if c.schema.Resolve == nil {
		c.failed = fmt.Errorf("$ref %q cannot be followed", ref.Text)
		return ""
	}
	to, err := c.schema.Resolve(ref)
	if err != nil {
		c.failed = fmt.Errorf("$ref %q %w", ref.Text, err)
		return ""
	}
	if name, ok := c.names[to]; ok {
		return name
	}
	base := ref.Text[strings.LastIndexAny(ref.Text, "/#")+1:]
	base = syntax.UnescapeToken(base)
	if base = unsafeName.ReplaceAllString(base, "_"); base == "" {
		base = "schema"
	}
	name := base
	for i := 2; c.taken[name]; i++ {
		name = base + strconv.Itoa(i)
	}
	c.names[to], c.taken[name] = name, true
	c.queue = append(c.queue, to)
	return name
}

// unsafeName is what would have to be escaped in the text of a reference.
var unsafeName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// How the keywords of a schema are written. What is not named here checks
// nothing and is left out.
var (
	plainKeywords = []string{
		"const", "format", "maximum", "minimum", "multipleOf", "maxLength", "minLength", "maxItems", "minItems", "uniqueItems",
		"maxProperties", "minProperties", "maxContains", "minContains", "dependentRequired",
	}
	schemaKeywords  = []string{"additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties"}
	listKeywords    = []string{"allOf", "anyOf", "oneOf", "prefixItems"}
	objectKeywords  = []string{"properties", "patternProperties", "dependentSchemas"}
	knownTypes      = []string{"string", "number", "integer", "boolean", "object", "array", "null"}
	boundsByFlag    = map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
	exclusiveByName = map[string]string{"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
)

// keyword writes one keyword of a schema as 2020-12 has it.
func (c *converter) keyword(o *object, n *syntax.Node, m syntax.Member, depth int) {
	v := m.Value
	switch name := m.Name; {
	case v == nil:
	case exclusiveByName[name] != "" && isTrue(n.Get(exclusiveByName[name])):
		o.raw(exclusiveByName[name], config.Compact(v))
	case boundsByFlag[name] != "":
		if v.Kind == syntax.Number {
			o.raw(name, config.Compact(v))
		}
	case slices.Contains(plainKeywords, name):
		o.raw(name, config.Compact(v))
	case name == "type":
		c.types(o, n, v)
	case name == "enum":
		c.enum(o, n, v)
	case name == "pattern":
		c.pattern(o, v)
	case name == "required":
		c.required(o, n, v)
	case name == "items":
		c.items(o, n, v, depth)
	case slices.Contains(schemaKeywords, name):
		o.raw(name, c.value(v, depth+1))
	case slices.Contains(listKeywords, name) && v.Kind == syntax.Array && len(v.Items()) > 0:
		o.raw(name, c.list(v, depth))
	case slices.Contains(objectKeywords, name) && v.Kind == syntax.Object:
		inner := &object{}
		for _, p := range v.Members() {
			inner.raw(p.Name, c.value(p.Value, depth+1))
		}
		o.raw(name, inner.String())
	}
}

func (c *converter) list(v *syntax.Node, depth int) string {
	texts := make([]string, len(v.Items()))
	for i, item := range v.Items() {
		texts[i] = c.value(item, depth+1)
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// items were a list for tuples once, which is prefixItems now.
func (c *converter) items(o *object, n, v *syntax.Node, depth int) {
	if v.Kind != syntax.Array {
		o.raw("items", c.value(v, depth+1))
		return
	}
	if len(v.Items()) > 0 {
		o.raw("prefixItems", c.list(v, depth))
	}
	if more := n.Get("additionalItems"); more != nil {
		o.raw("items", c.value(more, depth+1))
	}
}

// types writes the types that there are, with null where the schema is
// nullable.
func (c *converter) types(o *object, n, v *syntax.Node) {
	var types []string
	for _, t := range append([]*syntax.Node{v}, v.Items()...) {
		if slices.Contains(knownTypes, t.Str()) && !slices.Contains(types, t.Text) {
			types = append(types, t.Text)
		}
	}
	if len(types) > 0 && isTrue(n.Get("nullable")) && nullableByType(n) && !slices.Contains(types, "null") {
		types = append(types, "null")
	}
	switch {
	case len(types) == 1:
		o.text("type", types[0])
	case len(types) > 1:
		o.list("type", types)
	}
}

func (c *converter) enum(o *object, n, v *syntax.Node) {
	if v.Kind != syntax.Array || len(v.Items()) == 0 {
		return
	}
	text := config.Compact(v)
	hasNull := slices.ContainsFunc(v.Items(), func(item *syntax.Node) bool { return item.Kind == syntax.Null })
	if isTrue(n.Get("nullable")) && nullableByType(n) && !hasNull {
		text = strings.TrimSuffix(text, "]") + ",null]"
	}
	o.raw("enum", text)
}

// pattern leaves out what the gateway's expressions do not have, such as
// look-ahead: with it the whole check would be off.
func (c *converter) pattern(o *object, v *syntax.Node) {
	if _, err := regexp.Compile(v.Str()); err != nil || v.Kind != syntax.String {
		text := fmt.Sprintf("pattern %s of the body is not checked: the gateway cannot read it", config.Quote(v.Text))
		if !slices.Contains(c.warnings, text) {
			c.warnings = append(c.warnings, text)
		}
		return
	}
	o.text("pattern", v.Text)
}

// required leaves out what requests cannot have: properties that are read only.
func (c *converter) required(o *object, n, v *syntax.Node) {
	if v.Kind != syntax.Array {
		return
	}
	var names []string
	for _, item := range v.Items() {
		if item.Kind == syntax.String && !c.readOnly(n, item.Text) && !slices.Contains(names, item.Text) {
			names = append(names, item.Text)
		}
	}
	o.list("required", names)
}

// readOnly reports whether a property is so, in the schema itself or in a part
// of it.
func (c *converter) readOnly(n *syntax.Node, name string) bool {
	s := &spec.Schema{Node: n, Resolve: c.schema.Resolve}
	props, _ := s.Properties()
	for _, p := range props {
		if p.Name != name {
			continue
		}
		at := p.Schema.Node
		for range 10 {
			if isTrue(at.Get("readOnly")) {
				return true
			}
			ref := at.Get("$ref")
			if ref == nil || c.schema.Resolve == nil {
				break
			}
			to, err := c.schema.Resolve(ref)
			if err != nil {
				break
			}
			at = to
		}
	}
	return false
}

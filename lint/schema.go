package lint

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/xeipuuv/gojsonschema"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/schemas"
)

// violation is one place where a value breaks its schema.
type violation struct {
	// Kind is what is broken, as the validator calls it.
	Kind string
	// Pointer is the place below the value that was validated; Key is the key
	// that is unknown or missing there.
	Pointer, Key string
	// Allowed is what the schema asks for, in words.
	Allowed string
}

// validate holds a value against one of the bundled schemas. It is the only
// place that knows the validator.
func validate(schema string, n *syntax.Node) ([]violation, error) {
	s, err := compiled(schema)
	if err != nil {
		return nil, err
	}
	result, err := s.Validate(gojsonschema.NewRawLoader(plain(n)))
	if err != nil {
		return nil, fmt.Errorf("validating against %q: %w", schema, err)
	}
	var list []violation
	for _, e := range result.Errors() {
		v := violation{Kind: e.Type(), Pointer: pointerOf(e.Context())}
		details := e.Details()
		switch v.Kind {
		case "additional_property_not_allowed", "required", "missing_dependency":
			v.Key = fmt.Sprint(details["property"])
			if v.Kind == "missing_dependency" {
				v.Key = fmt.Sprint(details["dependency"])
			}
		case "number_any_of", "number_one_of", "number_all_of", "number_not":
			continue // the branches' own errors say it better
		}
		v.Allowed = allowed(v.Kind, details)
		list = append(list, v)
	}
	return list, nil
}

// durationPattern is how the schemas write a duration.
const durationPattern = `^\d+(h|m|s|ms|us|µs|ns)$`

// allowed says what a schema asks for.
func allowed(kind string, details gojsonschema.ErrorDetails) string {
	switch kind {
	case "invalid_type":
		return typeWords(fmt.Sprint(details["expected"]))
	case "enum":
		return "one of " + fmt.Sprint(details["allowed"])
	case "number_gte", "number_gt":
		return fmt.Sprintf("at least %s", number(details["min"]))
	case "number_lte", "number_lt":
		return fmt.Sprintf("at most %s", number(details["max"]))
	case "array_min_properties":
		return fmt.Sprintf("an object with %v or more members", details["min"])
	case "array_max_properties":
		return fmt.Sprintf("an object with no more than %v", details["max"])
	case "array_min_items":
		return fmt.Sprintf("at least %v long", details["min"])
	case "array_max_items":
		return fmt.Sprintf("at most %v long", details["max"])
	case "string_gte":
		return "a text that is not empty"
	case "unique":
		return "a list without doubles"
	case "pattern":
		if fmt.Sprint(details["pattern"]) == durationPattern {
			return `a duration such as "3s"`
		}
		return fmt.Sprintf("a text that matches %v", details["pattern"])
	case "format":
		return fmt.Sprintf("a valid %v", details["format"])
	case "const":
		return fmt.Sprintf("%v", details["allowed"])
	}
	return ""
}

func number(v any) string {
	if r, ok := v.(interface{ FloatString(int) string }); ok {
		return strings.TrimSuffix(strings.TrimRight(r.FloatString(6), "0"), ".")
	}
	return fmt.Sprint(v)
}

func typeWords(expected string) string {
	words := map[string]string{
		"string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false",
		"array": "a list", "object": "an object", "null": "null",
	}
	if w, ok := words[expected]; ok {
		return w
	}
	return expected
}

var schemaCache sync.Map // name → *gojsonschema.Schema

func compiled(name string) (*gojsonschema.Schema, error) {
	if s, ok := schemaCache.Load(name); ok {
		return s.(*gojsonschema.Schema), nil
	}
	data, err := schemas.Bundle(name)
	if err != nil {
		return nil, err
	}
	s, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(data))
	if err != nil {
		return nil, fmt.Errorf("schema %q: %w", name, err)
	}
	schemaCache.Store(name, s)
	return s, nil
}

// plain turns a node into the values that encoding/json would give.
func plain(n *syntax.Node) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case syntax.Bool:
		return n.Text == "true"
	case syntax.Number:
		return json.Number(n.Text)
	case syntax.String:
		return n.Text
	case syntax.Array:
		list := make([]any, len(n.Items()))
		for i, item := range n.Items() {
			list[i] = plain(item)
		}
		return list
	case syntax.Object:
		table := make(map[string]any, len(n.Members()))
		for _, m := range n.Members() {
			table[m.Name] = plain(m.Value)
		}
		return table
	}
	return nil
}

// pointerOf turns the validator's place into a JSON pointer. Its parts are
// joined by a character that no key holds.
func pointerOf(c *gojsonschema.JsonContext) string {
	parts := strings.Split(c.String("\x00"), "\x00")
	return syntax.Join("", parts[1:]...)
}

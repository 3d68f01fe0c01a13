package contract

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/gatewright/gatewright/config/syntax"
)

// promise checks values against the schemas of an exported document. Each schema
// is a resource of its own: in one large resource the compiler copies, for each
// schema that it comes to, what it knows of all the others.
type promise struct {
	document any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
	broken   map[string]error
}

// The addresses of the whole document, of its components and of what else is
// asked for.
const (
	address    = "https://gateway.invalid/openapi.json"
	components = "https://gateway.invalid/components/"
	places     = "https://gateway.invalid/places/"
)

func newPromise(document []byte) (*promise, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(pattern)
	adapt(doc)
	if err := c.AddResource(address, doc); err != nil {
		return nil, err
	}
	shared, _ := at(doc, "/components/schemas").(map[string]any)
	for name, schema := range shared {
		if err := c.AddResource(components+url.PathEscape(name), schema); err != nil {
			return nil, err
		}
	}
	return &promise{doc, c, map[string]*jsonschema.Schema{}, map[string]error{}}, nil
}

// adapt makes schemas of a document ready to be checked against. A value may be
// as several alternatives of oneOf at a time: made up answers have members of all
// of them, and which one is meant the gateway does not change. References lead
// to the resources of the components.
func adapt(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			adapt(item)
		}
	case map[string]any:
		if list, ok := v["oneOf"].([]any); ok {
			delete(v, "oneOf")
			if _, taken := v["anyOf"]; !taken {
				v["anyOf"] = list
			}
		}
		if ref, ok := v["$ref"].(string); ok {
			v["$ref"] = led(ref)
		}
		for _, member := range v {
			adapt(member)
		}
	}
}

// led is a reference within the document as one between its resources.
func led(ref string) string {
	escaped, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return ref
	}
	pointer, err := url.PathUnescape(escaped)
	if err != nil {
		return ref
	}
	rest, ok := strings.CutPrefix(pointer, "/components/schemas/")
	if !ok {
		return address + ref
	}
	token, deeper, inside := strings.Cut(rest, "/")
	to := components + url.PathEscape(syntax.UnescapeToken(token))
	if inside {
		to += "#" + fragment("/"+deeper)
	}
	return to
}

// at is the value at a pointer, nil where there is none.
func at(value any, pointer string) any {
	for _, token := range strings.Split(pointer, "/")[1:] {
		switch v := value.(type) {
		case map[string]any:
			value = v[syntax.UnescapeToken(token)]
		default:
			return nil
		}
	}
	return value
}

// anything stands for a pattern that Go cannot read, such as one that looks
// ahead: it holds for every text.
type anything string

// MatchString is always true.
func (anything) MatchString(string) bool { return true }

// String returns the pattern.
func (a anything) String() string { return string(a) }

func pattern(s string) (jsonschema.Regexp, error) {
	re, err := regexp.Compile(s)
	if err != nil {
		return anything(s), nil
	}
	return re, nil
}

// schema compiles the schema at a pointer of the document.
func (p *promise) schema(pointer string) (s *jsonschema.Schema, err error) {
	if s, ok := p.schemas[pointer]; ok {
		return s, p.broken[pointer]
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("reading it: %v", v)
		}
		p.schemas[pointer], p.broken[pointer] = s, err
	}()
	own := places + strconv.Itoa(len(p.schemas))
	if err := p.compiler.AddResource(own, at(p.document, pointer)); err != nil {
		return nil, err
	}
	return p.compiler.Compile(own)
}

// fragment writes a pointer as the fragment of a URL.
func fragment(pointer string) string {
	var b strings.Builder
	for i := 0; i < len(pointer); i++ {
		switch c := pointer[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("/~-._", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// maxDifferences bounds what is told of one body.
const maxDifferences = 10

// check returns what a body has otherwise than the schema at a pointer says.
func (p *promise) check(pointer string, body []byte) []string {
	schema, err := p.schema(pointer)
	if err != nil {
		return []string{fmt.Sprintf("the schema at %s cannot be used: %v", pointer, err)}
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return []string{fmt.Sprintf("the body is no JSON: %v", err)}
	}
	err = schema.Validate(value)
	var invalid *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &invalid):
		return []string{err.Error()}
	}
	var list []string
	for _, leaf := range leaves(invalid) {
		at := "the body"
		if len(leaf.InstanceLocation) > 0 {
			at = "/" + strings.Join(leaf.InstanceLocation, "/")
		}
		list = append(list, at+": "+leaf.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
		if len(list) == maxDifferences {
			break
		}
	}
	return list
}

func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var list []*jsonschema.ValidationError
	for _, c := range e.Causes {
		list = append(list, leaves(c)...)
	}
	return list
}

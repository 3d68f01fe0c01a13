package schemas

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Field is what the schemas say of one place of a configuration.
type Field struct {
	// Name is the last key of the pointer.
	Name        string
	Title       string
	Description string
	// Type is a JSON type, or several joined with " or "; "" for any.
	Type string
	// Enum holds the allowed values of a string; Default is JSON text, "" where
	// there is none.
	Enum     []string
	Default  string
	Examples []string // JSON texts
	Required bool
	// Enterprise says that only the Enterprise Edition reads the field.
	Enterprise bool
	// Deprecated says that another field has taken its place, which Successor
	// names; Successor may be empty.
	Deprecated bool
	Successor  string
	// Fields are the keys of an object, in the schema's order.
	Fields []string
}

// Describe returns what the schemas say of the value at a JSON pointer of a
// configuration, such as "/endpoints/0/backend/1/encoding". The indices may be
// of elements that the configuration does not have. ok is false for places
// that no schema knows.
func Describe(pointer string) (field Field, ok bool) {
	return describe("service.json", pointer)
}

// DescribeIn is Describe for a pointer below one of the named schemas, such as
// "backend".
func DescribeIn(name, pointer string) (field Field, ok bool) {
	if !exists(name + ".json") {
		return Field{}, false
	}
	return describe(name+".json", pointer)
}

func describe(file, pointer string) (Field, bool) {
	if pointer != "" && !strings.HasPrefix(pointer, "/") {
		return Field{}, false
	}
	n := load(file)
	f := Field{}
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		next, required := n.child(token)
		if next == nil {
			return Field{}, false
		}
		n, f.Name, f.Required = next, token, required
	}
	n.fill(&f)
	return f, true
}

// node is one schema, as far as Describe needs it.
type node struct {
	Ref         string            `json:"$ref"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Type        any               `json:"type"`
	Const       json.RawMessage   `json:"const"`
	Enum        []any             `json:"enum"`
	Default     json.RawMessage   `json:"default"`
	Examples    []json.RawMessage `json:"examples"`
	Required    []string          `json:"required"`
	Properties  properties        `json:"properties"`
	Items       *node             `json:"items"`
	Additional  json.RawMessage   `json:"additionalProperties"`
	Edition     string            `json:"x-edition"`
	Deprecated  *string           `json:"x-deprecated"`

	file string
	rest *node // additionalProperties, where they are a schema
}

// properties are the schemas of an object's keys, and the order in which the
// file has them.
type properties struct {
	byName map[string]*node
	order  []string
}

// UnmarshalJSON keeps the order of the keys, which a map loses.
func (p *properties) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &p.byName); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil { // the brace
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if name, ok := key.(string); ok {
			p.order = append(p.order, name)
		}
	}
	return nil
}

var loaded struct {
	sync.Mutex
	files map[string]*node
}

// exists reports whether there is a file of that name.
func exists(file string) bool {
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.files[file] != nil {
		return true
	}
	_, err := fs.Stat(files, file)
	return err == nil
}

// load reads a file once.
func load(file string) *node {
	loaded.Lock()
	defer loaded.Unlock()
	if n := loaded.files[file]; n != nil {
		return n
	}
	data, err := files.ReadFile(file)
	if err != nil {
		panic(err) // a test follows every reference
	}
	var n node
	if err := json.Unmarshal(data, &n); err != nil {
		panic(err)
	}
	n.prepare(file)
	if loaded.files == nil {
		loaded.files = map[string]*node{}
	}
	loaded.files[file] = &n
	return &n
}

// prepare notes the file that references are relative to.
func (n *node) prepare(file string) {
	n.file = file
	for _, p := range n.Properties.byName {
		p.prepare(file)
	}
	if n.Items != nil {
		n.Items.prepare(file)
	}
	if len(n.Additional) > 0 && n.Additional[0] == '{' {
		n.rest = &node{}
		if err := json.Unmarshal(n.Additional, n.rest); err != nil {
			panic(err)
		}
		n.rest.prepare(file)
	}
}

// target follows the reference of a schema that is nothing else.
func (n *node) target() *node {
	if n.Ref == "" {
		return n
	}
	return load(path.Join(path.Dir(n.file), n.Ref))
}

func (n *node) child(token string) (child *node, required bool) {
	n = n.target()
	if c := n.Properties.byName[token]; c != nil {
		for _, r := range n.Required {
			required = required || r == token
		}
		return c, required
	}
	if n.Items != nil {
		if i, err := strconv.Atoi(token); err == nil && i >= 0 {
			return n.Items, false
		}
		return nil, false
	}
	return n.rest, false
}

func (n *node) fill(f *Field) {
	n = n.target()
	f.Title, f.Description = n.Title, n.Description
	switch t := n.Type.(type) {
	case string:
		f.Type = t
	case []any:
		var types []string
		for _, v := range t {
			if s, ok := v.(string); ok {
				types = append(types, s)
			}
		}
		f.Type = strings.Join(types, " or ")
	}
	for _, v := range n.Enum {
		if s, ok := v.(string); ok {
			f.Enum = append(f.Enum, s)
		}
	}
	f.Default = string(n.Default)
	if f.Default == "" {
		f.Default = string(n.Const)
	}
	for _, e := range n.Examples {
		f.Examples = append(f.Examples, string(e))
	}
	f.Enterprise = n.Edition == "enterprise"
	if n.Deprecated != nil {
		f.Deprecated, f.Successor = true, *n.Deprecated
	}
	f.Fields = n.Properties.order
}

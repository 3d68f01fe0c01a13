// Package document holds generated gateways against the documents that they
// were made from: it generates, lints, serves and calls, and judges by a
// reading of the document of its own.
package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// document is an OpenAPI document as the judge of generated gateways reads it:
// as plain data, with nothing of the code that is judged.
type document struct {
	t     *testing.T
	files map[string]any
}

// node is a value of a document and the file that its references start from.
type node struct {
	doc  *document
	file string
	v    any
}

func openDocument(t *testing.T, file string) node {
	t.Helper()
	d := &document{t: t, files: map[string]any{}}
	return d.open(file)
}

func (d *document) open(file string) node {
	d.t.Helper()
	v, ok := d.files[file]
	if !ok {
		data, err := os.ReadFile(file)
		if err != nil {
			d.t.Fatal(err)
		}
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		if err = json.Unmarshal(data, &v); err != nil {
			err = yaml.Unmarshal(data, &v)
		}
		if err != nil {
			d.t.Fatalf("%s: %v", file, err)
		}
		v = textKeys(v)
		d.files[file] = v
	}
	return node{d, file, v}
}

// textKeys makes all keys texts: YAML reads 200 as a number and on as a truth.
func textKeys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = textKeys(v[k])
		}
	case map[any]any:
		m := map[string]any{}
		for k := range v {
			m[fmt.Sprint(k)] = textKeys(v[k])
		}
		return m
	case []any:
		for i := range v {
			v[i] = textKeys(v[i])
		}
	}
	return v
}

// follow goes where the references lead that a node starts with.
func (n node) follow() node {
	for range 20 {
		m, ok := n.v.(map[string]any)
		if !ok {
			return n
		}
		ref, ok := m["$ref"].(string)
		if !ok {
			return n
		}
		file, pointer, _ := strings.Cut(ref, "#")
		to := n.doc.open(n.file)
		if file != "" {
			to = n.doc.open(filepath.Join(filepath.Dir(n.file), file))
		}
		if s, err := url.PathUnescape(pointer); err == nil {
			pointer = s
		}
		for _, token := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
			if token == "" {
				continue
			}
			token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
			switch v := to.v.(type) {
			case map[string]any:
				to.v = v[token]
			case []any:
				if i, err := strconv.Atoi(token); err == nil && i < len(v) {
					to.v = v[i]
				}
			default:
				to.v = nil
			}
		}
		n = to
	}
	return n
}

// get returns the value below keys, references followed; its v is nil where
// there is none.
func (n node) get(keys ...string) node {
	n = n.follow()
	for _, key := range keys {
		m, ok := n.v.(map[string]any)
		if !ok {
			return node{n.doc, n.file, nil}
		}
		n = node{n.doc, n.file, m[key]}.follow()
	}
	return n
}

func (n node) has(key string) bool {
	m, ok := n.follow().v.(map[string]any)
	if !ok {
		return false
	}
	_, ok = m[key]
	return ok
}

func (n node) str() string { s, _ := n.v.(string); return s }

func (n node) truth() bool { b, _ := n.v.(bool); return b }

func (n node) keys() []string {
	m, ok := n.v.(map[string]any)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(m)), func(k string) bool { return strings.HasPrefix(k, "x-") })
}

func (n node) items() []node {
	list, ok := n.v.([]any)
	if !ok {
		return nil
	}
	var out []node
	for _, v := range list {
		out = append(out, node{n.doc, n.file, v}.follow())
	}
	return out
}

func (n node) texts() []string {
	var list []string
	for _, item := range n.items() {
		list = append(list, item.str())
	}
	return list
}

// operation is what a document says of one method of a path.
type operation struct {
	method, path, base string
	swagger            bool
	params             []param
	bodies             []string // media types that it takes
	credentials        []param  // where credentials stand
	answers            []answer // of success
}

func (o *operation) String() string { return o.method + " " + o.path }

type param struct {
	name, in, style string
	explode         bool
	content         bool
	schema          node
}

type answer struct {
	status  int
	media   []media
	headers []string
}

type media struct {
	mime   string
	schema node
}

// operations returns what the document declares.
func (root node) operations() []*operation {
	swagger := root.get("swagger").str() != ""
	var list []*operation
	paths := root.get("paths")
	for _, path := range paths.keys() {
		item := paths.get(path)
		// What stands beside a reference counts, too.
		raw, _ := paths.v.(map[string]any)[path].(map[string]any)
		for _, method := range []string{"get", "put", "post", "delete", "patch"} {
			n := item.get(method)
			if beside := raw[method]; !item.has(method) && beside != nil {
				n = node{paths.doc, paths.file, beside}
			}
			if n.v == nil && !item.has(method) {
				continue
			}
			op := &operation{method: strings.ToUpper(method), path: path, swagger: swagger, base: root.base(item, n)}
			op.readParams(root, n, item)
			op.credentials = root.credentials(n)
			for i := range op.credentials {
				if c := &op.credentials[i]; c.in == "" {
					c.in, c.name = "header", "Authorization"
				}
			}
			op.readBodies(root, n)
			op.readAnswers(root, n)
			list = append(list, op)
		}
	}
	return list
}

var braces = regexp.MustCompile(`\{((?:[^{}]|\{[^{}]*\})*)\}`)

// base is the path of the server that counts for an operation.
func (root node) base(item, op node) string {
	if root.has("swagger") {
		return "/" + strings.Trim(root.get("basePath").str(), "/")
	}
	for _, holder := range []node{op, item, root} {
		if servers := holder.get("servers").items(); len(servers) > 0 {
			server := servers[0]
			text := braces.ReplaceAllStringFunc(server.get("url").str(), func(v string) string {
				return fmt.Sprint(server.get("variables", v[1:len(v)-1], "default").v)
			})
			u, err := url.Parse(text)
			if err != nil {
				root.doc.t.Fatal(err)
			}
			return "/" + strings.Trim(u.Path, "/")
		}
	}
	return "/"
}

func (o *operation) readParams(root, n, item node) {
	seen := map[string]bool{}
	for _, list := range []node{n.get("parameters"), item.get("parameters")} {
		for _, p := range list.items() {
			one := param{name: p.get("name").str(), in: p.get("in").str(), style: p.get("style").str(), schema: p.get("schema")}
			if seen[one.in+" "+one.name] || one.in == "body" || one.in == "formData" {
				continue
			}
			seen[one.in+" "+one.name] = true
			if o.swagger {
				one.schema, one.style, one.explode = p, "form", p.get("collectionFormat").str() == "multi"
				o.params = append(o.params, one)
				continue
			}
			if one.style == "" {
				one.style = map[string]string{"query": "form", "cookie": "form"}[one.in]
			}
			one.explode = one.style == "form"
			if p.has("explode") {
				one.explode = p.get("explode").truth()
			}
			one.content = p.has("content")
			o.params = append(o.params, one)
		}
	}
}

// credentials are the places where any alternative of an operation wants
// credentials; those in the header Authorization have no name.
func (root node) credentials(n node) []param {
	security := root.get("security")
	if n.has("security") {
		security = n.get("security")
	}
	var list []param
	for _, alternative := range security.items() {
		for _, name := range alternative.keys() {
			scheme := root.get("components", "securitySchemes", name)
			if root.has("swagger") {
				scheme = root.get("securityDefinitions", name)
			}
			c := param{}
			switch scheme.get("type").str() {
			case "", "mutualTLS":
				continue
			case "apiKey":
				c.in, c.name = scheme.get("in").str(), scheme.get("name").str()
			}
			if !slices.ContainsFunc(list, func(p param) bool { return p.in == c.in && p.name == c.name }) {
				list = append(list, c)
			}
		}
	}
	return list
}

func (o *operation) readBodies(root, n node) {
	if !o.swagger {
		o.bodies = n.get("requestBody", "content").keys()
		return
	}
	for _, p := range n.get("parameters").items() {
		in := p.get("in").str()
		if in != "body" && in != "formData" {
			continue
		}
		consumes := n.get("consumes").texts()
		if !n.has("consumes") {
			consumes = root.get("consumes").texts()
		}
		if in == "formData" {
			consumes = slices.DeleteFunc(consumes, func(s string) bool { return !strings.Contains(s, "form") })
		}
		if len(consumes) == 0 && in == "body" {
			consumes = []string{"application/json"}
		}
		if len(consumes) == 0 {
			consumes = []string{"application/x-www-form-urlencoded"}
		}
		o.bodies = consumes
		return
	}
}

var errorWords = regexp.MustCompile(`(?i)error|problem|fail|unexpected|rpc\.?status`)

// readAnswers collects the answers of success: all of 2xx and 3xx, else the
// default one, else any at all.
func (o *operation) readAnswers(root, n node) {
	responses := n.get("responses")
	success := false
	for _, code := range responses.keys() {
		r := responses.get(code)
		switch {
		case strings.EqualFold(code, "2XX"):
			success = true
			o.answers = append(o.answers, o.answer(root, n, r, 200), o.answer(root, n, r, 202))
		case code[0] == '2' || code[0] == '3':
			status, err := strconv.Atoi(code)
			if err != nil {
				continue
			}
			success = success || code[0] == '2'
			o.answers = append(o.answers, o.answer(root, n, r, status))
		}
	}
	if success || len(o.answers) > 0 {
		return
	}
	if r := responses.get("default"); r.v != nil {
		text, err := json.Marshal(responses.v)
		if err != nil {
			root.doc.t.Fatal(err)
		}
		if !errorWords.Match(text) {
			o.answers = append(o.answers, o.answer(root, n, r, 200))
			return
		}
	}
	o.answers = append(o.answers, answer{status: 200, media: []media{{mime: "application/json"}}})
}

func (o *operation) answer(root, op, r node, status int) answer {
	a := answer{status: status, headers: r.get("headers").keys()}
	if !o.swagger {
		content := r.get("content")
		for _, mime := range content.keys() {
			m := content.get(mime)
			schema := m.get("schema")
			if !m.has("schema") {
				schema = m.get("itemSchema")
			}
			a.media = append(a.media, media{mime, schema})
		}
		return a
	}
	if !r.has("schema") {
		return a
	}
	produces := op.get("produces").texts()
	if !op.has("produces") {
		produces = root.get("produces").texts()
	}
	if len(produces) == 0 {
		produces = []string{"application/json"}
	}
	for _, mime := range produces {
		a.media = append(a.media, media{mime, r.get("schema")})
	}
	return a
}

// Package schemas holds the JSON Schemas (draft-07) of gateway configurations
// and of the reports that gatewright writes.
//
// The common calls are
//
//	data, err := schemas.Bundle("service")           // one document, for an editor
//	field, ok := schemas.Describe("/endpoints/0/method") // the words for a form or a hover
//
// The schemas are strict: they are for people who write a file, and refuse
// what a gateway passes over in silence. What a gateway really does with a
// file is the business of packages config/start and lint.
package schemas

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed *.json extra_config namespace
var files embed.FS

// Names returns the schemas that Bundle gives, by name. Those of namespaces are
// called as their file is: "namespace/auth/validator".
func Names() []string {
	var names []string
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, strings.TrimSuffix(p, ".json"))
		}
		return err
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
	slices.Sort(names)
	return names
}

// Bundle returns the schema of that name as one document that refers to nothing
// outside itself. The names of use to an editor are service, endpoint and
// backend; lint-report is the schema of `gatewright lint --format json`, and
// x-gatewright that of what OpenAPI documents say to gatewright generate.
func Bundle(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("no schema %q: there are %s", name, strings.Join(Names(), ", "))
	}
	b := bundler{done: map[string]string{}}
	text := b.inline(name+".json", true)
	if len(b.order) > 0 {
		var defs strings.Builder
		for i, file := range b.order {
			if i > 0 {
				defs.WriteByte(',')
			}
			fmt.Fprintf(&defs, "%q: %s", definition(file), b.done[file])
		}
		end := strings.LastIndexByte(text, '}')
		text = strings.TrimRight(text[:end], " \n") + ",\n\"definitions\": {" + defs.String() + "}\n}"
	}
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(text), "", "  "); err != nil {
		return nil, fmt.Errorf("schema %q: %w", name, err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// File returns the name of the schema that describes a namespace's settings at
// a level (service, endpoint, backend or async_agent), and whether there is one:
// those of the Enterprise Edition have none.
func File(namespace, level string) (name string, ok bool) {
	file := "extra_config/" + level + ".json"
	if !exists(file) {
		return "", false
	}
	m := load(file).Properties.byName[namespace]
	if m == nil || m.Ref == "" {
		return "", false
	}
	return strings.TrimSuffix(path.Join("extra_config", m.Ref), ".json"), true
}

// bundler gathers the files that a schema refers to.
type bundler struct {
	done  map[string]string
	order []string
}

var (
	refPattern    = regexp.MustCompile(`"\$ref": "([^"#]+)"`)
	schemaPattern = regexp.MustCompile(`(?m)^  "\$schema": "[^"]*",\n`)
)

// inline returns the text of a file with its references turned inwards.
func (b *bundler) inline(file string, root bool) string {
	data, err := files.ReadFile(file)
	if err != nil {
		panic(err) // a test follows every reference
	}
	text := strings.TrimSpace(string(data))
	if !root {
		text = schemaPattern.ReplaceAllString(text, "")
	}
	return refPattern.ReplaceAllStringFunc(text, func(ref string) string {
		target := path.Join(path.Dir(file), refPattern.FindStringSubmatch(ref)[1])
		if _, ok := b.done[target]; !ok {
			b.done[target] = ""
			b.order = append(b.order, target)
			b.done[target] = b.inline(target, false)
		}
		return fmt.Sprintf(`"$ref": "#/definitions/%s"`, definition(target))
	})
}

// definition is the key of a file among the definitions; it has no slash, so
// that it needs no escape in a pointer.
func definition(file string) string {
	return strings.ReplaceAll(strings.TrimSuffix(file, ".json"), "/", ".")
}

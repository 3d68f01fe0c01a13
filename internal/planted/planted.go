// Package planted is the test kit of lint and serve: configurations with one
// mistake each, and ones that are unusual and right. Both are made by planting a
// few lines among endpoints that are right.
//
//	for _, c := range planted.Mistakes() { ... }
//
// Only tests use it. It judges nothing: which rule must see a mistake is noted
// beside it, and what that is worth is for the tests to say.
package planted

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// Case is one configuration.
type Case struct {
	Name string
	// Rules are noted beside it: those that must see the mistake, or that may
	// warn of what is right.
	Rules []string
	// Silent are the rules that must say nothing, not even where they are asked
	// for by name.
	Silent []string
	// Path is that of the endpoint that was planted, "" where it is the service
	// that was changed.
	Path string
	// Text is the configuration as JSON.
	Text []byte
}

var (
	//go:embed mistakes.txtar
	mistakes []byte
	//go:embed right.txtar
	right []byte
	//go:embed base.json
	base []byte
)

// Base is the configuration that the others are planted into.
func Base() []byte { return slices.Clone(base) }

// Mistakes returns the configurations with a mistake.
func Mistakes() []Case { return cases(mistakes) }

// Right returns those that are unusual and right.
func Right() []Case { return cases(right) }

// cases panics where the files, which are part of the package, are broken.
func cases(archive []byte) []Case {
	var list []Case
	for _, f := range txtar.Parse(archive).Files {
		name, rules, ok := strings.Cut(f.Name, " |")
		if !ok {
			panic(fmt.Sprintf("the section %q has no bar", f.Name))
		}
		c := Case{Name: name}
		for _, word := range strings.Fields(rules) {
			if id, silent := strings.CutPrefix(word, "!"); silent {
				c.Silent = append(c.Silent, id)
			} else {
				c.Rules = append(c.Rules, id)
			}
		}
		c.plant(f.Data)
		list = append(list, c)
	}
	return list
}

type object map[string]json.RawMessage

// plant puts a fragment into the base: an endpoint, a backend, or members of
// the service.
func (c *Case) plant(fragment []byte) {
	all, part := read[object](base), read[object](fragment)
	switch {
	case part["endpoint"] != nil:
		c.Path = read[string](part["endpoint"])
		all["endpoints"] = among(all["endpoints"], fragment)
	case part["url_pattern"] != nil:
		c.Path = "/planted"
		all["endpoints"] = among(all["endpoints"], []byte(`{"endpoint": "/planted", "backend": [`+string(fragment)+`]}`))
	default:
		if extra := part["extra_config"]; extra != nil {
			merged := read[object](all["extra_config"])
			maps.Copy(merged, read[object](extra))
			part["extra_config"] = write(merged, "")
		}
		maps.Copy(all, part)
	}
	c.Text = write(all, "  ")
}

// among puts an endpoint in the middle of a list.
func among(list json.RawMessage, one []byte) json.RawMessage {
	all := read[[]json.RawMessage](list)
	return write(slices.Insert(all, len(all)/2, json.RawMessage(one)), "")
}

func read[T any](text []byte) T {
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		panic(fmt.Sprintf("%v in %s", err, text))
	}
	return v
}

func write(v any, indent string) []byte {
	text, err := json.MarshalIndent(v, "", indent)
	if err != nil {
		panic(err)
	}
	return text
}

package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/lint/field"
	"github.com/gatewright/gatewright/lint/rule"
)

// ExplainField writes what a field is: where it stands, what it means and
// takes, and the rules that are about it.
func ExplainField(w io.Writer, f field.Field, rules []*rule.Rule) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, f.Name)
	if f.Type != "" {
		fmt.Fprintf(b, " (%s)", f.Type)
	}
	b.WriteString("\n\n")
	for _, path := range f.Paths {
		fmt.Fprintf(b, "    %s\n", path)
	}
	if text := strings.TrimSpace(f.Description); text != "" {
		fmt.Fprintf(b, "\n%s\n", wrap(text, 78))
	}
	b.WriteByte('\n')
	for _, line := range fieldFacts(f) {
		fmt.Fprintf(b, "%-9s%s\n", line[0], line[1])
	}
	if len(f.Fields) > 0 {
		fmt.Fprintf(b, "has      %s\n", strings.ReplaceAll(wrap(strings.Join(f.Fields, ", "), 69), "\n", "\n         "))
	}
	if len(rules) > 0 {
		width := 0
		for _, r := range rules {
			width = max(width, len(r.ID))
		}
		b.WriteString("\nrules about it:\n\n")
		for _, r := range rules {
			fmt.Fprintf(b, "    %-*s  %s\n", width, r.ID, r.Summary)
		}
	}
	return b.Flush()
}

// fieldFacts are what a table would say of a field, name and value.
func fieldFacts(f field.Field) [][2]string {
	var list [][2]string
	add := func(name, value string) {
		if value != "" {
			list = append(list, [2]string{name, value})
		}
	}
	add("default", oneLine(f.Default))
	add("one of", strings.Join(f.Enum, ", "))
	var examples []string
	for _, e := range f.Examples {
		examples = append(examples, oneLine(e))
	}
	add("such as", strings.Join(examples, ", "))
	if f.Required {
		add("required", "yes")
	}
	if f.Namespace != "" || len(f.Paths) > 1 {
		add("read at", levelWords(f.Levels)+" level")
	}
	switch {
	case f.Unread:
		add("edition", "no Community Edition reads it here")
	case f.Enterprise:
		add("edition", "Enterprise Edition only: the Community Edition passes over it without a word")
	case f.Namespace != "":
		add("edition", "Community Edition")
	}
	add("since", f.Since)
	if f.Deprecated {
		add("instead", f.Successor)
		if f.Successor == "" {
			add("instead", "nothing: it is deprecated")
		}
	}
	return list
}

// oneLine is a JSON text without its layout.
func oneLine(text string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(text)) != nil {
		return text
	}
	return b.String()
}

func levelWords(levels []fact.Level) string {
	words := make([]string, len(levels))
	for i, l := range levels {
		words[i] = strings.ReplaceAll(string(l), "_", " ")
	}
	return strings.Join(words, " and ")
}

package config

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Quote writes a string as JSON, leaving <, > and & as they are.
func Quote(s string) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return strings.TrimSuffix(encode(s, ""), "\n")
		}
	}
	return `"` + s + `"` // as most are
}

// Format writes a value as JSON over several lines, two blanks a level, as the
// edits of Document take it.
func Format(v any) string { return strings.TrimSuffix(encode(v, "  "), "\n") }

func encode(v any, indent string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		panic(err) // callers pass plain data only
	}
	return b.String()
}

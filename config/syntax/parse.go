package syntax

import (
	"path"
	"strings"
)

// Format is how a file is written.
type Format uint8

// The formats that Parse understands.
const (
	JSON Format = iota
	YAML
	TOML
)

// String returns the format's usual name.
func (f Format) String() string { return [...]string{"JSON", "YAML", "TOML"}[f] }

// FormatOf tells the format of a source by the ending of its name, and where
// that says nothing by its first character: JSON starts with a brace or a
// bracket, everything else is taken for YAML.
func FormatOf(src *Source) Format {
	switch strings.ToLower(path.Ext(src.Name)) {
	case ".json", ".jsonc", ".json5":
		return JSON
	case ".yaml", ".yml":
		return YAML
	case ".toml":
		return TOML
	}
	text := strings.TrimLeft(strings.TrimPrefix(src.Text, bom), " \t\r\n")
	if text == "" || strings.IndexByte("{[\"/", text[0]) >= 0 {
		return JSON
	}
	return YAML
}

// Parse reads a source in the format that FormatOf tells.
func Parse(src *Source) (*Node, []Problem) {
	read := ParseJSON
	switch FormatOf(src) {
	case YAML:
		read = ParseYAML
	case TOML:
		read = ParseTOML
	}
	root, problems := read(src)
	return root, unmerged(src, problems)
}

// Package secret tells which values of a configuration are not for every eye,
// by the name that they stand under, and masks them in text that is shown.
package secret

import (
	"regexp"
	"slices"
	"strings"
)

// Mask is what is shown in the place of a secret.
const Mask = "****"

// Is reports whether values under a name are secrets.
func Is(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"secret", "password", "passphrase", "token", "api_key", "apikey"}, func(s string) bool {
		return strings.HasSuffix(name, s)
	})
}

// pair is a key with a string for a value: of JSON, or of YAML and TOML.
var pair = regexp.MustCompile(`("(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*)(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"'{\[,}\]][^,}\]]*)`)

// Line returns a line of a file with the secrets in it masked.
func Line(text string) string {
	return pair.ReplaceAllStringFunc(text, func(s string) string {
		parts := pair.FindStringSubmatch(s)
		value := strings.Trim(parts[3], `"'`)
		if value == "" || !Is(strings.Trim(parts[1], `"`)) || plain(value) {
			return s
		}
		quote := ""
		if c := parts[3][0]; c == '"' || c == '\'' {
			quote = string(c)
		}
		return parts[1] + parts[2] + quote + Mask + quote
	})
}

// plain reports whether a value is a number, a truth value or null: none of
// these is a secret.
func plain(value string) bool {
	switch strings.TrimSpace(value) {
	case "true", "false", "null":
		return true
	}
	return strings.Trim(value, "0123456789.-+ ") == ""
}

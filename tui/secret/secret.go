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
	name = strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
	return slices.ContainsFunc([]string{
		"secret", "password", "passwd", "passphrase", "token", "apikey", "accesskey", "secretkey", "authorization", "cookie", "credentials",
	}, func(s string) bool { return strings.HasSuffix(name, s) })
}

// looks is what only secrets look like: tokens, hashes of passwords, and what
// the schemes of Authorization take.
var looks = regexp.MustCompile(`^(eyJ[\w-]+\.[\w-]+\.[\w-]*|\$(2[abxy]?|apr1|argon2\w*|[156])\$.+|\{SHA\}.+|(?i:bearer|basic) [\w+/=.~-]+|AKIA[0-9A-Z]{16})$`)

// key is what the keys of clients look like, which stand under a name that other
// things have too.
var key = regexp.MustCompile(`^[\w+/=-]{16,}$`)

// Holds reports whether a value under a name is a secret.
func Holds(name, value string) bool {
	switch {
	case value == "" || plain(value):
		return false
	case Is(name), looks.MatchString(value):
		return true
	}
	return strings.EqualFold(name, "key") && key.MatchString(value) && strings.ContainsAny(value, "0123456789")
}

// login is the password in a URL, which may stand without its scheme.
var login = regexp.MustCompile(`((?:://|^|[\s"'(])[^/?#\s:@"'(]*:)[^/?#\s:@"']+(@[\w\[])`)

// pair is a key with a string for a value: of JSON, or of YAML and TOML.
var pair = regexp.MustCompile(`("(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*)(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"'{\[,}\]][^,}\]]*)`)

// Line returns a line of text, such as one of a file, with the secrets in it
// masked: what stands under the name of one, and passwords in URLs.
func Line(text string) string {
	if strings.Contains(text, "@") {
		text = login.ReplaceAllString(text, "${1}"+Mask+"${2}")
	}
	if !suspicious(text) {
		return text
	}
	return pair.ReplaceAllStringFunc(text, func(s string) string {
		parts := pair.FindStringSubmatch(s)
		if !Holds(strings.Trim(parts[1], `"`), strings.Trim(parts[3], `"'`)) {
			return s
		}
		quote := ""
		if c := parts[3][0]; c == '"' || c == '\'' {
			quote = string(c)
		}
		return parts[1] + parts[2] + quote + Mask + quote
	})
}

// signs are in every line that pair finds a secret in: most lines have none, and
// looking for them is cheap.
var signs = []string{"secret", "passw", "passphrase", "token", "key", "authorization", "cookie", "credentials", "eyj", "$", "{sha}", "bearer", "basic", "akia"}

func suspicious(text string) bool {
	if !strings.ContainsAny(text, ":=") {
		return false
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc(signs, func(s string) bool { return strings.Contains(text, s) })
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

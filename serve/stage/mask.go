package stage

import (
	"net/url"
	"strings"
)

const masked = "***"

// secretNames are parts of names of query strings whose values no log may show.
var secretNames = []string{"key", "token", "secret", "password", "passwd", "pwd", "auth", "signature", "sig", "code"}

// MaskURL writes a URL without user, password and the values of query strings
// that look like secrets.
func MaskURL(u *url.URL) string {
	c := *u
	if c.User != nil {
		c.User = url.User(masked)
	}
	c.RawQuery = MaskQuery(c.RawQuery)
	return c.String()
}

// MaskQuery hides the values in a raw query whose names look like secrets.
func MaskQuery(raw string) string {
	if raw == "" {
		return raw
	}
	pairs := strings.Split(raw, "&")
	for i, p := range pairs {
		name, _, ok := strings.Cut(p, "=")
		if ok && secretName(name) {
			pairs[i] = name + "=" + masked
		}
	}
	return strings.Join(pairs, "&")
}

// Secret reports whether a header, by its name, holds credentials.
func Secret(header string) bool {
	return secretName(header) || strings.Contains(strings.ToLower(header), "cookie")
}

func secretName(name string) bool {
	name = strings.ToLower(name)
	for _, s := range secretNames {
		if strings.Contains(name, s) {
			return true
		}
	}
	return false
}

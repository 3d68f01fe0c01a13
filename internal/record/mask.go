package record

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Masked stands in recordings in place of every credential.
const Masked = "***"

// secretWords are parts of names of headers and query strings whose values are
// credentials; plainWords are parts of names that only look like it. What is
// masked cannot tell two calls apart in a replay, so the list is no longer than
// it must be.
var (
	secretWords = []string{"authoriz", "authentic", "authkey", "token", "secret", "password", "passwd", "pwd", "apikey", "signature", "cookie", "credential", "session"}
	plainWords  = []string{"page", "next", "continu", "cursor", "sync"}
)

func secretWord(name string) bool {
	name = strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	within := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	return name == "key" || name == "sig" || strings.HasSuffix(name, "auth") || within(secretWords) && !within(plainWords)
}

// secretHeader reports whether a header holds a credential; Www-Authenticate
// only asks for one.
func secretHeader(name string) bool {
	return name != "Www-Authenticate" && name != "Proxy-Authenticate" && name != "Content-Security-Policy" && secretWord(name)
}

// masks hides the values of a header: of an Authorization the scheme stays, of
// cookies the name and the attributes.
func masks(name string, values []string) []string {
	list := make([]string, len(values))
	for i, v := range values {
		switch name {
		case "Authorization", "Proxy-Authorization":
			scheme, _, two := strings.Cut(v, " ")
			if two {
				list[i] = scheme + " " + Masked
				continue
			}
		case "Set-Cookie":
			if c, err := http.ParseSetCookie(v); err == nil {
				c.Value = Masked
				list[i] = c.String()
				continue
			}
		case "Cookie":
			list[i] = cookiePair.ReplaceAllString(v, "${1}="+Masked)
			continue
		}
		list[i] = Masked
	}
	return list
}

var cookiePair = regexp.MustCompile(`([^=;\s]+)=[^;]*`)

// maskURL writes a URL without user, password and secret query strings.
func maskURL(u *url.URL) string {
	c := *u
	if c.User != nil {
		c.User = nil
	}
	c.RawQuery = maskPairs(c.RawQuery, secretWord)
	c.Fragment = ""
	return c.String()
}

func maskPairs(raw string, secret func(string) bool) string {
	if raw == "" {
		return raw
	}
	pairs := strings.Split(raw, "&")
	for i, p := range pairs {
		name, _, ok := strings.Cut(p, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil {
			plain = name
		}
		if ok && secret(plain) {
			pairs[i] = name + "=" + Masked
		}
	}
	return strings.Join(pairs, "&")
}

// secretMembers are members of bodies, whose names are narrower than those of
// headers: there "key" and "code" are data.
const secretMembers = `(?:[a-z0-9]+[_-]?)*?(?:password|passwd|secret|api[_-]?key|(?:access|refresh|id|auth|bearer|session)[_-]?token|private[_-]?key|credentials?|assertion)`

var (
	jsonSecret = regexp.MustCompile(`(?i)("` + secretMembers + `"\s*:\s*)"(?:[^"\\]|\\.)*"`)
	jsonToken  = regexp.MustCompile(`(?i)("(?:token|jwt)"\s*:\s*)"(?:[^"\\]|\\.)*"`)
	xmlSecret  = regexp.MustCompile(`(?is)(<((?:\w+:)?` + secretMembers + `)(?:\s[^>]*)?>)[^<]*(</)`)
	formSecret = regexp.MustCompile(`(?i)^(?:` + secretMembers + `|token|jwt)$`)
)

// maskBody hides the values of members whose names are those of credentials, in
// JSON, XML and forms. Bodies of other types stay.
func maskBody(mediaType string, data []byte) []byte {
	kind, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	kind = strings.TrimSpace(kind)
	trimmed := strings.TrimLeft(string(data[:min(len(data), 64)]), " \t\r\n")
	switch {
	case kind == "application/x-www-form-urlencoded":
		return []byte(maskPairs(string(data), formSecret.MatchString))
	case strings.Contains(kind, "json"), strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["):
		data = jsonSecret.ReplaceAll(data, []byte(`${1}"`+Masked+`"`))
		return jsonToken.ReplaceAll(data, []byte(`${1}"`+Masked+`"`))
	case strings.Contains(kind, "xml"), strings.HasPrefix(trimmed, "<"):
		return xmlSecret.ReplaceAll(data, []byte(`${1}`+Masked+`${3}`))
	}
	return data
}

package fact

import (
	"regexp"
	"strings"
)

var hostPattern = regexp.MustCompile(`(https?://)?([A-Za-z0-9._-]+)(:[0-9]{2,6})?/?`)

// CleanHost returns a host as the gateway uses it: with a scheme, http:// where
// none is written, and without a trailing slash. ok is false for what the
// gateway refuses: a path, a user, a query, an IPv6 address, another scheme, a
// port of one digit, or nothing at all.
func CleanHost(host string) (clean string, ok bool) {
	if clean, ok := plainHost(host); ok {
		return clean, true
	}
	found := hostPattern.FindAllStringSubmatch(host, 2)
	if len(found) != 1 {
		return host, false
	}
	scheme := found[0][1]
	if scheme == "" {
		scheme = "http://"
	}
	return scheme + found[0][2] + found[0][3], true
}

// plainHost is CleanHost for a host that the pattern matches whole and that has
// a scheme: most of the thousands in a large configuration are such.
func plainHost(host string) (clean string, ok bool) {
	rest, found := strings.CutPrefix(host, "http://")
	if !found {
		if rest, found = strings.CutPrefix(host, "https://"); !found {
			return "", false
		}
	}
	rest = strings.TrimSuffix(rest, "/")
	name, port, colon := strings.Cut(rest, ":")
	if name == "" || strings.ContainsFunc(name, notInHost) || strings.ContainsFunc(port, notDigit) ||
		colon && (len(port) < 2 || len(port) > 6) {
		return "", false
	}
	return strings.TrimSuffix(host, "/"), true
}

func notInHost(r rune) bool {
	return notDigit(r) && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '.' && r != '_' && r != '-'
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

var (
	pathParam    = regexp.MustCompile(`/\{([A-Za-z0-9_-]+)\}`)
	looseParam   = regexp.MustCompile(`\{([\w\-.:/]+)\}`)
	runtimeParam = regexp.MustCompile(`^(resp[0-9]+_.+|JWT\.[\w\-.:/]+)$`)
	starInside   = regexp.MustCompile(`\*.`)
	reserved     = regexp.MustCompile(`/__(debug|echo|health)(/.*)?$`)
)

// PathParams returns the names of the parameters of an endpoint's path, in
// order. A parameter is a whole segment in braces; with disable_rest it may
// stand anywhere in a segment.
func PathParams(path string, disableREST bool) []string {
	if disableREST {
		return submatches(looseParam, path)
	}
	return submatches(pathParam, path)
}

// PatternParams returns the names in braces in a url_pattern, in order.
func PatternParams(pattern string) []string { return submatches(looseParam, pattern) }

func submatches(re *regexp.Regexp, s string) []string {
	if !strings.Contains(s, "{") {
		return nil
	}
	var names []string
	for _, m := range re.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1])
	}
	return names
}

// RuntimeParam reports whether a parameter of a url_pattern is filled while the
// request runs, from the answer of an earlier backend ({resp0_id}) or from the
// token ({JWT.sub}), so that the endpoint's path need not have it.
func RuntimeParam(name string) bool { return runtimeParam.MatchString(name) }

// StarInside reports whether a path has a star with anything behind it.
func StarInside(path string) bool { return starInside.MatchString(path) }

// ReservedPath reports whether a path ends in, or goes on below, a segment that
// the gateway keeps for itself: __debug, __echo and __health, at any depth.
func ReservedPath(path string) bool { return reserved.MatchString(path) }

// RouterPath returns a path as the router of the reference gateway reads it:
// parameters are written as a colon with their name, and everything from a
// colon to the next slash is a name.
func RouterPath(path string, disableREST bool) string {
	if disableREST {
		return looseParam.ReplaceAllStringFunc(path, func(s string) string { return ":" + capital(s[1:len(s)-1]) })
	}
	return pathParam.ReplaceAllStringFunc(path, func(s string) string { return "/:" + capital(s[2:len(s)-1]) })
}

// capital raises the first letter, as the gateway does with parameter names:
// {id} and {Id} are one to it.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

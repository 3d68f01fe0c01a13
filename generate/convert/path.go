package convert

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Methods are what a route without methods is taken to have, as far as a
// gateway's endpoints can have them.
func Methods() []string { return []string{"GET", "POST", "PUT", "PATCH", "DELETE"} }

var braces = regexp.MustCompile(`\{[^{}/]*\}`)

// Params returns the names in braces in a path, in order.
func Params(path string) []string {
	var names []string
	for _, m := range braces.FindAllString(path, -1) {
		names = append(names, m[1:len(m)-1])
	}
	return names
}

// MapParams gives the parameters of a path or pattern other names; those that
// the table lacks stay.
func MapParams(path string, names map[string]string) string {
	return braces.ReplaceAllStringFunc(path, func(s string) string {
		if to, ok := names[s[1:len(s)-1]]; ok {
			return "{" + to + "}"
		}
		return s
	})
}

// Expand returns the path with its tail made of so many segments, and the
// pattern with the same segments at the tail's place. The segments are
// parameters with the given names.
func Expand(path, pattern, tail string, names []string) (string, string) {
	token := "{" + tail + "}"
	if len(names) == 0 {
		return orRoot(strings.TrimSuffix(path, "/"+token)), cutTail(pattern, token)
	}
	rest := "{" + strings.Join(names, "}/{") + "}"
	return strings.TrimSuffix(path, token) + rest, strings.Replace(pattern, token, rest, 1)
}

// ExpandTo is Expand for a tail that is the given text, without a slash in
// front.
func ExpandTo(path, pattern, tail, rest string) (string, string) {
	token := "{" + tail + "}"
	if rest == "" {
		return Expand(path, pattern, tail, nil)
	}
	return strings.TrimSuffix(path, token) + rest, strings.Replace(pattern, token, rest, 1)
}

func cutTail(pattern, token string) string {
	if strings.Contains(pattern, "/"+token) {
		return orRoot(strings.Replace(pattern, "/"+token, "", 1))
	}
	return orRoot(strings.Replace(pattern, token, "", 1))
}

func orRoot(path string) string {
	if path == "" || path[0] == '?' {
		return "/" + path
	}
	return path
}

// TailNames gives the names for a tail of n segments; used are those that the
// path has already.
func TailNames(tail string, n, deep int, used []string) []string {
	taken := map[string]bool{}
	for _, u := range used {
		taken[u] = u != tail
	}
	var names []string
	for i := 1; len(names) < n; i++ {
		name := "p" + strconv.Itoa(i)
		if i == 1 && deep == 1 && nameOK.MatchString(tail) {
			name = tail
		}
		for j := 2; taken[name]; j++ {
			name = "p" + strconv.Itoa(i) + "_" + strconv.Itoa(j)
		}
		taken[name] = true
		names = append(names, name)
	}
	return names
}

var nameOK = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// CleanNames gives every parameter of the route a name that a gateway takes:
// letters, digits, dash and underscore. It returns the names that were changed,
// old to new.
func (r *Route) CleanNames() map[string]string {
	renamed := map[string]string{}
	taken := map[string]bool{}
	for _, name := range Params(r.Path) {
		taken[name] = true
	}
	for _, name := range Params(r.Path) {
		if nameOK.MatchString(name) {
			continue
		}
		clean := strings.Trim(notName.ReplaceAllString(name, "_"), "_-")
		if clean == "" || clean[0] >= '0' && clean[0] <= '9' {
			clean = "p" + clean
		}
		free := clean
		for i := 2; taken[free]; i++ {
			free = clean + strconv.Itoa(i)
		}
		taken[free] = true
		renamed[name] = free
	}
	if len(renamed) == 0 {
		return nil
	}
	r.Path = MapParams(r.Path, renamed)
	if to, ok := renamed[r.Tail]; ok {
		r.Tail = to
	}
	for _, c := range r.Calls {
		c.Pattern = MapParams(c.Pattern, renamed)
	}
	return renamed
}

var notName = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// JoinPath puts a path behind a base, with one slash between them.
func JoinPath(base, path string) string {
	base = strings.TrimSuffix(base, "/")
	if path == "" {
		return orRoot(base)
	}
	if path[0] != '/' && path[0] != '?' {
		path = "/" + path
	}
	return orRoot(base + path)
}

var schemePart = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*)://`)

// SplitURL splits a URL into its origin, without user and password, and its
// path, without a slash at the end. Placeholders in it are no hindrance.
func SplitURL(raw string) (origin, path string) {
	scheme := schemePart.FindString(raw)
	rest := raw[len(scheme):]
	i := slices.IndexFunc([]byte(rest), func(c byte) bool { return c == '/' || c == '?' || c == '#' })
	if i < 0 {
		return raw, ""
	}
	path = rest[i:]
	if j := strings.IndexAny(path, "?#"); j >= 0 {
		path = path[:j]
	}
	return scheme + rest[:i], strings.TrimRight(path, "/")
}

// Spread repeats hosts by their weights, in the smallest numbers that keep the
// proportions, at most limit entries together. exact is false where the
// proportions had to bend.
func Spread(hosts []string, weights []int, limit int) (list []string, exact bool) {
	g, total := 0, 0
	for _, w := range weights {
		for a, b := w, g; ; a, b = b, a%b {
			if b == 0 {
				g = a
				break
			}
		}
		total += max(w, 0)
	}
	if g <= 0 {
		return nil, true
	}
	exact = total/g <= limit
	for i, h := range hosts {
		n := weights[i] / g
		if !exact && weights[i] > 0 {
			n = max(1, weights[i]*limit/total)
		}
		for range max(n, 0) {
			list = append(list, h)
		}
	}
	return list, exact
}

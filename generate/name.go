package generate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// cleanName writes a parameter's name with the characters that the gateway
// recognises: letters, digits, dash and underscore of ASCII.
func cleanName(name string) string {
	var b strings.Builder
	gap := false
	for _, c := range norm.NFD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, c):
		case c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)) || c == '-' || c == '_':
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(c)
		default:
			gap = true
		}
	}
	if b.Len() == 0 {
		return "param"
	}
	return b.String()
}

// foldName is what the gateway keeps of a name: its first letter is taken as
// large, so that {id} and {Id} are one.
func foldName(name string) string {
	return strings.ToUpper(name[:1]) + name[1:]
}

// freeName returns the name, or the name with a number, that is not taken.
func freeName(name string, taken map[string]bool) string {
	free := name
	for i := 2; taken[foldName(free)]; i++ {
		free = name + strconv.Itoa(i)
	}
	return free
}

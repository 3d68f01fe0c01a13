package serve

import (
	"fmt"
	"math"
	"strconv"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// revokerSettings are the required settings of auth/revoker, with what each has
// to be.
var revokerSettings = []struct {
	name, want string
	fits       func(*syntax.Node) bool
}{
	{"N", "a whole number above 0", whole(1, math.MaxInt64)},
	{"P", "a number between 0 and 1", func(n *syntax.Node) bool { v, ok := numberOf(n); return ok && v > 0 && v < 1 }},
	{"hash_name", `"optimal" or "default"`, func(n *syntax.Node) bool { return n.Str() == "optimal" || n.Str() == "default" }},
	{"TTL", "a number of seconds above 0", whole(1, math.MaxInt64)},
	{"port", "a port", whole(1, 65535)},
	{"token_keys", "a list of claims", func(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Array && len(n.Items()) > 0 }},
}

func numberOf(n *syntax.Node) (float64, bool) {
	if n == nil || n.Kind != syntax.Number {
		return 0, false
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	return v, err == nil
}

func whole(from, to float64) func(*syntax.Node) bool {
	return func(n *syntax.Node) bool {
		v, ok := numberOf(n)
		return ok && v == math.Trunc(v) && v >= from && v <= to
	}
}

// wrongRevoker tells of settings that the reference gateway could not use
// either: nothing is revoked there as well.
func wrongRevoker(entry config.ExtraEntry) []diag.Finding {
	var found []diag.Finding
	for _, s := range revokerSettings {
		n := entry.Node.Get(s.name)
		if s.fits(n) {
			continue
		}
		f := diag.Finding{
			Rule: diag.SettingInvalid, Severity: diag.Warning, Effect: diag.Unsafe, Span: entry.Key, Pointer: entry.Pointer,
			Message: fmt.Sprintf("%q of %q must be %s", s.name, entry.Written, s.want),
		}
		if n != nil {
			f.Span, f.Pointer = n.Span, syntax.Join(entry.Pointer, s.name)
		}
		found = append(found, f)
	}
	return found
}

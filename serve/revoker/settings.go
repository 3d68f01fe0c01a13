package revoker

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Namespace is the name of the settings.
const Namespace = "auth/revoker"

// Settings are those of auth/revoker that run here.
type Settings struct {
	// N and P are how many tokens a filter is made for, and the share of other
	// tokens that it may take for revoked ones then.
	N uint
	P float64
	// TTL is for how long a revocation holds at least; it holds twice that at most.
	TTL time.Duration
	// Port is where revocations are taken.
	Port int
	// Keys are the claims that are looked at.
	Keys []string
}

// forms are the required settings, with what each has to be.
var forms = []struct {
	name, want string
	fits       func(*syntax.Node) bool
}{
	{"N", "a whole number above 0", whole(1, 1<<53)},
	{"P", "a number between 0 and 1", func(n *syntax.Node) bool { v, ok := numberOf(n); return ok && v > 0 && v < 1 }},
	{"hash_name", `"optimal" or "default"`, func(n *syntax.Node) bool { return n.Str() == "optimal" || n.Str() == "default" }},
	{"TTL", "a number of seconds above 0", whole(1, 1<<53)},
	{"port", "a port", whole(1, 65535)},
	{"token_keys", "a list of claims", claimNames},
}

// maxTTL keeps times within what can be reckoned with.
const maxTTL = 100 * 365 * 24 * time.Hour

// maxBytes bounds the memory of one filter; there may be two at a time.
const maxBytes = 1 << 30

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

func claimNames(n *syntax.Node) bool {
	if n == nil || n.Kind != syntax.Array || len(n.Items()) == 0 {
		return false
	}
	for _, item := range n.Items() {
		if item.Kind != syntax.String {
			return false
		}
	}
	return true
}

// Read returns the settings of a service; ok is false where it has none, or such
// as Wrong tells of.
func Read(svc *config.Service) (s Settings, ok bool) {
	n := svc.Extra.Get(Namespace)
	if n == nil {
		return Settings{}, false
	}
	for _, f := range forms {
		if !f.fits(member(n, f.name)) {
			return Settings{}, false
		}
	}
	number := func(name string) float64 { v, _ := numberOf(member(n, name)); return v }
	s = Settings{N: uint(number("N")), P: number("P"), TTL: time.Duration(min(number("TTL"), maxTTL.Seconds())) * time.Second, Port: int(number("port"))}
	for _, item := range member(n, "token_keys").Items() {
		s.Keys = append(s.Keys, item.Str())
	}
	return s, true
}

// Wrong returns the settings with which nothing is ever revoked, here as little
// as by the reference gateway.
func Wrong(entry config.ExtraEntry) []diag.Finding {
	var found []diag.Finding
	for _, s := range forms {
		if s.fits(member(entry.Node, s.name)) {
			continue
		}
		f := finding(entry, s.name, fmt.Sprintf("%q of %q must be %s", s.name, entry.Written, s.want))
		f.Severity, f.Effect, f.Hint = diag.Warning, diag.Unsafe, "no token is revoked with these settings"
		found = append(found, f)
	}
	return found
}

// Refusals returns the settings with which the gateway does not start.
func Refusals(svc *config.Service) []diag.Finding {
	s, ok := Read(svc)
	if !ok || s.bytes() <= maxBytes {
		return nil
	}
	f := finding(*svc.Extra.Entry(Namespace), "N", fmt.Sprintf("a filter for %d tokens, with %g for \"P\", takes %.1f GB of memory", s.N, s.P, s.bytes()/(1<<30)))
	f.Hint = fmt.Sprintf("1 GB is the most: %d tokens fit with this \"P\"", uint(float64(s.N)*maxBytes/s.bytes()))
	return []diag.Finding{f}
}

// Unusable is the finding for a port that cannot be listened on.
func Unusable(svc *config.Service, err error) diag.Finding {
	f := finding(*svc.Extra.Entry(Namespace), "port", err.Error())
	f.Hint = `choose another "port"`
	return f
}

func finding(entry config.ExtraEntry, name, message string) diag.Finding {
	f := diag.Finding{
		Rule: diag.SettingInvalid, Severity: diag.Error, Effect: diag.Refused, Span: entry.Key, Pointer: entry.Pointer, Message: message,
	}
	if m := find(entry.Node, name); m != nil {
		f.Span, f.Pointer = m.Value.Span, syntax.Join(entry.Pointer, m.Name)
	}
	return f
}

// find looks a setting up as encoding/json does, which the reference gateway reads
// these settings with: in other letters, too, where it is not there in its own.
func find(n *syntax.Node, name string) *syntax.Member {
	if m := n.Member(name); m != nil {
		return m
	}
	if n == nil {
		return nil
	}
	for i := range n.Members() {
		if m := &n.Members()[i]; strings.EqualFold(m.Name, name) {
			return m
		}
	}
	return nil
}

func member(n *syntax.Node, name string) *syntax.Node {
	if m := find(n, name); m != nil {
		return m.Value
	}
	return nil
}

// bytes is how much memory one filter takes.
func (s Settings) bytes() float64 {
	return -float64(s.N) * math.Log(s.P) / (math.Ln2 * math.Ln2) / 8
}

// Package rule holds the rules of lint, one file a rule, named as its id.
//
// A rule is a value: what it checks, why, a wrong and a right configuration,
// the effect of the wrong one in the gateway, and the function that finds it.
// Its documentation, its tests and its proof in a running gateway are all made
// from that one value. See All and Find; package lint runs them.
//
// A rule judges what the gateway does, never taste: what runs and answers
// rightly is no error. Rules whose findings come from reading the file or from
// config/start have no hook here, only their documentation.
package rule

//go:generate go run ./gendocs ../../docs/rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

// Rule is one thing that lint looks for.
type Rule struct {
	// ID names the mistake in kebab-case.
	ID       string
	Severity diag.Severity
	Effect   diag.Effect
	// Summary starts with "Checks that"; Why says what happens otherwise, in a
	// few sentences; Fix says how it is mended.
	Summary, Why, Fix string
	// Bad and Good are whole configurations. Bad gives a finding of this rule,
	// Good gives none. Rules that are reported elsewhere may have neither.
	Bad, Good string
	// Name is the file name of Bad and Good, krakend.json where it is empty.
	Name string
	// Spec is an OpenAPI document of the backend at BackendHost. The rules that
	// have one need it to see the mistake.
	Spec string
	// Proof is how the effect shows in a running gateway. NoProof says why it
	// cannot be shown; then there is no Proof.
	Proof   Proof
	NoProof string
	// Audit is the question of the audit that the rule asks, if it asks one. Such
	// a rule runs in the audit alone, or where it is named.
	Audit Question
	// Strict says that the rule would be noise on most configurations: the
	// profile strict has it, security where its effect is unsafe, and it runs
	// where it is named.
	Strict bool
	// Elsewhere says who reports the mistake where lint does not; such a rule
	// is only documented here.
	Elsewhere string

	// The hooks: which of them are set says where the rule looks. None is set
	// where the findings come from elsewhere.
	Service  func(*Pass, *config.Service)
	Endpoint func(*Pass, *config.Endpoint)
	Backend  func(*Pass, *config.Backend)
	Agent    func(*Pass, *config.AsyncAgent)
}

// BackendHost is the host that the examples call, and that Spec describes.
const BackendHost = "http://backend:8080"

// NeedsSpec reports whether the rule judges by a specification of the backend.
func (r *Rule) NeedsSpec() bool { return r.Spec != "" }

// Proof is what is sent to the gateway and what its backend answers, and how
// the wrong and the right configuration differ in that. Where nothing is set
// the effect alone says what must be seen: a refused start, or a status of 400
// and above.
type Proof struct {
	// Request is the method and path of the client's request, such as
	// "GET /users". Header and Body go with it.
	Request string
	// GoodRequest is sent to the right configuration instead, where that is
	// called otherwise.
	GoodRequest string
	Header      map[string]string
	Body        string
	// Answers are the backends' by path, "*" for all others. The default is a
	// 200 with the object {"id":1}.
	Answers map[string]Answer
	// Bad and Good are what is seen with the two configurations.
	Bad, Good Outcome
	// Repeat sends the request so often; 0 is once.
	Repeat int
}

// Answer is what a backend answers.
type Answer struct {
	Status int    // 0 is 200
	Type   string // "" is application/json
	Body   string
	Header map[string]string
}

// Outcome is what is seen of a request. Empty fields are not looked at.
type Outcome struct {
	Status int
	// Body is the client's answer; JSON is compared by value. Empty says that
	// the body must be empty.
	Body  string
	Empty bool
	// Type is the start of the answer's media type.
	Type string
	// Header must stand in the answer, as "Name: value".
	Header string
	// Sent must stand in a call of a backend, as a header "Name: value" or the
	// request line "GET /path?query"; NotSent must not. Calls is how many there
	// were.
	Sent, NotSent string
	Calls         int
}

// All returns every rule, by id.
func All() []*Rule { return sorted }

var sorted = func() []*Rule {
	list := slices.Clone(rules)
	slices.SortFunc(list, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	return list
}()

// Find returns the rule of that id; ok is false where there is none.
func Find(id string) (r *Rule, ok bool) {
	i, ok := slices.BinarySearchFunc(sorted, id, func(r *Rule, id string) int { return cmp.Compare(r.ID, id) })
	if !ok {
		return nil, false
	}
	return sorted[i], true
}

// Match reports whether a rule's id meets a pattern, in which * stands for any
// text.
func Match(pattern, id string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == id
	}
	if !strings.HasPrefix(id, first) {
		return false
	}
	id = id[len(first):]
	if !strings.Contains(rest, "*") {
		return strings.HasSuffix(id, rest)
	}
	for i := 0; i <= len(id); i++ {
		if Match(rest, id[i:]) {
			return true
		}
	}
	return false
}

// Suggest returns the ids that come nearest to one that does not exist, the
// nearest first and then those that hold it, at most three.
func Suggest(id string) []string {
	ids := make([]string, len(sorted))
	for i, r := range sorted {
		ids[i] = r.ID
	}
	near := Nearest(id, ids, 3)
	for _, known := range ids {
		if len(near) < 3 && len(id) > 3 && strings.Contains(known, id) && !slices.Contains(near, known) {
			near = append(near, known)
		}
	}
	return near
}

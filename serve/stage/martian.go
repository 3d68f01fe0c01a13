package stage

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

const nsMartian = "modifier/martian"

// sender makes a call over HTTP.
type sender func(*http.Request) (*http.Response, error)

// modifier changes what goes to a backend and what comes from it. A side that it
// does not change is nil.
type modifier struct {
	request  func(*http.Request)
	response func(*http.Response)
}

// martian is modifier/martian: it changes the calls of a backend. Settings that
// cannot be read as a whole change nothing at all.
func martian(b *config.Backend, env *Env, send sender) sender {
	p, ok := placeOf(b, nsMartian)
	if !ok {
		return send
	}
	text, err := json.Marshal(Value(p.node()))
	if err != nil {
		return send
	}
	m, err := parseModifier(text)
	if err != nil {
		env.notice(p, "", diag.Wrong, "no modifier runs: "+err.Error(), "")
		return send
	}
	return m.around(send)
}

func (m modifier) around(send sender) sender {
	return func(r *http.Request) (*http.Response, error) {
		if m.request != nil {
			r.Header = r.Header.Clone() // other calls have them too
			m.request(r)
		}
		resp, err := send(r)
		if err != nil || m.response == nil {
			return resp, err
		}
		if resp.Request == nil {
			resp.Request = r
		}
		m.response(resp)
		return resp, nil
	}
}

// modifierNamed returns what makes a kind of modifier from its settings, nil for
// a name that no modifier has.
func modifierNamed(name string) func(text []byte) (modifier, error) {
	return map[string]func([]byte) (modifier, error){
		"body.Modifier":        bodyModifier,
		"cookie.Modifier":      cookieModifier,
		"cookie.Filter":        cookieFilter,
		"header.Modifier":      headerModifier,
		"header.Append":        headerAppend,
		"header.Blacklist":     headerBlacklist,
		"header.Copy":          headerCopy,
		"header.Id":            headerID,
		"header.Filter":        headerFilter,
		"header.RegexFilter":   headerRegexFilter,
		"querystring.Modifier": queryModifier,
		"querystring.Filter":   queryFilter,
		"url.Modifier":         urlModifier,
		"url.Filter":           urlFilter,
		"url.RegexFilter":      urlRegexFilter,
		"port.Modifier":        portModifier,
		"port.Filter":          portFilter,
		"stash.Modifier":       stashModifier,
		"status.Modifier":      statusModifier,
		"fifo.Group":           fifoGroup,
		"priority.Group":       priorityGroup,
	}[name]
}

var errOneModifier = errors.New("an object must name exactly one modifier, several need a fifo.Group")

// parseModifier reads an object with the one modifier that it names, and keeps
// of it the sides that its scope asks for.
func parseModifier(text []byte) (modifier, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		return modifier{}, err
	}
	if len(object) != 1 {
		return modifier{}, errOneModifier
	}
	for name, settings := range object {
		create := modifierNamed(name)
		if create == nil {
			return modifier{}, fmt.Errorf("there is no modifier %q", name)
		}
		m, err := create(settings)
		if err == nil {
			m, err = inScope(m, settings)
		}
		if err != nil {
			return modifier{}, fmt.Errorf("%s: %w", name, err)
		}
		return m, nil
	}
	return modifier{}, errOneModifier
}

// inScope narrows a modifier to its scope; without one it keeps both sides.
func inScope(m modifier, text []byte) (modifier, error) {
	var s struct {
		Scope []string `json:"scope"`
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return m, err
	}
	if s.Scope == nil {
		return m, nil
	}
	for _, word := range s.Scope {
		switch {
		case word != "request" && word != "response":
			return m, fmt.Errorf("unknown scope %q, it is request or response", word)
		case word == "request" && m.request == nil, word == "response" && m.response == nil:
			return m, fmt.Errorf("the scope %q is not one of this modifier", word)
		}
	}
	if !slices.Contains(s.Scope, "request") {
		m.request = nil
	}
	if !slices.Contains(s.Scope, "response") {
		m.response = nil
	}
	return m, nil
}

// settingsOf reads the settings of one modifier.
func settingsOf[T any](text []byte) (T, error) {
	var s T
	err := json.Unmarshal(text, &s)
	return s, err
}

// fifoGroup runs modifiers in turn.
func fifoGroup(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		Modifiers []json.RawMessage `json:"modifiers"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	return group(s.Modifiers)
}

// priorityGroup runs modifiers by falling priority, of equal ones the last first.
func priorityGroup(text []byte) (modifier, error) {
	type member struct {
		Priority int64           `json:"priority"`
		Modifier json.RawMessage `json:"modifier"`
	}
	s, err := settingsOf[struct {
		Modifiers []member `json:"modifiers"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	slices.Reverse(s.Modifiers)
	slices.SortStableFunc(s.Modifiers, func(a, b member) int { return cmp.Compare(b.Priority, a.Priority) })
	var texts []json.RawMessage
	for _, m := range s.Modifiers {
		texts = append(texts, m.Modifier)
	}
	return group(texts)
}

func group(texts []json.RawMessage) (modifier, error) {
	var all []modifier
	for _, text := range texts {
		m, err := parseModifier(text)
		if err != nil {
			return modifier{}, err
		}
		all = append(all, m)
	}
	return modifier{
		request: func(r *http.Request) {
			for _, m := range all {
				if m.request != nil {
					m.request(r)
				}
			}
		},
		response: func(r *http.Response) {
			for _, m := range all {
				if m.response != nil {
					m.response(r)
				}
			}
		},
	}, nil
}

// matcher decides for a filter. A side without a decision is not filtered: the
// filter has it not.
type matcher struct {
	request  func(*http.Request) bool
	response func(*http.Response) bool
}

// byRequest decides about an answer as about the request that it answers.
func byRequest(match func(*http.Request) bool) matcher {
	return matcher{match, func(r *http.Response) bool { return match(r.Request) }}
}

var errNoModifier = errors.New("a filter needs a modifier")

// filtered makes a filter: the modifier where it matches, the one of else, if it
// may have one, where it does not.
func filtered(text []byte, match matcher, mayElse bool) (modifier, error) {
	s, err := settingsOf[struct {
		Modifier json.RawMessage `json:"modifier"`
		Else     json.RawMessage `json:"else"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	if len(s.Modifier) == 0 {
		return modifier{}, errNoModifier
	}
	then, err := parseModifier(s.Modifier)
	if err != nil {
		return modifier{}, err
	}
	var otherwise modifier
	if mayElse && len(s.Else) > 0 {
		if otherwise, err = parseModifier(s.Else); err != nil {
			return modifier{}, err
		}
	}
	var f modifier
	if match.request != nil {
		f.request = func(r *http.Request) {
			m := otherwise
			if match.request(r) {
				m = then
			}
			if m.request != nil {
				m.request(r)
			}
		}
	}
	if match.response != nil {
		f.response = func(r *http.Response) {
			m := otherwise
			if match.response(r) {
				m = then
			}
			if m.response != nil {
				m.response(r)
			}
		}
	}
	return f, nil
}

// hostFits compares a host with one that may start with a star.
func hostFits(host, want string) bool {
	if tail, ok := strings.CutPrefix(want, "*"); ok {
		return strings.HasSuffix(host, tail)
	}
	return host == want
}

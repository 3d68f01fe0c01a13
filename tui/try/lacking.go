package try

import (
	"bytes"
	"encoding/json"
	"strings"
)

// lacks reports whether the client's answer lacks the part of a backend whose call
// has failed.
func (m *Model) lacks() bool { return m.problem == "" && m.answer.Lacks() }

// Lacks reports whether the answer is there, and lacks the part of a backend whose
// call has failed.
func (a *Answer) Lacks() bool {
	return a != nil && a.Status < 300 && a.Incomplete() && len(a.Failed()) > 0
}

// Failed returns the indices of the backends whose calls have failed, each once.
func (a *Answer) Failed() []int {
	var list []int
	for _, c := range a.Calls {
		if (c.Err != "" || c.Status == 0) && (len(list) == 0 || list[len(list)-1] != c.Backend) {
			list = append(list, c.Backend)
		}
	}
	return list
}

// Part is a member of an answer: its name, and a value that holds its place.
type Part struct{ Name, JSON string }

// Parts are the members of a body, each with a value of its kind that says
// nothing: an empty list, an object with its members, to some depth, and null for
// the rest. Nothing of a body that is no JSON object, or of which only the start
// is held.
func (a *Answer) Parts() []Part {
	if int64(len(a.Body)) < a.Size || !json.Valid(a.Body) {
		return nil
	}
	return parts(a.Body, 3)
}

func parts(object []byte, depth int) []Part {
	dec := json.NewDecoder(bytes.NewReader(object))
	if first, err := dec.Token(); err != nil || first != json.Delim('{') {
		return nil
	}
	var list []Part
	for dec.More() {
		name, _ := dec.Token()
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return list
		}
		text, _ := name.(string)
		list = append(list, Part{text, empty(value, depth-1)})
	}
	return list
}

func empty(value []byte, depth int) string {
	switch value[0] {
	case '[':
		return "[]"
	case '{':
		if depth == 0 {
			return "{}"
		}
		return Object(parts(value, depth))
	}
	return "null"
}

// Object writes members as a JSON object.
func Object(list []Part) string {
	members := make([]string, len(list))
	for i, p := range list {
		name, _ := json.Marshal(p.Name) // a string always can be
		members[i] = string(name) + ": " + p.JSON
	}
	return "{" + strings.Join(members, ", ") + "}"
}

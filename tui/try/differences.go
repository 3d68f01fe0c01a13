package try

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// nothingOf begins the line about a backend whose part is missing.
const nothingOf = "! nothing of backend "

// differences say what of the backends' answers a client does not get: those of
// calls that failed, and the fields that are nowhere in its answer.
func (a *Answer) differences() []string {
	var notes, lost []string
	has := names(a.Body, a.Size)
	for _, c := range a.Calls {
		if c.Err != "" || c.Status == 0 {
			notes = append(notes, fmt.Sprintf("%s%d: its call has failed", nothingOf, c.Backend))
			continue
		}
		for _, name := range names([]byte(c.Body), c.Size) {
			if !slices.Contains(has, name) && !slices.Contains(lost, name) {
				lost = append(lost, name)
			}
		}
	}
	if len(lost) > 0 && len(has) > 0 {
		notes = append(notes, "left out or renamed: "+strings.Join(lost, ", "))
	}
	return notes
}

// names are the keys of all objects in a body of some length, each once, in its
// order; none of a body that is no JSON, or of which only the start is held.
func names(body []byte, length int64) []string {
	if int64(len(body)) < length {
		return nil
	}
	type level struct{ object, key bool } // key: the next token is one
	var list []string
	seen := map[string]bool{}
	open := []level{{}}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return list
		}
		top := &open[len(open)-1]
		name, text := token.(string)
		switch {
		case token == json.Delim('}'), token == json.Delim(']'):
			open = open[:len(open)-1]
			continue
		case top.object && top.key && text:
			top.key = false
			if !seen[name] {
				seen[name] = true
				list = append(list, name)
			}
			continue
		}
		top.key = top.object
		switch token {
		case json.Delim('{'):
			open = append(open, level{true, true})
		case json.Delim('['):
			open = append(open, level{})
		}
	}
}

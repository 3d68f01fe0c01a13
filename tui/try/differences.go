package try

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// differences say what of the backends' answers a client does not get: those of
// calls that failed, and the fields that are nowhere in its answer.
func (a *Answer) differences() []string {
	var notes, lost []string
	has := names(a.Body)
	for _, c := range a.Calls {
		if c.Err != "" || c.Status == 0 {
			notes = append(notes, fmt.Sprintf("! nothing of backend %d: its call has failed", c.Backend))
			continue
		}
		for _, name := range names([]byte(c.Body)) {
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

// names are the keys of all objects in a body, each once, in its order; none of
// a body that is no JSON, or so long that it is not laid out either.
func names(body []byte) []string {
	if len(body) > shownBytes {
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

package payload

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Names of the keys under which codecs put what is no object.
const (
	CollectionKey = "collection"
	ContentKey    = "content"
)

// Member is one key of an answer with its value.
type Member struct {
	Key string
	// Raw is the value as JSON text. Obj stands in its place where a rule has
	// made a new object; Failure where it tells of a failed call.
	Raw     string
	Obj     *Object
	Failure *Failure

	messy   bool
	feed    bool // it is a part of a feed, see Part
	numbers numbers
}

// numbers says what the numbers in a value are where somebody looks inside.
type numbers uint8

const (
	asWritten numbers = iota // texts, as a backend has written them
	asFloats                 // those of the configuration
	asCounted                // those of scripts: whole ones and others
)

// Failure is what an answer tells of a backend's error status.
type Failure struct {
	Status   int
	Body     string
	Encoding string // the media type of the body
}

// Object is an answer: its members by key, each key once. The zero Object is
// empty. Objects share the text that they were cut from.
type Object struct {
	Members []Member
	// Null says that the answer is null instead of an object.
	Null bool
}

// Len returns how many members the object has.
func (o *Object) Len() int {
	if o == nil {
		return 0
	}
	return len(o.Members)
}

// Decode cuts a JSON object into its members; null gives the null object. What
// follows the first value is not looked at. Of equal keys the last one counts.
func Decode(text string) (Object, error) {
	s := scanner{text: text}
	i := s.blanks(0)
	if i < len(text) && text[i] == '{' {
		if o, ok := s.members(i); ok {
			return o, nil
		}
	} else if s.word(i, "null") > 0 {
		return Object{Null: true}, nil
	}
	var v map[string]json.RawMessage
	return Object{}, reason(text, &v)
}

// cuts are members on their way into an object: how many there are shows only
// at the end.
var cuts = sync.Pool{New: func() any { return new([]Member) }}

// maxCuts bounds what is kept to be used again.
const maxCuts = 1 << 10

// members cuts the object that starts at i.
func (s *scanner) members(i int) (Object, bool) {
	scratch := cuts.Get().(*[]Member)
	found, sorted, ok := s.cut(i, (*scratch)[:0])
	var o Object
	switch {
	case !ok:
	case sorted:
		o.Members = append(make([]Member, 0, len(found)), found...)
	default:
		o.Members = inOrder(found)
	}
	if *scratch = found[:0]; cap(found) <= maxCuts {
		clear(found)
		cuts.Put(scratch)
	}
	return o, ok
}

// cut appends the members of the object that starts at i, as they come. Sorted
// says that they are in order, each key once.
func (s *scanner) cut(i int, found []Member) (_ []Member, sorted, ok bool) {
	i = s.blanks(i + 1)
	if i < len(s.text) && s.text[i] == '}' {
		return found, true, true
	}
	sorted = true
	for {
		if i >= len(s.text) || s.text[i] != '"' {
			return found, sorted, false
		}
		end := s.str(i)
		if end < 0 {
			return found, sorted, false
		}
		m := Member{Key: unquote(s.text[i:end])}
		if i = s.blanks(end); i >= len(s.text) || s.text[i] != ':' {
			return found, sorted, false
		}
		i = s.blanks(i + 1)
		s.messy = false
		if end = s.value(i, 1); end < 0 {
			return found, sorted, false
		}
		m.Raw, m.messy = s.text[i:end], s.messy
		if n := len(found); n > 0 && found[n-1].Key >= m.Key {
			sorted = false
		}
		found = append(found, m)
		if i = s.blanks(end); i >= len(s.text) {
			return found, sorted, false
		}
		switch s.text[i] {
		case '}':
			return found, sorted, true
		case ',':
			i = s.blanks(i + 1)
		default:
			return found, sorted, false
		}
	}
}

// inOrder returns members by key, the last one of a key alone. What is sorted is
// their places: members are large.
func inOrder(found []Member) []Member {
	var few [64]int32
	places := few[:0]
	for i := range found {
		places = append(places, int32(i))
	}
	slices.SortFunc(places, func(a, b int32) int {
		return cmp.Or(strings.Compare(found[a].Key, found[b].Key), int(a-b))
	})
	members := make([]Member, 0, len(found))
	for _, p := range places {
		if n := len(members); n > 0 && members[n-1].Key == found[p].Key {
			members[n-1] = found[p]
			continue
		}
		members = append(members, found[p])
	}
	return members
}

// DecodeCollection takes a JSON array, or null, under the key "collection".
func DecodeCollection(text string) (Object, error) {
	s := scanner{text: text}
	i := s.blanks(0)
	if i < len(text) && (text[i] == '[' || text[i] == 'n') {
		if end := s.value(i, 0); end > 0 {
			return Object{Members: []Member{{Key: CollectionKey, Raw: text[i:end], messy: s.messy}}}, nil
		}
	}
	var v []json.RawMessage
	return Object{}, reason(text, &v)
}

// DecodeAny takes any JSON value: an object as it is, an array under the key
// "collection", anything else under "content".
func DecodeAny(text string) (Object, error) {
	s := scanner{text: text}
	i := s.blanks(0)
	if i < len(text) {
		switch text[i] {
		case '{':
			return Decode(text)
		case '[':
			return DecodeCollection(text)
		}
	}
	if end := s.value(i, 0); end > 0 {
		return Object{Members: []Member{{Key: ContentKey, Raw: text[i:end], messy: s.messy}}}, nil
	}
	var v json.RawMessage
	return Object{}, reason(text, &v)
}

// Text takes a text under the key "content".
func Text(text string) Object {
	return Object{Members: []Member{{Key: ContentKey, Raw: string(appendQuoted(nil, text))}}}
}

// reason says in the words of encoding/json why it cannot read a text that the
// scanner refuses: clients may have come to know these words.
func reason(text string, v any) error {
	err := json.NewDecoder(strings.NewReader(text)).Decode(v)
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &typ):
		want := "map[string]interface {}"
		if _, list := v.(*[]json.RawMessage); list {
			want = "[]interface {}"
		}
		return fmt.Errorf("json: cannot unmarshal %s into Go value of type %s", typ.Value, want)
	case err != nil:
		return err
	}
	return io.ErrUnexpectedEOF
}

// Get returns the member of a key, or nil.
func (o *Object) Get(key string) *Member {
	if i, ok := o.find(key); ok {
		return &o.Members[i]
	}
	return nil
}

func (o *Object) find(key string) (int, bool) {
	return slices.BinarySearchFunc(o.Members, key, func(m Member, key string) int { return strings.Compare(m.Key, key) })
}

// Set puts a member into the object, in place of the one of its key.
func (o *Object) Set(m Member) {
	o.Null = false
	i, ok := o.find(m.Key)
	if ok {
		o.Members[i] = m
		return
	}
	o.Members = slices.Insert(o.Members, i, m)
}

// Delete takes the member of a key out.
func (o *Object) Delete(key string) {
	if i, ok := o.find(key); ok {
		o.Members = slices.Delete(o.Members, i, i+1)
	}
}

// Merge puts all members of other into the object, over those of equal keys.
func (o *Object) Merge(other Object) {
	if len(other.Members) == 0 {
		return
	}
	o.Null = false
	if len(o.Members) == 0 {
		o.Members = slices.Clone(other.Members)
		return
	}
	merged := make([]Member, 0, len(o.Members)+len(other.Members))
	a, b := o.Members, other.Members
	for len(a) > 0 && len(b) > 0 {
		switch c := strings.Compare(a[0].Key, b[0].Key); {
		case c < 0:
			merged, a = append(merged, a[0]), a[1:]
		case c > 0:
			merged, b = append(merged, b[0]), b[1:]
		default:
			merged, a, b = append(merged, b[0]), a[1:], b[1:]
		}
	}
	merged = append(merged, a...)
	o.Members = append(merged, b...)
}

// object returns the member's value when it is an object.
func (m *Member) object() (Object, bool) {
	switch {
	case m.Obj != nil:
		return *m.Obj, true
	case m.feed:
	case len(m.Raw) > 0 && m.Raw[0] == '{':
		s := scanner{text: m.Raw}
		return s.members(0)
	}
	return Object{}, false
}

// Str returns the member's value when it is a string.
func (m *Member) Str() (string, bool) {
	if m == nil || len(m.Raw) == 0 || m.Raw[0] != '"' {
		return "", false
	}
	return unquote(m.Raw), true
}

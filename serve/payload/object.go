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
	gone    bool // it only stands here until it has ousted those of its key
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
func Decode(m *Memory, text string) (Object, error) { return decode(m, text, everything) }

// decode cuts what a filter leaves of a JSON object.
func decode(m *Memory, text string, f *filter) (Object, error) {
	s := scanner{text: text, memory: m}
	i := s.blanks(0)
	if i < len(text) && text[i] == '{' {
		if o, end := s.object(i, 0, f); end > 0 {
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

// object cuts what a filter leaves of the object that starts at i, and returns
// its end, or -1. Depth is how many lists and objects stand around it.
func (s *scanner) object(i, depth int, f *filter) (Object, int) {
	found := cuts.Get().(*[]Member)
	o, end := s.members(i, depth, f, found)
	if *found = emptied(*found); *found != nil {
		cuts.Put(found)
	}
	return o, end
}

// members is object with a stack: the members of an object lie on top of those
// of the objects around it until it ends.
func (s *scanner) members(i, depth int, f *filter, stack *[]Member) (Object, int) {
	if depth >= maxDepth {
		return Object{}, -1
	}
	base := len(*stack)
	i = s.blanks(i + 1)
	closed := i < len(s.text) && s.text[i] == '}'
	for !closed {
		end, value := s.name(i)
		if value < 0 {
			return Object{}, -1
		}
		m := Member{Key: unquote(s.text[i:end])}
		sub := f.of(m.Key)
		if i = s.member(&m, value, depth+1, sub, f.allow, stack); i < 0 {
			return Object{}, -1
		}
		if sub != nothing {
			*stack = append(*stack, m)
		}
		if i, closed = s.next(i, true); i < 0 {
			return Object{}, -1
		}
	}
	found := (*stack)[base:]
	o := Object{Members: inOrder(found, s.memory)}
	clear(found)
	*stack = (*stack)[:base]
	return o, i + 1
}

// member reads the value of a member that starts at i, and returns its end, or
// -1. Only says that what a filter does not name is left out: of a member that
// is named in part, it leaves nothing where it is no object or nothing is left.
func (s *scanner) member(m *Member, i, depth int, f *filter, only bool, stack *[]Member) int {
	if i < len(s.text) && s.text[i] == '{' && f != all && f != nothing {
		inner, end := s.members(i, depth, f, stack)
		if m.gone = only && len(inner.Members) == 0; end > 0 && !m.gone {
			m.Obj = s.memory.object(inner)
		}
		return end
	}
	s.messy = false
	end := s.value(i, depth)
	if end > 0 {
		m.Raw, m.messy, m.gone = s.text[i:end], s.messy, only && f != all
	}
	return end
}

// inOrder returns members by key, the last one of a key alone, and not those
// that are gone. What is sorted is their places: members are large.
func inOrder(found []Member, memory *Memory) []Member {
	members := memory.room(len(found))
	if inOrderAlready(found) {
		return append(members, found...)
	}
	var few [64]int32
	places := few[:0]
	for i := range found {
		places = append(places, int32(i))
	}
	slices.SortFunc(places, func(a, b int32) int {
		return cmp.Or(strings.Compare(found[a].Key, found[b].Key), int(a-b))
	})
	for i, p := range places {
		if i+1 < len(places) && found[places[i+1]].Key == found[p].Key || found[p].gone {
			continue
		}
		members = append(members, found[p])
	}
	return members
}

func inOrderAlready(found []Member) bool {
	for i := range found {
		if found[i].gone || i > 0 && found[i-1].Key >= found[i].Key {
			return false
		}
	}
	return true
}

// DecodeCollection takes a JSON array, or null, under the key "collection".
func DecodeCollection(m *Memory, text string) (Object, error) {
	s := scanner{text: text}
	i := s.blanks(0)
	if i < len(text) && (text[i] == '[' || text[i] == 'n') {
		if end := s.value(i, 0); end > 0 {
			return single(m, Member{Key: CollectionKey, Raw: text[i:end], messy: s.messy}), nil
		}
	}
	var v []json.RawMessage
	return Object{}, reason(text, &v)
}

// DecodeAny takes any JSON value: an object as it is, an array under the key
// "collection", anything else under "content".
func DecodeAny(m *Memory, text string) (Object, error) {
	s := scanner{text: text}
	i := s.blanks(0)
	if i < len(text) {
		switch text[i] {
		case '{':
			return Decode(m, text)
		case '[':
			return DecodeCollection(m, text)
		}
	}
	if end := s.value(i, 0); end > 0 {
		return single(m, Member{Key: ContentKey, Raw: text[i:end], messy: s.messy}), nil
	}
	var v json.RawMessage
	return Object{}, reason(text, &v)
}

// single returns the object of one member.
func single(m *Memory, one Member) Object { return Object{Members: append(m.room(1), one)} }

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
		o, end := s.object(0, 0, everything)
		return o, end > 0
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

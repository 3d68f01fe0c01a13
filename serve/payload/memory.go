package payload

import "sync"

// Memory is what an answer is made of: the text of its body, and the members and
// objects that the body is cut into. It serves one answer after another. A nil
// Memory stands for memory that is left to the collector.
//
// Who releases a Memory says that nobody looks at the answer any more. One that
// is not released is collected as garbage together with its answer.
type Memory struct {
	// Text is for the reader of the body.
	Text []byte

	members []Member
	objects []Object
	next    *Memory // of the same answer
}

// What a Memory may hold to be used again: bytes, members and objects.
const (
	maxText    = 1 << 20
	maxMembers = 1 << 10
)

var memories = sync.Pool{New: func() any { return new(Memory) }}

// NewMemory returns memory with an empty Text, which may have room already.
func NewMemory() *Memory { return memories.Get().(*Memory) }

// Join returns the memory of an answer that is made of two.
func (m *Memory) Join(other *Memory) *Memory {
	if m == nil {
		return other
	}
	last := m
	for last.next != nil {
		last = last.next
	}
	last.next = other
	return m
}

// Release gives the memory of an answer back, for others to use.
func (m *Memory) Release() {
	for m != nil {
		next := m.next
		m.release()
		m = next
	}
}

func (m *Memory) release() {
	if cap(m.Text) > maxText {
		m.Text = nil
	}
	m.Text, m.next = m.Text[:0], nil
	m.members = emptied(m.members)
	m.objects = emptied(m.objects)
	memories.Put(m)
}

// emptied returns a list to be filled again, that holds nothing alive.
func emptied[T any](list []T) []T {
	if cap(list) > maxMembers {
		return nil
	}
	clear(list)
	return list[:0]
}

// room returns an empty list for n members.
func (m *Memory) room(n int) []Member {
	if m == nil {
		return make([]Member, 0, n)
	}
	return reserve(&m.members, n)
}

// object returns a place for an object.
func (m *Memory) object(o Object) *Object {
	if m == nil {
		own := o // o itself need not leave the stack
		return &own
	}
	return &append(reserve(&m.objects, 1), o)[0]
}

// reserve takes room for n elements from a list. A list that is full is left to
// those who have their elements there.
func reserve[T any](list *[]T, n int) []T {
	at := len(*list)
	if at+n > cap(*list) {
		*list, at = make([]T, 0, max(n, 2*cap(*list), 8)), 0
	}
	*list = (*list)[:at+n]
	return (*list)[at : at : at+n]
}

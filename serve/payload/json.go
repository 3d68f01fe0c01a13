package payload

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// AppendJSON writes the object as JSON, its members by key.
func (o *Object) AppendJSON(dst []byte) []byte {
	if o == nil || o.Null {
		return append(dst, "null"...)
	}
	dst = append(dst, '{')
	for i := range o.Members {
		if i > 0 {
			dst = append(dst, ',')
		}
		m := &o.Members[i]
		dst = append(appendQuoted(dst, m.Key), ':')
		dst = m.appendJSON(dst)
	}
	return append(dst, '}')
}

// AppendCollection writes what stands under the key "collection", as it is; an
// empty list where nothing does.
func (o *Object) AppendCollection(dst []byte) []byte {
	if m := o.Get(CollectionKey); m != nil {
		return m.appendJSON(dst)
	}
	return append(dst, "[]"...)
}

// Collection returns what stands under the key "collection", where it goes out
// as it has come.
func (o *Object) Collection() (text string, ok bool) {
	m := o.Get(CollectionKey)
	if m == nil || m.Obj != nil || m.Failure != nil || m.messy {
		return "", false
	}
	return m.Raw, true
}

func (m *Member) appendJSON(dst []byte) []byte {
	switch {
	case m.Obj != nil:
		return m.Obj.AppendJSON(dst)
	case m.Failure != nil:
		return m.Failure.appendJSON(dst)
	case m.messy:
		return appendTidy(dst, m.Raw)
	}
	return append(dst, m.Raw...)
}

func (f *Failure) appendJSON(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"http_status_code":`...), int64(f.Status), 10)
	if f.Body != "" {
		dst = appendQuoted(append(dst, `,"http_body":`...), f.Body)
	}
	if f.Encoding != "" {
		dst = appendQuoted(append(dst, `,"http_body_encoding":`...), f.Encoding)
	}
	return append(dst, '}')
}

// Value decodes the whole object. Numbers of backends are json.Number, those that
// FromValue was given as float64 or int64 are that again. A failed call is its
// *Failure.
func (o *Object) Value() map[string]any {
	if o == nil || o.Null {
		return nil
	}
	v := make(map[string]any, len(o.Members))
	for i := range o.Members {
		v[o.Members[i].Key] = o.Members[i].Value()
	}
	return v
}

// Tree is Value with the parts of feeds as they are: each a Part.
func (o *Object) Tree() map[string]any {
	v := o.Value()
	for i := range o.Len() {
		switch m := &o.Members[i]; {
		case m.feed:
			v[m.Key] = Part{m.Raw}
		case m.Obj != nil:
			v[m.Key] = m.Obj.Tree()
		}
	}
	return v
}

// Value decodes the member's value.
func (m *Member) Value() any {
	switch {
	case m.Obj != nil:
		return m.Obj.Value()
	case m.Failure != nil:
		return m.Failure
	}
	d := json.NewDecoder(bytes.NewReader([]byte(m.Raw)))
	d.UseNumber()
	var v any
	// Raw was checked when it was cut, so that there is no error.
	_ = d.Decode(&v)
	return m.numbers.of(v)
}

// of returns a decoded value with its numbers as they are to be.
func (n numbers) of(v any) any {
	if n == asWritten {
		return v
	}
	switch t := v.(type) {
	case json.Number:
		if n == asCounted {
			if i, err := t.Int64(); err == nil {
				return i
			}
		}
		f, _ := t.Float64() // it was one
		return f
	case map[string]any:
		for k, x := range t {
			t[k] = n.of(x)
		}
	case []any:
		for i, x := range t {
			t[i] = n.of(x)
		}
	}
	return v
}

// numbersIn tells what the numbers of a value are; whole ones among them decide.
func numbersIn(v any) numbers {
	var n numbers
	switch t := v.(type) {
	case float64:
		return asFloats
	case int64:
		return asCounted
	case map[string]any:
		for _, x := range t {
			n = max(n, numbersIn(x))
		}
	case []any:
		for _, x := range t {
			n = max(n, numbersIn(x))
		}
	}
	return n
}

// FromValue makes an object of decoded values.
func FromValue(v map[string]any) (Object, error) {
	if v == nil {
		return Object{Null: true}, nil
	}
	o := Object{Members: make([]Member, 0, len(v))}
	for k, x := range v {
		m := Member{Key: k}
		switch t := x.(type) {
		case *Failure:
			m.Failure = t
		case Part:
			m.Raw, m.feed = t.raw, true
		default:
			raw, err := json.Marshal(x)
			if err != nil {
				return Object{}, err
			}
			m.Raw, m.numbers = string(raw), numbersIn(x)
		}
		o.Members = append(o.Members, m)
	}
	o.Members = inOrder(o.Members, nil)
	return o, nil
}

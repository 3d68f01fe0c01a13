package stage

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/gatewright/gatewright/serve/payload"
)

// luaTable is an object of an answer in a script.
type luaTable struct{ members map[string]any }

// luaList is a list of an answer in a script. It stands in the place of the
// slice that it was made of, so that it may grow.
type luaList struct{ items []any }

// luaNull is null, which is not nil.
type luaNull struct{}

const (
	maxLuaDepth = 200     // of values in values
	maxLuaIndex = 1 << 20 // of a list
)

// toLua makes a value one of a script. store puts back what takes the place of a
// value that a script may change.
func toLua(L *lua.LState, v any, store func(any)) lua.LValue {
	switch t := v.(type) {
	case bool:
		return lua.LBool(t)
	case string:
		return lua.LString(t)
	case json.Number:
		f, _ := t.Float64()
		return lua.LNumber(f)
	case int64:
		return lua.LNumber(t)
	case float64:
		return lua.LNumber(t)
	case map[string]any:
		return object(L, typeTable, &luaTable{t})
	case []any:
		list := &luaList{t}
		store(list)
		return object(L, typeList, list)
	case *luaList:
		return object(L, typeList, t)
	case *payload.Failure:
		m := map[string]any{"http_status_code": int64(t.Status)}
		if t.Body != "" {
			m["http_body"] = t.Body
		}
		if t.Encoding != "" {
			m["http_body_encoding"] = t.Encoding
		}
		store(m)
		return object(L, typeTable, &luaTable{m})
	}
	return object(L, typeNil, luaNull{})
}

// fromLua makes a value of a script one of an answer: whole numbers without a
// fraction, and tables that are counted from one lists.
func fromLua(L *lua.LState, v lua.LValue, depth int) any {
	if depth > maxLuaDepth {
		L.RaiseError("a table lies too deep in others, or in itself")
	}
	switch t := v.(type) {
	case lua.LBool:
		return bool(t)
	case lua.LString:
		return string(t)
	case lua.LNumber:
		f := float64(t)
		switch {
		case f == math.Trunc(f) && math.Abs(f) < 1<<63:
			return int64(f)
		case math.IsNaN(f) || math.IsInf(f, 0):
			return nil
		}
		return f
	case *lua.LTable:
		return fromTable(L, t, depth)
	case *lua.LUserData:
		switch o := t.Value.(type) {
		case *luaTable:
			return o.members
		case *luaList:
			return o
		}
	}
	return nil
}

func fromTable(L *lua.LState, t *lua.LTable, depth int) any {
	if n := t.Len(); n > 0 {
		list := make([]any, n)
		for i := range list {
			list[i] = fromLua(L, t.RawGetInt(i+1), depth+1)
		}
		return &luaList{list}
	}
	m := map[string]any{}
	t.ForEach(func(k, v lua.LValue) { m[k.String()] = fromLua(L, v, depth+1) })
	return m
}

var errDeepData = errors.New("the data that the script made lies too deep in itself")

// plainData returns a value without what scripts put in place of slices.
func plainData(v any, depth int) (any, error) {
	if depth > maxLuaDepth {
		return nil, errDeepData
	}
	var err error
	switch t := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(t))
		for k, x := range t {
			if m[k], err = plainData(x, depth+1); err != nil {
				return nil, err
			}
		}
		return m, nil
	case *luaList:
		return plainData(t.items, depth)
	case []any:
		list := make([]any, len(t))
		for i, x := range t {
			if list[i], err = plainData(x, depth+1); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return v, nil
}

// store puts the data back into the answer, where the script has changed it.
func (r *luaRun) store() error {
	if !r.dirty || r.data == nil {
		return nil
	}
	plain, err := plainData(r.data.members, 0)
	if err != nil {
		return err
	}
	r.answer.Data, err = payload.FromValue(plain.(map[string]any))
	return err
}

func newLuaTable(L *lua.LState) int {
	L.Push(object(L, typeTable, &luaTable{map[string]any{}}))
	return 1
}

func newLuaList(L *lua.LState) int {
	L.Push(object(L, typeList, &luaList{}))
	return 1
}

func newLuaNil(L *lua.LState) int {
	L.Push(object(L, typeNil, luaNull{}))
	return 1
}

// get returns the value of a key to a script. Of a missing key nothing at all is
// returned, which is not nil: handed straight to a function it is a missing
// argument.
func (t *luaTable) get(L *lua.LState, key string) int {
	v, ok := t.members[key]
	if !ok {
		return 0
	}
	L.Push(toLua(L, v, func(v any) { t.members[key] = v }))
	return 1
}

var tableMethods = map[string]lua.LGFunction{
	"get": func(L *lua.LState) int { return self[*luaTable](L, typeTable).get(L, L.CheckString(2)) },
	"set": func(L *lua.LState) int {
		t, key := self[*luaTable](L, typeTable), L.CheckString(2)
		t.members[key] = fromLua(L, L.Get(3), 0)
		runOf(L).dirty = true
		return 0
	},
	"del": func(L *lua.LState) int {
		delete(self[*luaTable](L, typeTable).members, L.CheckString(2))
		runOf(L).dirty = true
		return 0
	},
	"len": func(L *lua.LState) int {
		L.Push(lua.LNumber(len(self[*luaTable](L, typeTable).members)))
		return 1
	},
	"keys": func(L *lua.LState) int {
		list := &luaList{}
		for _, key := range slices.Sorted(maps.Keys(self[*luaTable](L, typeTable).members)) {
			list.items = append(list.items, key)
		}
		L.Push(object(L, typeList, list))
		return 1
	},
	"keyExists": func(L *lua.LState) int {
		_, ok := self[*luaTable](L, typeTable).members[L.CheckString(2)]
		L.Push(lua.LBool(ok))
		return 1
	},
}

// Lists are counted from zero.
var listMethods = map[string]lua.LGFunction{
	"get": func(L *lua.LState) int {
		l, i := self[*luaList](L, typeList), L.CheckInt(2)
		if i < 0 || i >= len(l.items) {
			return 0
		}
		L.Push(toLua(L, l.items[i], func(v any) { l.items[i] = v }))
		return 1
	},
	"set": func(L *lua.LState) int {
		l, i := self[*luaList](L, typeList), L.CheckInt(2)
		if i < 0 || i > maxLuaIndex {
			L.ArgError(2, "no index of a list")
		}
		for len(l.items) <= i {
			l.items = append(l.items, nil)
		}
		l.items[i] = fromLua(L, L.Get(3), 0)
		runOf(L).dirty = true
		return 0
	},
	// A list keeps its length: what stood behind the element moves up, and null
	// takes the last place.
	"del": func(L *lua.LState) int {
		l, i := self[*luaList](L, typeList), L.CheckInt(2)
		if i < 0 || i >= len(l.items) {
			return 0
		}
		copy(l.items[i:], l.items[i+1:])
		l.items[len(l.items)-1] = nil
		runOf(L).dirty = true
		return 0
	},
	"len": func(L *lua.LState) int {
		L.Push(lua.LNumber(len(self[*luaList](L, typeList).items)))
		return 1
	},
}

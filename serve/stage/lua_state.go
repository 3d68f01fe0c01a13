package stage

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Bounds of one state: a script that calls itself without end fails.
const (
	luaStack       = 200
	luaRegistry    = 1 << 10
	luaMaxRegistry = 1 << 20
)

// newState makes a state with the libraries that the settings open, and with
// what the gateway gives to scripts.
func newState(s *script) *lua.LState {
	L := lua.NewState(lua.Options{
		SkipOpenLibs: true, CallStackSize: luaStack, MinimizeStackMemory: true,
		RegistrySize: luaRegistry, RegistryMaxSize: luaMaxRegistry,
	})
	if s.settings.OpenLibs {
		L.OpenLibs()
		if lib, ok := L.GetGlobal(lua.OsLibName).(*lua.LTable); ok {
			// A script must not end the gateway.
			lib.RawSetString("exit", L.NewFunction(func(L *lua.LState) int {
				L.RaiseError("os.exit is not allowed")
				return 0
			}))
		}
	} else {
		for _, lib := range []struct {
			name string
			open lua.LGFunction
		}{{lua.LoadLibName, lua.OpenPackage}, {lua.BaseLibName, lua.OpenBase}, {lua.TabLibName, lua.OpenTable}} {
			L.Push(L.NewFunction(lib.open))
			L.Push(lua.LString(lib.name))
			L.Call(1, 0)
		}
	}
	L.SetGlobal("print", L.NewFunction(s.print))
	L.SetGlobal("custom_error", L.NewFunction(customError))
	// Globals of a request lie over those of the state.
	globals := L.NewTypeMetatable(typeGlobals)
	L.SetField(globals, "__index", L.G.Global)
	L.SetField(globals, "__metatable", lua.LFalse)
	newType(L, typeRequest, map[string]lua.LGFunction{"load": loadRequest}, requestMethods)
	newType(L, typeResponse, map[string]lua.LGFunction{"load": loadResponse}, responseMethods)
	newType(L, typeContext, map[string]lua.LGFunction{"load": loadContext}, contextMethods)
	newType(L, typeTable, map[string]lua.LGFunction{"new": newLuaTable}, tableMethods)
	newType(L, typeList, map[string]lua.LGFunction{"new": newLuaList}, listMethods)
	newType(L, typeNil, map[string]lua.LGFunction{"new": newLuaNil}, nil)
	newType(L, typeHTTP, map[string]lua.LGFunction{"new": newHTTPResponse}, httpMethods)
	return L
}

// Names of the types that scripts know.
const (
	typeGlobals  = "globals"
	typeRequest  = "request"
	typeResponse = "response"
	typeContext  = "ctx"
	typeTable    = "luaTable"
	typeList     = "luaList"
	typeNil      = "luaNil"
	typeHTTP     = "http_response"
)

func newType(L *lua.LState, name string, static, methods map[string]lua.LGFunction) {
	mt := L.NewTypeMetatable(name)
	L.SetField(mt, "__index", L.SetFuncs(L.NewTable(), methods))
	// States serve many requests: none may change what the others find.
	L.SetField(mt, "__metatable", lua.LFalse)
	L.SetGlobal(name, L.SetFuncs(L.NewTable(), static))
}

// object makes a value of a type.
func object(L *lua.LState, name string, v any) *lua.LUserData {
	ud := L.NewUserData()
	ud.Value = v
	L.SetMetatable(ud, L.GetTypeMetatable(name))
	return ud
}

// self returns the value of the object that a method was called on.
func self[T any](L *lua.LState, name string) T {
	v, ok := L.CheckUserData(1).Value.(T)
	if !ok {
		L.ArgError(1, name+" expected")
	}
	return v
}

// print writes into the log: standard output is not the script's.
func (s *script) print(L *lua.LState) int {
	words := make([]string, L.GetTop())
	for i := range words {
		words[i] = L.ToStringMeta(L.Get(i + 1)).String()
	}
	s.env.Logger.LogAttrs(L.Context(), slog.LevelInfo, "a script says", slog.String("text", strings.Join(words, "\t")))
	return 0
}

// customError stops the script and the request: with a message, a status and a
// media type. A status that cannot stand for an error counts as 500.
func customError(L *lua.LState) int {
	refusal := &Refusal{Err: errors.New(L.CheckString(1)), Status: L.OptInt(2, http.StatusInternalServerError), ContentType: L.OptString(3, "")}
	if refusal.Status < 200 || refusal.Status > 599 {
		refusal.Status = http.StatusInternalServerError
	}
	ud := L.NewUserData()
	ud.Value = refusal
	L.Error(ud, 0)
	return 0
}

// property is a method that returns a text, and sets it where it is given one.
func property(L *lua.LState, get func() string, set func(string)) int {
	if L.GetTop() < 2 {
		L.Push(lua.LString(get()))
		return 1
	}
	set(L.CheckString(2))
	return 0
}

// namedProperty is a method that returns the text of a name, sets it where it is given a
// second argument, and drops it where that is nil.
func namedProperty(L *lua.LState, get func(name string) string, set func(name, value string), drop func(name string)) int {
	name := L.CheckString(2)
	switch {
	case L.GetTop() < 3:
		L.Push(lua.LString(get(name)))
		return 1
	case L.Get(3) == lua.LNil:
		drop(name)
	default:
		set(name, L.CheckString(3))
	}
	return 0
}

func headerProperty(L *lua.LState, h http.Header) int {
	return namedProperty(L, h.Get, h.Set, h.Del)
}

package stage

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

func loadRequest(L *lua.LState) int {
	r := runOf(L).request
	if r == nil {
		L.RaiseError("there is no request here")
	}
	L.Push(object(L, typeRequest, r))
	return 1
}

var requestMethods = map[string]lua.LGFunction{
	"method": func(L *lua.LState) int {
		r := self[*Request](L, typeRequest)
		return property(L, func() string { return r.Method }, func(s string) { r.Method = s })
	},
	"path": func(L *lua.LState) int {
		r := self[*Request](L, typeRequest)
		return property(L, func() string { return r.Path }, func(s string) { r.Path = s })
	},
	"url": func(L *lua.LState) int {
		r := self[*Request](L, typeRequest)
		return property(L, func() string { return r.URL }, func(s string) { r.URL = s })
	},
	"query": func(L *lua.LState) int {
		r := self[*Request](L, typeRequest)
		return property(L, r.Query.Encode, func(s string) {
			if q, err := url.ParseQuery(strings.TrimPrefix(s, "?")); err == nil {
				r.Query = q
			}
		})
	},
	"params": func(L *lua.LState) int {
		r := self[*Request](L, typeRequest)
		return namedProperty(L,
			func(name string) string { return r.Params[name] },
			func(name, value string) { r.Params[name] = value },
			func(name string) { delete(r.Params, name) })
	},
	"headers": func(L *lua.LState) int { return headerProperty(L, self[*Request](L, typeRequest).Header) },
	"body": func(L *lua.LState) int {
		r := self[*Request](L, typeRequest)
		return property(L, func() string {
			if err := r.Body.Keep(runOf(L).script.env.MaxBody); err != nil {
				L.RaiseError("reading the body: %s", err)
			}
			return string(r.Body.Bytes())
		}, func(s string) { r.Body = BytesBody([]byte(s)) })
	},
}

func loadResponse(L *lua.LState) int {
	a := runOf(L).answer
	if a == nil {
		L.RaiseError("there is no response here")
	}
	L.Push(object(L, typeResponse, a))
	return 1
}

var responseMethods = map[string]lua.LGFunction{
	"isComplete": func(L *lua.LState) int {
		a := self[*Answer](L, typeResponse)
		if L.GetTop() < 2 {
			L.Push(lua.LBool(a.Complete))
			return 1
		}
		a.Complete = L.CheckBool(2)
		return 0
	},
	"statusCode": func(L *lua.LState) int {
		a := self[*Answer](L, typeResponse)
		if L.GetTop() < 2 {
			L.Push(lua.LNumber(a.Status))
			return 1
		}
		if status := L.CheckInt(2); status >= 200 && status <= 999 {
			a.Status = status
		}
		return 0
	},
	"headers": func(L *lua.LState) int {
		a := self[*Answer](L, typeResponse)
		if a.Header == nil {
			a.Header = http.Header{}
		}
		return headerProperty(L, a.Header)
	},
	"data": func(L *lua.LState) int {
		run := runOf(L)
		if L.GetTop() > 1 && L.Get(2).Type() != lua.LTString {
			t, ok := fromLua(L, L.Get(2), 0).(map[string]any)
			if !ok {
				L.ArgError(2, "a table with names expected")
			}
			run.data, run.dirty = &luaTable{t}, true
			return 0
		}
		if run.data == nil {
			run.data = &luaTable{self[*Answer](L, typeResponse).Data.Value()}
			if run.data.members == nil {
				run.data.members = map[string]any{}
			}
		}
		if key, ok := L.Get(2).(lua.LString); ok {
			return run.data.get(L, string(key))
		}
		L.Push(object(L, typeTable, run.data))
		return 1
	},
	"body": func(L *lua.LState) int {
		a := self[*Answer](L, typeResponse)
		return property(L, func() string { return passingBody(L, a) }, func(s string) {
			if a.Body != nil {
				a.Body.Close()
			}
			a.Body = io.NopCloser(strings.NewReader(s))
			// The length that the backend gave is not that of this text.
			a.Header.Del("Content-Length")
		})
	},
}

// passingBody reads the body of an answer that is passed on, which stays there.
func passingBody(L *lua.LState, a *Answer) string {
	if a.Body == nil {
		return ""
	}
	text, err := drainBody(a.Body, runOf(L).script.env.MaxBody)
	if err != nil {
		L.RaiseError("reading the body: %s", err)
	}
	a.Body = io.NopCloser(bytes.NewReader(text))
	return string(text)
}

func drainBody(body io.ReadCloser, limit int64) ([]byte, error) {
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = ErrBodyTooLarge
	}
	return text, err
}

func loadContext(L *lua.LState) int {
	v := runOf(L).visit
	if v == nil {
		L.RaiseError("there is no ctx here")
	}
	L.Push(object(L, typeContext, v))
	return 1
}

var contextMethods = map[string]lua.LGFunction{
	"method": func(L *lua.LState) int {
		v := self[*Visit](L, typeContext)
		return property(L, func() string { return v.Method }, func(s string) { v.Method = s })
	},
	"host": func(L *lua.LState) int {
		v := self[*Visit](L, typeContext)
		return property(L, func() string { return v.Host }, func(s string) { v.Host = s })
	},
	"url": func(L *lua.LState) int {
		v := self[*Visit](L, typeContext)
		return property(L, v.URL.RequestURI, func(s string) {
			u, err := url.Parse(s)
			if err != nil {
				L.RaiseError("the url %q cannot be read", s)
			}
			v.URL = u
		})
	},
	"query": func(L *lua.LState) int {
		v := self[*Visit](L, typeContext)
		q := v.URL.Query()
		store := func() { u := *v.URL; u.RawQuery = q.Encode(); v.URL = &u }
		return namedProperty(L, q.Get,
			func(name, value string) { q.Set(name, value); store() },
			func(name string) { q.Del(name); store() })
	},
	"params": func(L *lua.LState) int {
		v := self[*Visit](L, typeContext)
		return namedProperty(L,
			func(name string) string { return v.Params[ParamName(name)] },
			func(name, value string) { v.setParam(ParamName(name), value) },
			func(name string) { delete(v.Params, ParamName(name)) })
	},
	"headers": func(L *lua.LState) int { return headerProperty(L, self[*Visit](L, typeContext).Header) },
	"body": func(L *lua.LState) int {
		v := self[*Visit](L, typeContext)
		return property(L, func() string {
			text, err := drainBody(v.Body, runOf(L).script.env.MaxBody)
			if err != nil {
				L.RaiseError("reading the body: %s", err)
			}
			v.Body = io.NopCloser(bytes.NewReader(text))
			return string(text)
		}, func(s string) {
			v.Body, v.ContentLength = io.NopCloser(strings.NewReader(s)), int64(len(s))
		})
	},
}

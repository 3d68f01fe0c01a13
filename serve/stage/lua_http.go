package stage

import (
	"io"
	"net/http"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/gatewright/gatewright/serve/payload"
)

// luaResponse is what another service answered to a script.
type luaResponse struct {
	*http.Response
	text string
	read bool
}

// newHTTPResponse asks another service: with a URL, or with a method and a body
// as well, or with headers besides.
func newHTTPResponse(L *lua.LState) int {
	run := runOf(L)
	if run.visit != nil {
		L.RaiseError("http_response is not there for %s", nsLuaEndpoint)
	}
	var body io.Reader
	if s := L.OptString(3, ""); s != "" {
		body = strings.NewReader(s)
	}
	req, err := http.NewRequestWithContext(run.ctx, L.OptString(2, http.MethodGet), L.CheckString(1), body)
	if err != nil {
		L.RaiseError("%s", err)
	}
	if headers, ok := L.Get(4).(*lua.LTable); ok {
		headers.ForEach(func(k, v lua.LValue) { req.Header.Set(k.String(), v.String()) })
	}
	resp, err := (&http.Client{Transport: run.script.env.Transport}).Do(req)
	if err != nil {
		L.RaiseError("%s", err)
	}
	run.closes = append(run.closes, func() { resp.Body.Close() })
	L.Push(object(L, typeHTTP, &luaResponse{Response: resp}))
	return 1
}

var httpMethods = map[string]lua.LGFunction{
	"statusCode": func(L *lua.LState) int {
		L.Push(lua.LNumber(self[*luaResponse](L, typeHTTP).StatusCode))
		return 1
	},
	"headers": func(L *lua.LState) int {
		L.Push(lua.LString(self[*luaResponse](L, typeHTTP).Header.Get(L.CheckString(2))))
		return 1
	},
	"body": func(L *lua.LState) int {
		r := self[*luaResponse](L, typeHTTP)
		if !r.read {
			text, err := read(r.Response, runOf(L).script.env.MaxBody, new(payload.Memory))
			if err != nil {
				L.RaiseError("reading the body: %s", err)
			}
			r.text, r.read = text, true
		}
		L.Push(lua.LString(r.text))
		return 1
	},
	"close": func(L *lua.LState) int {
		self[*luaResponse](L, typeHTTP).Body.Close()
		return 0
	},
}

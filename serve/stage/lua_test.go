package stage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
)

// proxyScript makes the stage of a lua-proxy.
func proxyScript(t testing.TB, env *Env, settings string, next Proxy) Proxy {
	t.Helper()
	return luaProxy(endpointOf(t, `{"modifier/lua-proxy":`+settings+`}`, `{}`), env, next)
}

func quoted(s string) string { return strconv.Quote(s) }

func TestScriptsChangeAnswers(t *testing.T) {
	tests := map[string]struct{ script, want string }{
		"nothing":               {`local d = response.load():data(); d:get('n')`, `{"l":[1,[2]],"n":9007199254740993,"nil":null,"o":{"k":"v"}}`},
		"numbers lose nothing":  {`response.load():data():del('o')`, `{"l":[1,[2]],"n":9007199254740993,"nil":null}`},
		"kinds":                 {`local d = response.load():data(); d:set('n', 1.5); d:set('l', true); d:set('o', 'x')`, `{"l":true,"n":1.5,"nil":null,"o":"x"}`},
		"whole numbers":         {`local d = response.load():data(); d:set('n', 4/2); d:del('l'); d:del('o')`, `{"n":2,"nil":null}`},
		"no number":             {`local d = response.load():data(); d:set('n', 0/0); d:del('l'); d:del('o')`, `{"n":null,"nil":null}`},
		"native tables":         {`local d = response.load():data(); d:set('l', {1, {a = 'b'}}); d:set('o', {}); d:del('n')`, `{"l":[1,{"a":"b"}],"nil":null,"o":{}}`},
		"lists grow":            {`local l = response.load():data():get('l'); l:set(3, 'x'); l:get(1):set(1, 'y')`, `{"l":[1,[2,"y"],null,"x"],"n":9007199254740993,"nil":null,"o":{"k":"v"}}`},
		"a list keeps its size": {`response.load():data():get('l'):del(0)`, `{"l":[[2],null],"n":9007199254740993,"nil":null,"o":{"k":"v"}}`},
		"keys":                  {`local d = response.load():data(); local k = d:keys(); d:set('n', k:get(0) .. k:len()); d:del('l'); d:del('o')`, `{"n":"l4","nil":null}`},
		"key that exists":       {`local d = response.load():data(); d:set('n', d:keyExists('nil')); d:set('o', d:keyExists('no')); d:del('l')`, `{"n":true,"nil":null,"o":false}`},
		"other data":            {`response.load():data({a = 1})`, `{"a":1}`},
		"one member":            {`local r = response.load(); r:data():set('n', r:data('o'):get('k')); r:data():del('l'); r:data():del('o')`, `{"n":"v","nil":null}`},
		"null":                  {`local d = response.load():data(); d:set('l', luaNil.new()); d:set('o', d:get('nil')); d:del('n')`, `{"l":null,"nil":null,"o":null}`},
		"incomplete":            {`local r = response.load(); r:isComplete(not r:isComplete())`, `{"l":[1,[2]],"n":9007199254740993,"nil":null,"o":{"k":"v"}} incomplete`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			next := answering(Answer{Complete: true, Data: dataOf(t, `{"n":9007199254740993,"l":[1,[2]],"o":{"k":"v"},"nil":null}`)})
			a, err := proxyScript(t, quiet(), `{"post":`+quoted(tt.script)+`}`, next)(t.Context(), &Request{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, written(a)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestScriptsThatFail(t *testing.T) {
	tests := map[string]struct{ script, want string }{
		"syntax":             {`x = = 1`, "pre-script line:1(column:5) near '=': syntax error"},
		"nil call":           {`nothing()`, "attempt to call a non-function object (pre-script:L1)"},
		"error":              {"\n" + `error('boom: it')`, "boom: it (pre-script:L2)"},
		"error with a table": {`error({})`, "table: "},
		"missing argument":   {`tostring()`, "bad argument #1 to tostring (value expected) (pre-script:L1)"},
		"wrong object":       {`request.load().method(luaNil.new())`, "bad argument #1 to method (request expected) (pre-script:L1)"},
		"no response yet":    {`response.load()`, "there is no response here (pre-script:L1)"},
		"no ctx":             {`ctx.load()`, "there is no ctx here (pre-script:L1)"},
		"endless recursion":  {`local function f() return 1 + f() end; f()`, "lua callstack overflow"},
		"custom error":       {`custom_error('no', 418, 'a/b')`, "no"},
		"end of the program": {`os.exit(1)`, "os.exit is not allowed (pre-script:L1)"},
		"a table in itself":  {`local t = {}; t.t = t; luaTable.new():set('t', t)`, "a table lies too deep in others, or in itself (pre-script:L1)"},
		"a huge list":        {`luaList.new():set(1e9, 1)`, "bad argument #2 to set (no index of a list) (pre-script:L1)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			next := func(context.Context, *Request) (*Answer, error) {
				t.Error("the backends are asked")
				return nil, nil
			}
			_, err := proxyScript(t, quiet(), `{"allow_open_libs":true,"pre":`+quoted(tt.script)+`}`, next)(t.Context(), &Request{})
			if !strings.HasPrefix(errorText(err), tt.want) {
				t.Errorf("got %q, want %q", errorText(err), tt.want)
			}
		})
	}
}

func TestCustomErrorNamesStatusAndType(t *testing.T) {
	for script, want := range map[string]Refusal{
		`custom_error('a')`:                 {Status: 500},
		`custom_error('a', 404)`:            {Status: 404},
		`custom_error('a', 403, 'x/y')`:     {Status: 403, ContentType: "x/y"},
		`custom_error('a', 99)`:             {Status: 500},
		`custom_error('a', 101)`:            {Status: 500},
		`pcall(custom_error, 'b') error(1)`: {},
	} {
		_, err := proxyScript(t, quiet(), `{"pre":`+quoted(script)+`}`, answering(Answer{}))(t.Context(), &Request{})
		var got *Refusal
		if !errors.As(err, &got) {
			got = &Refusal{}
		}
		if got.Status != want.Status || got.ContentType != want.ContentType {
			t.Errorf("%s: got %+v", script, got)
		}
	}
}

func TestDataThatHoldsItselfIsAnError(t *testing.T) {
	script := `local d = response.load():data(); local l = luaList.new(); l:set(0, l); d:set('l', l)`
	_, err := proxyScript(t, quiet(), `{"post":`+quoted(script)+`}`, answering(Answer{Complete: true}))(t.Context(), &Request{})
	if !errors.Is(err, errDeepData) {
		t.Errorf("got %v", err)
	}
}

func TestScriptEndsWithTheRequest(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	p := proxyScript(t, quiet(), `{"pre":"while true do end"}`, answering(Answer{}))
	if _, err := p(ctx, &Request{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestRequestsDoNotSeeEachOthersGlobals(t *testing.T) {
	script := `if seen or _G.seen then error('seen') end; seen = true; _G.also = 1; if not also then error('lost') end`
	p := proxyScript(t, quiet(), `{"pre":`+quoted(script)+`,"post":"if not seen then error('gone') end"}`, answering(Answer{}))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if _, err := p(t.Context(), &Request{}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestScriptsCannotChangeWhatOthersFind(t *testing.T) {
	p := proxyScript(t, quiet(), `{"pre":"getmetatable(request.load()).__index = nil"}`, answering(Answer{}))
	if _, err := p(t.Context(), &Request{}); err == nil {
		t.Error("the methods of requests can be changed")
	}
}

func TestScriptLeavesTheRequestOfOthersAlone(t *testing.T) {
	script := `local r = request.load(); r:headers('X-A', nil); r:headers('X-B', 'b'); r:params('Id', '8'); r:query('?q=2'); r:method('PUT'); r:body('new')`
	var got *Request
	next := func(_ context.Context, r *Request) (*Answer, error) { got = r; return &Answer{}, nil }
	r := &Request{Method: "GET", Header: http.Header{"X-A": {"a"}}, Params: map[string]string{"Id": "7"}, Body: BytesBody([]byte("old"))}
	if _, err := proxyScript(t, quiet(), `{"pre":`+quoted(script)+`}`, next)(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	text := func(r *Request) string {
		return strings.Join([]string{r.Method, headerText(r.Header), r.Params["Id"], r.Query.Encode(), string(r.Body.Bytes())}, " ")
	}
	if d := cmp.Diff([]string{"PUT X-B=b; 8 q=2 new", "GET X-A=a; 7  old"}, []string{text(got), text(r)}); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestPassingBodyInAScript(t *testing.T) {
	answer := func() Answer {
		return Answer{Complete: true, Status: 200, Header: http.Header{"Content-Length": {"5"}}, Body: io.NopCloser(strings.NewReader("hello"))}
	}
	for script, want := range map[string]string{
		`local r = response.load(); r:headers('X-Was', r:body() .. r:statusCode())`: "Content-Length=5;X-Was=hello200; hello",
		`local r = response.load(); r:body(r:body() .. ' you')`:                     " hello you",
	} {
		a, err := proxyScript(t, quiet(), `{"post":`+quoted(script)+`}`, answering(answer()))(t.Context(), &Request{})
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(a.Body)
		if got := headerText(a.Header) + " " + string(text); got != want {
			t.Errorf("%s: got %q, want %q", script, got, want)
		}
	}
}

func TestSourcesOfScripts(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.lua", "function f() return 'one' end")
	run := func(p Proxy) string {
		a, err := p(t.Context(), &Request{})
		if err != nil {
			return err.Error()
		}
		return written(a)
	}
	const post = `"post":"response.load():data():set('f', f())"`
	env := quiet()
	env.Dir = dir
	next := func(context.Context, *Request) (*Answer, error) { return &Answer{Complete: true}, nil }
	once := proxyScript(t, env, `{"sources":["a.lua"],`+post+`}`, next)
	live := proxyScript(t, env, `{"sources":["a.lua"],"live":true,`+post+`}`, next)
	wrong := proxyScript(t, env, `{"sources":["a.lua"],"md5":{"a.lua":"00"},`+post+`}`, next)
	missing := proxyScript(t, env, `{"sources":["none.lua"],`+post+`}`, next)
	got := []string{run(once), run(live), run(wrong)}
	write("a.lua", "function f() return 'two' end")
	got = append(got, run(once), run(live))
	want := []string{`{"f":"one"}`, `{"f":"one"}`, `{}`, `{"f":"one"}`, `{"f":"two"}`}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if text := run(missing); !strings.Contains(text, "none.lua") {
		t.Errorf("a missing source gives %q", text)
	}
	var effects []diag.Effect
	for _, f := range env.Notices {
		effects = append(effects, f.Effect)
	}
	if d := cmp.Diff([]diag.Effect{diag.Unsafe, diag.Fails}, effects); d != "" {
		t.Errorf("notices (-want +got):\n%s", d)
	}
}

func TestScriptsOverRequestsOfClients(t *testing.T) {
	tests := map[string]struct{ script, want string }{
		"method and host":  {`local c = ctx.load(); c:headers('X-In', c:method() .. c:host()); c:method('PUT')`, "200 PUT /x?a=1 X-In=POSTexample.com; 7 body"},
		"query and params": {`local c = ctx.load(); c:query('b', c:query('a') .. c:params('id')); c:query('a', nil); c:params('Id', '8')`, "200 POST /x?b=17  8 body"},
		"url and body":     {`local c = ctx.load(); c:url('/y?z=' .. c:body()); c:body('new')`, "200 POST /y?z=body  7 new"},
		"headers":          {`local c = ctx.load(); c:headers('X-No', nil); c:headers('x-a', c:headers('X-No'))`, "200 POST /x?a=1 X-A=; 7 body"},
		"custom error":     {`custom_error('no', 403)`, "403"},
		"mistake":          {`nothing()`, "500"},
		"no calls there":   {`http_response.new('http://x/')`, "500"},
		"broken url":       {`ctx.load():url('http://[::1')`, "500"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := endpointOf(t, `{"modifier/lua-endpoint":{"pre":`+quoted(tt.script)+`}}`, `{}`)
			v := &Visit{Request: httptest.NewRequest(http.MethodPost, "/x?a=1", strings.NewReader("body")), Params: map[string]string{"Id": "7"}}
			got := strconv.Itoa(enterGates(EndpointGates(e, quiet()), v))
			if got == "200" {
				text, _ := io.ReadAll(v.Body)
				got = strings.Join([]string{got, v.Method, v.URL.String(), headerText(v.Header), v.Params["Id"], string(text)}, " ")
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestScriptOfTheServiceAlwaysRefusesWith500(t *testing.T) {
	svc := endpointOf(t, `{}`, `{}`).Service
	svc.Extra = endpointOf(t, `{"modifier/lua-endpoint":{"pre":"custom_error('no', 403)"}}`, `{}`).Extra
	if got := enterGates(ServiceGates(svc, quiet()), &Visit{Request: httptest.NewRequest(http.MethodGet, "/", nil)}); got != 500 {
		t.Errorf("got %d", got)
	}
}

func TestScriptsAskOtherServices(t *testing.T) {
	env := quiet()
	env.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "dead" {
			return nil, errors.New("nobody there")
		}
		text := r.Method + headerText(r.Header)
		if r.Body != nil {
			body, _ := io.ReadAll(r.Body)
			text += string(body)
		}
		return &http.Response{StatusCode: 201, Header: http.Header{"X-O": {"o"}}, Body: io.NopCloser(strings.NewReader(text)), Request: r}, nil
	})
	for call, want := range map[string]string{
		`'http://x/'`:                            `{"r":"201GETo"}`,
		`'http://x/', 'PUT', 'b'`:                `{"r":"201PUTbo"}`,
		`'http://x/', 'PUT', 'b', {['A'] = 'c'}`: `{"r":"201PUTA=c;bo"}`,
		`'http://dead/'`:                         "nobody there",
		`'::'`:                                   "missing protocol scheme",
	} {
		script := `local r = http_response.new(` + call + `); response.load():data():set('r', r:statusCode() .. r:body() .. r:headers('X-O')); r:close()`
		a, err := proxyScript(t, env, `{"post":`+quoted(script)+`}`, answering(Answer{Complete: true}))(t.Context(), &Request{})
		got := errorText(err)
		if err == nil {
			got = written(a)
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", call, got, want)
		}
	}
}

func TestPrintWritesIntoTheLog(t *testing.T) {
	var log bytes.Buffer
	env := quiet()
	env.Logger = slog.New(slog.NewTextHandler(&log, nil))
	if _, err := proxyScript(t, env, `{"pre":"print('hi', 1, nil)"}`, answering(Answer{}))(t.Context(), &Request{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `text="hi\t1\tnil"`) {
		t.Errorf("log %q", log.String())
	}
}

func TestScriptSeesNothingOfAPartialAnswer(t *testing.T) {
	partial := func(context.Context, *Request) (*Answer, error) {
		return &Answer{Data: dataOf(t, `{"a":1}`)}, io.ErrUnexpectedEOF
	}
	a, err := proxyScript(t, quiet(), `{"post":"error('x')"}`, partial)(t.Context(), &Request{})
	if written(a) != `{"a":1} incomplete` || err != io.ErrUnexpectedEOF {
		t.Errorf("got %s, %v", written(a), err)
	}
}

func BenchmarkScript(b *testing.B) {
	p := proxyScript(b, quiet(), `{"pre":"local r = request.load(); r:headers('X-A', r:method())"}`, answering(Answer{}))
	r := &Request{Method: "GET", Header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzScript holds that no script makes the gateway panic or run without end.
func FuzzScript(f *testing.F) {
	for _, s := range []string{
		"request.load():method('x')", "response.load():data():set('a', {1, 2})", "local d = response.load():data(); d:set('d', d)",
		"custom_error('x', 404)", "while true do end", "error()", "local x = luaList.new(); x:set(3, x)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		s := newScript(luaSettings{Pre: text, Post: text}, quiet())
		_, _ = s.around(answering(Answer{Data: dataOf(t, `{"a":[1]}`)}))(ctx, &Request{})
	})
}

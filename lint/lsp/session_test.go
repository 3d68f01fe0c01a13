package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
)

// session is an editor's side of a connection to a server.
type session struct {
	t    *testing.T
	conn *conn
	out  io.Closer
	done chan error
	id   int
	// incoming is all that the server says; it is read at once, as editors do, so
	// that the server never waits for the test.
	incoming chan *message
	// published are the diagnostics that came while waiting for something else.
	published []publishDiagnosticsParams
}

const uri = "file:///home/me/krakend.json"

func connect(t *testing.T, opts Options) *session {
	t.Helper()
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	s := &session{t: t, conn: newConn(fromServer, toServer), out: toServer, done: make(chan error, 1), incoming: make(chan *message, 1000)}
	go func() {
		defer close(s.incoming)
		for {
			m, err := s.conn.read()
			if err != nil {
				return
			}
			s.incoming <- m
		}
	}()
	go func() {
		err := Serve(context.Background(), fromClient, toClient, opts)
		toClient.Close()
		fromClient.Close()
		s.done <- err
	}()
	return s
}

// open starts a session with one document that is open.
func open(t *testing.T, text string) *session {
	t.Helper()
	s := connect(t, Options{Version: "1.2.3"})
	s.call("initialize", map[string]any{}, nil)
	s.tell("initialized", map[string]any{})
	s.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "json", "version": 1, "text": text}})
	return s
}

func (s *session) tell(method string, params any) {
	s.t.Helper()
	if err := s.conn.notify(method, params); err != nil {
		s.t.Fatal(err)
	}
}

// call asks and decodes the answer into result, where that is not nil.
func (s *session) call(method string, params, result any) *rpcError {
	s.t.Helper()
	s.id++
	data, err := json.Marshal(params)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.conn.write(message{ID: fmt.Append(nil, s.id), Method: method, Params: data}); err != nil {
		s.t.Fatal(err)
	}
	for {
		m := s.read()
		if m.Method != "" {
			continue
		}
		if string(m.ID) != fmt.Sprint(s.id) {
			s.t.Fatalf("the answer is to %s, want %d", m.ID, s.id)
		}
		if m.Error == nil && result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				s.t.Fatal(err)
			}
		}
		return m.Error
	}
}

func (s *session) read() *message {
	s.t.Helper()
	m, ok := <-s.incoming
	if !ok {
		s.t.Fatal("the server has closed the stream")
	}
	if m.Method == "textDocument/publishDiagnostics" {
		var p publishDiagnosticsParams
		if err := json.Unmarshal(m.Params, &p); err != nil {
			s.t.Fatal(err)
		}
		s.published = append(s.published, p)
	}
	return m
}

// diagnostics waits for those of a version of the document.
func (s *session) diagnostics(version int) []diagnostic {
	s.t.Helper()
	for {
		for _, p := range s.published {
			if p.Version == version {
				return p.Diagnostics
			}
		}
		s.read()
	}
}

func (s *session) close() error {
	s.t.Helper()
	s.call("shutdown", nil, nil)
	s.tell("exit", nil)
	return <-s.done
}

// marked takes the mark | out of a text and returns its position.
func marked(text string) (string, position) {
	before, after, _ := strings.Cut(text, "|")
	src := syntax.NewSource("", []byte(before+after))
	return before + after, positionOf(src, len(before))
}

func at(p position) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": p}
}

const users = `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "tiemout": "3s",
      "backend": [{"url_pattern": "/𐐀", "host": ["http://a:80"], "methd": "GET"}]
    }
  ]
}
`

func TestSessionReportsWhatIsFoundAsOneTypes(t *testing.T) {
	t.Parallel()
	s := open(t, users)
	got := s.diagnostics(1)
	if len(got) != 2 || got[0].Code != "unknown-field" || got[0].Severity != 2 || got[0].Source != "gatewright" {
		t.Fatalf("got %+v", got)
	}
	if want := (span{position{5, 6}, position{5, 15}}); got[0].Range != want {
		t.Errorf("the range is %+v, want %+v", got[0].Range, want)
	}
	// The second stands behind a character of two UTF-16 units.
	if want := (span{position{6, 66}, position{6, 73}}); got[1].Range != want {
		t.Errorf("the range is %+v, want %+v", got[1].Range, want)
	}
	if !strings.HasSuffix(got[0].CodeDescription.Href, "docs/rules/unknown-field.md") {
		t.Errorf("the link is %q", got[0].CodeDescription.Href)
	}
	s.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": 2},
		"contentChanges": []any{
			map[string]any{"range": span{position{6, 66}, position{6, 73}}, "text": `"method"`},
			map[string]any{"range": got[0].Range, "text": `"timeout"`},
		},
	})
	if left := s.diagnostics(2); len(left) != 0 {
		t.Errorf("left are %+v", left)
	}
	s.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": 3}, "contentChanges": []any{map[string]any{"text": "{"}},
	})
	if broken := s.diagnostics(3); len(broken) == 0 || broken[0].Code != "syntax-error" {
		t.Errorf("got %+v", broken)
	}
	s.tell("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
	if closed := s.diagnostics(0); len(closed) != 0 {
		t.Errorf("got %+v", closed)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestSessionLeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	s := open(t, users)
	s.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "file:///home/me/package.json", "version": 7, "text": `{"name": "x",}`}})
	if got := s.diagnostics(7); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestHoverExplainsFieldsAndFindings(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, from, to, want string }{
		{"a field", `"url_pattern"`, `"url_|pattern"`, "**url_pattern** (string)"},
		{"a value", `"http://a:80"`, `"http|://a:80"`, "http://a:80"},
		{"a finding", `"tiemout"`, `"tie|mout"`, "unknown-field"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text, p := marked(strings.Replace(users, tt.from, tt.to, 1))
			s := open(t, text)
			var got *hover
			if err := s.call("textDocument/hover", at(p), &got); err != nil {
				t.Fatal(err)
			}
			if tt.name != "a value" && (got == nil || !strings.Contains(got.Contents.Value, tt.want)) {
				t.Errorf("got %+v, want %q", got, tt.want)
			}
			if err := s.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCompletionOffersWhatFits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text  string
		has, hasNot []string
		first       string // the edit of the first item that is wanted
	}{
		{"keys of an endpoint", `{"endpoints": [{"endpoint": "/a", "|"}]}`, []string{"method", "backend"}, []string{"endpoint", "port"}, `"method": "GET"`},
		{"keys without a quote", `{"endpoints": [{"endpoint": "/a", |}]}`, []string{"method"}, []string{"endpoint"}, `"method": "GET"`},
		{"a key that has a colon", `{"endpoints": [{"met|": "GET"}]}`, []string{"method"}, nil, `"method"`},
		{"the end is missing", "{\"endpoints\": [{\"endpoint\": \"/a\", \"ba|", []string{"backend"}, nil, `"backend": []`},
		{"keys behind the cursor are there", `{"endpoints": [{"|", "backend": []}]}`, []string{"method"}, []string{"backend"}, `"method": "GET"`},
		{"namespaces", `{"endpoints": [{"extra_config": {"|"}}]}`, []string{"qos/ratelimit/router", "auth/validator"}, []string{"router"}, `"qos/ratelimit/router": {}`},
		{"settings of a namespace", `{"endpoints": [{"extra_config": {"qos/ratelimit/router": {|}}}]}`, []string{"max_rate"}, []string{"endpoint"}, ""},
		{"values", `{"endpoints": [{"backend": [{"encoding": "|"}]}]}`, []string{`"no-op"`, `"json"`}, []string{`"negotiate"`}, `"no-op"`},
		{"values without a quote", `{"endpoints": [{"output_encoding": |}]}`, []string{`"negotiate"`}, nil, `"negotiate"`},
		{"booleans", `{"endpoints": [{"backend": [{"is_collection": t|}]}]}`, []string{"true", "false"}, nil, "true"},
		{"examples", `{"timeout": "|"}`, []string{`"2s"`}, nil, `"2s"`},
		{"behind a value", `{"timeout": "2s" |}`, nil, []string{"port", `"2s"`}, ""},
		{"behind a key", `{"timeout" |}`, nil, []string{"port"}, ""},
		{"outside", `|{}`, nil, []string{"port"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text, p := marked(tt.text)
			s := open(t, text)
			var got completionList
			if err := s.call("textDocument/completion", at(p), &got); err != nil {
				t.Fatal(err)
			}
			var labels []string
			for _, item := range got.Items {
				labels = append(labels, item.Label)
				if len(tt.has) > 0 && item.Label == tt.has[0] && tt.first != "" && item.TextEdit.NewText != tt.first {
					t.Errorf("the edit is %q, want %q", item.TextEdit.NewText, tt.first)
				}
			}
			for _, want := range tt.has {
				if !slices.Contains(labels, want) {
					t.Errorf("%s is not offered, but %v", want, labels)
				}
			}
			for _, no := range tt.hasNot {
				if slices.Contains(labels, no) {
					t.Errorf("%s is offered", no)
				}
			}
			if err := s.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCompletionReplacesWhatIsTyped(t *testing.T) {
	t.Parallel()
	text, p := marked(`{"endpoints": [{"met|" }]}`)
	s := open(t, text)
	var got completionList
	s.call("textDocument/completion", at(p), &got)
	for _, item := range got.Items {
		if item.Label == "method" {
			after := change(text, item.TextEdit)
			if want := `{"endpoints": [{"method": "GET" }]}`; after != want {
				t.Errorf("got %s, want %s", after, want)
			}
		}
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func change(text string, edits ...textEdit) string {
	src := syntax.NewSource("", []byte(text))
	var list []syntax.Edit
	for _, e := range edits {
		list = append(list, syntax.Edit{Start: offset(src, e.Range.Start), End: offset(src, e.Range.End), Text: e.NewText})
	}
	out, err := syntax.Apply(text, list)
	if err != nil {
		return err.Error()
	}
	return out
}

func TestCodeActionsMendAndIgnore(t *testing.T) {
	t.Parallel()
	s := open(t, users)
	where := s.diagnostics(1)[0].Range
	params := map[string]any{"textDocument": map[string]any{"uri": uri}, "range": where, "context": map[string]any{}}
	var got []codeAction
	if err := s.call("textDocument/codeAction", params, &got); err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	for _, a := range got {
		titles[a.Title] = change(users, a.Edit.Changes[uri]...)
	}
	if text, ok := titles[`rename it to "timeout" (changes what clients see)`]; !ok || !strings.Contains(text, `"timeout": "3s"`) {
		t.Errorf("got %v", titles)
	}
	ignored, ok := titles["ignore unknown-field here, and say why"]
	if !ok || !strings.Contains(ignored, `"@lint-ignore": {"unknown-field": "why"},`) {
		t.Fatalf("got %v", titles)
	}
	s.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": 2}, "contentChanges": []any{map[string]any{"text": ignored}},
	})
	if left := s.diagnostics(2); len(left) != 0 {
		t.Errorf("left are %+v", left)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestFixAllMakesTheSafeFixesInOneEdit(t *testing.T) {
	t.Parallel()
	text := "{\n  \"version\": 3,\n  \"名\": \"𐐀\",\r\n  \"endpoints\": [],\n}\n"
	s := open(t, text)
	params := map[string]any{"textDocument": map[string]any{"uri": uri}, "range": span{}, "context": map[string]any{"only": []string{"source.fixAll"}}}
	var got []codeAction
	if err := s.call("textDocument/codeAction", params, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Kind != fixAll {
		t.Fatalf("got %+v", got)
	}
	want := strings.Replace(text, "[],", "[]", 1)
	if diff := cmp.Diff(want, change(text, got[0].Edit.Changes[uri]...)); diff != "" {
		t.Error(diff)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestFormattingLaysOut(t *testing.T) {
	t.Parallel()
	text := `{"version":3,"endpoints":[]}`
	s := open(t, text)
	var got []textEdit
	params := map[string]any{"textDocument": map[string]any{"uri": uri}, "options": map[string]any{"tabSize": 2, "insertSpaces": true}}
	if err := s.call("textDocument/formatting", params, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("{\n  \"version\": 3,\n  \"endpoints\": []\n}\n", change(text, got...)); diff != "" {
		t.Error(diff)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestServerKeepsToTheProtocol(t *testing.T) {
	t.Parallel()
	s := connect(t, Options{})
	if err := s.call("textDocument/hover", at(position{}), nil); err == nil || err.Code != codeNotInitialized {
		t.Errorf("before initialize: %v", err)
	}
	var info initializeResult
	s.call("initialize", map[string]any{}, &info)
	var caps map[string]any
	if err := json.Unmarshal(info.Capabilities, &caps); err != nil || caps["hoverProvider"] != true {
		t.Errorf("the capabilities are %s", info.Capabilities)
	}
	for method, code := range map[string]int{"no/such": codeMethodNotFound, "initialize": codeInvalidRequest, "textDocument/hover": codeInvalidParams} {
		if err := s.call(method, map[string]any{"textDocument": map[string]any{"uri": "file:///none.json"}}, nil); err == nil || err.Code != code {
			t.Errorf("%s: %v, want code %d", method, err, code)
		}
	}
	if _, err := io.WriteString(s.conn.w, "Content-Length: 3\r\n\r\n{x}"); err != nil {
		t.Fatal(err)
	}
	if m := s.read(); m.Error == nil || m.Error.Code != codeParse {
		t.Errorf("got %+v", m)
	}
	s.tell("exit", nil)
	if err := <-s.done; !errors.Is(err, ErrNoShutdown) {
		t.Errorf("the error is %v", err)
	}
}

func TestServerEndsWithTheStream(t *testing.T) {
	t.Parallel()
	s := connect(t, Options{})
	s.out.Close()
	if err := <-s.done; err != nil {
		t.Error(err)
	}
	s = connect(t, Options{})
	if _, err := io.WriteString(s.conn.w, "Content-Length: many\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := <-s.done; err == nil || !strings.Contains(err.Error(), "many") {
		t.Errorf("the error is %v", err)
	}
}

func TestOptionsAreThoseOfThePath(t *testing.T) {
	t.Parallel()
	var asked string
	s := connect(t, Options{Lint: func(path string) lint.Options {
		asked = path
		return lint.Options{Disable: []string{"unknown-field"}}
	}})
	s.call("initialize", map[string]any{}, nil)
	s.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "file:///my%20gateway/krakend.json", "version": 1, "text": users}})
	if got := s.diagnostics(1); len(got) != 0 || asked != "/my gateway/krakend.json" {
		t.Errorf("asked for %q, got %+v", asked, got)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestPathsAndURIsComeBack(t *testing.T) {
	t.Parallel()
	for name, uri := range map[string]string{"/a b/漢.json": "file:///a%20b/%E6%BC%A2.json", "C:/a.json": "file:///C:/a.json"} {
		if got, ok := uriOf(name); !ok || got != uri {
			t.Errorf("the URI of %q is %q", name, got)
		}
		if got := pathOf(uri); got != name {
			t.Errorf("the path of %q is %q", uri, got)
		}
	}
	if _, ok := uriOf("relative.json"); ok {
		t.Error("a relative path has a URI")
	}
	if got := pathOf("untitled:new.json"); got != "new.json" {
		t.Errorf("got %q", got)
	}
}

func FuzzCursorAndDifference(f *testing.F) {
	f.Add(`{"endpoints": [{"a": "b\"`, 12, "{\n}")
	f.Add("{\"a\":\r\n[1,2,{\"b\"", 3, "")
	f.Fuzz(func(t *testing.T, text string, at int, next string) {
		at = min(max(at, 0), len(text))
		if c, ok := cursorAt(text, at); ok && (c.start > at || c.end < at || c.end > len(text)) {
			t.Fatalf("%q at %d: %+v", text, at, c)
		}
		if !strings.Contains(text+next, "\ufeff") && strings.ToValidUTF8(text, "") == text {
			d := &document{uri: uri, path: "krakend.json"}
			d.set(1, text)
			if got := change(text, d.difference(next)); got != next {
				t.Fatalf("%q becomes %q, want %q", text, got, next)
			}
		}
	})
}

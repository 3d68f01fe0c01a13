package tui

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/try"
)

func TestAFindingIsProvedByTheDocuments(t *testing.T) {
	t.Parallel()
	const text = `{
  "version": 3,
  "endpoints": [
    {"endpoint": "/levels", "backend": [{"host": ["http://stock:5003"], "url_pattern": "/levels"}]},
    {"endpoint": "/users/{id}", "method": "DELETE", "backend": [{"host": ["http://stock:5003"], "url_pattern": "/users/{id}"}]}
  ]
}
`
	down := false
	d := newDriver(t, []byte(text), 140, 40, working(&down, stock(t))).press("3", "/", " rule:empty-body", "enter", "z").sees("Because  spec: DELETE /users/{id} -> 204", "Proof    [t] run it", "Ignore   [i] with a reason")
	d.press("t").sees("Try DELETE /users/1", "documents answer", "Client  500", "Backend 0  204").press("esc").sees("Proof    stock answers 204 → client gets 500")
	d.press("e").sees("Proof    stock answers 204 → client gets 500").press("esc")
	// What was proved of another state of the draft is proved no longer.
	d.press("z", "2", "g", "j", "j", "j", "enter", " 2s", "enter", "3", "z").sees("Proof    [t] run it")
	// On the page of its rule too, which comes back with the proof.
	d.press("e", "t", "esc").sees("empty-body-decoded", "Proof    stock answers 204", "i ignore").press("f")
	if len(d.m.overlays) != 0 || !strings.Contains(d.text(), `"no-op"`) {
		t.Errorf("the fix is not applied:\n%s\n%s", d.frame(), d.text())
	}

	for name, c := range map[string]struct {
		documents []*spec.Service
		want      string
	}{
		"no document": {nil, "--spec FILE names one"},
		"another":     {products(t), "no document describes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const wrong = `{"version": 3, "endpoints": [{"endpoint": "/a", "method": "GET", "timeout": 2, "backend": [{"host": ["http://stock:5003"], "url_pattern": "/x"}]}]}`
			d := newDriver(t, []byte(wrong), 120, 30, working(&down, c.documents)).press("3", "/", " duration", "enter", "t").sees(c.want)
			if len(d.m.overlays) != 0 {
				t.Errorf("something was sent:\n%s", d.frame())
			}
		})
	}
}

func TestAProofSaysWhatHappened(t *testing.T) {
	t.Parallel()
	call := func(url string, status int, body, err string) try.Call {
		return try.Call{URL: url, Status: status, Body: body, Err: err}
	}
	answer := func(status int, body string, completed string, calls ...try.Call) *try.Answer {
		return &try.Answer{Status: status, Body: []byte(body), Header: http.Header{"X-Krakend-Completed": {completed}}, Calls: calls}
	}
	long := `{"name": "` + strings.Repeat("日", 200) + `"}`
	for want, c := range map[string]struct {
		effect diag.Effect
		a      *try.Answer
		err    error
	}{
		`users answers 204 -> client gets 500`:                                                                                         {diag.Fails, answer(500, "", "false", call("http://users:5000/u", 204, "", "bad")), nil},
		`10.0.0.1:81 answers 200 {"a":1} -> client gets 200 {}`:                                                                        {diag.Wrong, answer(200, "{}", "true", call("http://10.0.0.1:81/u", 200, `{"a": 1}`, "")), nil},
		`a answers 200 x, b does not answer: refused -> client gets 200 {"x":1}, incomplete`:                                           {diag.Wrong, answer(200, `{"x":1}`, "false", call("http://a", 200, "x", ""), call("http://b", 0, "", "refused")), nil},
		`no backend is called -> client gets 401; give the request what it lacks, and send it again`:                                   {diag.Fails, answer(401, "", ""), nil},
		`a answers 200 {"name": "` + strings.Repeat("日", 12) + `... -> client gets 200 {}; what the documents answer does not show it`: {diag.Fails, answer(200, "{}", "true", call("http://a", 200, long, "")), nil},
		`a answers 200 x -> client gets 200 x`:                                                                                         {diag.Wrong, &try.Answer{Status: 200, Passed: true, Body: []byte("x"), Header: http.Header{"X-Krakend-Completed": {"false"}}, Calls: []try.Call{call("http://a", 200, "x", "")}}, nil},
		`there is no answer: boom`:                                                                                                     {diag.Fails, nil, errors.New("boom")},
		`the gateway does not start: k.json: bad ...`:                                                                                  {diag.Refused, nil, &serve.ConfigError{Findings: []diag.Finding{{}, {}}}},
	} {
		got := proof(diag.Finding{Effect: c.effect}, c.a, c.err, "->")
		if c.effect == diag.Refused {
			if !strings.HasPrefix(got, "the gateway does not start: ") || strings.Contains(got, "\n") {
				t.Errorf("got %s", got)
			}
			continue
		}
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestWhatIsRefusedAtStartIsProvedSo(t *testing.T) {
	t.Parallel()
	down := false
	const text = `{"version": 3, "endpoints": [{"endpoint": "/a", "method": "DELETE", "backend": [{"host": ["http://stock:5003"], "url_pattern": "/users/{nope}"}]}]}`
	d := newDriver(t, []byte(text), 160, 40, working(&down, stock(t))).press("3", "z", "/", " rule:param-undefined", "enter")
	if f, ok := d.m.findings.Current(); !ok || f.Rule != diag.ParamUndefined {
		t.Fatalf("the finding is %+v:\n%s", f, d.frame())
	}
	d.press("t", "esc").sees("Proof    the gateway does not start: ")
}

func TestTheFieldsOwnFindingIsFixedWhileItIsEdited(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys []string
		sees string
		want string
	}{
		"a line":                 {[]string{"j", "enter", "]", "j", "enter"}, "url_pattern names {ID}", replaced(t, "/api/products/{ID}", "/api/products/{id}")},
		"while another is typed": {[]string{"j", "enter", "]", "j", "enter", " x"}, "fix [alt+f]: write {id}", replaced(t, "/api/products/{ID}", "/api/products/{id}")},
		"a choice":               {[]string{"enter", "]", "j", "j", "j", "j", "enter"}, "fix [alt+f]: write true", replaced(t, `"is_collection": "true"`, `"is_collection": true`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 120, 30).press(c.keys...)
			if len(d.m.overlays) != 1 {
				t.Fatalf("no form is open:\n%s", d.frame())
			}
			d.sees(c.sees).press("alt+f")
			if len(d.m.overlays) != 0 || d.text() != c.want {
				t.Errorf("got %s\n%s", cmp.Diff(c.want, d.text()), d.frame())
			}
		})
	}
}

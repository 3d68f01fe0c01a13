package try

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/tui/ui"
)

func TestChangesAreThoseOfTheAnswerAndOfEachBackend(t *testing.T) {
	t.Parallel()
	request := func(page string) Request {
		return Request{Method: "GET", Path: "/a", Query: []Pair{{"page", page}}}
	}
	answer := func(status int, body string, calls ...Call) *Answer {
		return &Answer{Status: status, Header: http.Header{"X-Krakend-Completed": {"true"}, "Date": {time.Now().String()}}, Body: []byte(body), Calls: calls}
	}
	call := func(backend, status int, body, err string) Call {
		return Call{Backend: backend, Method: "GET", URL: "http://b", Status: status, Body: body, Err: err, Size: int64(len(body))}
	}
	for name, c := range map[string]struct {
		before, now Sent
		want        []string
	}{
		"nothing": {
			Sent{request("1"), Live, answer(200, `{"a":1}`, call(0, 200, `{"a":1}`, ""))},
			Sent{request("1"), Live, answer(200, `{ "a": 1 }`, call(0, 200, `{"a":1}`, ""))},
			[]string{"Client  200", "against the answer before", "", "nothing differs", "Backend 0  200", "nothing differs"},
		},
		"a value": {
			Sent{request("1"), Live, answer(200, `{"a":1}`)},
			Sent{request("2"), Documents, answer(200, `{"a":2}`)},
			[]string{"Client  200", "against the answer before: /a?page=1, live", "", "  X-Krakend-Completed: true", "  ", "  {", `-   "a": 1`, `+   "a": 2`, "  }"},
		},
		"a failure": {
			Sent{request("1"), Live, answer(200, ``, call(0, 200, ``, ""), call(1, 200, `x`, ""))},
			Sent{request("1"), Live, answer(500, ``, call(0, 500, ``, "bad"))},
			[]string{
				"Client  500 was 200", "against the answer before", "", "- status 200", "+ status 500", "  X-Krakend-Completed: true", "  ", "  (no body)",
				"Backend 0  500 was 200", "  GET http://b", "- status 200", "+ status 500", "+ bad", "  ", "  (no body)",
				"Backend 1  not called", "- GET http://b", "- status 200", "- ", "- x",
			},
		},
		"a backend more": {
			Sent{request("1"), Live, answer(204, ``)},
			Sent{request("1"), Live, answer(204, ``, call(0, 0, ``, "refused"))},
			[]string{
				"Client  204", "against the answer before", "", "nothing differs",
				"Backend 0  no answer, not called before", "+ GET http://b", "+ status no answer", "+ refused", "+ ", "+ (no body)",
			},
		},
		"one backend twice": {
			Sent{request("1"), Live, answer(204, ``, call(0, 200, "1", ""), call(0, 200, "2", ""))},
			Sent{request("1"), Live, answer(204, ``, call(0, 200, "1", ""), call(0, 200, "2", ""))},
			[]string{"Client  204", "against the answer before", "", "nothing differs", "Backend 0  200", "nothing differs", "Backend 0  200", "nothing differs"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.now.Changes(c.before)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLettersAreKeysOnlyWhereNoneAreTyped(t *testing.T) {
	t.Parallel()
	m := New(ui.NewTheme(false, false), FormFor(endpoint(t, `{"endpoint": "/a", "input_query_strings": ["q"]}`)))
	m.SetSize(100, 30)
	press := func(name string) any {
		k := ui.Key{Name: name}
		if len(name) == 1 {
			k.Text = name
		}
		return m.Update(k)
	}
	for _, k := range []string{"d", "o", "y", "s", "h", "r"} {
		if e := press(k); e != nil {
			t.Errorf("%s in a field is %v", k, e)
		}
	}
	if got := m.Sent().Request.Path; got != "" {
		t.Errorf("something was sent: %q", got)
	}
	for _, k := range []string{"alt+d", "alt+o", "alt+y", "alt+s"} {
		if e := press(k); e != nil {
			t.Errorf("%s without an answer is %v", k, e)
		}
	}
	answer := func(body string) {
		m.Sending()
		m.SetAnswer(&Answer{Status: 200, Header: http.Header{"X-Krakend-Completed": {"false"}}, Body: []byte(body), Calls: []Call{
			{Backend: 0, Status: 200, Body: "first"}, {Backend: 1, Err: "refused"},
		}}, nil)
	}
	answer(`{"a": 1}`)
	if said, ok := press("alt+d").(Said); !ok || !strings.Contains(said.Text, "nothing to compare") {
		t.Errorf("the first answer is compared: %v", said)
	}
	sent := m.Sent()
	if sent.Request.Target() != "/a?q=doyshr" {
		t.Errorf("sent %s", sent.Request.Target())
	}
	press("x")
	if sent.Request.Target() != "/a?q=doyshr" {
		t.Error("what was sent changes with the form")
	}
	m.SetLast(&sent)
	answer(`{"a": 2}`)
	press("tab")
	if e := press("d"); e != nil {
		t.Error(e)
	}
	frame := strings.Join(m.View(), "\n")
	if !strings.Contains(frame, `-   "a": 1`) || !strings.Contains(frame, `+   "a": 2`) || !strings.Contains(frame, "/a?q=doyshr ") {
		t.Errorf("there is no diff:\n%s", frame)
	}
	press("d")
	if frame := strings.Join(m.View(), "\n"); strings.Contains(frame, `-   "a"`) || !strings.Contains(frame, "[alt+s] adds static data") {
		t.Errorf("the answers are not back:\n%s", frame)
	}
	if e, ok := press("y").(CopyBody); !ok || e.Text != `{"a": 2}` {
		t.Errorf("copies %+v", e)
	}
	if e, ok := press("s").(AddStatic); !ok || e.Sent.Answer.Failed()[0] != 1 {
		t.Errorf("adds %+v", e)
	}
	press("tab")
	if e, ok := press("o").(Open); !ok || e.Text != "first" || e.Name != "a.txt" {
		t.Errorf("opens %+v", e)
	}
	press("tab")
	if e, ok := press("y").(Said); !ok {
		t.Errorf("the body of no answer: %+v", e)
	}
}

func TestPartsAreTheMembersWithNothingInThem(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id": 7, "name": "Pen", "tags": ["a"], "ok": false, "none": null}`: `{"id": null, "name": null, "tags": [], "ok": null, "none": null}`,
		`{"stock": {"levels": [1], "at": {"city": "X", "geo": {"lat": 1}}}}`: `{"stock": {"levels": [], "at": {"city": null, "geo": {}}}}`,
		`{"a\"b": 1, "<é>": {}}`: `{"a\"b": null, "\u003cé\u003e": {}}`,
		`{}`:                     `{}`, `[1]`: `{}`, `"text"`: `{}`, `{"a": 1`: `{}`, ``: `{}`,
	} {
		if got := Object((&Answer{Body: []byte(body)}).Parts()); got != want {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
	if got := (&Answer{Body: []byte(`{"a": 1}`), Size: 99}).Parts(); got != nil {
		t.Errorf("of a body that is cut: %v", got)
	}
}

package tui

import (
	"strings"
	"testing"
)

func TestT08BrokenFilesOpenInRepair(t *testing.T) {
	t.Parallel()
	good := string(shop(t))
	fixtures := map[string]string{
		"missing comma": replaced(t, `"GET",`, `"GET"`), "truncated": good[:len(good)/2], "array": "[]", "nul": "{\"a\": \x00}",
		"bad escape": `{"a": "\q"}`, "bad UTF-8": "{\"a\": \"\xff\"", "number": "12", "text": "hello", "blank": "  \n",
		"open string": `{"a": "b`, "one long line": "{" + strings.Repeat(`"k": 1 `, 100_000), "deep": strings.Repeat("[", 20_000),
	}
	for name, text := range fixtures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, []byte(text), 80, 24)
			if !d.m.broken {
				t.Fatalf("it opened as usual:\n%s", d.frame())
			}
			for _, k := range []string{"tab", "j", "G", "enter", " x", "esc", "f", "t", "1", "3", "/", "n", "?", "esc", "u", "u"} {
				d.press(k)
				if fault := frameFault(d.frame(), 80, 24); fault != "" {
					t.Fatalf("after %q: %s", k, fault)
				}
			}
			if d.text() != text {
				t.Errorf("the text has changed")
			}
		})
	}
	d := newDriver(t, []byte(fixtures["missing comma"]), 80, 24)
	d.sees("Repair", "8:22", "there is no comma")
	d.press("enter", ",", "enter")
	if d.m.broken || d.text() != good {
		t.Errorf("mending the line gives\n%s", d.text())
	}
	d.sees("Endpoints (4)")
}

func TestTemplatesAreLookedAtAndNotMended(t *testing.T) {
	t.Parallel()
	text := "{\n \"version\": 3,\n \"endpoints\": [ {{ template \"x.tmpl\" . }} ]\n}\n"
	d := newDriver(t, []byte(text), 80, 24)
	d.sees("This is a template", "gatewright lint reads it", "[read only]", `{{ template "x.tmpl" . }}`)
	if d.press("enter", " x", "enter", "f", "tab", "j"); d.text() != text || d.m.current().Typing() {
		t.Errorf("it was edited:\n%s", d.text())
	}
	inStrings := `{"version": 3, "endpoints": [{"endpoint": "/{{ .x }}", "backend": []}]}`
	if d := newDriver(t, []byte(inStrings), 80, 24); d.m.broken || d.m.draft.Locked() != "" {
		t.Error("a configuration with braces in a string is taken for a template")
	}
}

func TestACommentIsTakenOutOfABrokenFile(t *testing.T) {
	t.Parallel()
	d := newDriver(t, []byte("{\n  \"version\": 3, // the only one\n  /* none\n     yet */ \"endpoints\": []\n}\n"), 120, 30).sees("JSON has no comments")
	d.press("f").sees("delete the comment").press("f")
	if want := "{\n  \"version\": 3, \n   \"endpoints\": []\n}\n"; d.text() != want || d.m.broken {
		t.Errorf("got %q", d.text())
	}
	if d.press("u", "u"); !strings.Contains(d.text(), "// the only one") {
		t.Error("it cannot be taken back")
	}
}

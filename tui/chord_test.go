package tui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// together presses keys so quickly that they arrive as one message.
func (d *driver) together(keys string) *driver {
	d.Helper()
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(keys)})
	return d
}

func TestPairsOfKeys(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		first []string
		keys  string
		sees  string
	}{
		"the map":                           {nil, "gm", "hosts  products:5001 x2"},
		"the diff":                          {[]string{"j", "d"}, "gd", "Draft against krakend.json"},
		"an error":                          {nil, "]e", "error: "},
		"a warning":                         {nil, "]w", "warning: "},
		"a warning before":                  {nil, "[w", "warning: "},
		"twice the same is the first line":  {[]string{"G"}, "gg", "service"},
		"another key comes after the first": {[]string{"G"}, "gj", "GET /v1/products"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 120, 40, everything(t)).press(tt.first...)
			d.together(tt.keys).sees(tt.sees)
		})
	}
}

func TestWhereNothingIsFoundThereIsNothingToGoTo(t *testing.T) {
	t.Parallel()
	d := newDriver(t, []byte(`{"version": 3, "name": "a", "endpoints": []}`), 120, 40)
	d.press(">").sees("nothing to report").together("]w").sees("nothing to report")
	newDriver(t, []byte(replaced(t, `"is_collection": "true"`, `"is_collection": true`)), 120, 40).together("]w").sees("there is no warning")
}

// TestTheFirstOfAPairWaits holds that a key which may begin a pair says so, is
// given up with esc, and is the key that it is when it has waited.
func TestTheFirstOfAPairWaits(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40, everything(t)).press("j", "j", "j")
	d.m.wait = time.Hour // what waits is not run
	before := d.m.list.Index()
	d.m.Update(keyMsg("g"))
	d.sees("g d what the draft changes in the file", "g m the map of the routes")
	if d.m.list.Index() != before {
		t.Error("the key did not wait")
	}
	d.m.Update(keyMsg("esc"))
	d.m.Update(chordDue{d.m.chord.seq})
	if d.m.list.Index() != before {
		t.Error("the key was not given up")
	}
	d.m.Update(keyMsg("g"))
	d.m.Update(chordDue{d.m.chord.seq - 1})
	if d.m.list.Index() != before {
		t.Error("another key's time was over")
	}
	d.m.Update(chordDue{d.m.chord.seq})
	if got := d.m.list.Index(); got == before {
		t.Error("the key was not pressed when its time was over")
	}
}

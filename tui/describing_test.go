package tui

import (
	"strings"
	"testing"
)

func TestFormsSayWhatTheSchemaSaysOfTheirField(t *testing.T) {
	t.Parallel()
	var asked []string
	d := newDriver(t, shop(t), 120, 30, func(o *Options) {
		o.Describe = func(pointer string) string {
			asked = append(asked, pointer)
			return "how long " + pointer + " may take"
		}
	})
	d.press("enter", "j", "j", "j", "enter").sees("how long /endpoints/0/timeout may take").press("esc")
	// What the values of a choice do stands beside them.
	d.press("k", "enter").sees("how the answer to the client is written")
	if len(asked) == 0 || strings.Contains(strings.Join(asked, " "), "output_encoding") {
		t.Errorf("asked for %q", asked)
	}
}

package diffview

import (
	"strings"
	"testing"

	"github.com/gatewright/gatewright/tui/ui"
)

func TestAChangeBehindASecretIsInSight(t *testing.T) {
	t.Parallel()
	theme := ui.NewTheme(false, true)
	for _, before := range []string{`{"client_secret": "` + strings.Repeat("s", 60) + `", `, "{" + strings.Repeat(`"k": "é", `, 100_000)} {
		text := before + `"here": 1}`
		got := Render(theme, Line{Kind: Added, Number: 1, Text: text, Focus: len(before)}, 60)
		if !strings.Contains(got, `"here": 1`) || strings.Contains(got, "ssss") || ui.Width(got) > 60 {
			t.Errorf("got %q", got)
		}
	}
}

package list

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/ui"
)

// TestRowsThatAreKeptAreThoseMadeAnew shows one state of a file after the other
// in one list, and each in a list of its own.
func TestRowsThatAreKeptAreThoseMadeAnew(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(1))
	file := func() string {
		var endpoints []string
		for range rnd.Intn(6) {
			endpoints = append(endpoints, fmt.Sprintf(`{"endpoint": "/%d", "backend": [{"url_pattern": "/%d"}]}`, rnd.Intn(3), rnd.Intn(2)))
		}
		if rnd.Intn(4) == 0 {
			endpoints = append(endpoints, "null")
		}
		return fmt.Sprintf(`{"host": ["http://h%d"], "output_encoding": %q, "endpoints": [%s]}`,
			rnd.Intn(2), []string{"json", "no-op"}[rnd.Intn(2)], strings.Join(endpoints, ","))
	}
	m := New(ui.NewTheme(false, true))
	for n := range 500 {
		text := file()
		m.SetService(config.Parse("krakend.json", []byte(text)).Service())
		fresh := New(ui.NewTheme(false, true))
		fresh.SetService(config.Parse("krakend.json", []byte(text)).Service())
		if diff := cmp.Diff(fresh.rows, m.rows, cmp.AllowUnexported(row{})); diff != "" {
			t.Fatalf("step %d, %s: %s", n, text, diff)
		}
	}
}

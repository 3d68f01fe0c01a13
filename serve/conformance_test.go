package serve_test

import (
	"flag"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// Most of the cases' time is waiting, which costs no processor.
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("12"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// TestRecordedCases replays what was recorded from the reference gateway.
func TestRecordedCases(t *testing.T) {
	for feature, cases := range readCases(t) {
		t.Run(feature, func(t *testing.T) {
			t.Parallel()
			for _, c := range cases {
				t.Run(c.Name, func(t *testing.T) {
					t.Parallel()
					if diffs := twice(t, c); len(diffs) > 0 {
						t.Errorf("%s\n%s", c.About, strings.Join(diffs, "\n"))
					}
				})
			}
		})
	}
}

// alone is held for writing by a replay that nothing else may disturb.
var alone sync.RWMutex

// twice replays a case, and once more alone if it does not hold: the cases have
// time limits, which a busy machine can miss.
func twice(t *testing.T, c testCase) []string {
	t.Helper()
	alone.RLock()
	diffs := replay(t, c)
	alone.RUnlock()
	if len(diffs) == 0 {
		return nil
	}
	alone.Lock()
	defer alone.Unlock()
	return replay(t, c)
}

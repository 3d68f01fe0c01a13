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

// pending are the features that are not done yet, each with the number of its
// cases that hold: less is a regression, more is noted and moves the number.
var pending = map[string]int{
	"cel": 16,
	"lua": 0,
}

// TestRecordedCases replays what was recorded from the reference gateway.
func TestRecordedCases(t *testing.T) {
	for feature, cases := range readCases(t) {
		t.Run(feature, func(t *testing.T) {
			t.Parallel()
			if want, ok := pending[feature]; ok {
				holdPending(t, cases, want)
				return
			}
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

// holdPending makes sure that at least so many cases hold as noted.
func holdPending(t *testing.T, cases []testCase, want int) {
	t.Helper()
	held := make([]bool, len(cases))
	t.Run("pending", func(t *testing.T) {
		for i, c := range cases {
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				held[i] = len(replay(t, c)) == 0
			})
		}
	})
	n := count(held)
	for i := 0; i < len(cases) && n < want; i++ {
		if !held[i] && len(twice(t, cases[i])) == 0 {
			n++
		}
	}
	switch {
	case n < want:
		t.Errorf("%d of %d cases hold, want %d", n, len(cases), want)
	case n > want:
		t.Logf("%d of %d cases hold, more than the %d noted", n, len(cases), want)
	}
}

func count(held []bool) (n int) {
	for _, ok := range held {
		if ok {
			n++
		}
	}
	return n
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

package revoker

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnEntryHoldsForOneToTwoTimesTheTTL(t *testing.T) {
	const ttl = time.Hour
	for name, tt := range map[string]struct {
		before time.Duration // from the entry that begins the generation
		holds  time.Duration
	}{
		"first of its time": {0, 2 * ttl},
		"in the middle":     {ttl / 2, 2*ttl - ttl/2},
		"last of its time":  {ttl - 1, ttl + 1},
		"of the next time":  {ttl, 2 * ttl},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := NewFilter()
				f.Configure(Settings{N: 1000, P: 1e-9, TTL: ttl})
				f.Add([]byte("jti-begins"))
				time.Sleep(tt.before)
				f.Add([]byte("jti-7"))
				time.Sleep(tt.holds - 1)
				if !f.Has([]byte("jti-7")) {
					t.Error("forgotten too early")
				}
				time.Sleep(time.Nanosecond)
				if f.Has([]byte("jti-7")) {
					t.Error("held for too long")
				}
			})
		})
	}
}

func TestWhatHasEndedTakesNoMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := NewFilter()
		f.Configure(Settings{N: 1000, P: 1e-9, TTL: time.Second})
		if f.Has([]byte("jti-1")); len(f.generations) != 0 {
			t.Error("an empty filter has memory")
		}
		for i := range 10 {
			f.Add(fmt.Appendf(nil, "jti-%d", i))
			time.Sleep(time.Second)
			if len(f.generations) > 2 {
				t.Errorf("%d generations", len(f.generations))
			}
		}
		time.Sleep(2 * time.Second)
		if f.Has([]byte("jti-1")); len(f.generations) != 0 {
			t.Errorf("%d generations are left", len(f.generations))
		}
	})
}

func TestOtherSettingsForgetNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		next Settings
		all  time.Duration // that the entry holds
	}{
		"same settings": {Settings{N: 10, P: 1e-9, TTL: time.Hour}, 2 * time.Hour},
		"other size":    {Settings{N: 99999, P: 1e-3, TTL: time.Hour}, 2 * time.Hour},
		"longer":        {Settings{N: 10, P: 1e-9, TTL: 3 * time.Hour}, 4 * time.Hour},
		"shorter":       {Settings{N: 10, P: 1e-9, TTL: time.Minute}, 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := NewFilter()
				f.Configure(Settings{N: 10, P: 1e-9, TTL: time.Hour})
				f.Add([]byte("jti-old"))
				f.Configure(tt.next)
				f.Add([]byte("jti-new"))
				if !f.Has([]byte("jti-old")) || !f.Has([]byte("jti-new")) {
					t.Error("something is forgotten at once")
				}
				time.Sleep(tt.all - 1)
				if !f.Has([]byte("jti-old")) {
					t.Error("forgotten too early")
				}
				time.Sleep(time.Nanosecond)
				if f.Has([]byte("jti-old")) {
					t.Error("held for too long")
				}
			})
		})
	}
}

func TestTheFilterKeepsToItsShareOfMistakes(t *testing.T) {
	f := NewFilter()
	f.Configure(Settings{N: 5000, P: 0.01, TTL: time.Hour})
	full := 0
	for i := range 5001 {
		if f.Add(fmt.Appendf(nil, "jti-%d", i)) {
			full = i + 1
		}
	}
	if full != 5000 {
		t.Errorf("the filter was full with %d", full)
	}
	wrong := 0
	for i := range 5000 {
		if !f.Has(fmt.Appendf(nil, "jti-%d", i)) {
			t.Fatalf("jti-%d is forgotten", i)
		}
		if f.Has(fmt.Appendf(nil, "sub-%d", i)) {
			wrong++
		}
	}
	if wrong > 150 {
		t.Errorf("%d of 5000 are taken for revoked, about 50 may be", wrong)
	}
}

func TestAFilterWithoutSettingsTakesNothing(t *testing.T) {
	f := NewFilter()
	if f.Add([]byte("jti-1")) || f.Has([]byte("jti-1")) {
		t.Error("an entry was taken")
	}
}

package revoker

import (
	"slices"
	"sync"
	"time"

	"github.com/bits-and-blooms/bloom/v3"
)

// Filter holds the entries that are revoked. It is safe for concurrent use.
type Filter struct {
	mu          sync.RWMutex
	settings    Settings
	generations []*generation // the youngest last
}

// generation takes entries for one TTL and holds them for another. Memory is
// there only from the first entry on.
type generation struct {
	bits         *bloom.BloomFilter
	n            uint // that the bits are made for
	taken        uint
	closes, ends time.Time
}

// NewFilter returns a filter without an entry. It takes none before it is
// configured.
func NewFilter() *Filter { return &Filter{} }

// Configure sets the bounds of the filter: what it holds it goes on holding, for
// as long as it did before or now would, whichever is longer.
func (f *Filter) Configure(s Settings) {
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.settings
	f.settings = s
	for _, g := range f.generations {
		if more := s.TTL - old.TTL; more > 0 {
			g.ends = g.ends.Add(more)
		}
	}
	if g := f.youngest(); g != nil && (s.N != old.N || s.P != old.P || s.TTL != old.TTL) {
		g.closes = time.Now()
	}
}

func (f *Filter) youngest() *generation {
	if len(f.generations) == 0 {
		return nil
	}
	return f.generations[len(f.generations)-1]
}

// Add revokes an entry. It reports whether that is the last one for which the
// filter has been made: from then on it takes more tokens for revoked than P
// allows.
func (f *Filter) Add(entry []byte) (full bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.settings.N == 0 {
		return false
	}
	now := time.Now()
	f.drop(now)
	g := f.youngest()
	if g == nil || !now.Before(g.closes) {
		s := f.settings
		g = &generation{bits: bloom.NewWithEstimates(s.N, s.P), n: s.N, closes: now.Add(s.TTL), ends: now.Add(2 * s.TTL)}
		f.generations = append(f.generations, g)
	}
	g.bits.Add(entry)
	g.taken++
	return g.taken == g.n
}

// Has reports whether an entry is revoked; of others the share P is taken for
// revoked as well.
func (f *Filter) Has(entry []byte) bool {
	found, old := f.look(entry, time.Now())
	if old {
		f.mu.Lock()
		f.drop(time.Now())
		f.mu.Unlock()
	}
	return found
}

func (f *Filter) look(entry []byte, now time.Time) (found, old bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, g := range f.generations {
		if !now.Before(g.ends) {
			old = true
		} else if g.bits.Test(entry) {
			return true, old
		}
	}
	return false, old
}

// drop frees what has ended. The caller holds the lock.
func (f *Filter) drop(now time.Time) {
	f.generations = slices.DeleteFunc(f.generations, func(g *generation) bool { return !now.Before(g.ends) })
}

package stage

import (
	"crypto/sha256"
	"sync"
	"time"
)

// limit is how often something may happen: rate times a second in the long run,
// burst times at once.
type limit struct {
	rate  float64
	burst float64
}

// newLimit reads a rate for a span of time and a capacity; ok is false where
// there is no limit. Without a capacity the burst is what a second gives of
// fallback, and at least one.
func newLimit(rate, fallback, capacity float64, every time.Duration) (l limit, ok bool) {
	if rate <= 0 {
		return limit{}, false
	}
	if every < time.Second {
		every = time.Second
	}
	l = limit{rate: rate / every.Seconds(), burst: capacity}
	if l.burst < 1 {
		l.burst = max(1, float64(int(fallback/every.Seconds())))
	}
	return l, true
}

// bucket holds the tokens of one limit.
type bucket struct {
	mu     sync.Mutex
	tokens float64
	at     time.Time
}

// take takes a token out, where there is one.
func (b *bucket) take(l limit, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fill(l, now)
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (b *bucket) fill(l limit, now time.Time) {
	if b.at.IsZero() {
		b.tokens = l.burst
	} else if d := now.Sub(b.at); d > 0 {
		b.tokens = min(l.burst, b.tokens+d.Seconds()*l.rate)
	}
	b.at = now
}

func (b *bucket) full(l limit, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fill(l, now)
	return b.tokens >= l.burst
}

// buckets holds a bucket for each client. Those that are full again say nothing
// and are swept out.
type buckets struct {
	limit limit
	most  int // clients

	mu    sync.Mutex
	byKey map[string]*bucket
	swept time.Time
}

const sweepEvery = time.Minute

// maxClients bounds how many clients of a limit are remembered: any client can
// name new addresses without end. Beyond it one that was met before is forgotten
// for each new one.
const maxClients = 1 << 20

// maxKey is how long a key is kept as it is. Clients choose what stands in a
// header: of a longer key its hash is kept.
const maxKey = 64

func shortKey(key string) string {
	if len(key) <= maxKey {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return string(sum[:])
}

func newBuckets(l limit) *buckets {
	return &buckets{limit: l, most: maxClients, byKey: map[string]*bucket{}}
}

// forget makes room for a client, at random: what is oldest nobody knows.
func (b *buckets) forget() {
	for key := range b.byKey {
		delete(b.byKey, key)
		return
	}
}

func (b *buckets) take(key string, now time.Time) bool {
	key = shortKey(key)
	b.mu.Lock()
	if b.swept.IsZero() {
		b.swept = now
	}
	if now.Sub(b.swept) > sweepEvery {
		for k, one := range b.byKey {
			if one.full(b.limit, now) {
				delete(b.byKey, k)
			}
		}
		b.swept = now
	}
	one := b.byKey[key]
	if one == nil {
		if len(b.byKey) >= b.most {
			b.forget()
		}
		one = &bucket{}
		b.byKey[key] = one
	}
	b.mu.Unlock()
	return one.take(b.limit, now)
}

package payload

// guesses tells which key is likely to come next. Most of a large body is a list
// of objects alike, and to see that a key stands where it is expected is quicker
// than to read it.
type guesses struct {
	keys [16]knownKey
	n    int // of keys that are known
	last int // the one that came last
	next int // the one that is expected
}

// knownKey is a key with what stands between it and its value, and the key that
// came behind it the last time.
type knownKey struct {
	start, end, next int
	// first are the first eight bytes; of a shorter key those that mask covers.
	// last are the last eight of a longer one.
	first, mask, last uint64
}

// is reports whether the key stands at i, which has room for it and eight bytes.
// Keys are short: two words are looked at quicker than texts are compared.
func (k *knownKey) is(text string, i int) bool {
	size := k.end - k.start
	switch {
	case (load(text, i)^k.first)&k.mask != 0:
		return false
	case size <= 8:
		return true
	case load(text, i+size-8) != k.last:
		return false
	}
	return size <= 16 || text[i+8:i+size-8] == text[k.start+8:k.end-8]
}

// skip returns the start of the value behind the key at i, when that is the key
// that is expected, else -1.
func (g *guesses) skip(text string, i int) int {
	k := &g.keys[g.next]
	end := i + k.end - k.start
	if end == i || end+8 > len(text) || !k.is(text, i) {
		return -1
	}
	g.last, g.next = g.next, k.next
	return end
}

func newKnownKey(text string, start, end int) knownKey {
	k := knownKey{start: start, end: end}
	for i := range min(8, end-start) {
		k.first |= uint64(text[start+i]) << (8 * i)
		k.mask |= 0xFF << (8 * i)
	}
	if end-start > 8 {
		k.last = load(text, end-8)
	}
	return k
}

// learn takes notice of a key that was read: from start up to its value. When
// there are more different ones than are kept, only those are expected.
func (g *guesses) learn(text string, start, end int) {
	if g.n == len(g.keys) {
		g.next = 0
		return
	}
	at := 0
	for at < g.n && text[g.keys[at].start:g.keys[at].end] != text[start:end] {
		at++
	}
	if at == g.n {
		g.keys[at] = newKnownKey(text, start, end)
		g.n++
	}
	g.keys[g.last].next = at
	g.last, g.next = at, g.keys[at].next
}

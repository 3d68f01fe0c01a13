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
type knownKey struct{ start, end, next int }

// skip returns the start of the value behind the key at i, when that is the key
// that is expected, else -1.
func (g *guesses) skip(text string, i int) int {
	k := &g.keys[g.next]
	end := i + k.end - k.start
	if end == i || end > len(text) || text[i:end] != text[k.start:k.end] {
		return -1
	}
	g.last, g.next = g.next, k.next
	return end
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
		g.keys[at] = knownKey{start: start, end: end}
		g.n++
	}
	g.keys[g.last].next = at
	g.last, g.next = at, g.keys[at].next
}

package generate

// match finds for every endpoint generated now its counterparts in the file and
// in what was generated last: by the note, then by method and path.
func (m *merge) match() {
	m.ours = piecesOf(m.disk.Service())
	m.theirs = parsePieces(m.res.Base.Endpoints)
	m.bases = parsePieces(m.base.Endpoints)
	m.partner = map[*piece]*piece{}
	m.baseOf = map[*piece]*piece{}

	notes, routes := index(m.ours)
	m.current = map[string]bool{}
	for _, t := range m.theirs {
		m.current[t.key()] = true
	}
	found := map[*piece]*piece{}
	take := func(t *piece, candidates []*piece, fits func(*piece) bool) {
		for _, o := range candidates {
			if found[t] == nil && m.partner[o] == nil && fits(o) {
				found[t], m.partner[o] = o, t
			}
		}
	}
	for _, t := range m.theirs {
		// Of copies with one note that with the route is meant, else the first.
		take(t, notes[t.key()], func(o *piece) bool { return o.route() == t.route() })
		take(t, notes[t.key()], func(*piece) bool { return true })
	}
	for _, t := range m.theirs {
		take(t, routes[t.route()], func(o *piece) bool { return o.noted() && !m.current[o.key()] })
	}
	m.matchBases(found)
	m.handRoutes = map[string]*piece{}
	for o, t := range m.partner {
		if b := m.baseOf[o]; o.route() != t.route() && (b == nil || b.route() != o.route()) {
			m.handRoutes[o.route()] = o
		}
	}
	for _, t := range m.theirs {
		p := pair{base: m.baseOf[t], ours: found[t], theirs: t}
		if p.ours == nil {
			p.ours = handWritten(routes[t.route()])
		}
		m.pairs = append(m.pairs, p)
	}
}

// handWritten returns the first endpoint without a note, or nil.
func handWritten(list []*piece) *piece {
	for _, o := range list {
		if !o.noted() {
			return o
		}
	}
	return nil
}

// matchBases finds what was generated last for the endpoints of the file and
// for those generated now.
func (m *merge) matchBases(found map[*piece]*piece) {
	notes, routes := index(m.bases)
	used := map[*piece]bool{}
	first := func(list []*piece, fits func(*piece) bool) *piece {
		for _, b := range list {
			if !used[b] && fits(b) {
				used[b] = true
				return b
			}
		}
		return nil
	}
	all := func(*piece) bool { return true }
	gone := func(b *piece) bool { return !m.current[b.key()] }
	set := func(b, t, o *piece) {
		if b == nil {
			return
		}
		if t != nil {
			m.baseOf[t] = b
		}
		if o != nil {
			m.baseOf[o] = b
		}
		m.baseOf[b] = b
	}
	for _, t := range m.theirs {
		o := found[t]
		var b *piece
		if o != nil {
			b = first(notes[o.key()], all)
		}
		if b == nil {
			b = first(notes[t.key()], all)
		}
		set(b, t, o)
	}
	for _, t := range m.theirs {
		if m.baseOf[t] == nil {
			set(first(routes[t.route()], gone), t, found[t])
		}
	}
	for _, o := range m.ours {
		if m.partner[o] == nil && o.noted() {
			set(first(notes[o.key()], all), nil, o)
		}
	}
}

// index finds pieces by their note and by their route.
func index(pieces []*piece) (notes, routes map[string][]*piece) {
	notes, routes = map[string][]*piece{}, map[string][]*piece{}
	for _, p := range pieces {
		if p.noted() {
			notes[p.key()] = append(notes[p.key()], p)
		}
		routes[p.route()] = append(routes[p.route()], p)
	}
	return notes, routes
}

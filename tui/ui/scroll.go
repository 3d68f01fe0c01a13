package ui

// Scroll is a cursor in a list of which a window is seen. The zero Scroll is
// an empty list.
type Scroll struct {
	// Cursor is the chosen row, Top the first one seen.
	Cursor, Top int
	// Len is how many rows there are, Height how many are seen.
	Len, Height int
}

// Resize sets how many rows there are and how many are seen, and keeps the
// cursor among them and in sight.
func (s *Scroll) Resize(rows, height int) {
	if s.Height <= 1 {
		s.Top = 0 // what one row is seen of has no window that could jump
	}
	s.Len, s.Height = max(rows, 0), max(height, 1)
	s.To(s.Cursor)
}

// To moves the cursor to a row, or to the nearest there is.
func (s *Scroll) To(row int) {
	s.Cursor = max(0, min(row, s.Len-1))
	height := max(s.Height, 1)
	if s.Cursor < s.Top {
		s.Top = s.Cursor
	}
	if s.Cursor >= s.Top+height {
		s.Top = s.Cursor - height + 1
	}
	s.Top = max(0, min(s.Top, s.Len-height))
}

// By moves the cursor by rows.
func (s *Scroll) By(rows int) { s.To(s.Cursor + rows) }

// Window returns the range of rows that are seen.
func (s *Scroll) Window() (from, to int) {
	return s.Top, min(s.Len, s.Top+max(s.Height, 1))
}

// Moves are the bindings that Move understands.
func Moves() []Binding {
	return []Binding{
		{Name: "move.down", Keys: []string{"j", "down"}, Show: "j", Long: "down", Group: GroupMove},
		{Name: "move.up", Keys: []string{"k", "up"}, Show: "k", Long: "up", Group: GroupMove},
		{Name: "move.page-down", Keys: []string{"ctrl+d", "pgdown"}, Show: "ctrl+d", Long: "half a page down", Group: GroupMove},
		{Name: "move.page-up", Keys: []string{"ctrl+u", "pgup"}, Show: "ctrl+u", Long: "half a page up", Group: GroupMove},
		{Name: "move.first", Keys: []string{"home", "g"}, Show: "g", Long: "first", Group: GroupMove},
		{Name: "move.last", Keys: []string{"end", "G"}, Show: "G", Long: "last", Group: GroupMove},
	}
}

// Move moves the cursor as a key or the wheel says and reports whether it was
// one of those that move.
func (s *Scroll) Move(msg any) bool {
	switch msg := msg.(type) {
	case Wheel:
		s.By(msg.Lines)
		return true
	case Key:
		switch msg.Name {
		case "j", "down":
			s.By(1)
		case "k", "up":
			s.By(-1)
		case "ctrl+d", "pgdown":
			s.By(max(s.Height/2, 1))
		case "ctrl+u", "pgup":
			s.By(-max(s.Height/2, 1))
		case "g", "home":
			s.To(0)
		case "G", "end":
			s.To(s.Len - 1)
		default:
			return false
		}
		return true
	}
	return false
}

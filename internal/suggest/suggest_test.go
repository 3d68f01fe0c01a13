package suggest

import "testing"

func TestLettersAreCountedNotBytes(t *testing.T) {
	t.Parallel()
	if got := Near("名前𐐀", []string{"tls"}); got != "" {
		t.Errorf("it is near %q", got)
	}
}

func TestNear(t *testing.T) {
	words := []string{"is_collection", "encoding", "lint", "no-op", "host"}
	for s, want := range map[string]string{
		"is_colection": "is_collection", "isCollection": "is_collection", "lnt": "lint", "noop": "no-op",
		"encodign": "encoding", "hosts": "host", "banana": "", "lint": "", "x": "",
	} {
		if got := Near(s, words); got != want {
			t.Errorf("Near(%q) is %q, want %q", s, got, want)
		}
	}
}

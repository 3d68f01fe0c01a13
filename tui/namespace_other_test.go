//go:build !linux

package tui

import "testing"

// asUser would run a test as another user; only Linux can.
func asUser(t *testing.T, _ int) bool {
	t.Helper()
	t.Skip("user namespaces: only Linux has them")
	return false
}

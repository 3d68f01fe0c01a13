//go:build !linux

package servecmd

// forgetStart does nothing where pages of code cannot be let go of.
func forgetStart() {}

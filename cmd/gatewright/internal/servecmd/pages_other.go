//go:build !linux

package servecmd

// forgetCode does nothing where pages of code cannot be let go of.
func forgetCode() {}

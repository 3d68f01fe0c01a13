// Package termquiet keeps the terminal libraries from asking the terminal for
// its colours when the program starts. They do so while packages are
// initialised, and a terminal that does not answer holds up every command by
// seconds; only the editor needs the answer.
//
// It imports nothing but os, so that it is initialised before those libraries:
// the order is by import path among the packages whose imports are ready.
package termquiet

import "os"

// Loud is the command that needs the terminal's colours.
const Loud = "tui"

var (
	saved string
	quiet bool
)

func init() {
	for _, a := range os.Args[min(1, len(os.Args)):] {
		if a == Loud {
			return
		}
	}
	saved, quiet = os.LookupEnv("TERM")
	if quiet {
		os.Setenv("TERM", "dumb")
	}
}

// Restore gives the environment its TERM back.
func Restore() {
	if quiet {
		os.Setenv("TERM", saved)
	}
}

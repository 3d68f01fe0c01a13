// Command gatewright makes API-gateway configurations right before they run:
// it generates them from OpenAPI documents, lints them, edits them in the
// terminal and serves them.
package main

import (
	"context"
	"os"

	"github.com/gatewright/gatewright/internal/termquiet"
)

func main() {
	termquiet.Restore()
	os.Exit(run(context.Background(), os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

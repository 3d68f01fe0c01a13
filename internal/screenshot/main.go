// Command screenshot makes the pictures of the documentation from what the
// program really writes, as SVG: a lint run, a frame of the editor, and a
// session in the editor that plays by itself.
//
//	go run ./internal/screenshot          # write docs/images
//	go run ./internal/screenshot --check  # exit 1 where a picture is out of date
//
// The same program gives the same bytes, so that --check can stand in a build.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gatewright/gatewright/config"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("screenshot", flag.ContinueOnError)
	flags.SetOutput(stderr)
	check := flags.Bool("check", false, "write nothing, exit 1 where a picture is out of date")
	dir := flags.String("dir", filepath.Join("docs", "images"), "the folder of the pictures")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	shots, err := take(ctx)
	if err != nil {
		fmt.Fprintln(stderr, "screenshot:", err)
		return 3
	}
	code := 0
	for _, s := range shots {
		path := filepath.Join(*dir, s.name+".svg")
		old, err := os.ReadFile(path)
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			fmt.Fprintln(stderr, "screenshot:", err)
			return 3
		case string(old) == s.svg:
		case *check:
			fmt.Fprintf(stderr, "%s is out of date: run go run ./internal/screenshot\n", path)
			code = 1
		default:
			if err := config.WriteFile(path, []byte(s.svg)); err != nil {
				fmt.Fprintln(stderr, "screenshot:", err)
				return 3
			}
			fmt.Fprintln(stdout, path)
		}
	}
	return code
}

package convertcmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate/convert"
)

// reportConverted tells what was lost or changed, on stderr and in the files of
// --report.
func (a action) reportConverted(c *cli.Context, r *convert.Report, forms []option.Form) error {
	for _, form := range forms {
		var b bytes.Buffer
		var err error
		switch form.Name {
		case "json":
			err = r.JSON(&b)
		case "markdown":
			err = r.Markdown(&b)
		default:
			err = r.Text(&b, c.Bool("verbose"))
		}
		switch {
		case err != nil:
		case form.File != "":
			err = a.Deliver(form.File, b.Bytes())
		case form.Name != "text" || !a.Quiet || r.Worst() > convert.Defaulted:
			_, err = a.Stderr.Write(b.Bytes())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeConverted writes the first file to where the user wants it, the others
// beside it.
func (a action) writeConverted(out string, files []convert.File, force bool) error {
	if out == "" {
		if len(files) > 1 {
			return exit.Usagef("name the first one: -o "+files[0].Name, "the result is %d files", len(files))
		}
		_, err := a.Stdout.Write(files[0].Data)
		return err
	}
	paths := []string{out}
	for _, f := range files[1:] {
		path := filepath.Join(filepath.Dir(out), f.Name)
		if err := console.Vacant(path, force); err != nil {
			return err
		}
		paths = append(paths, path)
	}
	for i, f := range files {
		if f.Secret {
			if err := closeToOthers(paths[i]); err != nil {
				return err
			}
		}
		if err := config.WriteFile(paths[i], f.Data); err != nil {
			return err
		}
	}
	return nil
}

// closeToOthers makes a file that only its owner can read, before there is
// anything in it to read.
func closeToOthers(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(f.Chmod(0o600), f.Close())
	}
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, exit.Cause(err))
	}
	return nil
}

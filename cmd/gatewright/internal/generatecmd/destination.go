package generatecmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/spec"
)

// mode is what generate does with what it made.
type mode uint8

const (
	modeWrite mode = iota
	modeCheck
	modeDiff
	modeDry
)

// destination is where a generated configuration goes, and what is there.
type destination struct {
	mode     mode
	path     string // "" for stdout
	lockPath string
	lock     *generate.Lock   // nil for what is no file
	existing []byte           // nil for a file that is not there
	doc      *config.Document // existing, once it was needed
	// merge says that what is there is brought up to date, not replaced.
	merge bool
}

// made is what goes to a destination.
type made struct {
	text []byte
	base generate.Base
}

// destination reads what is at the output. A file that nobody generated is
// refused, unless an option says what to do with it.
func (a action) destination(c *cli.Context) (*destination, error) {
	d := &destination{path: c.String("output")}
	if d.path == "-" {
		d.path = ""
	}
	for flag, mode := range map[string]mode{"check": modeCheck, "diff": modeDiff, "dry-run": modeDry} {
		if !c.Bool(flag) {
			continue
		}
		if d.mode != modeWrite {
			return nil, exit.Usagef("choose one of them", "--check, --diff and --dry-run exclude each other")
		}
		d.mode = mode
	}
	if c.Bool("into") && c.Bool("force") {
		return nil, exit.Usagef("--into keeps what is in the file, --force replaces it", "--into and --force exclude each other")
	}
	if d.path == "" && (d.mode == modeCheck || d.mode == modeDiff) {
		p, err := a.Project()
		if err != nil {
			return nil, err
		}
		if d.path = p.Config; d.path == "" {
			return nil, exit.Usagef("name it: -o krakend.json", "there is no file to compare with")
		}
	}
	if d.path == "" || d.mode == modeWrite && console.IsStream(d.path) {
		return d, nil
	}
	return d, d.read(c.Bool("force"), c.Bool("into"))
}

// read reads the file and the lock beside it.
func (d *destination) read(force, into bool) error {
	if err := console.Vacant(d.path, true); err != nil {
		return err
	}
	d.lockPath = filepath.Join(filepath.Dir(d.path), generate.LockName)
	data, err := os.ReadFile(d.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("reading %q: %w", d.path, exit.Cause(err))
	default:
		d.existing = data
	}
	if d.lock, err = generate.ReadLock(d.lockPath); err != nil {
		return exit.WithHint(err, "after a merge take the version of either side; without the file the next run takes every difference for a hand's work")
	}
	if strings.TrimSpace(string(data)) == "" || force {
		return nil
	}
	output, known := d.lock.Outputs[d.name()]
	if known && !output.Base.Known() && d.lock.Untouched(d.name(), data) {
		return nil // generated before locks had a base
	}
	if !known && !into && !generate.Generated(d.document()) {
		return exit.Usagef("add to it with --into, overwrite it with --force, or write to another file", "%q is there already, and it was not generated", d.path)
	}
	d.merge = true
	return nil
}

// beside is the file that is merged into, nil for none.
func (d *destination) beside() *config.Document {
	if !d.merge {
		return nil
	}
	return d.document()
}

func (d *destination) document() *config.Document {
	if d.doc == nil {
		d.doc = config.Parse(d.path, d.existing)
	}
	return d.doc
}

// name is what the lock calls the file.
func (d *destination) name() string { return filepath.Base(d.path) }

// make makes what goes to the destination. What a merge reports joins the
// result.
func (d *destination) make(res *generate.Result, prune bool) (*made, error) {
	if !d.merge || d.replaceable(res) {
		text, err := d.written(res)
		return &made{text, res.Base}, err
	}
	merged, err := generate.Merge(d.document(), d.lock.Outputs[d.name()].Base, res, generate.MergeOptions{Prune: prune})
	if err != nil {
		return nil, err
	}
	res.Findings = append(res.Findings, merged.Findings...)
	res.Report.Changes = merged.Changes
	return &made{merged.Config, merged.Base}, nil
}

// written is a configuration in the format that the file's name tells.
func (d *destination) written(res *generate.Result) ([]byte, error) {
	root, _ := syntax.ParseJSON(syntax.NewSource("", res.Config))
	switch d.format() {
	case syntax.YAML:
		return config.FormatYAML(root), nil
	case syntax.TOML:
		text, _, err := convert.ReadText(root, syntax.JSON).TOML()
		return text, err
	}
	return res.Config, nil
}

func (d *destination) format() syntax.Format {
	if d.path == "" {
		return syntax.JSON
	}
	return syntax.FormatOf(syntax.NewSource(d.path, []byte("{}")))
}

// replaceable reports whether a file that cannot be merged into, one in TOML,
// may be written anew: no hand has touched it, and every service that it was
// made from is among those of this run.
func (d *destination) replaceable(res *generate.Result) bool {
	if d.format() != syntax.TOML || !d.lock.Untouched(d.name(), d.existing) {
		return false
	}
	return !slices.ContainsFunc(d.lock.Outputs[d.name()].Documents, func(before generate.Document) bool {
		return !slices.ContainsFunc(res.Endpoints, func(e *generate.Endpoint) bool { return e.Service == before.Service })
	})
}

// deliver writes, compares or shows what was made.
func (a action) deliver(d *destination, m *made, services []*spec.Service) error {
	switch {
	case d.mode == modeDry:
		return nil
	case d.path == "":
		_, err := a.Stdout.Write(m.text)
		return err
	case d.mode == modeWrite && d.lock == nil:
		return config.WriteFile(d.path, m.text)
	case d.mode == modeWrite:
		return d.write(m, services)
	}
	before := filepath.ToSlash(d.path)
	if d.existing == nil {
		before = "/dev/null"
	}
	diff := udiff.Unified(before, filepath.ToSlash(d.path), string(d.existing), string(m.text))
	if _, err := a.Stdout.Write([]byte(diff)); err != nil {
		return err
	}
	if d.mode == modeCheck && diff != "" {
		return exit.ErrNo
	}
	return nil
}

// write writes the file, where it differs, and the lock.
func (d *destination) write(m *made, services []*spec.Service) error {
	if d.existing == nil || string(d.existing) != string(m.text) {
		if err := config.WriteFile(d.path, m.text); err != nil {
			return err
		}
	}
	d.lock.Record(d.name(), m.text, services, m.base)
	if err := d.lock.Write(d.lockPath); err != nil {
		return exit.WithHint(err, "the configuration is written, and without the lock the next run takes it for a hand's work")
	}
	return nil
}

// Write writes a configuration to a file, or merges it into what was
// generated there before.
func Write(path string, res *generate.Result, services []*spec.Service) error {
	d := &destination{path: path}
	if err := d.read(false, false); err != nil {
		return err
	}
	m, err := d.make(res, false)
	if err != nil {
		return err
	}
	return d.write(m, services)
}

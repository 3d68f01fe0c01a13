package lintcmd

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/internal/project"
)

// lintFiles names the files to check: those of the command line, with folders
// searched for configurations, else the usual one.
func (a action) lintFiles(c *cli.Context, p *project.File) ([]string, error) {
	if !c.Args().Present() {
		file, err := a.ConfigFile(p)
		return []string{file}, err
	}
	var files []string
	for _, arg := range c.Args().Slice() {
		if arg != "-" && input.IsDir(arg) {
			found, err := searchFolder(arg)
			if err != nil {
				return nil, err
			}
			if len(found) == 0 {
				return nil, exit.Usagef("name the files", "there is no configuration in the folder %q", arg)
			}
			files = append(files, found...)
			continue
		}
		if _, err := os.Stat(arg); arg != "-" && err != nil && strings.ContainsAny(arg, "*?[") {
			found, err := glob(arg)
			if err != nil || len(found) == 0 {
				return nil, exit.Usagef("", "no file matches %q", arg)
			}
			files = append(files, found...)
			continue
		}
		files = append(files, arg)
	}
	return files, nil
}

// glob returns the files that a pattern meets, in which ** stands for any
// folders.
func glob(pattern string) ([]string, error) {
	before, _, deep := strings.Cut(filepath.ToSlash(pattern), "**")
	if !deep {
		return filepath.Glob(pattern)
	}
	expr := regexp.QuoteMeta(filepath.ToSlash(pattern))
	for _, r := range [][2]string{{`\*\*/`, `(.*/)?`}, {`\*\*`, `.*`}, {`\*`, `[^/]*`}, {`\?`, `[^/]`}} {
		expr = strings.ReplaceAll(expr, r[0], r[1])
	}
	meets, err := regexp.Compile("^" + expr + "$")
	if err != nil {
		return nil, err
	}
	root := filepath.Dir(filepath.FromSlash(before) + "x")
	var found []string
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && meets.MatchString(filepath.ToSlash(path)) {
			found = append(found, path)
		}
		return err
	})
	return found, err
}

// searchFolder finds the configurations below a folder: files called krakend,
// or whatever ends in .krakend, as JSON, YAML, TOML or the template of one, and
// others that have what only a configuration has.
func searchFolder(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("searching %q: %w", path, exit.Cause(err))
		}
		name := d.Name()
		if d.IsDir() {
			if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		bare, template := strings.CutSuffix(name, ".tmpl")
		ext := filepath.Ext(bare)
		base := strings.TrimSuffix(bare, ext)
		usual := base == "krakend" || strings.HasSuffix(base, ".krakend")
		if template && usual {
			found = append(found, path)
			return nil
		}
		if slices.Contains([]string{".json", ".yaml", ".yml", ".toml"}, ext) && (usual || isConfiguration(path)) {
			found = append(found, path)
		}
		return nil
	})
	return found, err
}

// isConfiguration reports whether a file has endpoints whose backends have a
// url_pattern. One that cannot be read is none.
func isConfiguration(path string) bool {
	data, err := os.ReadFile(path)
	return err == nil && endpointsKey.Match(data) && bytes.Contains(data, []byte("url_pattern"))
}

var endpointsKey = regexp.MustCompile(`(?m)"endpoints"\s*:\s*\[|^endpoints:\s*(\[|$)|^\[\[endpoints\]\]`)

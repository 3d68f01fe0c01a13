package lintcmd

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
)

// fileOverride is an override of the project file with the files that it is
// for, relative to the folder of the project file; all where it names none.
type fileOverride struct {
	dir   string
	files []string
	lint.Override
}

// settings reads which rules run: flags first, then the project file.
func (l *linter) settings(p *project.File) error {
	c := l.c
	l.opts = lint.Options{
		Only:        c.StringSlice("only"),
		Disable:     append(slices.Clone(p.Lint.Disable), c.StringSlice("disable")...),
		Enable:      append(slices.Clone(p.Lint.Enable), c.StringSlice("enable")...),
		Severity:    map[string]diag.Severity{},
		KeepIgnored: c.Bool("no-ignore"),
	}
	var err error
	if profile := l.choice("profile", p.Lint.Profile); profile != "" {
		if l.opts.Profile, err = lint.ParseProfile(profile); err != nil {
			return exit.Usagef("", "%s", err)
		}
	}
	if edition := l.choice("edition", p.Lint.Edition); edition != "" {
		if l.opts.Edition, err = lint.ParseEdition(edition); err != nil {
			return exit.Usagef("", "%s", err)
		}
	}
	if level := l.choice("fail-on", p.Lint.FailOn); level != "" {
		if l.failOn, err = lint.ParseFailOn(level); err != nil {
			return exit.Usagef("", "%s", err)
		}
	}
	if err := setLevels(p.Lint.Severity, &l.opts.Disable, l.opts.Severity); err != nil {
		return err
	}
	for _, v := range c.StringSlice("severity") {
		rule, level, ok := strings.Cut(v, "=")
		if !ok {
			return exit.Usagef("write --severity RULE=LEVEL", "--severity %q has no level", v)
		}
		if err := setLevels(map[string]string{rule: level}, &l.opts.Disable, l.opts.Severity); err != nil {
			return err
		}
	}
	if err := lint.KnownRules(slices.Concat(l.opts.Only, l.opts.Disable, l.opts.Enable)...); err != nil {
		return wrongRule(err)
	}
	for _, o := range p.Lint.Overrides {
		out := fileOverride{dir: filepath.Dir(p.Path), files: o.Files}
		out.Endpoints, out.Severity = o.Endpoints, map[string]diag.Severity{}
		if err := setLevels(o.Rules, &out.Off, out.Severity); err != nil {
			return err
		}
		l.overrides = append(l.overrides, out)
	}
	return nil
}

// choice is the value of a flag, or what the project file says where the
// command line says nothing.
func (l *linter) choice(flag, inFile string) string {
	if !l.c.IsSet(flag) && inFile != "" {
		return inFile
	}
	return l.c.String(flag)
}

// setLevels parts levels by rule into rules that are off and severities.
func setLevels(levels map[string]string, off *[]string, severity map[string]diag.Severity) error {
	for rule, level := range levels {
		if err := lint.KnownRules(rule); err != nil {
			return wrongRule(err)
		}
		if level == "off" {
			*off = append(*off, rule)
			continue
		}
		s, err := diag.ParseSeverity(level)
		if err != nil {
			return exit.Usagef("", "%s, or off", err)
		}
		severity[rule] = s
	}
	slices.Sort(*off)
	return nil
}

// optionsFor are the options for one file: with the overrides that are for it.
func (l *linter) optionsFor(file string) lint.Options {
	opts := l.opts
	if file == "-" {
		file = l.c.String("stdin-name")
	}
	opts.ReadFile = filesBeside(filepath.Dir(file))
	for _, o := range l.overrides {
		if o.covers(file) {
			opts.Overrides = append(opts.Overrides, o.Override)
		}
	}
	return opts
}

// filesBeside reads the files that a configuration names. The gateway looks for them
// in the folder that it is started in: here that is the working folder, or the
// one of the configuration.
func filesBeside(dir string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		data, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) && !filepath.IsAbs(name) {
			if beside, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
				return beside, nil
			}
		}
		return data, err
	}
}

func (o fileOverride) covers(file string) bool {
	name := relativeTo(o.dir, file)
	return len(o.files) == 0 || slices.ContainsFunc(o.files, func(pattern string) bool {
		return rule.Match(strings.TrimPrefix(pattern, "./"), name)
	})
}

// relativeTo names a file from a folder, with slashes; as it is where there is
// no way from there.
func relativeTo(dir, file string) string {
	from, err := filepath.Abs(dir)
	if err != nil {
		return filepath.ToSlash(file)
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return filepath.ToSlash(file)
	}
	rel, err := filepath.Rel(resolved(from), resolved(to))
	if err != nil {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(rel)
}

// resolved follows symbolic links as far as the path exists: services show
// nothing for a path that goes through one.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	dir, base := filepath.Split(path)
	if dir = filepath.Clean(dir); dir == path || base == "" {
		return path
	}
	return filepath.Join(resolved(dir), base)
}

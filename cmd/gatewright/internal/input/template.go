package input

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config/template"
)

// templateOptions are those of option.Templates and option.Environments.
var templateOptions = []string{"settings", "partials", "templates"}

// IsTemplate reports whether a file is the template of a configuration: by its
// name, because an option names a folder to render it with, or because FC_ENABLE
// says so of all.
func (in Inputs) IsTemplate(c *cli.Context, path string) bool {
	return strings.HasSuffix(path, ".tmpl") || in.Env["FC_ENABLE"] != "" || TemplateAsked(c)
}

// TemplateAsked reports whether an option names a folder to render the file
// with.
func TemplateAsked(c *cli.Context) bool {
	for _, name := range templateOptions {
		if c.IsSet(name) {
			return true
		}
	}
	return false
}

// Folders are what a template is rendered with: what the options name, else the
// FC_ variables, else what stands beside the file by the usual names. Options
// name folders that are there.
func (in Inputs) Folders(c *cli.Context, path string) (template.Options, error) {
	folders := template.Options{
		Settings:  in.Env["FC_SETTINGS"],
		Partials:  in.Env["FC_PARTIALS"],
		Templates: in.Env["FC_TEMPLATES"],
		Environ:   in.Environ(),
	}
	named := folders.Settings != "" || folders.Partials != "" || folders.Templates != "" || in.Env["FC_ENABLE"] != ""
	for name, folder := range map[string]*string{"settings": &folders.Settings, "partials": &folders.Partials, "templates": &folders.Templates} {
		beside := filepath.Join(filepath.Dir(path), name)
		if !named && IsDir(beside) {
			*folder = beside
		}
		// Several settings are the environments of lint.
		option, one := c.Value(name).(string)
		if !one || option == "" {
			continue
		}
		*folder = option
		if name != "settings" && !IsDir(option) {
			return folders, exit.Usagef("name the folder of the "+name, "--%s %q is no folder", name, option)
		}
	}
	return folders, nil
}

// Environments are the folders of settings: the folder itself, or, where it holds
// none but those of several environments, these.
func Environments(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, exit.Usagef("name a folder of settings files, NAME.json each", "--settings %q is no folder", dir)
	}
	var inner []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".json") {
			return []string{dir}, nil
		}
		if found, _ := filepath.Glob(filepath.Join(dir, e.Name(), "*.json")); e.IsDir() && len(found) > 0 {
			inner = append(inner, filepath.Join(dir, e.Name()))
		}
	}
	if len(inner) == 0 {
		return []string{dir}, nil
	}
	return inner, nil
}

// OneEnvironment refuses a folder that holds the settings of several environments
// where one is meant; between is what the hint puts between them.
func OneEnvironment(dir, between string) error {
	if dir == "" {
		return nil
	}
	list, err := Environments(dir)
	if err != nil || list[0] == dir {
		return err
	}
	return exit.Usagef("write --settings "+strings.Join(list, between+" --settings "), "the folder %q holds no settings, the folders in it do", dir)
}

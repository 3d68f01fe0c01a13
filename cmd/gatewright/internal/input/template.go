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
// FC_ variables. Options name folders that are there.
func (in Inputs) Folders(c *cli.Context) (template.Options, error) {
	folders := template.Options{
		Settings:  in.Env["FC_SETTINGS"],
		Partials:  in.Env["FC_PARTIALS"],
		Templates: in.Env["FC_TEMPLATES"],
		Environ:   in.Environ(),
	}
	for name, folder := range map[string]*string{"partials": &folders.Partials, "templates": &folders.Templates} {
		if !c.IsSet(name) {
			continue
		}
		*folder = c.String(name)
		if !IsDir(*folder) {
			return folders, exit.Usagef("name the folder of the "+name, "--%s %q is no folder", name, *folder)
		}
	}
	// Where there may be several, they are the environments of lint.
	if settings, one := c.Value("settings").(string); one && settings != "" {
		folders.Settings = settings
		return folders, HoldsSettings(settings)
	}
	return folders, nil
}

// HoldsSettings is an error for what is no folder, and for a folder that holds
// the folders of the environments instead of settings.
func HoldsSettings(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return exit.Usagef("name a folder of settings files, NAME.json each", "--settings %q is no folder", dir)
	}
	var inner []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".json") {
			return nil
		}
		if found, _ := filepath.Glob(filepath.Join(dir, e.Name(), "*.json")); e.IsDir() && len(found) > 0 {
			inner = append(inner, "--settings "+filepath.Join(dir, e.Name()))
		}
	}
	if len(inner) == 0 {
		return nil
	}
	return exit.Usagef("write "+strings.Join(inner, " "), "the folder %q holds no settings, the folders in it do", dir)
}

package proof

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/kong"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
	"github.com/gatewright/gatewright/generate/tyk"
)

// foreign are the formats of other gateways.
var foreign = []string{ocelot.Format, kong.Format, tyk.Format}

// corpus is a configuration of another gateway: one file, or a folder of the
// parts of one.
type corpus struct {
	format, name string
	sources      []*syntax.Source
}

// corpora are the configurations of the project's own testdata, and the real
// ones where they are at hand.
func corpora(t *testing.T, formats ...string) []corpus {
	t.Helper()
	var list []corpus
	for _, root := range []string{filepath.Join("testdata", "convert"), filepath.Join("..", "..", "..", "shared", "samples")} {
		for _, format := range formats {
			entries, err := os.ReadDir(filepath.Join(root, format))
			if err != nil && root == filepath.Join("testdata", "convert") {
				t.Fatal(err)
			}
			for _, e := range entries {
				if c := corpusOf(t, filepath.Join(root, format, e.Name()), format); len(c.sources) > 0 {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

func corpusOf(t *testing.T, path, format string) corpus {
	t.Helper()
	c := corpus{format: format, name: format + "/" + filepath.Base(path)}
	err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".json", ".yml", ".yaml", ".toml"}, filepath.Ext(file)) {
			return err
		}
		data, err := os.ReadFile(file)
		c.sources = append(c.sources, syntax.NewSource(filepath.Base(file), data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// read reads sources as a format.
func read(format string, sources []*syntax.Source) *convert.Inventory {
	switch format {
	case ocelot.Format:
		opts := ocelot.Options{}
		if slices.ContainsFunc(sources, func(s *syntax.Source) bool { return s.Name == "ocelot.Production.json" }) {
			opts.Environment = "Production"
		}
		return ocelot.Read(sources, opts)
	case kong.Format:
		return kong.Read(sources)
	case tyk.Format:
		return tyk.Read(sources)
	}
	return krakend.Read(config.Parse(sources[0].Name, []byte(sources[0].Text)))
}

// write writes an inventory as a format.
func write(format string, inv *convert.Inventory) *convert.Output {
	switch format {
	case ocelot.Format:
		return ocelot.Write(inv, ocelot.WriteOptions{})
	case kong.Format:
		return kong.Write(inv, kong.WriteOptions{})
	case tyk.Format:
		return tyk.Write(inv, tyk.WriteOptions{})
	}
	return krakend.Write(inv, krakend.Options{})
}

// withoutNotes is a configuration without what it says of its origin.
func withoutNotes(text string) string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.Contains(line, `"@gatewright"`) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

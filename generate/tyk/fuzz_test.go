package tyk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/krakend"
)

// FuzzRead reads whatever comes, writes what it understood, and holds that the
// gateway would refuse nothing of it but hosts, which are kept as they were.
func FuzzRead(f *testing.F) {
	seeds, err := filepath.Glob(filepath.Join("testdata", "*.*"))
	if err != nil || len(seeds) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, seed := range seeds {
		data, err := os.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := syntax.NewSource("in", []byte(text))
		Is(mustRoot(src))
		inv := Read([]*syntax.Source{src})
		out := krakend.Write(inv, krakend.Options{Depth: 1})
		for _, finding := range start.Refusals(config.Parse("krakend.json", out.Files[0].Data).Service()) {
			if finding.Rule != diag.HostInvalid {
				t.Errorf("%s\n%s", finding, out.Files[0].Data)
			}
		}
		Write(inv, WriteOptions{})
		convert.NewReport(inv, out, "krakend")
	})
}

func mustRoot(src *syntax.Source) *syntax.Node {
	root, _ := syntax.Parse(src)
	return root
}

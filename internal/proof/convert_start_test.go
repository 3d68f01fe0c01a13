package proof

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
)

// told are the rules whose errors the report of a conversion has told of: keys
// that nobody named, and hosts that are to be filled in.
var told = []string{"jwt-jwk-http", diag.HostInvalid, diag.HostMissing}

// TestConvertedConfigurationsStartAndLintClean converts every configuration
// here: the result starts, and lint finds no error in it that the report has
// not told of.
func TestConvertedConfigurationsStartAndLintClean(t *testing.T) {
	t.Parallel()
	for _, c := range corpora(t, foreign...) {
		for _, edition := range []lint.Edition{lint.Community, lint.Enterprise} {
			t.Run(c.name+" "+string(edition), func(t *testing.T) {
				t.Parallel()
				inv := read(c.format, c.sources)
				for _, f := range inv.Findings {
					t.Errorf("the source: %s", f)
				}
				out := krakend.Write(inv, krakend.Options{Enterprise: edition == lint.Enterprise})
				dir := t.TempDir()
				for _, f := range out.Files {
					if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				// The gateway reads keys from its working directory.
				data := strings.ReplaceAll(string(out.Files[0].Data), `"jwk_local_path": "`, `"jwk_local_path": "`+filepath.ToSlash(dir)+"/")
				doc := config.Parse(filepath.Join(dir, "krakend.json"), []byte(data))
				result, err := lint.Run(t.Context(), doc, lint.Options{Edition: edition})
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range result.Findings {
					if f.Severity == diag.Error && !slices.Contains(told, f.Rule) {
						t.Errorf("lint: %s", f)
					}
				}
				if edition == lint.Community {
					starts(t, inv, doc)
				}
			})
		}
	}
}

// starts holds that the gateway takes the result, unless hosts are to be filled
// in first.
func starts(t *testing.T, inv *convert.Inventory, doc *config.Document) {
	t.Helper()
	refusals := start.Refusals(doc.Service())
	for _, f := range refusals {
		if f.Rule != diag.HostInvalid || convert.Unresolved(f.Span.Text()) == "" {
			t.Errorf("refused: %s", f)
		}
	}
	if len(refusals) > 0 {
		return
	}
	g, err := serve.Build(doc, serve.Options{})
	if err != nil {
		t.Fatalf("it does not start: %v", err)
	}
	g.Close()
}

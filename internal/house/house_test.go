package house

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/gatewright/gatewright/"

// rooms says which rooms each room may import besides itself. A room is the
// longest of these prefixes that a package's path has.
var rooms = map[string][]string{
	"config/syntax":     nil,
	"config/diag":       {"config/syntax"},
	"config/fact":       nil,
	"config":            {"config/syntax", "config/diag", "config/fact"},
	"config/shape":      {"config", "config/syntax", "config/diag", "config/fact"},
	"config/start":      {"config", "config/shape", "config/syntax", "config/diag", "config/fact"},
	"config/template":   {"config/syntax", "config/diag"},
	"schemas":           {"internal/suggest"},
	"spec":              {"config/syntax", "config/diag", "config/fact", "internal/suggest"},
	"lint":              {"config", "config/...", "spec", "schemas", "internal/suggest"},
	"generate":          {"config", "config/...", "spec", "internal/suggest"},
	"serve":             {"config", "config/...", "spec", "internal/suggest"},
	"tui":               {"config", "config/...", "spec", "schemas", "lint", "generate", "serve", "internal/suggest", "internal/mock", "internal/graph"},
	"cmd":               {"config", "config/...", "spec", "schemas", "lint", "generate", "serve", "tui", "internal/...", "examples"},
	"bench":             nil,
	"examples":          nil,
	"internal/suggest":  nil,
	"internal/mock":     {"spec", "config", "config/..."},
	"internal/contract": {"spec", "config", "config/...", "generate", "serve", "internal/mock"},
	"internal/graph":    {"config", "config/..."},
	"internal/record":   nil,
	"internal/watch":    nil,
	"internal/project":  {"config/syntax", "config/diag", "internal/suggest"},
	// Programs that make the pictures and pages of the documentation.
	"internal/screenshot": {"config", "config/...", "spec", "schemas", "lint", "generate", "serve", "tui", "internal/mock"},
	"internal/termquiet":  nil,
	"internal/planted":    nil,
	"internal/house":      nil,
	"internal/proof":      nil,
}

// inside says which packages of a room may not import which others of it: the
// arrows run inwards.
var inside = map[string][]string{
	"lint/rule":      {"lint", "lint/report"},
	"lint/report":    {"lint/rule/gendocs"},
	"serve/payload":  {"serve", "serve/stage", "serve/route"},
	"serve/route":    {"serve", "serve/stage", "serve/payload"},
	"serve/revoker":  {"serve", "serve/stage", "serve/payload", "serve/route", "serve/upstream"},
	"serve/stage":    {"serve", "serve/revoker"},
	"serve/upstream": {"serve", "serve/stage", "serve/payload", "serve/route"},
	"spec":           {"spec/openapi"},
}

// borders says where third-party modules stop.
var borders = map[string][]string{
	"github.com/getkin/kin-openapi":   {"spec/openapi"},
	"github.com/xeipuuv/gojsonschema": {"lint"},
	"github.com/bits-and-blooms/":     {"serve/revoker"},
	"cel.dev/cel-go":                  {"config/fact/expression", "lint/rule", "serve/stage"},
	"github.com/chromedp/":            nil, // for tests alone
	"github.com/charmbracelet/":       {"tui", "internal/screenshot"},
	"github.com/urfave/cli":           {"cmd"},
	"go.yaml.in/yaml":                 {"config/syntax", "serve", "spec/openapi"},
	"github.com/pelletier/go-toml":    {"config/syntax"},
	"github.com/fsnotify/fsnotify":    {"internal/watch"},
	"github.com/prometheus/":          {"serve/telemetry"},
	"go.opentelemetry.io/":            {"serve/telemetry"},
}

func TestImportsFollowThePlan(t *testing.T) {
	for path, imports := range packages(t) {
		room := roomOf(path)
		if room == "" {
			t.Errorf("%s belongs to no room", path)
			continue
		}
		for _, imp := range imports {
			own, ok := strings.CutPrefix(imp, module)
			if !ok {
				checkBorder(t, path, imp)
				continue
			}
			if other := roomOf(own); other != room && !allowed(rooms[room], other) {
				t.Errorf("%s imports %s: %q may import %v only", path, own, room, rooms[room])
			}
			for _, no := range inside[path] {
				if own == no {
					t.Errorf("%s imports %s: inside a room the arrows run inwards", path, own)
				}
			}
		}
	}
}

// TestCommandsStandAlone keeps what commands share in the folders that are for
// it, instead of in one another.
func TestCommandsStandAlone(t *testing.T) {
	const commands = "cmd/gatewright/internal/"
	// The demo goes through the others, and the editor imports as generate does.
	may := map[string][]string{"democmd": {"generatecmd", "servecmd"}, "tuicmd": {"generatecmd"}}
	for path, imports := range packages(t) {
		family, ok := strings.CutPrefix(path, commands)
		if !ok {
			continue
		}
		for _, imp := range imports {
			other, ok := strings.CutPrefix(imp, module+commands)
			if ok && strings.HasSuffix(other, "cmd") && !allowed(may[family], other) {
				t.Errorf("%s imports %s: what both need belongs into a folder of its own", path, other)
			}
		}
	}
}

func checkBorder(t *testing.T, path, imp string) {
	for lib, where := range borders {
		if !strings.HasPrefix(imp, lib) {
			continue
		}
		for _, w := range where {
			if path == w || strings.HasPrefix(path, w+"/") {
				return
			}
		}
		t.Errorf("%s imports %s, which belongs behind %v", path, imp, where)
	}
}

func roomOf(path string) string {
	for p := path; p != "."; {
		if _, ok := rooms[p]; ok {
			return p
		}
		i := strings.LastIndexByte(p, '/')
		if i < 0 {
			return ""
		}
		p = p[:i]
	}
	return ""
}

func allowed(list []string, room string) bool {
	for _, a := range list {
		if prefix, ok := strings.CutSuffix(a, "..."); ok && strings.HasPrefix(room, prefix) || a == room {
			return true
		}
	}
	return false
}

// packages lists the module's packages with what they import, tests left out.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	list := map[string][]string{}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		list[strings.TrimPrefix(p.ImportPath, module)] = p.Imports
	}
	if len(list) < 10 {
		t.Fatalf("go list found only %d packages", len(list))
	}
	return list
}

package house

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// built is a package with the compiler's word of what it exports.
type built struct {
	ImportPath, Name, Dir, Export string
	GoFiles, Imports              []string
	Standard                      bool
}

// TestPackageCommentsCompile type-checks the common calls that package comments
// show. What a snippet takes for given, such as ctx or data, is left open.
func TestPackageCommentsCompile(t *testing.T) {
	t.Parallel()
	all := builtPackages(t)
	fset := token.NewFileSet()
	imp := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(all[path].Export)
	})
	checked := 0
	for _, p := range all {
		if p.Standard || !strings.HasPrefix(p.ImportPath, module) || p.Name == "main" {
			continue
		}
		for _, snippet := range snippets(t, p) {
			for _, fault := range faults(fset, imp, p, all, snippet) {
				t.Errorf("the comment of package %s shows what does not compile: %s\n%s", strings.TrimPrefix(p.ImportPath, module), fault, snippet)
			}
			checked++
		}
	}
	if checked < 20 {
		t.Errorf("only %d snippets were found", checked)
	}
}

func builtPackages(t *testing.T) map[string]built {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Name,Dir,Export,GoFiles,Imports,Standard", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]built{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p built
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list[p.ImportPath] = p
	}
}

// snippets are the blocks of code in the package's comment that use the package.
func snippets(t *testing.T, p built) []string {
	t.Helper()
	var found []string
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range new(comment.Parser).Parse(file.Doc.Text()).Content {
			if code, ok := block.(*comment.Code); ok && strings.Contains(code.Text, p.Name+".") {
				found = append(found, code.Text)
			}
		}
	}
	return found
}

// leftOpen is what a snippet may do without: it need not introduce every name,
// use what it has, nor stand in a function of its own.
var leftOpen = regexp.MustCompile(`^undefined: \w+$|not used|no new variables|^too many return values`)

func faults(fset *token.FileSet, imp types.Importer, p built, all map[string]built, snippet string) []string {
	body := "func _() {\n" + strings.ReplaceAll(snippet, "{ ... }", "{}") + "\n}\n"
	file, err := parser.ParseFile(fset, "", "package p\n"+body, 0)
	if err != nil {
		return []string{err.Error()}
	}
	text := "package p\n"
	for name := range qualifiers(file) {
		if path := pathOf(name, p, all); path != "" {
			text += fmt.Sprintf("import %s %q\n", name, path)
		}
	}
	if file, err = parser.ParseFile(fset, "", text+body, 0); err != nil {
		return []string{err.Error()}
	}
	var found []string
	conf := types.Config{Importer: imp, Error: func(err error) {
		if msg := err.(types.Error).Msg; !leftOpen.MatchString(msg) {
			found = append(found, msg)
		}
	}}
	_, _ = conf.Check("p", fset, []*ast.File{file}, nil)
	return found
}

// qualifiers are the names that stand before a dot.
func qualifiers(file *ast.File) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok {
				names[x.Name] = true
			}
		}
		return true
	})
	return names
}

// pathOf is the package that a snippet in the comment of p means by a name: p
// itself, else one that p imports, else the first of the program or the standard
// library that has the name.
func pathOf(name string, p built, all map[string]built) string {
	if name == p.Name {
		return p.ImportPath
	}
	for _, path := range p.Imports {
		if all[path].Name == name {
			return path
		}
	}
	var found []string
	for path, other := range all {
		if other.Name == name && strings.HasPrefix(path, module) || other.Standard && path == name {
			found = append(found, path)
		}
	}
	if slices.Sort(found); len(found) > 0 {
		return found[0]
	}
	return ""
}

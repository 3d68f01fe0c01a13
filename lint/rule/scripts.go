package rule

import (
	"reflect"
	"strings"

	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// luaScript is a script of one of the Lua namespaces, as it stands in the file.
type luaScript struct {
	text    string
	at      syntax.Span
	pointer string
	// open says that the standard libraries are there, sourced that files may
	// define what the script does not.
	open, sourced bool
	*luaReading
}

// luaReading is what was read of a script.
type luaReading struct {
	problem string
	// closedUse is the first use of a standard library, "" where there is none.
	closedUse string
	// calls are functions that are called and that the script does not define.
	calls []string
}

// scripts returns the scripts that stand in an extra_config.
func (p *Pass) scripts(x config.Extra) []luaScript {
	var list []luaScript
	for _, namespace := range []string{"modifier/lua-endpoint", "modifier/lua-proxy", "modifier/lua-backend"} {
		entry := x.Entry(namespace)
		if entry == nil {
			continue
		}
		for _, field := range []string{"pre", "post"} {
			n := entry.Node.Get(field)
			if n.Str() == "" || n.Kind != syntax.String || field == "post" && namespace == "modifier/lua-endpoint" {
				continue
			}
			r := p.lua[n.Text]
			if r == nil {
				r = readScript(n.Text)
				p.lua[n.Text] = r
			}
			list = append(list, luaScript{n.Text, n.Span, syntax.Join(entry.Pointer, field), isTrue(entry.Node.Get("allow_open_libs")), !entry.Node.Get("sources").IsNull(), r})
		}
	}
	return list
}

func readScript(text string) *luaReading {
	chunk, err := parse.Parse(strings.NewReader(text), "script")
	if err != nil {
		return &luaReading{problem: strings.Join(strings.Fields(err.Error()), " ")}
	}
	var names luaNames
	names.visit(reflect.ValueOf(chunk))
	return &luaReading{closedUse: closedUseIn(reflect.ValueOf(chunk)), calls: names.undefined()}
}

// closedLibraries are the libraries that scripts have with allow_open_libs
// alone; methods of texts are those of the library string.
var (
	closedLibraries = map[string]bool{"string": true, "math": true, "os": true, "io": true, "debug": true, "coroutine": true}
	textMethods     = map[string]bool{"upper": true, "lower": true, "sub": true, "gsub": true, "gmatch": true, "match": true, "find": true, "format": true, "rep": true, "reverse": true, "byte": true}
)

// closedUseIn looks through a syntax tree for a use of a library that is closed.
func closedUseIn(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		switch n := v.Interface().(type) {
		case *ast.AttrGetExpr:
			if of, ok := n.Object.(*ast.IdentExpr); ok && closedLibraries[of.Value] {
				return of.Value
			}
		case *ast.FuncCallExpr:
			if n.Receiver != nil && textMethods[n.Method] {
				return ":" + n.Method
			}
		}
		return closedUseIn(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() || v.Type().Field(i).Anonymous {
				if found := closedUseIn(v.Field(i)); found != "" {
					return found
				}
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if found := closedUseIn(v.Index(i)); found != "" {
				return found
			}
		}
	}
	return ""
}

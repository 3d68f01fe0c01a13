package rule

import (
	"reflect"
	"slices"
	"strings"

	"github.com/yuin/gopher-lua/ast"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var luaUndefined = Rule{
	ID:       "lua-undefined",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that Lua scripts call functions that there are.",
	Why:      `pre and post may call what they define themselves, what the files in sources define, and what every script has. A call of anything else fails the request, with nothing in the log of the start; request.headers() is such a one, since headers() is a method of what request.load() gives.`,
	Fix:      "name the file that defines the function in sources",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"modifier/lua-proxy": {"pre": "check_tenant(request.load())"}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "modifier/lua-proxy": {
          "pre": "local function check_tenant(r) r:headers('X-Tenant', 'a') end check_tenant(request.load())"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 200},
	},
	Service:  checkLuaUndefinedService,
	Endpoint: checkLuaUndefinedEndpoint,
	Backend:  checkLuaUndefinedBackend,
}

func checkLuaUndefinedService(p *Pass, s *config.Service)   { p.undefinedCalls(s.Extra) }
func checkLuaUndefinedEndpoint(p *Pass, e *config.Endpoint) { p.undefinedCalls(e.Extra) }
func checkLuaUndefinedBackend(p *Pass, b *config.Backend)   { p.undefinedCalls(b.Extra) }

func (p *Pass) undefinedCalls(x config.Extra) {
	for _, s := range p.scripts(x) {
		if s.problem != "" {
			continue
		}
		for _, name := range s.calls {
			if s.sourced && !strings.Contains(name, ".") {
				continue // a file may define it
			}
			p.reportAt(s.at, s.pointer, "the script calls %s(), which nothing defines", name)
		}
	}
}

// luaFunctions are the functions that every script has.
var luaFunctions = []string{
	"assert", "collectgarbage", "custom_error", "dofile", "error", "getfenv", "getmetatable", "ipairs", "load", "loadfile", "loadstring",
	"module", "newproxy", "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawset", "require", "select", "setfenv", "setmetatable",
	"tonumber", "tostring", "type", "unpack", "xpcall",
}

// luaNames gathers the names that a script defines, and the functions that it
// calls by a name alone.
type luaNames struct{ defined, called []string }

// undefined returns the functions that are called and that nothing defines.
func (n *luaNames) undefined() []string {
	list := slices.DeleteFunc(n.called, func(name string) bool {
		of, _, method := strings.Cut(name, ".")
		return slices.Contains(n.defined, of) || !method && slices.Contains(luaFunctions, name)
	})
	slices.Sort(list)
	return slices.Compact(list)
}

func (n *luaNames) visit(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		n.note(v.Interface())
		n.visit(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous {
				n.visit(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			n.visit(v.Index(i))
		}
	}
}

func (n *luaNames) note(node any) {
	switch s := node.(type) {
	case *ast.AssignStmt:
		for _, left := range s.Lhs {
			n.define(left)
		}
	case *ast.LocalAssignStmt:
		n.defined = append(n.defined, s.Names...)
	case *ast.FuncDefStmt:
		n.define(s.Name.Func)
	case *ast.ParList:
		n.defined = append(n.defined, s.Names...)
	case *ast.GenericForStmt:
		n.defined = append(n.defined, s.Names...)
	case *ast.NumberForStmt:
		n.defined = append(n.defined, s.Name)
	case *ast.FuncCallExpr:
		n.call(s)
	}
}

// luaTypes are the types that scripts know, with the one function of each; all
// else is a method of a value that it gives.
var luaTypes = map[string]string{
	"request": "load", "response": "load", "ctx": "load",
	"luaTable": "new", "luaList": "new", "luaNil": "new", "http_response": "new",
}

func (n *luaNames) call(s *ast.FuncCallExpr) {
	of, method := s.Receiver, s.Method
	if of == nil {
		if name, ok := s.Func.(*ast.IdentExpr); ok {
			n.called = append(n.called, name.Value)
			return
		}
		get, ok := s.Func.(*ast.AttrGetExpr)
		if !ok {
			return
		}
		key, ok := get.Key.(*ast.StringExpr)
		if !ok {
			return
		}
		of, method = get.Object, key.Value
	}
	if name, ok := of.(*ast.IdentExpr); ok && luaTypes[name.Value] != "" && luaTypes[name.Value] != method {
		n.called = append(n.called, name.Value+"."+method)
	}
}

func (n *luaNames) define(e ast.Expr) {
	if name, ok := e.(*ast.IdentExpr); ok {
		n.defined = append(n.defined, name.Value)
	}
}

package route

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var all = Options{RedirectSlash: true, RedirectFixed: true, MethodNotAllowed: true}

func router(t testing.TB, opts Options, routes ...string) *Router[string] {
	t.Helper()
	r := New[string](opts)
	for _, s := range routes {
		method, path, _ := strings.Cut(s, " ")
		if err := r.Add(method, path, s); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// answer writes a match in one line.
func answer(m Match[string]) string {
	switch m.Kind {
	case Found:
		s := m.Value
		for _, p := range m.Params {
			s += " " + p.Name + "=" + p.Value
		}
		return s
	case Redirect:
		return "to " + m.Path
	case WrongMethod:
		return "allow " + strings.Join(m.Allow, ", ")
	}
	return "none"
}

func TestFind(t *testing.T) {
	noFixed := all
	noFixed.RedirectFixed = false
	noSlash := all
	noSlash.RedirectSlash = false
	oneSlash := all
	oneSlash.RemoveExtraSlash = true
	tests := map[string]struct {
		opts   Options
		routes []string
		finds  map[string]string
	}{
		"static": {all, []string{"GET /", "GET /a/b"}, map[string]string{
			"GET /": "GET /", "GET /a/b": "GET /a/b", "GET /a": "none", "GET /a/b/c": "none", "GET ": "GET /",
		}},
		"parameters, static ones first, and back": {all, []string{"GET /u/me", "GET /u/:Id", "GET /u/:Id/x", "GET /u/me/y"}, map[string]string{
			"GET /u/me": "GET /u/me", "GET /u/men": "GET /u/:Id Id=men", "GET /u/me/x": "GET /u/:Id/x Id=me", "GET /u/7/y": "none",
		}},
		"back over two levels": {all, []string{"GET /a/:X/c", "GET /a/b/:Y", "GET /:Z/b/d"}, map[string]string{
			"GET /a/b/c": "GET /a/b/:Y Y=c", "GET /a/b/d": "GET /a/b/:Y Y=d", "GET /q/b/d": "GET /:Z/b/d Z=q",
		}},
		"a parameter behind text": {all, []string{"GET /x-:Id", "GET /x-7"}, map[string]string{
			"GET /x-7": "GET /x-7", "GET /x-8": "GET /x-:Id Id=8", "GET /x-": "none",
		}},
		"the slash at the end": {all, []string{"GET /x", "GET /y/", "POST /p"}, map[string]string{
			"GET /x/": "to /x", "GET /y": "to /y/", "POST /p/": "to /p", "PUT /p/": "none",
		}},
		"letters, dots and doubled slashes": {all, []string{"GET /Users/:Id/Orders"}, map[string]string{
			"GET /users/Ab/orders": "to /Users/Ab/Orders", "GET /Users//7/Orders": "to /Users/7/Orders",
			"GET /x/../Users/7/Orders": "to /Users/7/Orders", "GET /USERS/7/orders/": "to /Users/7/Orders",
		}},
		"a redirect stays on the host": {all, []string{"GET /:A/:B"}, map[string]string{
			"GET //evil.example/": "to /evil.example",
		}},
		"no redirect of letters":                   {noFixed, []string{"GET /a"}, map[string]string{"GET /A": "none", "GET /a/": "to /a"}},
		"slashes are mended by the fixed path too": {noSlash, []string{"GET /a"}, map[string]string{"GET /a/": "to /a"}},
		"extra slashes are nothing": {oneSlash, []string{"GET /u/:Id"}, map[string]string{
			"GET //u//7": "GET /u/:Id Id=7", "GET /u/7//": "to /u/7/",
		}},
		"other methods, in the order of their routes": {all, []string{"GET /h", "POST /x", "PUT /x", "GET /x"}, map[string]string{
			"DELETE /x": "allow GET, POST, PUT", "DELETE /y": "none",
		}},
		"the slash goes where paths branch": {all, []string{"GET /v1/:Sub", "GET /:Id/:Sub/:Leaf"}, map[string]string{
			"GET /v1/": "to /v1", "GET /x/y/": "to /x/y", "GET /x/y/z/w/": "none",
		}},
		"the slash goes for the fixed path too, along one trunk": {noSlash, []string{"GET /:Id/orders/:No", "GET /ab/abc", "GET /ab/:X", "GET /abd", "GET /Deep/more", "GET /Deeper"}, map[string]string{
			"GET /q/": "to /q", "GET //q//": "to /q", "GET /q/orders/": "none", "GET /DEEP/": "to /Deep", "GET /deep//": "to /Deep", "GET /ab/": "to /ab", "GET /x/y/": "none",
		}},
		"everything below": {all, []string{"GET /d/*", "GET /d/x"}, map[string]string{
			"GET /d/": "GET /d/*", "GET /d/a/b": "GET /d/*", "GET /d/x": "GET /d/x", "GET /d": "to /d/",
		}},
		"an empty parameter in the middle": {all, []string{"GET /u/:Id", "GET /u/:Id/x"}, map[string]string{
			"GET /u/": "none", "GET /u//": "to /u/", "GET /u//x": "GET /u/:Id/x Id=",
		}},
		"two slashes where a last parameter would stand": {all, []string{"GET /:A/:B", "GET /s/t/:C/u", "POST /x/:A", "POST /x/y"}, map[string]string{
			"GET /q//": "to /q/", "GET /q///": "none", "GET /s/t//": "to /s/t/", "GET //": "to /", "POST /x//": "to /x/", "POST /y//": "none",
		}},
		"a parameter behind text needs a value": {all, []string{"GET /a:X", "GET /b:X/", "GET /c/:X/d"}, map[string]string{
			"GET /a": "none", "GET /A": "none", "GET /a/": "to /a", "GET /A7": "to /a7", "GET /b": "none", "GET /B": "none", "GET /b7": "to /b7/", "GET /b/": "GET /b:X/ X=", "GET /c//d": "GET /c/:X/d X=",
		}},
		"small letters first": {all, []string{"GET /aB", "GET /ab", "GET /Ab/x", "GET /A/y", "GET /a/y"}, map[string]string{
			"GET /AB": "to /ab", "GET /aB": "GET /aB", "GET /AB/x": "to /Ab/x", "GET /A//y": "to /a/y",
		}},
		"nothing but slashes, along one trunk": {all, []string{"POST /ab/c", "POST /abd", "GET /a", "GET /b"}, map[string]string{
			"POST //": "to /", "POST /./": "to /", "POST /": "none", "GET //": "none", "PUT //": "none",
		}},
		"doubled slashes in a route": {all, []string{"GET /x//y"}, map[string]string{"GET /x/y": "GET /x//y", "GET /x//y": "to /x/y"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := router(t, tt.opts, tt.routes...)
			got := map[string]string{}
			for ask := range tt.finds {
				method, path, _ := strings.Cut(ask, " ")
				got[ask] = answer(r.Find(method, path))
			}
			if d := cmp.Diff(tt.finds, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestAddNamesWhatClashes(t *testing.T) {
	r := router(t, all, "GET /x/:Id")
	err := r.Add("GET", "/x/:Other", "")
	if want := "GET /x/:Other clashes with /x/:Id"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// FuzzFind holds that no path makes the router panic, that what it redirects to
// is not where the client came from and stays on this host, and that found
// parameters stand in the path.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"/", "/a/b", "//x/", "/A/../b/.", "/u/7/x", "/\xff/%2f", "/v1//x/"} {
		f.Add("/a/:B", "/v1/x/:C/", s)
	}
	f.Fuzz(func(t *testing.T, one, two, path string) {
		r := New[string](all)
		// Two paths may clash, then the first stands.
		_ = r.Add("GET", one, "1")
		_ = r.Add("GET", two, "2")
		_ = r.Add("POST", "/v1/:X/y", "3")
		m := r.Find("GET", path)
		switch m.Kind {
		case Redirect:
			if m.Path == path || strings.HasPrefix(m.Path, "//") || m.Path == "" {
				t.Errorf("%q is redirected to %q", path, m.Path)
			}
		case Found:
			for _, p := range m.Params {
				if !strings.Contains(path, p.Value) {
					t.Errorf("parameter %q is not in %q", p.Value, path)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var routes []string
	for i := range 1000 {
		routes = append(routes, fmt.Sprintf("GET /v1/service%d/items/:Id/parts/:Part", i))
	}
	r := router(b, all, routes...)
	b.ReportAllocs()
	for b.Loop() {
		if m := r.Find("GET", "/v1/service500/items/42/parts/7"); m.Kind != Found {
			b.Fatal("not found")
		}
	}
}

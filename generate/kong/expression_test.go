package kong

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExpressionsBecomeRoutes(t *testing.T) {
	tests := []struct {
		name, expression string
		want             []string // methods, path, conditions of each route
	}{
		{"equal", `http.path == "/a/b"`, []string{"[] /a/b"}},
		{"prefix", `http.path ^= "/a"`, []string{"[] /a/{rest}"}},
		{"regular expression", `http.path ~ r#"^/users/(?<id>[^/]+)/p$"#`, []string{"[] /users/{id}/p"}},
		{"methods together", `http.path == "/a" && (http.method == "GET" || http.method == "POST")`, []string{"[GET POST] /a"}},
		{"alternatives", `http.path == "/a" || http.path == "/b" && http.method == "put"`, []string{"[] /a", "[PUT] /b"}},
		{"host", `http.host == "a.example" && http.path ^= "/x"`, []string{"[] /x/{rest} host=a.example"}},
		{"end of the host", `http.host =^ ".example" && http.path == "/x"`, []string{"[] /x host=*.example"}},
		{"header", `lower(http.headers.x_beta) == "on" && http.path == "/x"`, []string{"[] /x header x-beta=on"}},
		{"query string", `http.path == "/x" && http.queries.v == "2"`, []string{"[] /x query v=2"}},
		{"addresses", `http.path == "/x" && net.src.ip in 10.0.0.0/8`, []string{"[] /x only from 10.0.0.0/8"}},
		{"no path", `http.method == "GET"`, []string{"[GET] /{rest}"}},
		{"negation", `!(http.path == "/a")`, nil},
		{"unequal", `http.path == "/a" && http.method != "GET"`, nil},
		{"two paths at once", `http.path == "/a" && http.path ^= "/"`, nil},
		{"two methods at once", `http.path == "/a" && http.method == "GET" && http.method == "PUT"`, nil},
		{"unknown field", `http.path.len == 3`, nil},
		{"broken", `http.path == "/a" &&`, nil},
		{"open bracket", `(http.path == "/a"`, nil},
		{"deep", strings.Repeat("(", 500) + `http.path == "/a"` + strings.Repeat(")", 500), nil},
		{"many", strings.TrimSuffix(strings.Repeat(`(http.method == "GET" || http.method == "PUT") && `, 10), " && "), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := read(fmt.Sprintf("{\"_format_version\": \"3.0\", \"services\": [{\"name\": \"s\", \"url\": \"http://h:80\", \"routes\": [{\"name\": \"r\", \"strip_path\": false, \"expression\": %q}]}]}", tt.expression))
			var got []string
			for _, r := range inv.Routes {
				s := fmt.Sprint(r.Methods, " ", r.Path)
				for _, m := range r.Match {
					s += strings.TrimSuffix(" "+m.Kind+" "+m.Name, " ") + "=" + strings.Join(m.Values, ",")
				}
				if r.Allow != nil {
					s += " " + r.Allow.String()
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if lost := strings.Contains(fmt.Sprint(codes(inv)), "lost expression"); lost != (tt.want == nil) {
				t.Errorf("the report says %v", codes(inv))
			}
		})
	}
}

func TestChoicesOfARegularExpressionArePaths(t *testing.T) {
	r := &reader{major: 3}
	for in, want := range map[string][]string{
		"~/a/(b|c)/d$":         {"~/a/b/d$", "~/a/c/d$"},
		"~/(?:a|b)/(x|y)$":     {"~/a/x$", "~/a/y$", "~/b/x$", "~/b/y$"},
		"~/a(b|c)?$":           {"~/a(b|c)?$"},
		"/plain":               {"/plain"},
		"~/(?<id>[^/]+)/(x|y)": {"~/(?<id>[^/]+)/x", "~/(?<id>[^/]+)/y"},
	} {
		if diff := cmp.Diff(want, r.alternatives(in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

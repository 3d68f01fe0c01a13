package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
)

// serviceOf is a service with operations such as "GET /users".
func serviceOf(name string, servers []Server, hosts []string, operations ...string) *Service {
	svc := &Service{Name: name, Servers: servers, Hosts: hosts}
	for _, s := range operations {
		method, path, _ := strings.Cut(s, " ")
		svc.Operations = append(svc.Operations, &Operation{Service: svc, Method: method, Path: path})
	}
	return svc
}

func TestMatch(t *testing.T) {
	users := serviceOf("users", []Server{{Origin: "https://users.example.com", BasePath: "/v2"}}, []string{"http://users:5000"},
		"GET /users", "POST /users", "GET /users/{id}", "GET /users/me", "GET /users/{id}:cancel", "GET /users/{id}/orders/{orderId}", "GET /files/{name}.{ext}", "GET /trailing/")
	own := serviceOf("own", []Server{{Origin: "http://own"}}, nil, "GET /a")
	own.Operations[0].Servers = []Server{{Origin: "http://elsewhere", BasePath: "/up"}}
	anywhere := serviceOf("anywhere", nil, nil, "GET /anything", "GET /broken")
	anywhere.Operations[1].Fault = &diag.Finding{}
	twinA := serviceOf("twin-a", nil, []string{"http://twins"}, "GET /same", "GET /x/{id}")
	twinB := serviceOf("twin-b", nil, []string{"http://twins/", "http://twins/base"}, "GET /same", "GET /x/y")
	index := NewIndex([]*Service{users, own, anywhere, twinA, twinB})
	tests := []struct {
		name, host, method, pattern string
		want                        []string
		why                         string
	}{
		{"literal", "http://users:5000", "GET", "/v2/users", []string{"users GET /users"}, ""},
		{"method in small letters", "http://users:5000", "post", "/v2/users", []string{"users POST /users"}, ""},
		{"parameter of another name", "http://users:5000", "GET", "/v2/users/{userId}", []string{"users GET /users/{id}"}, ""},
		{"parameter as the gateway writes it", "http://users:5000", "GET", "/v2/users/{{.UserId}}", []string{"users GET /users/{id}"}, ""},
		{"literal before parameter", "http://users:5000", "GET", "/v2/users/me", []string{"users GET /users/me"}, ""},
		{"value of a parameter", "http://users:5000", "GET", "/v2/users/42", []string{"users GET /users/{id}"}, ""},
		{"several parameters", "http://users:5000", "GET", "/v2/users/{a}/orders/{b}", []string{"users GET /users/{id}/orders/{orderId}"}, ""},
		{"odd shape", "http://users:5000", "GET", "/v2/users/{x}:cancel", []string{"users GET /users/{id}:cancel"}, ""},
		{"value in an odd shape", "http://users:5000", "GET", "/v2/files/a.tar.gz", []string{"users GET /files/{name}.{ext}"}, ""},
		{"query string", "http://users:5000", "GET", "/v2/users?page={page}", []string{"users GET /users"}, ""},
		{"no leading slash", "http://users:5000", "GET", "v2/users", []string{"users GET /users"}, ""},
		{"trailing slash", "http://users:5000", "GET", "/v2/trailing/", []string{"users GET /trailing/"}, ""},
		{"host of the document", "https://users.example.com", "GET", "/v2/users", []string{"users GET /users"}, ""},
		{"host without a scheme, with a slash", "users:5000/", "GET", "/v2/users", []string{"users GET /users"}, ""},
		{"host with a path", "http://users:5000/v2", "GET", "/users", []string{"users GET /users"}, ""},
		{"default port", "http://users.example.com:80", "GET", "/v2/users", []string{"users GET /users"}, ""},
		{"no base path", "http://users:5000", "GET", "/users", nil, "no operation has the path /users, but below the base path /v2 there is /v2/users"},
		{"base path that goes on", "http://users:5000", "GET", "/v22/users", nil, "no operation has the path"},
		{"wrong method", "http://users:5000", "DELETE", "/v2/users", nil, "declared for GET, POST only"},
		{"parameter in place of a literal", "http://users:5000", "GET", "/v2/{x}", nil, "no operation has the path"},
		{"server of the operation", "http://elsewhere", "GET", "/up/a", []string{"own GET /a"}, ""},
		{"operation that is elsewhere", "http://own", "GET", "/a", nil, "no operation has the path"},
		{"unknown host, service without one", "http://unknown", "GET", "/anything", []string{"anywhere GET /anything"}, ""},
		{"operation with a fault", "http://unknown", "GET", "/broken", nil, "no operation has the path"},
		{"two services", "http://twins", "GET", "/same", []string{"twin-a GET /same", "twin-b GET /same"}, "it may be any of"},
		{"two services, one fits better", "http://twins", "GET", "/x/y", []string{"twin-b GET /x/y"}, ""},
		{"host with a base path of its own", "http://twins", "GET", "/base/same", []string{"twin-b GET /same"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ops, why := index.Match(tt.host, tt.method, tt.pattern)
			var got []string
			for _, op := range ops {
				got = append(got, op.Service.Name+" "+op.Method+" "+op.Path)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("operations (-want +got):\n%s", diff)
			}
			if !strings.Contains(why, tt.why) || (why == "") != (tt.why == "") {
				t.Errorf("why is %q, want %q", why, tt.why)
			}
		})
	}
	t.Run("unknown host", func(t *testing.T) {
		if !index.Knows("users:5000") || !index.Knows("http://unknown") || NewIndex([]*Service{users}).Knows("http://unknown") {
			t.Error("Knows is wrong")
		}
		if ops, why := NewIndex([]*Service{users}).Match("http://unknown", "GET", "/v2/users"); ops != nil || why != "no document describes the host http://unknown" {
			t.Error(ops, why)
		}
	})
}

// FuzzMatch checks that every operation is found by its own path, and that no
// call makes the index panic.
func FuzzMatch(f *testing.F) {
	for _, path := range []string{"/users/{id}", "/", "", "/a//b/", "/x({k})", "/{a}.{b}", "/{a{b}}", "/a%20b", "/a?b", "/}{", "/{", "/%", "{}{}"} {
		f.Add(path, "/base", "/users/{{.Id}}")
	}
	f.Fuzz(func(t *testing.T, path, base, call string) {
		if strings.ContainsAny(path, "?") || strings.ContainsAny(base, "?") {
			t.Skip("calls are cut at their query string")
		}
		base = "/" + strings.Trim(base, "/")
		svc := serviceOf("s", []Server{{Origin: "http://h", BasePath: base}}, nil)
		svc.Operations = []*Operation{{Service: svc, Method: "GET", Path: path}}
		index := NewIndex([]*Service{svc})
		own := base + "/" + strings.TrimPrefix(path, "/")
		if ops, why := index.Match("h", "GET", own); len(ops) != 1 {
			t.Errorf("%q is not found: %s", own, why)
		}
		index.Match(base, "GET", call)
		index.Match("h", "GET", call)
	})
}

func TestMatchTakesABareHostForEveryPort(t *testing.T) {
	svc := &Service{Name: "users", Hosts: []string{"users"}}
	svc.Operations = []*Operation{{Service: svc, Method: "GET", Path: "/users"}}
	x := NewIndex([]*Service{svc})
	for host, want := range map[string]int{"http://users:5000": 1, "https://users": 1, "users": 1, "http://orders:5000": 0} {
		if ops, why := x.Match(host, "GET", "/users"); len(ops) != want {
			t.Errorf("%s: %d operations, %s", host, len(ops), why)
		}
	}
}

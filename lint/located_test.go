package lint_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
)

func TestLocatedFindsServicesByTheNotesOfEndpoints(t *testing.T) {
	t.Parallel()
	const made = `"@gatewright": {"from": {"format": "openapi", "service": "users", "pointer": "/paths/~1a/get"}}`
	tests := []struct {
		name, endpoint string
		given          spec.Service
		want           []string
	}{
		{
			"a document without servers",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://localhost:5001"]}], ` + made + `}`,
			spec.Service{Name: "users", Hosts: []string{"users"}},
			[]string{"users", "http://localhost:5001"},
		},
		{
			"the hosts of the whole gateway",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/a"}], ` + made + `}`,
			spec.Service{Name: "users"},
			[]string{"http://all:80"},
		},
		{
			"a server that the document names",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://users:5000"]}], ` + made + `}`,
			spec.Service{Name: "users", Servers: []spec.Server{{Origin: "http://users:5000"}}},
			nil,
		},
		{
			"a base path that the document does not name",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/base/a/{key}", "host": ["http://localhost:5001"]}], ` + made + `}`,
			spec.Service{Name: "users", Operations: []*spec.Operation{{Method: "GET", Path: "/a/{id}", Pointer: "/paths/~1a/get"}}},
			[]string{"http://localhost:5001/base"},
		},
		{
			"a path that a hand has changed",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/other", "host": ["http://localhost:5001"]}], ` + made + `}`,
			spec.Service{Name: "users", Operations: []*spec.Operation{{Method: "GET", Path: "/a/{id}", Pointer: "/paths/~1a/get"}}},
			[]string{"http://localhost:5001"},
		},
		{
			"another service",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://localhost:5001"]}], ` + made + `}`,
			spec.Service{Name: "products"},
			nil,
		},
		{
			"several backends, of which the note is about one",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://x:80"]}, {"url_pattern": "/b", "host": ["http://y:80"]}], ` + made + `}`,
			spec.Service{Name: "users"},
			nil,
		},
		{
			"no note",
			`{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://x:80"]}]}`,
			spec.Service{Name: "users"},
			nil,
		},
		{"no endpoint", `null`, spec.Service{Name: "users"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc := config.Parse("krakend.json", []byte(`{"version": 3, "host": ["http://all:80"], "endpoints": [`+tt.endpoint+`]}`))
			before := len(tt.given.Hosts)
			got := lint.Located(doc, []*spec.Service{&tt.given})
			if diff := cmp.Diff(tt.want, got[0].Hosts); diff != "" {
				t.Errorf("hosts (-want +got):\n%s", diff)
			}
			if len(tt.given.Hosts) != before {
				t.Error("the given service was changed")
			}
		})
	}
}

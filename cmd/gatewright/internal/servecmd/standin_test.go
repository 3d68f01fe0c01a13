package servecmd

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/internal/project"
)

func TestMocksAreOfDocumentsOrOfTheProject(t *testing.T) {
	t.Parallel()
	p := &project.File{Services: []project.Service{{Name: "users", Spec: "api/users.yaml", Host: "http://users:5000"}}}
	want := []input.Source{
		{Ref: "a.yaml"},
		{Name: "users", Ref: "api/users.yaml", Hosts: []string{"http://users:5000"}},
		{Ref: "b.yaml", Hosts: []string{"b:80"}},
	}
	if diff := cmp.Diff(want, mockSources([]string{"a.yaml", "../.gatewright.yaml", "b:80=b.yaml"}, p)); diff != "" {
		t.Error(diff)
	}
}

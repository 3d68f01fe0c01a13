package servecmd

import (
	"context"
	"net/http"
	"path/filepath"
	"sync/atomic"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
)

// standIn answers in the place of the backends, from the documents of --mock. It
// follows the configuration, which says where each service is.
type standIn struct {
	action
	services []*spec.Service
	now      atomic.Pointer[mock.Transport]
}

// standIn reads the documents of --mock, those of the project where that is
// named; it is nil where there are none.
func (a action) standIn(ctx context.Context, c *cli.Context, p *project.File) (*standIn, error) {
	sources := mockSources(c.StringSlice("mock"), p)
	if len(sources) == 0 {
		return nil, nil
	}
	services, err := a.Specs(ctx, sources, input.Fetch{})
	if err != nil {
		return nil, err
	}
	return &standIn{action: a, services: services}, nil
}

// mockSources are the documents of --mock.
func mockSources(values []string, p *project.File) []input.Source {
	var sources []input.Source
	for _, v := range values {
		if filepath.Base(v) == project.Name {
			sources = append(sources, input.ProjectSources(p)...)
			continue
		}
		sources = append(sources, input.Bound([]string{v})...)
	}
	return sources
}

// RoundTrip answers as the document of the host says.
func (s *standIn) RoundTrip(r *http.Request) (*http.Response, error) {
	return s.now.Load().RoundTrip(r)
}

// follow takes over where a configuration has the services, and says which of
// its hosts no document describes.
func (s *standIn) follow(doc *config.Document) {
	services := lint.Located(doc, s.services)
	s.now.Store(mock.New(services, mock.Options{}))
	known := spec.NewIndex(services)
	told := map[string]bool{}
	for _, e := range doc.Service().Endpoints() {
		for _, b := range e.Backends {
			if b == nil {
				continue
			}
			for _, host := range b.Hosts() {
				if told[host] || known.Knows(host) {
					continue
				}
				told[host] = true
				s.Say("no document of --mock describes %s: its calls get a 404", host)
				s.Say("  hint: --mock %s=FILE says which one does", host)
			}
		}
	}
}

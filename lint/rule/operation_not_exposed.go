package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

var operationNotExposed = Rule{
	ID:       "operation-not-exposed",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that the operations of the backends can be reached.",
	Why:      `An operation that no endpoint calls is a 404 at the gateway. Often that is meant; after a change of the backend it is often forgotten. Each document is one finding, and one of which no operation is called is none.`,
	Fix:      "add an endpoint, or leave the operation where it is",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    },
    {
      "endpoint": "/orders",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /orders",
		Bad:     Outcome{Status: 404},
		Good:    Outcome{Status: 200},
	},
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/users": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        }
      }
    },
    "/orders": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        }
      }
    }
  }
}`,
	Service: checkOperationNotExposed,
}

func checkOperationNotExposed(p *Pass, s *config.Service) {
	if p.specs == nil {
		return
	}
	called := map[*spec.Operation]bool{}
	unclear := map[string]bool{}
	for _, e := range s.Endpoints() {
		for _, b := range e.Backends {
			if b == nil {
				continue
			}
			c := p.call(b)
			called[c.op] = true
			if c.ambiguous && len(b.Hosts()) > 0 {
				unclear[b.Hosts()[0]] = true
			}
		}
		clear(p.calls)
	}
	for _, svc := range p.services {
		p.notExposed(s, svc, called, unclear)
	}
}

// notExposed reports the operations of a service that nobody calls. Where a call
// may be of several operations it is not known which are left.
func (p *Pass) notExposed(s *config.Service, svc *spec.Service, called map[*spec.Operation]bool, unclear map[string]bool) {
	var left []*spec.Operation
	all := 0
	for _, op := range svc.Operations {
		if !slices.Contains(fact.EndpointMethods(), op.Method) {
			continue // no endpoint can have it
		}
		if all++; !called[op] {
			left = append(left, op)
		}
	}
	if len(left) == 0 || len(left) == all || slices.ContainsFunc(svc.Hosts, func(h string) bool { return unclear[h] }) {
		return
	}
	const shown = 3
	var names []string
	for _, op := range left[:min(shown, len(left))] {
		names = append(names, op.Method+" "+op.Path)
	}
	if more := len(left) - shown; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	f := p.report(s.Object, "endpoints", "no endpoint calls %d of %d operations of %s: %s", len(left), all, svc.Name, strings.Join(names, ", "))
	if m := s.Member("endpoints"); m != nil {
		f.Span = m.Key
	}
	for _, op := range left[:min(shown, len(left))] {
		f.Related = append(f.Related, diag.Related{Label: "spec", Message: op.Method + " " + op.Path, Span: op.Span})
	}
}

package rule

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var endpointStaticVsParam = Rule{
	ID:       "endpoint-static-vs-param",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Strict:   true,
	Summary:  "Checks that no value of a path parameter is a path of its own.",
	Why:      `A path that is written out goes before one with a parameter. Of /users/{id} and /users/me the second gets what is asked of a user called me, who cannot be asked for. It is often meant so.`,
	Fix:      `see to it that no such value exists, or give the written path a place of its own`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    },
    {
      "endpoint": "/users/new",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/form"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    },
    {
      "endpoint": "/form",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/form"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/new",
		Bad:     Outcome{Sent: "GET /form"},
		Good:    Outcome{Sent: "GET /users/new"},
	},
	Service: checkEndpointStaticVsParam,
}

func checkEndpointStaticVsParam(p *Pass, s *config.Service) {
	// The first endpoint of each path that has parameters, whatever their names.
	params := map[string]*config.Endpoint{}
	for _, e := range s.Endpoints() {
		if strings.Contains(e.Route(), "{") {
			key := e.HTTPMethod() + " " + anyNames(strings.Split(e.Route(), "/"))
			params[key] = cmp.Or(params[key], e)
		}
	}
	if len(params) == 0 {
		return
	}
	for _, e := range s.Endpoints() {
		if other := shadowed(e, params); other != nil {
			f := at(p.report(e.Object, "endpoint", "it goes before %q: what is written here is no value of its parameter", other.Path.V), e, nil)
			f.Related = []diag.Related{{Label: "other", Message: other.ID().String(), Span: other.Place("endpoint")}}
		}
	}
}

// shadowed returns the endpoint whose path is the same but for a parameter
// where this one has a text; nil where there is none.
func shadowed(e *config.Endpoint, params map[string]*config.Endpoint) *config.Endpoint {
	segments := strings.Split(e.Route(), "/")
	for i, segment := range segments {
		if segment == "" || strings.HasPrefix(segment, "{") {
			continue
		}
		form := slices.Clone(segments)
		form[i] = "{}"
		if other := params[e.HTTPMethod()+" "+anyNames(form)]; other != nil {
			return other
		}
	}
	return nil
}

// anyNames is a path whose parameters have lost their names.
func anyNames(segments []string) string {
	for i, s := range segments {
		if strings.HasPrefix(s, "{") {
			segments[i] = "{}"
		}
	}
	return strings.Join(segments, "/")
}

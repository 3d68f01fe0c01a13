package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var errorNameDuplicate = Rule{
	ID:       "error-name-duplicate",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the errors of an endpoint's backends have names of their own.",
	Why:      `return_error_details adds the error under error_NAME. Of two backends with one name the later error takes the place of the earlier.`,
	Fix:      "give each backend a name of its own",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/http": {"return_error_details": "api"}}
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "extra_config": {"backend/http": {"return_error_details": "api"}}
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
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/http": {"return_error_details": "users"}}
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "extra_config": {"backend/http": {"return_error_details": "news"}}
        }
      ]
    }
  ]
}
`,
	NoProof:  "which of two errors is seen is a race",
	Endpoint: checkErrorNameDuplicate,
}

func checkErrorNameDuplicate(p *Pass, e *config.Endpoint) {
	if shape.PassesThrough(e) {
		return
	}
	first := map[string]*config.Backend{}
	for _, b := range answering(e) {
		entry := b.Extra.Entry("backend/http")
		if entry == nil {
			continue
		}
		name := entry.Node.Get("return_error_details")
		if name.Str() == "" {
			continue
		}
		if other := first[name.Text]; other != nil {
			f := at(p.reportAt(name.Span, syntax.Join(entry.Pointer, "return_error_details"), "another backend has the name %q: one error hides the other", name.Text), e, b)
			f.Related = []diag.Related{{Label: "first", Message: other.ID(), Span: other.Place("url_pattern")}}
			continue
		}
		first[name.Text] = b
		for _, grouped := range answering(e) {
			if grouped.Group.V == "error_"+name.Text {
				f := at(p.reportAt(name.Span, syntax.Join(entry.Pointer, "return_error_details"), "the error comes as %q, which is a group as well: one hides the other", grouped.Group.V), e, b)
				f.Related = []diag.Related{{Label: "group", Message: grouped.ID(), Span: grouped.Place("group")}}
			}
		}
	}
}

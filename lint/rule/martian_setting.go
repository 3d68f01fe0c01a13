package rule

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var martianSetting = Rule{
	ID:       "martian-setting",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that modifiers have the settings that they read.",
	Why:      `Each modifier reads a few settings of its own and passes over all others, without a message. A group without its list "modifiers" runs nothing, a header.Modifier without a name sets nothing.`,
	Fix:      "write the settings as the modifier calls them",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "header.Modifier": {"scope": ["request"], "header": "X-Area", "value": "eu"}
            }
          }
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
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "header.Modifier": {"scope": ["request"], "name": "X-Area", "value": "eu"}
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{NotSent: "X-Area: eu"},
		Good:    Outcome{Sent: "X-Area: eu"},
	},
	Backend: checkMartianSetting,
}

// martianSettings are what each modifier reads besides its scope; the first
// needs of them must be there.
var martianSettings = map[string]struct {
	needs int
	names []string
}{
	"body.Modifier":        {1, []string{"body", "contentType"}},
	"cookie.Modifier":      {1, []string{"name", "value", "path", "domain", "expires", "secure", "httpOnly", "maxAge"}},
	"cookie.Filter":        {2, []string{"name", "modifier", "value", "else"}},
	"header.Modifier":      {1, []string{"name", "value"}},
	"header.Append":        {1, []string{"name", "value"}},
	"header.Blacklist":     {1, []string{"names"}},
	"header.Copy":          {2, []string{"from", "to"}},
	"header.Id":            {0, nil},
	"header.Filter":        {2, []string{"name", "modifier", "value", "else"}},
	"header.RegexFilter":   {3, []string{"header", "regex", "modifier", "else"}},
	"querystring.Modifier": {1, []string{"name", "value"}},
	"querystring.Filter":   {2, []string{"name", "modifier", "value", "else"}},
	"url.Modifier":         {0, []string{"scheme", "host", "path", "query"}},
	"url.Filter":           {1, []string{"modifier", "scheme", "host", "path", "query", "else"}},
	"url.RegexFilter":      {2, []string{"regex", "modifier", "else"}},
	"port.Modifier":        {0, []string{"port", "defaultForScheme", "remove"}},
	"port.Filter":          {2, []string{"port", "modifier", "else"}},
	"stash.Modifier":       {1, []string{"headerName"}},
	"status.Modifier":      {1, []string{"statusCode"}},
	"fifo.Group":           {1, []string{"modifiers", "aggregateErrors"}},
	"priority.Group":       {1, []string{"modifiers"}},
}

func checkMartianSetting(p *Pass, b *config.Backend) {
	for _, m := range martianModifiers(b) {
		known, ok := martianSettings[m.name]
		if !ok || m.settings == nil || m.settings.Kind != syntax.Object {
			continue
		}
		for _, s := range m.settings.Members() {
			if s.Name == "scope" || slices.Contains(known.names, s.Name) || config.IsComment(s.Name) {
				continue
			}
			f := p.reportAt(s.Key, syntax.Join(m.pointer, s.Name), "%q has no %q: it is not read", m.name, s.Name)
			f.Severity = diag.Warning
			if near := Nearest(s.Name, known.names, 1); len(near) > 0 {
				f.Hint = fmt.Sprintf("did you mean %q?", near[0])
				p.fix(f, false, fmt.Sprintf("rename it to %q", near[0]), rename(syntax.Join(m.pointer, s.Name), near[0]))
			} else if len(known.names) > 0 {
				f.Hint = "it has " + oneOf(known.names)
			}
		}
		for _, name := range known.names[:known.needs] {
			if m.settings.Get(name).IsNull() {
				p.reportAt(m.key, m.pointer, "%q needs %q: it does nothing", m.name, name)
			}
		}
	}
}

package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var feedShaped = Rule{
	ID:       "feed-shaped",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a feed is shaped by the fields that it has.",
	Why:      `With the encoding rss every feed, whatever it calls them itself, has the same few fields: title, description, items and what else a feed tells. An allow or a mapping of another name meets nothing, nor does one that leads into items, which is a list; a target of anything but author or custom leaves an empty answer.`,
	Fix:      "name the fields that the gateway makes of a feed; a flatmap_filter enters items",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/news",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/feed.xml",
          "encoding": "rss",
          "allow": ["channel.title", "item"]
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
      "endpoint": "/news",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/feed.xml",
          "encoding": "rss",
          "allow": ["title"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /news",
		Answers: map[string]Answer{"*": {Type: "application/rss+xml", Body: `<rss version="2.0"><channel><title>News</title><item><title>One</title></item></channel></rss>`}},
		Bad:     Outcome{Status: 200, Body: `{}`},
		Good:    Outcome{Status: 200, Body: `{"title": "News"}`},
	},
	Backend: checkFeedShaped,
}

// feedObjects are the fields of a feed that are objects.
var feedObjects = []string{"author", "custom"}

func checkFeedShaped(p *Pass, b *config.Backend) {
	if encoding(b) != fact.RSS || isShadow(b) || recoded(b) {
		return
	}
	if t := b.Target.V; t != "" {
		if !slices.Contains(feedObjects, root(t)) {
			p.report(b.Object, "target", "a feed has no object %q: the answer is empty", t)
		}
		return
	}
	if !filters(b) {
		return
	}
	for i, path := range b.Allow.V {
		p.feedField(path, func(format string, args ...any) *diag.Finding {
			return p.reportItem(b.Object, "allow", i, format, args...)
		})
	}
	for i, path := range b.Deny.V {
		if len(b.Allow.V) > 0 {
			break // allow-and-deny says that it is not read
		}
		p.feedField(path, func(format string, args ...any) *diag.Finding {
			f := p.reportItem(b.Object, "deny", i, format, args...)
			if f.Effect = diag.Unsafe; root(path) == path {
				f.Severity, f.Effect = diag.Warning, diag.Wrong
			}
			return f
		})
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		if !config.IsComment(entry.Name) && !strings.Contains(entry.Name, ".") {
			p.feedField(entry.Name, func(format string, args ...any) *diag.Finding {
				f := p.reportAt(entry.Key, syntax.Join(b.Field(m.Name), entry.Name), format, args...)
				f.Severity = diag.Warning
				return f
			})
		}
	}
}

// feedField reports a path that no feed has.
func (p *Pass) feedField(path string, report func(string, ...any) *diag.Finding) {
	first := root(path)
	switch {
	case path == "" || readPath(path).sure:
		return // field-path-form says it
	case !slices.Contains(fact.FeedFields(), first):
		f := report("a feed has no %q: it meets nothing", path)
		f.Hint = "it has " + oneOf(fact.FeedFields())
		if near := Nearest(first, fact.FeedFields(), 1); len(near) > 0 {
			f.Hint = "did you mean " + quote(near[0]) + "?"
		}
	case first != path && !slices.Contains(feedObjects, first):
		report("%q leads into %q of a feed, which is no object: it meets nothing", path, first).Hint =
			"use a flatmap_filter, in which * stands for every element"
	}
}

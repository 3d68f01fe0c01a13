package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var collectionFlatmapPrefix = Rule{
	ID:       "collection-flatmap-prefix",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a flatmap_filter on a collection starts at collection.",
	Why:      `The items of a collection stand at collection.*. A path that does not start there meets nothing, and the operation does nothing.`,
	Fix:      `put "collection.*." in front of the path`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "is_collection": true,
          "extra_config": {
            "proxy": {"flatmap_filter": [{"type": "del", "args": ["password"]}]}
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
          "is_collection": true,
          "extra_config": {
            "proxy": {
              "flatmap_filter": [{"type": "del", "args": ["collection.*.password"]}]
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
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1, "password": "x"}]`}},
		Bad:     Outcome{Status: 200, Body: `{"collection": [{"id": 1, "password": "x"}]}`},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}]}`},
	},
	Backend: checkCollectionFlatmapPrefix,
}

func checkCollectionFlatmapPrefix(p *Pass, b *config.Backend) {
	if !collects(b) || passesThrough(b) || isShadow(b) {
		return
	}
	made := map[string]bool{fact.CollectionKey: true}
	for _, op := range flatmap(b.Extra) {
		if len(op.args) > 1 {
			made[root(op.args[1])] = true
		}
		for i, arg := range op.args {
			if i > 0 && op.kind != "del" || made[root(arg)] {
				continue
			}
			at, pointer := op.node.Get("args").Items()[i].Span, syntax.Index(syntax.Join(op.pointer, "args"), i)
			f := p.reportAt(at, pointer, "%q meets nothing: the items of a collection stand at \"collection.*\"", arg)
			p.fix(f, false, "start at collection.*", setAt(pointer, quote(fact.CollectionKey+".*."+arg)))
		}
	}
}

package rule

import (
	"crypto/md5"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var luaMD5 = Rule{
	ID:       "lua-md5",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the md5 sums of Lua sources are those of the files.",
	Why:      `A source whose sum is another than the one that is noted is left out, with all of the script: requests go through without it. A sum is looked up by the text of the source, letter by letter; one for any other name is never looked at.`,
	Fix:      "note the sum that md5sum prints, under the name that stands in sources",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "modifier/lua-endpoint": {
          "sources": ["./area.lua"],
          "md5": {"area.lua": "49ae50f58e35f4821ad4550e1a4d1de0"},
          "pre": "area()"
        }
      },
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
      "extra_config": {
        "modifier/lua-endpoint": {
          "sources": ["./area.lua"],
          "md5": {"./area.lua": "49ae50f58e35f4821ad4550e1a4d1de0"},
          "pre": "area()"
        }
      },
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
	NoProof:  "it needs a file",
	Service:  checkLuaMD5Service,
	Endpoint: checkLuaMD5Endpoint,
	Backend:  checkLuaMD5Backend,
}

func checkLuaMD5Service(p *Pass, s *config.Service)   { p.sums(s.Extra) }
func checkLuaMD5Endpoint(p *Pass, e *config.Endpoint) { p.sums(e.Extra) }
func checkLuaMD5Backend(p *Pass, b *config.Backend)   { p.sums(b.Extra) }

func (p *Pass) sums(x config.Extra) {
	for _, namespace := range []string{"modifier/lua-endpoint", "modifier/lua-proxy", "modifier/lua-backend"} {
		entry := x.Entry(namespace)
		if entry == nil {
			continue
		}
		list := entry.Node.Get("md5")
		if list == nil {
			continue
		}
		var sources []string
		if n := entry.Node.Get("sources"); n != nil {
			for _, item := range n.Items() {
				sources = append(sources, item.Str())
			}
		}
		for _, m := range list.Members() {
			p.sum(m, syntax.Join(syntax.Join(entry.Pointer, "md5"), m.Name), sources)
		}
	}
}

// sum reports a sum that is never looked at, or of another file.
func (p *Pass) sum(m syntax.Member, pointer string, sources []string) {
	if config.IsComment(m.Name) || m.Value == nil {
		return
	}
	if !slices.Contains(sources, m.Name) {
		f := p.reportAt(m.Key, pointer, "no source is called %q: the sum is never looked at", m.Name)
		f.Severity = diag.Warning
		if len(sources) > 0 {
			f.Hint = "the sources are " + oneOf(sources)
		}
		return
	}
	if p.ReadFile == nil {
		return
	}
	data, err := p.readFile(m.Name)
	if err != nil {
		return // file-missing says it
	}
	sum := md5.Sum(data)
	if is := hex.EncodeToString(sum[:]); !strings.EqualFold(is, m.Value.Str()) {
		p.reportAt(m.Value.Span, pointer, "the sum of %q is %s: the script is left out", m.Name, is)
	}
}

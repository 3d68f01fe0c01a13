package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var pluginNotLoaded = Rule{
	ID:       "plugin-not-loaded",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that plugins are loaded from somewhere.",
	Why:      `Plugins are files that the gateway loads from the folder in "plugin". Without it none is loaded, and what the configuration asks of a plugin does not happen.`,
	Fix:      `name the folder: "plugin": {"folder": "./plugins/", "pattern": ".so"}`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"plugin/req-resp-modifier": {"name": ["guard"], "guard": {}}},
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
  "plugin": {"folder": "./plugins/", "pattern": ".so"},
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"plugin/req-resp-modifier": {"name": ["guard"], "guard": {}}},
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
	NoProof:  "gatewright serve loads no plugins",
	Service:  checkPluginNotLoadedService,
	Endpoint: checkPluginNotLoadedEndpoint,
	Backend:  checkPluginNotLoadedBackend,
}

func checkPluginNotLoadedService(p *Pass, s *config.Service) {
	p.pluginNotLoaded(s, s.Extra, "plugin/http-server")
	if s.Plugin == nil {
		return
	}
	if folder := s.Plugin.Folder.V; folder != "" && !strings.HasSuffix(folder, "/") {
		f := p.report(s.Plugin.Object, "folder", "the folder %q does not end in a slash", folder)
		f.Hint = "write " + quote(folder+"/")
		p.fix(f, false, f.Hint, set(s.Plugin.Object, "folder", quote(folder+"/")))
	}
}

func checkPluginNotLoadedEndpoint(p *Pass, e *config.Endpoint) {
	p.pluginNotLoaded(e.Service, e.Extra, "plugin/req-resp-modifier")
}

func checkPluginNotLoadedBackend(p *Pass, b *config.Backend) {
	p.pluginNotLoaded(b.Service, b.Extra, "plugin/req-resp-modifier", "plugin/http-client")
}

func (p *Pass) pluginNotLoaded(s *config.Service, x config.Extra, namespaces ...string) {
	if s.Plugin != nil && s.Plugin.Folder.V != "" {
		return
	}
	for _, name := range namespaces {
		if entry := x.Entry(name); entry != nil {
			p.reportAt(entry.Key, entry.Pointer, "%q names a plugin, and none is loaded: \"plugin\" has no folder", name)
		}
	}
}

package serve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve/stage"
	"github.com/gatewright/gatewright/serve/telemetry"
)

// notices lists what the document asks for and nobody does here: namespaces of
// the Enterprise Edition, and those that this gateway leaves out. Each is told
// once, at its first place.
func notices(svc *config.Service, opts Options) []diag.Finding {
	var found []diag.Finding
	seen := map[string]bool{}
	look := func(x config.Extra, e diag.Endpoint) {
		for _, entry := range x.Entries {
			key := string(x.Level) + " " + entry.Name
			if seen[key] || !entry.Honoured {
				continue
			}
			f, ok := notice(entry, x.Level, opts)
			if !ok {
				continue
			}
			seen[key] = true
			f.Span, f.Pointer, f.Endpoint = entry.Key, entry.Pointer, e
			found = append(found, f)
		}
	}
	look(svc.Extra, diag.Endpoint{})
	for _, e := range svc.Endpoints {
		look(e.Extra, e.ID())
		for _, b := range e.Backends {
			if b != nil {
				look(b.Extra, e.ID())
			}
		}
	}
	if len(svc.AsyncAgents) > 0 {
		found = append(found, diag.Finding{
			Rule: diag.NamespaceNotRun, Severity: diag.Warning, Effect: diag.Wrong,
			Span: svc.Place("async_agent"), Pointer: svc.Field("async_agent"),
			Message: "async agents are not run here",
		})
	}
	if svc.Plugin != nil {
		found = append(found, diag.Finding{
			Rule: diag.NamespaceNotRun, Severity: diag.Warning, Effect: diag.Wrong,
			Span: svc.Place("plugin"), Pointer: svc.Field("plugin"), Message: "Go plugins are not loaded here",
		})
	}
	return append(found, notSyslog(svc)...)
}

// notSyslog tells of a log that asks for syslog.
func notSyslog(svc *config.Service) []diag.Finding {
	e := svc.Extra.Entry("telemetry/logging")
	if e == nil {
		return nil
	}
	n := e.Node.Get("syslog")
	if n == nil || n.Text != "true" {
		return nil
	}
	return []diag.Finding{{
		Rule: diag.NamespaceNotRun, Severity: diag.Warning, Effect: diag.Untidy, Span: n.Span, Pointer: syntax.Join(e.Pointer, "syslog"),
		Message: "the log is not sent to syslog here",
	}}
}

func notice(entry config.ExtraEntry, level fact.Level, opts Options) (diag.Finding, bool) {
	ns, known := fact.FindNamespace(entry.Name, level)
	if !known {
		return diag.Finding{}, false
	}
	f := diag.Finding{Severity: diag.Warning}
	switch {
	case ns.Edition == fact.Enterprise:
		f.Rule, f.Effect = diag.NamespaceEnterprise, effectOf(entry.Name)
		f.Message = fmt.Sprintf("%q works only in the Enterprise Edition, it does nothing here", entry.Written)
	case level == fact.Service && slices.Contains(telemetry.Namespaces(opts.Stdout != nil), entry.Name):
		return diag.Finding{}, false
	case ns.Edition == fact.Community && !stage.Runs(level, entry.Name):
		f.Rule, f.Effect = diag.NamespaceNotRun, effectOf(entry.Name)
		f.Message = fmt.Sprintf("%q is not run here", entry.Written)
	default:
		return diag.Finding{}, false
	}
	return f, true
}

// effectOf is what the lack of a namespace does: what protects leaves something
// open.
func effectOf(name string) diag.Effect {
	for _, prefix := range []string{"auth/", "security/", "qos/", "validation/", "governance/"} {
		if strings.HasPrefix(name, prefix) {
			return diag.Unsafe
		}
	}
	if strings.HasPrefix(name, "telemetry/") || strings.HasPrefix(name, "documentation/") {
		return diag.Untidy
	}
	return diag.Wrong
}

package serve

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve/revoker"
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
			if !entry.Honoured {
				continue
			}
			for _, f := range entryNotices(entry, x.Level, opts) {
				key := string(x.Level) + " " + f.Message
				if !seen[key] {
					seen[key] = true
					f.Endpoint = e
					found = append(found, f)
				}
			}
		}
	}
	look(svc.Extra, diag.Endpoint{})
	for e := range svc.WithExtra() {
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
	return append(found, notSyslog(svc, opts)...)
}

// notSyslog tells of a log that asks for a syslog that there is not.
func notSyslog(svc *config.Service, opts Options) []diag.Finding {
	e := svc.Extra.Entry("telemetry/logging")
	if e == nil || opts.Stdout == nil {
		return nil
	}
	n := e.Node.Get("syslog")
	if n == nil || n.Text != "true" {
		return nil
	}
	if _, ok := telemetry.Syslog(opts.Syslog); ok {
		return nil
	}
	return []diag.Finding{{
		Rule: diag.SettingInvalid, Severity: diag.Warning, Effect: diag.Untidy, Span: n.Span, Pointer: syntax.Join(e.Pointer, "syslog"),
		Message: "no syslog takes the log: none listens on this machine",
	}}
}

// needs is what a namespace that is not run here would need, or what does its
// work.
var needs = map[string]string{
	"telemetry/influx":          "InfluxDB reads what telemetry/opentelemetry sends by OTLP",
	"telemetry/opencensus":      "telemetry/opentelemetry has taken its place",
	"plugin/http-server":        "Go plugins are bound to the program that they were built for",
	"plugin/http-client":        "Go plugins are bound to the program that they were built for",
	"plugin/req-resp-modifier":  "Go plugins are bound to the program that they were built for",
	"backend/lambda":            "the backend is called over HTTP instead",
	"backend/amqp/consumer":     "the backend is called over HTTP instead",
	"backend/amqp/producer":     "the backend is called over HTTP instead",
	"backend/pubsub/publisher":  "the backend is called over HTTP instead",
	"backend/pubsub/subscriber": "the backend is called over HTTP instead",
}

// entryNotices lists what an entry asks for and nobody does here: all of it, or
// some of its settings.
func entryNotices(entry config.ExtraEntry, level fact.Level, opts Options) []diag.Finding {
	f, ok := notice(entry, level, opts)
	if !ok {
		found := idle(entry, level)
		if entry.Name == revoker.Namespace && level == fact.Service {
			found = append(found, revoker.Wrong(entry)...)
		}
		return found
	}
	f.Span, f.Pointer, f.Hint = entry.Key, entry.Pointer, needs[entry.Name]
	return []diag.Finding{f}
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
	case telemetry.Runs(level, entry.Name, opts.Stdout != nil):
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

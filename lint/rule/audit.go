package rule

import (
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Question is what a rule asks of the reference gateway's own audit. Rules that
// have one are asked for: they say what could be meant, and is worth a thought.
type Question struct {
	// Numbers are those of the audit, such as "2.1.2"; there are several where
	// the questions differ only in a name. None says that the rule is none of
	// the audit.
	Numbers []string
	Level   Level
}

// Level is how grave the audit takes a question.
type Level string

// The levels of the audit, from mild to grave.
const (
	Low      Level = "low"
	Medium   Level = "medium"
	High     Level = "high"
	Critical Level = "critical"
)

// Levels returns the levels from mild to grave.
func Levels() []Level { return []Level{Low, Medium, High, Critical} }

// Asked reports whether there is a question.
func (q Question) Asked() bool { return len(q.Numbers) > 0 }

// String names the numbers and the level: "2.1.2, high".
func (q Question) String() string { return strings.Join(q.Numbers, ", ") + ", " + string(q.Level) }

// The namespaces of a service that measure, and that trace.
var (
	telemetryNamespaces = []string{"telemetry/metrics", "telemetry/opencensus", "telemetry/opentelemetry", "telemetry/newrelic"}
	metricsNamespaces   = append([]string{"telemetry/influx", "telemetry/moesif"}, telemetryNamespaces...)
	tracingNamespaces   = []string{"telemetry/opentelemetry", "telemetry/opencensus", "telemetry/newrelic", "telemetry/instana"}
)

// ask is report, with the question of the audit.
func (p *Pass) ask(o config.Object, field, format string, args ...any) *diag.Finding {
	f := p.report(o, field, format, args...)
	f.Message += " (audit " + p.rule.Audit.String() + ")"
	return f
}

// askAt is reportAt, with the question of the audit.
func (p *Pass) askAt(place syntax.Span, pointer, format string, args ...any) {
	f := p.reportAt(place, pointer, format, args...)
	f.Message += " (audit " + p.rule.Audit.String() + ")"
}

// auditNamespace reports a namespace that is there.
func (p *Pass) auditNamespace(x config.Extra, name, message string) {
	if entry := x.Entry(name); entry != nil {
		p.askAt(entry.Key, entry.Pointer, "%s", message)
	}
}

// auditTimeout reports a timeout that is longer than a bound, and not longer
// than the one that the next question asks for.
func (p *Pass) auditTimeout(e *config.Endpoint, over, upTo time.Duration) {
	o, timeout := e.Object, e.Timeout.V
	if timeout == 0 {
		o, timeout = e.Service.Object, e.Service.Timeout.V
	}
	if timeout > over && timeout <= upTo {
		p.ask(o, "timeout", "clients wait for %s, more than %s", timeout, over)
	}
}

// formerPlugins reports the plugins of a namespace that are of the past. One
// plugin is written as a text, several as a list.
func (p *Pass) formerPlugins(x config.Extra, namespace string, former ...string) {
	entry := x.Entry(namespace)
	if entry == nil {
		return
	}
	name := entry.Node.Get("name")
	if name == nil {
		return
	}
	for _, n := range append([]*syntax.Node{name}, name.Items()...) {
		if n.Kind == syntax.String && slices.Contains(former, n.Text) {
			p.askAt(n.Span, syntax.Join(entry.Pointer, "name"), "the plugin %q is of the past", n.Text)
		}
	}
}

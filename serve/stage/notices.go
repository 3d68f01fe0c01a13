package stage

import (
	"path/filepath"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// site is where the settings of a stage stand.
type site struct {
	entry    *config.ExtraEntry
	endpoint diag.Endpoint
	backend  string
}

func placeIn(svc *config.Service, namespace string) (site, bool) {
	p := site{entry: svc.Extra.Entry(namespace)}
	return p, p.entry != nil
}

func placeAt(e *config.Endpoint, namespace string) (site, bool) {
	p := site{entry: e.Extra.Entry(namespace), endpoint: e.ID()}
	return p, p.entry != nil
}

func placeOf(b *config.Backend, namespace string) (site, bool) {
	p := site{entry: b.Extra.Entry(namespace), backend: b.ID()}
	if b.Endpoint != nil {
		p.endpoint = b.Endpoint.ID()
	}
	return p, p.entry != nil
}

// node returns the settings themselves.
func (p site) node() *syntax.Node { return p.entry.Node }

// finding makes a finding about a member of the settings, or about all of them
// with "".
func (p site) finding(member string, effect diag.Effect, message, hint string) diag.Finding {
	f := diag.Finding{
		Rule: diag.SettingInvalid, Severity: diag.Warning, Effect: effect,
		Span: p.entry.Key, Pointer: p.entry.Pointer, Endpoint: p.endpoint, Backend: p.backend,
		Message: message, Hint: hint,
	}
	if effect == diag.Refused {
		f.Severity = diag.Error
	}
	if n := p.node().Get(member); n != nil {
		f.Span, f.Pointer = n.Span, syntax.Join(p.entry.Pointer, member)
	}
	return f
}

// notice tells at start that a setting does not do what it asks for.
func (env *Env) notice(p site, member string, effect diag.Effect, message, hint string) {
	env.Notices = append(env.Notices, p.finding(member, effect, message, hint))
}

// fileIn returns the path of a file that the configuration names.
func fileIn(dir, name string) string {
	if dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

package list

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/shape"
)

// SetService shows another state of the configuration. The cursor and the marks
// stay on their endpoints, and the cursor in its place where its own is gone.
func (m *Model) SetService(svc *config.Service) {
	if len(m.rows) != svc.NumEndpoints()+1 {
		m.ranging = false
	}
	// Most edits leave most endpoints as they are: a row is made anew only
	// where the bytes of its endpoint, or what it has of the service, differ.
	over := svc.OutputEncoding.V + "\n" + strings.Join(svc.Host.V, "\n")
	old := m.rows
	if over != m.over {
		old = nil
	}
	m.over = over
	rows := make([]row, 0, svc.NumEndpoints()+1)
	rows = append(rows, row{index: Service, path: "service", text: "service"})
	shift := 1 + len(m.rows) - cap(rows) // an endpoint behind one that was added or removed
	for i := range svc.NumEndpoints() {
		source := svc.EndpointNode(i).Span.Text()
		r, ok := kept(old, i+1, source)
		if !ok && shift != 1 {
			r, ok = kept(old, i+shift, source)
		}
		if !ok {
			r = rowOf(svc.Endpoint(i))
			r.source = strings.Clone(source) // not to keep the whole text
		}
		r.index = i
		rows = append(rows, r)
	}
	to, at := follow(m.rows, rows), m.Index()+1
	if _, onHead := m.head(); onHead || to == nil {
		at = -1
	}
	if to != nil {
		m.remark(to)
	}
	m.rows = rows
	m.narrow()
	if at >= 0 && at < len(to) && to[at] >= 0 {
		m.point(to[at] - 1)
	}
}

// kept returns the row at an index when it is of just these bytes.
func kept(rows []row, at int, source string) (row, bool) {
	if at < 1 || at >= len(rows) || rows[at].source != source {
		return row{}, false
	}
	return rows[at], true
}

func rowOf(e *config.Endpoint) row {
	r := row{method: strings.Clone(e.HTTPMethod()), path: strings.Clone(e.Route()), backends: len(e.Backends)}
	var text strings.Builder
	text.WriteString(r.method + " " + r.path)
	r.encodings = append(r.encodings, strings.Clone(shape.Output(e)))
	for _, b := range e.Backends {
		if b == nil {
			continue
		}
		for _, h := range b.Hosts() {
			r.hosts = append(r.hosts, strings.Clone(h))
			text.WriteString(" " + h)
		}
		text.WriteString(" " + b.URLPattern.V)
		r.encodings = append(r.encodings, shape.Encoding(b).Name)
	}
	r.text = strings.ToLower(text.String())
	return r
}

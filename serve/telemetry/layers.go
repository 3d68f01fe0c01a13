package telemetry

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve/stage"
)

// signal is what a layer reports as metrics, or as traces.
type signal struct {
	on    bool
	attrs []attribute.KeyValue // the static ones
	// Of the backends' layer alone, in more detail: the time to an answer's head,
	// the reading of its body, and the making of the connection.
	roundTrip, payload, connection bool
}

// layer is what one of the layers reports.
type layer struct {
	metrics, traces signal
	headers         bool // are part of its spans
	skipHeaders     []string
}

// flatLayer reads the settings of the layers global and proxy.
func flatLayer(s settings) layer {
	return layer{
		metrics: signal{on: !s.flag("disable_metrics"), attrs: s.attributes("metrics_static_attributes")},
		traces:  signal{on: !s.flag("disable_traces"), attrs: s.attributes("traces_static_attributes")},
		headers: s.flag("report_headers"), skipHeaders: s.headerNames("skip_headers"),
	}
}

// deepLayer reads the settings of the layer backend.
func deepLayer(s settings) layer {
	traces := s.in("traces")
	return layer{
		metrics: deepSignal(s.in("metrics")), traces: deepSignal(traces),
		headers: traces.flag("report_headers"), skipHeaders: traces.headerNames("skip_headers"),
	}
}

func deepSignal(s settings) signal {
	return signal{
		on: !s.flag("disable_stage"), attrs: s.attributes("static_attributes"),
		roundTrip: s.flag("round_trip"), payload: s.flag("read_payload"), connection: s.flag("detailed_connection"),
	}
}

// attributes reads a list of objects with key and value.
func (s settings) attributes(name string) []attribute.KeyValue {
	var attrs []attribute.KeyValue
	for _, a := range s.list(name) {
		if key, value := a.text("key"), a.text("value"); key != "" && value != "" {
			attrs = append(attrs, attribute.String(key, value))
		}
	}
	return attrs
}

func (s settings) headerNames(name string) []string {
	var names []string
	for _, item := range s.list(name) {
		names = append(names, textproto.CanonicalMIMEHeaderKey(item.Str()))
	}
	return names
}

// ofEndpoint is the layer of an endpoint: its own, where it has one.
func (o *otel) ofEndpoint(e *config.Endpoint) *layer {
	if own := (settings{e.Extra.Get(nsOpenTelemetry)}).in("proxy"); own.on() {
		l := flatLayer(own)
		return &l
	}
	return &o.proxy
}

// ofBackend is the layer of a backend: its own, else that of its endpoint.
func (o *otel) ofBackend(b *config.Backend) *layer {
	extras := []config.Extra{b.Extra}
	if b.Endpoint != nil {
		extras = append(extras, b.Endpoint.Extra)
	}
	for _, x := range extras {
		if own := (settings{x.Get(nsOpenTelemetry)}).in("backend"); own.on() {
			l := deepLayer(own)
			return &l
		}
	}
	return &o.backend
}

// reported are the headers of a request as attributes of a span. What holds
// credentials is there with its name alone.
func (l *layer) reported(h http.Header) []attribute.KeyValue {
	if !l.headers || !l.traces.on {
		return nil
	}
	var attrs []attribute.KeyValue
	for name, values := range h {
		if slices.Contains(l.skipHeaders, name) {
			continue
		}
		if stage.Secret(name) {
			values = []string{"***"}
		}
		attrs = append(attrs, attribute.StringSlice("http.request.header."+strings.ToLower(name), values))
	}
	return attrs
}

// skipped are the paths that are not reported. One that ends with a slash stands
// for all below it.
type skipped []string

// skippedPaths reads skip_paths; without it the gateway's own paths are left out.
func skippedPaths(s settings) skipped {
	if n := s.Get("skip_paths"); n == nil {
		return skipped{"/__health", "/__debug/", "/__echo/", "/__stats/"}
	}
	var paths skipped
	for _, p := range s.list("skip_paths") {
		paths = append(paths, p.Str())
	}
	return paths
}

// endpoint reports whether an endpoint is left out, by its path as it is written.
func (s skipped) endpoint(route string) bool { return slices.Contains(s, route) }

// own reports whether a path is one of the gateway's own and left out.
func (s skipped) own(path string) bool {
	return strings.HasPrefix(path, "/__") && slices.ContainsFunc(s, func(p string) bool {
		return path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p)
	})
}

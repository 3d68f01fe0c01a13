package telemetry

import (
	"strconv"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// Runs reports whether this package runs a namespace at a level; log says whether
// there is a place for the log.
func Runs(level fact.Level, namespace string, log bool) bool {
	switch namespace {
	case nsLogging, nsLogstash, nsGELF:
		return log && level == fact.Service
	case nsMetrics:
		return level == fact.Service
	}
	return namespace == nsOpenTelemetry
}

// NeedStart are the namespaces that Start reads: a change of them needs a new
// one.
func NeedStart() []string { return []string{nsMetrics, nsOpenTelemetry} }

const (
	nsLogging       = "telemetry/logging"
	nsLogstash      = "telemetry/logstash"
	nsGELF          = "telemetry/gelf"
	nsMetrics       = "telemetry/metrics"
	nsOpenTelemetry = "telemetry/opentelemetry"
)

// settings reads the members of a namespace; one of the wrong type is as if it
// were absent.
type settings struct{ *syntax.Node }

func namespace(svc *config.Service, name string) settings { return settings{svc.Extra.Get(name)} }

func (s settings) on() bool { return s.Node != nil && s.Kind == syntax.Object }

func (s settings) in(name string) settings { return settings{s.Get(name)} }

func (s settings) flag(name string) bool {
	n := s.Get(name)
	return n != nil && n.Kind == syntax.Bool && n.Text == "true"
}

func (s settings) text(name string) string { return s.Get(name).Str() }

func (s settings) number(name string, otherwise float64) float64 {
	n := s.Get(name)
	if n == nil || n.Kind != syntax.Number {
		return otherwise
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	if err != nil {
		return otherwise
	}
	return v
}

// positive is number, where 0 and less count as absent.
func (s settings) positive(name string, otherwise float64) float64 {
	if v := s.number(name, otherwise); v > 0 {
		return v
	}
	return otherwise
}

// bounds reads the upper ends of buckets: numbers that grow.
func (s settings) bounds(name string, otherwise []float64) []float64 {
	var list []float64
	for _, item := range s.list(name) {
		v, err := strconv.ParseFloat(item.Text, 64)
		if err != nil || item.Kind != syntax.Number || len(list) > 0 && v <= list[len(list)-1] {
			return otherwise
		}
		list = append(list, v)
	}
	if len(list) == 0 {
		return otherwise
	}
	return list
}

func (s settings) list(name string) []settings {
	n := s.Get(name)
	if n == nil || n.Kind != syntax.Array {
		return nil
	}
	list := make([]settings, len(n.Items()))
	for i, item := range n.Items() {
		list[i] = settings{item}
	}
	return list
}

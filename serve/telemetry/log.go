package telemetry

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/gatewright/gatewright/config"
)

// levelCritical is above every level of slog.
const levelCritical = slog.LevelError + 4

// level reads a level's name; anything unknown is DEBUG.
func level(name string) slog.Level {
	switch strings.ToUpper(name) {
	case "INFO":
		return slog.LevelInfo
	case "WARNING":
		return slog.LevelWarn
	case "ERROR":
		return slog.LevelError
	case "CRITICAL":
		return levelCritical
	}
	return slog.LevelDebug
}

// levelName is the name of a level in the log.
func levelName(l slog.Level) string {
	switch {
	case l >= levelCritical:
		return "CRITICAL"
	case l >= slog.LevelError:
		return "ERROR"
	case l >= slog.LevelWarn:
		return "WARNING"
	case l >= slog.LevelInfo:
		return "INFO"
	}
	return "DEBUG"
}

// Places are where a log can go.
type Places struct {
	// Stdout takes the lines of a log that asks for "stdout"; nil for nowhere.
	Stdout io.Writer
	// Syslog is the socket for a log that asks for "syslog"; "" for that of the
	// system.
	Syslog string
}

// Log returns the log that telemetry/logging asks for, with telemetry/logstash
// and telemetry/gelf beside it, and what closes it. It is nil where the
// configuration asks for none, or names no place that there is.
func Log(svc *config.Service, to Places) (*slog.Logger, func()) {
	s := namespace(svc, nsLogging)
	if !s.on() {
		return nil, func() {}
	}
	core := &sinks{level: level(s.text("level")), prefix: s.text("prefix")}
	custom := formatOf(svc, s)
	if s.flag("stdout") && to.Stdout != nil {
		core.lines, core.format = to.Stdout, custom.or(defaultFormat)
	}
	if path := to.syslog(s); path != "" {
		core.remote = append(core.remote, newSyslog(path, s.text("syslog_facility"), core.prefix, custom.or(bareFormat)))
	}
	if g := namespace(svc, nsGELF); g.on() && g.text("address") != "" {
		core.remote = append(core.remote, newGELF(g.text("address"), g.flag("enable_tcp")))
	}
	if core.lines == nil && core.remote == nil {
		return nil, func() {}
	}
	return slog.New(&handler{sinks: core}), core.close
}

// syslog is the socket of a log that asks for one, "" for none.
func (p Places) syslog(s settings) string {
	if !s.flag("syslog") {
		return ""
	}
	socket, _ := Syslog(p.Syslog)
	return socket
}

// formatOf is the format that the settings name, nil for the default.
func formatOf(svc *config.Service, s settings) format {
	kind := s.text("format")
	if namespace(svc, nsLogstash).flag("enabled") {
		kind = "logstash"
	}
	switch kind {
	case "logstash":
		return logstashFormat
	case "custom":
		if f := s.text("custom_format"); f != "" {
			return customFormat(f)
		}
	}
	return nil
}

// entry is one line of the log.
type entry struct {
	time    time.Time
	level   slog.Level
	prefix  string
	message string
	attrs   []slog.Attr // with the names of groups before theirs
}

// format appends an entry, without an end of line.
type format func(dst []byte, e entry) []byte

func (f format) or(otherwise format) format {
	if f == nil {
		return otherwise
	}
	return f
}

// sink takes entries without ever making a request wait.
type sink interface {
	send(entry)
	close()
}

// sinks are where entries go.
type sinks struct {
	level  slog.Level
	prefix string
	lines  io.Writer // nil for nowhere
	format format
	remote []sink

	mu  sync.Mutex
	buf []byte
}

func (s *sinks) write(e entry) error {
	for _, r := range s.remote {
		r.send(e)
	}
	if s.lines == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buf = append(s.format(s.buf[:0], e), '\n')
	_, err := s.lines.Write(s.buf)
	return err
}

func (s *sinks) close() {
	for _, r := range s.remote {
		r.close()
	}
}

// handler is a slog.Handler over sinks.
type handler struct {
	*sinks
	group string // the open groups, with a dot at the end
	attrs []slog.Attr
}

// Enabled reports whether the configured level lets a record through.
func (h *handler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level }

// WithAttrs returns a handler with more attributes.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = flatten(append([]slog.Attr(nil), h.attrs...), h.group, attrs)
	return &c
}

// WithGroup returns a handler whose attributes stand in a group.
func (h *handler) WithGroup(name string) slog.Handler {
	c := *h
	if name != "" {
		c.group += name + "."
	}
	return &c
}

// Handle writes a record.
func (h *handler) Handle(_ context.Context, r slog.Record) error {
	e := entry{time: r.Time, level: r.Level, prefix: h.prefix, message: r.Message, attrs: append([]slog.Attr(nil), h.attrs...)}
	r.Attrs(func(a slog.Attr) bool {
		e.attrs = flatten(e.attrs, h.group, []slog.Attr{a})
		return true
	})
	return h.write(e)
}

func flatten(dst []slog.Attr, group string, attrs []slog.Attr) []slog.Attr {
	for _, a := range attrs {
		v := a.Value.Resolve()
		switch {
		case v.Kind() == slog.KindGroup && a.Key == "":
			dst = flatten(dst, group, v.Group())
		case v.Kind() == slog.KindGroup:
			dst = flatten(dst, group+a.Key+".", v.Group())
		case a.Key != "":
			dst = append(dst, slog.Attr{Key: group + a.Key, Value: v})
		}
	}
	return dst
}

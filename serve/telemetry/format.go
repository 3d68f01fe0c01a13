package telemetry

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

const defaultTime = "2006/01/02 - 15:04:05.000"

// defaultFormat is a line for people.
func defaultFormat(dst []byte, e entry) []byte {
	if e.prefix != "" {
		dst = append(append(dst, e.prefix...), ' ')
	}
	if !e.time.IsZero() {
		dst = append(e.time.AppendFormat(dst, defaultTime), ' ')
	}
	dst = fmt.Appendf(dst, "▶ %-8s ", levelName(e.level))
	return appendText(dst, e)
}

// appendText appends the message and its attributes, on one line whatever they
// hold.
func appendText(dst []byte, e entry) []byte {
	dst = append(dst, oneLine(e.message)...)
	for _, a := range e.attrs {
		dst = append(append(append(dst, ' '), oneLine(a.Key)...), '=')
		text := a.Value.String()
		if text == "" || strings.ContainsFunc(text, func(r rune) bool {
			return r <= ' ' || r == '"' || r == '=' || r == 0x7F || r == '\u2028' || r == '\u2029'
		}) {
			dst = strconv.AppendQuote(dst, text)
			continue
		}
		dst = append(dst, text...)
	}
	return dst
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return ' '
		}
		return r
	}, s)
}

// logstashFormat is a JSON object with the members that Logstash expects, and
// the attributes beside them.
func logstashFormat(dst []byte, e entry) []byte {
	m := map[string]any{}
	for _, a := range e.attrs {
		m[a.Key] = plain(a.Value)
	}
	if !e.time.IsZero() {
		m["@timestamp"] = e.time.UTC().Format("2006-01-02T15:04:05.000+00:00")
	}
	m["@version"] = 1
	m["level"] = levelName(e.level)
	m["message"] = e.message
	m["module"] = e.prefix
	text, err := json.Marshal(m)
	if err != nil { // a value that is no JSON, such as a NaN
		return appendText(dst, e)
	}
	return append(dst, text...)
}

// plain is a value of an attribute as JSON shows it well.
func plain(v slog.Value) any {
	switch v.Kind() {
	case slog.KindBool, slog.KindInt64, slog.KindUint64, slog.KindFloat64:
		return v.Any()
	}
	return v.String()
}

// customFormat reads a format with verbs such as %{level:.5s}: id, pid, time,
// level, module, program, message; colours are left out. An unknown verb stays
// as it is written.
func customFormat(layout string) format {
	type part struct{ text, verb, arg string }
	var parts []part
	for {
		before, rest, ok := strings.Cut(layout, "%{")
		verb, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			parts = append(parts, part{text: layout})
			break
		}
		name, arg, _ := strings.Cut(verb, ":")
		parts = append(parts, part{before, name, arg})
		layout = after
	}
	var lines atomic.Uint64 // that ask for their number
	pid, program := strconv.Itoa(os.Getpid()), filepath.Base(os.Args[0])
	return func(dst []byte, e entry) []byte {
		for _, p := range parts {
			dst = append(dst, p.text...)
			text := ""
			switch p.verb {
			case "", "color":
				continue
			case "id":
				text = strconv.FormatUint(lines.Add(1), 10)
			case "pid":
				text = pid
			case "time":
				dst = e.time.AppendFormat(dst, or(p.arg, time.RFC3339))
				continue
			case "level":
				text = levelName(e.level)
			case "module":
				text = e.prefix
			case "program":
				text = program
			case "message":
				text = string(appendText(nil, e))
			default:
				text = "%{" + p.verb + "}"
			}
			if p.arg != "" && strings.HasSuffix(p.arg, "s") {
				text = fmt.Sprintf("%"+p.arg, text)
			}
			dst = append(dst, text...)
		}
		return dst
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

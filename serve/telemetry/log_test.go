package telemetry_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"testing"
	"testing/slogtest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/serve/telemetry"
)

func logged(t *testing.T, extra string, write func(*slog.Logger)) string {
	t.Helper()
	var out bytes.Buffer
	log, done := telemetry.Log(service(extra), telemetry.Places{Stdout: &out})
	if log == nil {
		t.Fatal("there is no log")
	}
	write(log)
	done()
	return out.String()
}

func TestLogFormats(t *testing.T) {
	write := func(l *slog.Logger) {
		l.Debug("not shown")
		l.With("endpoint", "GET /x").WithGroup("g").Warn("it\nfailed", "status", 500, "error", "a \"b\"\nc")
	}
	for settings, want := range map[string]string{
		`"level":"WARNING","stdout":true,"prefix":"[GW]"`: `^\[GW\] \d{4}/\d\d/\d\d - \d\d:\d\d:\d\d\.\d{3} ▶ WARNING  it failed endpoint="GET /x" g\.status=500 g\.error="a \\"b\\"\\nc"\n$`,
		`"level":"INFO","stdout":true,"format":"custom","custom_format":"%{level:.4s}|%{module}|%{message}|%{time:2006}|%{color}%{other}"`: `^WARN\|\|it failed endpoint=.*\|\d{4}\|%\{other\}\n$`,
		`"level":"INFO","stdout":true,"format":"logstash","prefix":"m"`:                                                                    `^\{"@timestamp":"[0-9T:.-]+\+00:00","@version":1,"endpoint":"GET /x","g.error":"a \\"b\\"\\nc","g.status":500,"level":"WARNING","message":"it\\nfailed","module":"m"\}\n$`,
	} {
		got := logged(t, `"telemetry/logging":{`+settings+`}`, write)
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("{%s}: got %s", settings, got)
		}
	}
	got := logged(t, `"telemetry/logging":{"level":"INFO","stdout":true},"telemetry/logstash":{"enabled":true}`, write)
	if !strings.HasPrefix(got, `{"@timestamp"`) {
		t.Errorf("with telemetry/logstash: got %s", got)
	}
}

func TestLevelsOfTheLog(t *testing.T) {
	for level, want := range map[string]string{
		"DEBUG": "DEBUG INFO WARNING ERROR CRITICAL", "INFO": "INFO WARNING ERROR CRITICAL", "WARNING": "WARNING ERROR CRITICAL",
		"ERROR": "ERROR CRITICAL", "CRITICAL": "CRITICAL",
	} {
		got := logged(t, `"telemetry/logging":{"level":"`+level+`","stdout":true,"format":"custom","custom_format":"%{level}"}`, func(l *slog.Logger) {
			for _, v := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError, slog.LevelError + 4} {
				l.Log(t.Context(), v, "x")
			}
		})
		if diff := cmp.Diff(want, strings.Join(strings.Fields(got), " ")); diff != "" {
			t.Errorf("%s: %s", level, diff)
		}
	}
}

func TestNoLogWithoutAPlace(t *testing.T) {
	for _, extra := range []string{``, `"telemetry/logging":{"level":"INFO"}`, `"telemetry/logging":"INFO"`} {
		if log, _ := telemetry.Log(service(extra), telemetry.Places{Stdout: io.Discard}); log != nil {
			t.Errorf("{%s} gives a log", extra)
		}
	}
}

func TestTheLogIsASlogHandler(t *testing.T) {
	var out bytes.Buffer
	slogtest.Run(t, func(*testing.T) slog.Handler {
		out.Reset()
		log, _ := telemetry.Log(service(`"telemetry/logging":{"level":"DEBUG","stdout":true,"format":"logstash"}`), telemetry.Places{Stdout: &out})
		return log.Handler()
	}, func(t *testing.T) map[string]any {
		var flat map[string]any
		if err := json.Unmarshal(out.Bytes(), &flat); err != nil {
			t.Fatal(err)
		}
		return nested(flat)
	})
}

// nested makes groups of names with dots, and gives members their names in slog.
func nested(flat map[string]any) map[string]any {
	names := map[string]string{"message": slog.MessageKey, "level": slog.LevelKey, "@timestamp": slog.TimeKey}
	m := map[string]any{}
	for name, v := range flat {
		if to, ok := names[name]; ok {
			name = to
		}
		at := m
		for {
			group, rest, ok := strings.Cut(name, ".")
			if !ok {
				break
			}
			if at[group] == nil {
				at[group] = map[string]any{}
			}
			at, name = at[group].(map[string]any), rest
		}
		at[name] = v
	}
	return m
}

func TestGELFArrivesOverUDPAndTCP(t *testing.T) {
	write := func(l *slog.Logger) {
		l.Error("failed", "status", 503, "odd name", "v", "id", "x", "long", strings.Repeat("a", 5000))
	}
	check := func(text []byte) {
		t.Helper()
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		if m["version"] != "1.1" || m["host"] == "" || m["short_message"] != "failed" || m["level"] != 3.0 || m["_status"] != 503.0 || m["_odd_name"] != "v" || m["_id"] != nil || m["_module"] != "gw" {
			t.Errorf("got %s", text)
		}
	}
	t.Run("udp", func(t *testing.T) {
		conn, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		logged(t, `"telemetry/logging":{"level":"INFO","prefix":"gw"},"telemetry/gelf":{"address":"`+conn.LocalAddr().String()+`","enable_tcp":false}`, write)
		parts, count := map[byte][]byte{}, 1
		buf := make([]byte, 1<<16)
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		for len(parts) < count {
			n, _, err := conn.ReadFrom(buf)
			if err != nil {
				t.Fatal(err)
			}
			if n < 12 || buf[0] != 0x1e || buf[1] != 0x0f {
				t.Fatalf("got %q", buf[:n])
			}
			count = int(buf[11])
			parts[buf[10]] = bytes.Clone(buf[12:n])
		}
		var whole []byte
		for i := range count {
			whole = append(whole, parts[byte(i)]...)
		}
		check(whole)
	})
	t.Run("tcp", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		got := make(chan []byte, 1)
		go func() {
			c, err := l.Accept()
			if err != nil {
				close(got)
				return
			}
			defer c.Close()
			text, _ := bufio.NewReader(c).ReadBytes(0)
			got <- bytes.TrimSuffix(text, []byte{0})
		}()
		logged(t, `"telemetry/logging":{"level":"INFO","prefix":"gw"},"telemetry/gelf":{"address":"`+l.Addr().String()+`","enable_tcp":true}`, write)
		check(<-got)
	})
}

func TestAGELFServerThatIsAwayHoldsNobody(t *testing.T) {
	start := time.Now()
	logged(t, `"telemetry/logging":{"level":"INFO"},"telemetry/gelf":{"address":"127.0.0.1:1","enable_tcp":true}`, func(l *slog.Logger) {
		for range 5000 {
			l.Info("x")
		}
	})
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

package serve_test

import (
	"bytes"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/serve"
)

// lines is a buffer that several goroutines may write to.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func TestReloadNamesWhatNeedsANewStart(t *testing.T) {
	const old = `{"version":3,"port":8080,"endpoints":[]}`
	for next, want := range map[string]string{
		old: "",
		`{"version":3,"port":9090,"listen_ip":"127.0.0.1","endpoints":[]}`:                                                   "[listen_ip or port]",
		`{"version":3,"use_h2c":true,"read_timeout":"1s","write_timeout":"1s","idle_timeout":"1s","endpoints":[]}`:           "[use_h2c read_timeout write_timeout idle_timeout]",
		`{"version":3,"read_header_timeout":"1s","max_header_bytes":1,"max_shutdown_wait_time":"1s"}`:                        "[read_header_timeout max_header_bytes max_shutdown_wait_time]",
		`{"version":3,"extra_config":{"telemetry/metrics":{},"telemetry/logging":{"level":"INFO"}},"tls":{"disabled":true}}`: "[telemetry/metrics]",
	} {
		var log lines
		s, _, stop := server(t, documentf(old), serve.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if err := s.Reload(documentf(next)); err != nil {
			t.Fatal(err)
		}
		got := log.String()
		if want == "" && got != "" || want != "" && !strings.Contains(got, `needs a new start" fields="`+want+`"`) && !strings.Contains(got, `needs a new start" fields=`+want) {
			t.Errorf("%s: the log is %s, want %s", next, got, want)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestReloadTakesTheNewLog(t *testing.T) {
	doc := func(prefix, level string) string {
		return `{"version":3,"extra_config":{"telemetry/logging":{"level":"` + level + `","prefix":"` + prefix + `","stdout":true}}}`
	}
	var out lines
	s, addr, stop := server(t, documentf(doc("[OLD]", "INFO")), serve.Options{Stdout: &out})
	c := client(t)
	for _, next := range []string{"", doc("[NEW]", "INFO"), doc("[QUIET]", "ERROR")} {
		if next != "" {
			if err := s.Reload(documentf(next)); err != nil {
				t.Fatal(err)
			}
		}
		get(t, c, "http://"+addr+"/nothing")
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	got := out.String()
	if strings.Count(got, "[OLD]") != 1 || strings.Count(got, "[NEW]") != 1 || strings.Contains(got, "[QUIET]") {
		t.Errorf("the log is\n%s", got)
	}
}

func TestALogThatGoesNowhereIsTold(t *testing.T) {
	doc := documentf(`{"version":3,"extra_config":{"telemetry/logging":{"level":"INFO","stdout":true,"syslog":true}}}`)
	syslog, err := net.ListenPacket("unixgram", filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer syslog.Close()
	for name, tt := range map[string]struct {
		opts serve.Options
		want []string
	}{
		"without a place":  {serve.Options{}, []string{`"telemetry/logging" is not run here`}},
		"without a syslog": {serve.Options{Stdout: &lines{}, Syslog: filepath.Join(t.TempDir(), "none")}, []string{"no syslog takes the log: none listens on this machine"}},
		"with both":        {serve.Options{Stdout: &lines{}, Syslog: syslog.LocalAddr().String()}, nil},
	} {
		var got []string
		g := build(t, doc, tt.opts)
		for _, f := range g.Notices() {
			got = append(got, f.Message)
		}
		g.Close()
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

package telemetry_test

import (
	"bufio"
	"log/slog"
	"net"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/gatewright/gatewright/serve/telemetry"
)

// toSyslog writes two lines to a syslog of our own at a socket.
func toSyslog(t *testing.T, socket, settings string) {
	t.Helper()
	log, done := telemetry.Log(service(`"telemetry/logging":{"syslog":true,`+settings+`}`), telemetry.Places{Syslog: socket})
	if log == nil {
		t.Fatal("there is no log")
	}
	log.Info("not shown")
	log.Warn("it\nfailed", "status", 500)
	log.Log(t.Context(), slog.LevelError+4, "gone")
	done()
}

func TestTheLogGoesToSyslog(t *testing.T) {
	for name, tt := range map[string]struct {
		settings string
		want     [2]string
	}{
		"usual": {
			`"level":"WARNING","prefix":"[GW]"`,
			[2]string{`^<156>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d GW\[\d+\]: ▶ WARNING  it failed status=500$`, `^<154>.*▶ CRITICAL gone$`},
		},
		"facility": {`"level":"WARNING","syslog_facility":"local0"`, [2]string{`^<132>.* telemetry\.test\[\d+\]: `, `^<130>`}},
		"facility that is none": {
			`"level":"WARNING","syslog_facility":"local9"`, [2]string{`^<156>`, `^<154>`},
		},
		"format": {
			`"level":"WARNING","format":"custom","custom_format":"%{level}: %{message}"`,
			[2]string{`^<156>.*\]: WARNING: it failed status=500$`, `^<154>.*\]: CRITICAL: gone$`},
		},
		"for logstash": {`"level":"WARNING","format":"logstash"`, [2]string{`^<156>.*\]: \{"@timestamp":.*"status":500\}$`, `"message":"gone"`}},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.ListenPacket("unixgram", filepath.Join(t.TempDir(), "log"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			toSyslog(t, conn.LocalAddr().String(), tt.settings)
			if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			buf := make([]byte, 1<<12)
			for _, want := range tt.want {
				n, _, err := conn.ReadFrom(buf)
				if err != nil {
					t.Fatal(err)
				}
				if !regexp.MustCompile(want).Match(buf[:n]) {
					t.Errorf("got %q, want %s", buf[:n], want)
				}
			}
		})
	}
}

func TestTheLogGoesToASyslogThatTakesAStream(t *testing.T) {
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := make(chan string, 2)
	go func() {
		defer close(got)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			for s := bufio.NewScanner(c); s.Scan(); {
				got <- s.Text()
			}
			c.Close()
		}
	}()
	toSyslog(t, l.Addr().String(), `"level":"ERROR"`)
	if line := <-got; !regexp.MustCompile(`^<154>.*▶ CRITICAL gone$`).MatchString(line) {
		t.Errorf("got %q", line)
	}
}

func TestASyslogThatIsAwayIsNoLog(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "none")
	if log, _ := telemetry.Log(service(`"telemetry/logging":{"syslog":true,"level":"INFO"}`), telemetry.Places{Syslog: socket}); log != nil {
		t.Error("there is a log")
	}
	if _, ok := telemetry.Syslog(socket); ok {
		t.Error("there is a syslog")
	}
}

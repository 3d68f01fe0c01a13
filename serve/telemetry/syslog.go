package telemetry

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// syslogSockets are where a local syslog listens, by system.
var syslogSockets = []string{"/dev/log", "/var/run/syslog", "/var/run/log"}

// Syslog returns the socket of the local syslog, and whether something listens
// there: at path, or at one of the usual places with "".
func Syslog(path string) (socket string, ok bool) {
	places := syslogSockets
	if path != "" {
		places = []string{path}
	}
	for _, p := range places {
		if conn, err := dialSyslog(p); err == nil {
			conn.Close()
			return p, true
		}
	}
	return "", false
}

// dialSyslog connects to a socket that takes messages, or a stream of them.
func dialSyslog(path string) (net.Conn, error) {
	conn, err := net.Dial("unixgram", path)
	if err != nil {
		conn, err = net.Dial("unix", path)
	}
	return conn, err
}

// syslog sends entries to the local syslog, in the form of RFC 3164.
type syslog struct {
	facility int
	tag      string
	format   format
	queue    *queue
}

// local3 is the facility of a log that names none.
const local3 = 19

func newSyslog(path, facility, prefix string, f format) *syslog {
	s := &syslog{facility: local3, format: f, tag: tagOf(prefix)}
	if n, err := strconv.Atoi(strings.TrimPrefix(facility, "local")); err == nil && n >= 0 && n <= 7 {
		s.facility = 16 + n
	}
	s.queue = newQueue(func() (net.Conn, error) { return dialSyslog(path) }, func(c net.Conn, message []byte) error {
		if err := c.SetWriteDeadline(time.Now().Add(gelfTimeout)); err != nil {
			return err
		}
		if c.LocalAddr().Network() == "unix" {
			message = append(message, '\n')
		}
		_, err := c.Write(message)
		return err
	})
	return s
}

// tagOf makes a prefix into what syslog takes for the name of a program.
func tagOf(prefix string) string {
	tag := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("_.-", r) {
			return r
		}
		return -1
	}, prefix)
	return or(tag, filepath.Base(os.Args[0]))
}

func (s *syslog) send(e entry) {
	head := fmt.Appendf(nil, "<%d>%s %s[%d]: ", s.facility<<3|severity(e.level), e.time.Format(time.Stamp), s.tag, os.Getpid())
	s.queue.add(s.format(head, e))
}

func (s *syslog) close() { s.queue.close() }

// bareFormat is defaultFormat without what syslog has itself: time and program.
func bareFormat(dst []byte, e entry) []byte {
	e.time, e.prefix = time.Time{}, ""
	return defaultFormat(dst, e)
}

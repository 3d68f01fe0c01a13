package telemetry

import (
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"time"
)

// gelf sends entries to a Graylog server.
type gelf struct {
	network, address string
	host             string
	queue            *queue
}

const (
	gelfTimeout = 2 * time.Second
	// The protocol's own bounds: bytes of a datagram, and of its part that is
	// payload, and how many of them make a message.
	gelfDatagram = 1420
	gelfChunks   = 128
)

func newGELF(address string, tcp bool) *gelf {
	g := &gelf{network: "udp", address: address}
	if tcp {
		g.network = "tcp"
	}
	g.queue = newQueue(func() (net.Conn, error) { return net.DialTimeout(g.network, g.address, gelfTimeout) }, g.write)
	g.host, _ = os.Hostname() // a message without a host is still a message
	if g.host == "" {
		g.host = "gateway"
	}
	return g
}

// severity is the number of a level in syslog.
func severity(l slog.Level) int {
	switch {
	case l >= levelCritical:
		return 2
	case l >= slog.LevelError:
		return 3
	case l >= slog.LevelWarn:
		return 4
	case l >= slog.LevelInfo:
		return 6
	}
	return 7
}

func (g *gelf) send(e entry) {
	m := map[string]any{
		"version": "1.1", "host": g.host, "short_message": or(e.message, "-"), "level": severity(e.level),
		"timestamp": float64(e.time.UnixMilli()) / 1000,
	}
	if e.prefix != "" {
		m["_module"] = e.prefix
	}
	for _, a := range e.attrs {
		if name := "_" + gelfName(a.Key); name != "_id" {
			m[name] = plain(a.Value)
		}
	}
	text, err := json.Marshal(m)
	if err != nil {
		return
	}
	g.queue.add(text)
}

func (g *gelf) close() { g.queue.close() }

// gelfName keeps the characters that names of fields may have.
func gelfName(s string) string {
	b := []byte(s)
	for i, c := range b {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-') {
			b[i] = '_'
		}
	}
	return string(b)
}

func (g *gelf) write(c net.Conn, text []byte) error {
	if err := c.SetWriteDeadline(time.Now().Add(gelfTimeout)); err != nil {
		return err
	}
	if g.network == "tcp" {
		_, err := c.Write(append(text, 0))
		return err
	}
	if len(text) <= gelfDatagram {
		_, err := c.Write(text)
		return err
	}
	return writeChunks(c, text)
}

// writeChunks cuts a message into numbered datagrams; one that needs too many
// is lost.
func writeChunks(c net.Conn, text []byte) error {
	const head = 12
	const size = gelfDatagram - head
	count := (len(text) + size - 1) / size
	if count > gelfChunks {
		return nil
	}
	var id [8]byte
	if _, err := rand.Read(id[:]); err != nil {
		return err
	}
	for i := range count {
		chunk := append([]byte{0x1e, 0x0f}, id[:]...)
		chunk = append(chunk, byte(i), byte(count))
		chunk = append(chunk, text[i*size:min((i+1)*size, len(text))]...)
		if _, err := c.Write(chunk); err != nil {
			return err
		}
	}
	return nil
}

package stage

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers SRV queries over UDP.
type nameServer struct {
	conn net.PacketConn

	mu      sync.Mutex
	records []dnsmessage.SRVResource // none: the name does not exist
	asked   []string
}

func newNameServer(t *testing.T) *nameServer {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{conn: conn}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 1<<12)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if text := s.answer(buf[:n]); text != nil {
				_, _ = conn.WriteTo(text, from)
			}
		}
	}()
	t.Cleanup(func() {
		conn.Close()
		<-done
	})
	return s
}

func (s *nameServer) answer(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := m.Questions[0]
	s.asked = append(s.asked, q.Type.String()+" "+q.Name.String())
	m.Response, m.Authoritative = true, true
	m.Additionals = nil
	if len(s.records) == 0 {
		m.RCode = dnsmessage.RCodeNameError
	}
	for i := range s.records {
		m.Answers = append(m.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: dnsmessage.TypeSRV, Class: dnsmessage.ClassINET, TTL: 5}, Body: &s.records[i],
		})
	}
	text, err := m.Pack()
	if err != nil {
		return nil
	}
	return text
}

func (s *nameServer) set(records ...dnsmessage.SRVResource) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = records
}

func (s *nameServer) queries() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *nameServer) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", s.conn.LocalAddr().String())
	}}
}

func record(target string, port, priority, weight uint16) dnsmessage.SRVResource {
	return dnsmessage.SRVResource{Target: dnsmessage.MustNewName(target), Port: port, Priority: priority, Weight: weight}
}

func TestHostsComeFromANameServer(t *testing.T) {
	server := newNameServer(t)
	h := newHosts(backendWith(t, `"host":["_api._tcp.shop.test."],"disable_host_sanitize":true,"sd":"dns"`), false)
	h.dns.query = server.resolver().LookupSRV
	if got := picks(t, h, 1)[0]; !strings.Contains(got, "no such host") {
		t.Errorf("without records: %s", got)
	}
	server.set(record("a.shop.test.", 8001, 1, 3), record("b.shop.test.", 8002, 1, 1), record("c.shop.test.", 8003, 2, 9))
	count := map[string]int{}
	for _, host := range picks(t, h, 8) {
		count[host]++
	}
	if diff := cmp.Diff(map[string]int{"http://a.shop.test:8001": 6, "http://b.shop.test:8002": 2}, count); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{"TypeSRV _api._tcp.shop.test.", "TypeSRV _api._tcp.shop.test."}, server.queries()); diff != "" {
		t.Errorf("queries -want +got\n%s", diff)
	}
	// What is known is over: new records take its place, and a name that is gone
	// changes nothing.
	server.set(record("d.shop.test.", 8004, 1, 0))
	h.dns.keep(h.dns.list, 0)
	if got := picks(t, h, 1)[0]; got != "http://d.shop.test:8004" {
		t.Errorf("after a change: %s", got)
	}
	server.set()
	h.dns.keep(h.dns.list, 0)
	if got := picks(t, h, 1)[0]; got != "http://d.shop.test:8004" {
		t.Errorf("after the name is gone: %s", got)
	}
}

func TestHostsAreMixedByTheirWeights(t *testing.T) {
	for want, weights := range map[string][]uint16{
		"":           nil,
		"a":          {0},
		"ab":         {100, 100},
		"aba":        {2, 1},
		"abca":       {50, 25, 25},
		"abacaba":    {4, 2, 1},
		"aaaaabaaaa": {9, 0},
	} {
		var records []*net.SRV
		for i, w := range weights {
			records = append(records, &net.SRV{Target: string(rune('a' + i)), Port: 1, Weight: w})
		}
		got := strings.NewReplacer("x://", "", ":1", "").Replace(strings.Join(inTurn("x", records), ""))
		if got != want {
			t.Errorf("%v: got %s, want %s", weights, got, want)
		}
	}
	turns := inTurn("x", []*net.SRV{{Target: "a", Weight: 65535}, {Target: "b", Weight: 1}})
	if len(turns) > maxTurns+1 || !strings.Contains(strings.Join(turns, " "), "x://b:0") {
		t.Errorf("%d turns", len(turns))
	}
}

// A name server that does not answer holds nobody who has hosts, and others no
// longer than they may wait.
func TestASlowNameServerHoldsNobodyLongerThanItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(backendWith(t, `"host":["api.test"],"disable_host_sanitize":true,"sd":"dns"`), false)
		h.dns.query = func(ctx context.Context, _, _, _ string) (string, []*net.SRV, error) {
			<-ctx.Done()
			return "", nil, ctx.Err()
		}
		pick := func(limit time.Duration) (string, time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			start := time.Now()
			host, _ := h.pick(ctx)
			return host, time.Since(start)
		}
		go pick(time.Hour)
		synctest.Wait()
		if host, took := pick(time.Second); host != "" || took != time.Second {
			t.Errorf("without hosts: got %q after %s", host, took)
		}
		h.dns.keep([]string{"http://old:1"}, 0)
		if host, took := pick(time.Second); host != "http://old:1" || took != 0 {
			t.Errorf("with hosts: got %q after %s", host, took)
		}
	})
}

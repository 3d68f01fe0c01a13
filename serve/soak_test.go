package serve_test

import (
	"compress/gzip"
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatewright/gatewright/serve"
)

var soakTime = flag.Duration("soak", 0, "how long TestSoak runs")

// faulty is a backend of which half of the answers are wrong in some way.
func faulty(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	switch rand.IntN(16) {
	case 0:
		w.WriteHeader(http.StatusInternalServerError)
	case 1: // hangs for longer than the endpoint waits
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Second):
		}
	case 2:
		io.WriteString(w, `{"part":`)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case 3:
		panic(http.ErrAbortHandler)
	case 4:
		io.WriteString(w, "no JSON")
	case 5:
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, `{"zipped":"`+strings.Repeat("x", 1<<18)+`"}`)
		z.Close()
	case 6: // larger than what is decoded
		io.WriteString(w, `{"large":"`)
		io.CopyN(w, zeros{}, 2<<20)
		io.WriteString(w, `"}`)
	case 7:
		for range 20 {
			io.WriteString(w, " ")
			http.NewResponseController(w).Flush()
			time.Sleep(time.Millisecond)
		}
		io.WriteString(w, `{"slow":1}`)
	case 8:
		w.Header().Set("Connection", "close")
		io.WriteString(w, `{"closed":1}`)
	default:
		io.WriteString(w, `{"id":1,"items":[`+strings.TrimSuffix(strings.Repeat(`{"a":"b"},`, 100), ",")+`]}`)
	}
}

const soakConfig = `{"version":3,"timeout":"300ms","idle_connection_timeout":"1s","host":["HOST"],
"extra_config":{"telemetry/metrics":{"listen_address":"127.0.0.1:0"},"telemetry/opentelemetry":{"exporters":{"prometheus":[{"name":"p","port":0,"listen_ip":"127.0.0.1"}]}}},
"endpoints":[
{"endpoint":"/one/{id}","backend":[{"url_pattern":"/{id}","extra_config":{"qos/http-cache":{}}}]},
{"endpoint":"/two","backend":[{"url_pattern":"/a","group":"a"},{"url_pattern":"/b","group":"b","extra_config":{"qos/circuit-breaker":{"interval":60,"timeout":1,"max_errors":5}}}]},
{"endpoint":"/limited","extra_config":{"qos/ratelimit/router":{"max_rate":1000,"capacity":1000,"client_max_rate":100,"client_capacity":100,"strategy":"header","key":"X-Client"}},"input_headers":["X-Client"],"backend":[{"url_pattern":"/c"}]},
{"endpoint":"/passed","output_encoding":"no-op","backend":[{"url_pattern":"/d"}]},
{"endpoint":"/sent","method":"POST","backend":[{"url_pattern":"/e"},{"url_pattern":"/f"}]}]}`

// TestSoak asks a gateway for as long as -soak says, with backends that fail,
// clients that go away, and reloads. Memory and goroutines must stay flat:
//
//	go test ./serve -run Soak -soak 10m -timeout 0 -v
func TestSoak(t *testing.T) {
	if *soakTime == 0 {
		t.Skip("it runs with -soak DURATION")
	}
	backend := httptest.NewServer(http.HandlerFunc(faulty))
	defer backend.Close()
	doc := strings.ReplaceAll(soakConfig, "HOST", backend.URL)
	s, addr, stop := server(t, documentf(doc), serve.Options{MaxBody: 1 << 20})
	ctx, cancel := context.WithTimeout(t.Context(), *soakTime)
	defer cancel()
	var answered, gone atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { soakClient(ctx, "http://"+addr, &answered, &gone) })
	}
	var heaps, routines []uint64
	reloads := 0
	tick := time.NewTicker(max(*soakTime/60, 200*time.Millisecond))
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heaps, routines = append(heaps, m.HeapAlloc), append(routines, uint64(runtime.NumGoroutine()))
			if err := s.Reload(documentf(doc)); err != nil {
				t.Error(err)
			}
			reloads++
		}
	}
	wg.Wait()
	if err := stop(); err != nil {
		t.Error(err)
	}
	t.Logf("%d answers, %d given up by their client, %d reloads", answered.Load(), gone.Load(), reloads)
	flat(t, "heap, KB", heaps, 1<<10, 8<<20)
	flat(t, "goroutines", routines, 1, 100)
}

// soakClient asks without a break; every tenth request it gives up early.
func soakClient(ctx context.Context, base string, answered, gone *atomic.Int64) {
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	paths := []string{"/one/1", "/one/2", "/two", "/limited", "/passed", "/sent", "/nothing"}
	for ctx.Err() == nil {
		path := paths[rand.IntN(len(paths))]
		method, body := http.MethodGet, ""
		if path == "/sent" {
			method, body = http.MethodPost, strings.Repeat("x", rand.IntN(1<<16))
		}
		limit := 10 * time.Second
		if rand.IntN(10) == 0 {
			limit = time.Duration(rand.IntN(20)) * time.Millisecond
		}
		one, cancel := context.WithTimeout(ctx, limit)
		req, err := http.NewRequestWithContext(one, method, base+path, strings.NewReader(body))
		if err == nil {
			req.Header.Set("X-Client", string(rune('a'+rand.IntN(26))))
			if resp, err := tr.RoundTrip(req); err == nil {
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				answered.Add(1)
			} else {
				gone.Add(1)
			}
		}
		cancel()
	}
}

// flat compares the last quarter of some figures with the second: the first is
// the time in which caches and pools fill.
func flat(t *testing.T, what string, figures []uint64, unit, slack uint64) {
	t.Helper()
	if len(figures) < 8 {
		t.Errorf("only %d figures of %s", len(figures), what)
		return
	}
	quarter := len(figures) / 4
	early, late := slices.Clone(figures[quarter:2*quarter]), slices.Clone(figures[3*quarter:])
	slices.Sort(early)
	slices.Sort(late)
	e, l := early[len(early)/2], late[len(late)/2]
	t.Logf("%s: %d early, %d late, %d at most", what, e/unit, l/unit, slices.Max(figures)/unit)
	if l > e+e/5+slack {
		t.Errorf("%s grows", what)
	}
}

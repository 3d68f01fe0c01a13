package telemetry

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// stats are the counts and times of telemetry/metrics. Names are the reference
// gateway's: krakend.router, krakend.proxy with the layers pipe and backend.
type stats struct {
	router, proxy, backend bool // what is measured

	connected, total, gone atomic.Int64

	mu     sync.Mutex
	counts map[string]int64
	times  map[string]*samples
}

func newStats(s settings) *stats {
	return &stats{
		router: !s.flag("router_disabled"), proxy: !s.flag("proxy_disabled"), backend: !s.flag("backend_disabled"),
		counts: map[string]int64{}, times: map[string]*samples{},
	}
}

// window is how many of the last values percentiles are taken from.
const window = 1024

// samples are values, of which the last ones are kept.
type samples struct {
	count, sum, min, max int64
	last                 []int64
	next                 int
}

func (s *samples) add(v int64) {
	if s.count == 0 || v < s.min {
		s.min = v
	}
	s.max = max(s.max, v)
	s.count++
	s.sum += v
	if len(s.last) < window {
		s.last = append(s.last, v)
		return
	}
	s.last[s.next] = v
	s.next = (s.next + 1) % window
}

func (s *samples) report(name string, out map[string]any) {
	sorted := slices.Sorted(slices.Values(s.last))
	at := func(q float64) int64 { return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)] }
	out[name+".count"], out[name+".min"], out[name+".max"] = s.count, s.min, s.max
	out[name+".mean"] = float64(s.sum) / float64(s.count)
	out[name+".50-percentile"], out[name+".75-percentile"] = at(.5), at(.75)
	out[name+".95-percentile"], out[name+".99-percentile"], out[name+".999-percentile"] = at(.95), at(.99), at(.999)
}

func (s *stats) note(count string, values map[string]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[count]++
	for name, v := range values {
		if s.times[name] == nil {
			s.times[name] = &samples{}
		}
		s.times[name].add(v)
	}
}

// request is told a request that has been answered; route is "" where no
// endpoint took it.
func (s *stats) request(route string, status int, size int64, took time.Duration) {
	if !s.router {
		return
	}
	if route == "" {
		route = "/__none"
	}
	name := "krakend.router.response." + route
	s.note(fmt.Sprintf("%s.status.%d.count", name, status), map[string]int64{name + ".size": size, name + ".time": int64(took)})
}

// layer is told the end of a pipe or of a call of a backend.
func (s *stats) layer(layer, name string, complete, failed bool, took time.Duration) {
	if layer == "pipe" && !s.proxy || layer == "backend" && !s.backend {
		return
	}
	label := fmt.Sprintf(".layer.%s.name.%s.complete.%t.error.%t", layer, name, complete, failed)
	s.note("krakend.proxy.requests"+label, map[string]int64{"krakend.proxy.latency" + label: int64(took)})
}

// ServeHTTP answers with everything as one JSON object, sorted by name.
func (s *stats) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	out := map[string]any{
		"krakend.router.connected":             s.connected.Load(),
		"krakend.router.connected-total":       s.total.Load(),
		"krakend.router.disconnected-total":    s.gone.Load(),
		"krakend.service.runtime.NumGoroutine": runtime.NumGoroutine(),
		"memstats":                             memory(&mem),
	}
	s.mu.Lock()
	for name, n := range s.counts {
		out[name] = n
	}
	for _, name := range slices.Sorted(maps.Keys(s.times)) {
		s.times[name].report(name, out)
	}
	s.mu.Unlock()
	text, err := json.Marshal(out)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(text)
}

func memory(m *runtime.MemStats) map[string]uint64 {
	return map[string]uint64{
		"Alloc": m.Alloc, "TotalAlloc": m.TotalAlloc, "Sys": m.Sys, "Mallocs": m.Mallocs, "Frees": m.Frees,
		"HeapAlloc": m.HeapAlloc, "HeapInuse": m.HeapInuse, "HeapObjects": m.HeapObjects, "StackInuse": m.StackInuse,
		"NumGC": uint64(m.NumGC), "PauseTotalNs": m.PauseTotalNs,
	}
}

package serve_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
)

func TestWrapStandsBeforeTheGateway(t *testing.T) {
	g, err := serve.Build(config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": []}`)), serve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := serve.NewServer(g, serve.ServerOptions{Listener: l, Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/own" {
				w.WriteHeader(http.StatusTeapot)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for path, want := range map[string]int{"/own": http.StatusTeapot, "/__health": http.StatusOK, "/none": http.StatusNotFound} {
		resp, err := client.Get("http://" + l.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, resp.StatusCode, want)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

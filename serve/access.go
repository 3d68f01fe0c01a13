package serve

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gatewright/gatewright/serve/stage"
)

// access writes a line for each request, except where namespace router says
// otherwise.
func (g *Gateway) access(next http.Handler) http.Handler {
	if g.policy.noAccessLog || g.opts.Logger == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.policy.skipPaths[r.URL.Path] || !g.opts.Logger.Enabled(r.Context(), slog.LevelInfo) {
			next.ServeHTTP(w, r)
			return
		}
		start := time.Now()
		c := &counter{ResponseWriter: w}
		defer func() {
			path := r.URL.EscapedPath()
			if q := stage.MaskQuery(r.URL.RawQuery); q != "" {
				path += "?" + q
			}
			g.opts.Logger.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("method", r.Method), slog.String("path", path), slog.Int("status", c.status()),
				slog.Int64("bytes", c.bytes), slog.Duration("took", time.Since(start)), slog.String("client", g.trust.of(r)))
		}()
		next.ServeHTTP(c, r)
	})
}

// counter notes the status and the size of an answer.
type counter struct {
	http.ResponseWriter
	code  int
	bytes int64
}

func (c *counter) status() int {
	if c.code == 0 {
		return http.StatusOK
	}
	return c.code
}

func (c *counter) WriteHeader(code int) {
	if c.code == 0 {
		c.code = code
	}
	c.ResponseWriter.WriteHeader(code)
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the writer below.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

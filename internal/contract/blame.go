package contract

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/generate/export"
	"github.com/gatewright/gatewright/spec"
)

// heard is what a backend answered while an endpoint was tested.
type heard struct {
	method, host, path string
	status             int
	header             http.Header
	body               []byte
}

type heardKey struct{}

// ears keep what the backends answer to the requests of one test.
type ears struct {
	mu   sync.Mutex
	list []heard
}

func listening(ctx context.Context) (context.Context, *ears) {
	e := &ears{}
	return context.WithValue(ctx, heardKey{}, e), e
}

// listener passes calls on and keeps the answers for the ears of their context.
type listener struct{ next http.RoundTripper }

// RoundTrip answers as the next one does.
func (l listener) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := l.next.RoundTrip(req)
	e, ok := req.Context().Value(heardKey{}).(*ears)
	if err != nil || !ok || res.Body == nil {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, heard{req.Method, req.URL.Scheme + "://" + req.URL.Host, req.URL.EscapedPath(), res.StatusCode, res.Header.Clone(), body})
	return res, nil
}

// contradictions are what the backends' answers have otherwise than their own
// documents say: with such answers nothing can be told of the gateway. They are
// compared with the promise of a gateway that passes them through.
func (e *ears) contradictions(services []*spec.Service) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, h := range e.list {
		text := `{"version": 3, "endpoints": [{"endpoint": "/", "method": ` + config.Quote(h.method) + `, "output_encoding": "` + fact.NoOp +
			`", "backend": [{"encoding": "` + fact.NoOp + `", "url_pattern": ` + config.Quote(h.path) + `, "host": [` + config.Quote(h.host) + `]}]}]}`
		api := export.New(config.Parse("krakend.json", []byte(text)).Service(), services, export.Options{})
		if len(api.Endpoints) != 1 || api.Endpoints[0].Unknown {
			continue
		}
		p, err := newPromise(api.OpenAPI(export.JSON))
		if err != nil {
			continue
		}
		if list := p.compare(api.Endpoints[0], h.status, h.header, h.body); len(list) > 0 {
			return list
		}
	}
	return nil
}

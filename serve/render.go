package serve

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/serve/payload"
	"github.com/gatewright/gatewright/serve/stage"
)

// renderer appends an answer to dst in one of the output encodings and returns
// it with its media type. The error is payload.ErrTooLarge.
type renderer func(r *http.Request, dst []byte, a *stage.Answer) (out []byte, kind string, err error)

const (
	typeXML  = "application/xml"
	typeYAML = "application/yaml; charset=utf-8"
)

// newRenderer returns what writes the answers of an endpoint, up to limit bytes
// where the encoding may make them larger than they are.
func newRenderer(e *config.Endpoint, limit int, logger *slog.Logger) renderer {
	lost := func(rule, message string) {
		logger.Warn(message, "endpoint", e.ID().String(), "rule", rule)
	}
	switch shape.Renderer(e) {
	case fact.JSONCollection:
		return func(_ *http.Request, dst []byte, a *stage.Answer) ([]byte, string, error) {
			if a.Data.Len() > 0 && a.Data.Get(payload.CollectionKey) == nil {
				lost(diag.JSONCollectionSource, `the answer is dropped: json-collection prints the key "collection" alone, and there is none`)
			}
			return a.Data.AppendCollection(dst), typeJSON, nil
		}
	case fact.String:
		return func(_ *http.Request, dst []byte, a *stage.Answer) ([]byte, string, error) {
			text, ok := a.Data.Get(payload.ContentKey).Str()
			if !ok && a.Data.Len() > 0 {
				lost(diag.StringOutputContent, `the answer is dropped: string prints the text under the key "content" alone, and there is none`)
			}
			return append(dst, text...), typeText, nil
		}
	case fact.XML:
		return renderXML(limit)
	case fact.YAML:
		return renderYAML(limit)
	case fact.Negotiate:
		return negotiate(limit)
	}
	return renderJSON
}

func renderJSON(_ *http.Request, dst []byte, a *stage.Answer) ([]byte, string, error) {
	return a.Data.AppendJSON(dst), typeJSON, nil
}

func renderXML(limit int) renderer {
	return func(_ *http.Request, dst []byte, a *stage.Answer) ([]byte, string, error) {
		out, err := a.Data.AppendXML(dst, limit)
		return out, typeXML, err
	}
}

func renderYAML(limit int) renderer {
	return func(_ *http.Request, dst []byte, a *stage.Answer) ([]byte, string, error) {
		out, err := a.Data.AppendYAML(dst, limit)
		return out, typeYAML, err
	}
}

// negotiate takes the first media type of the Accept header that it knows, and
// JSON where there is none. Weights are not looked at, letter case counts: the
// recorded cases named content-negotiation hold it.
func negotiate(limit int) renderer {
	offers := []struct { // in the order in which they are tried
		kind   string
		render renderer
	}{
		{"application/json", renderJSON},
		{"text/plain", renderYAML(limit)},
		{"application/xml", renderXML(limit)},
		{"application/x-yaml", renderYAML(limit)},
	}
	return func(r *http.Request, dst []byte, a *stage.Answer) ([]byte, string, error) {
		for _, part := range strings.Split(r.Header.Get("Accept"), ",") {
			kind, _, _ := strings.Cut(part, ";")
			if kind = strings.TrimSpace(kind); kind == "" {
				continue
			}
			for _, o := range offers {
				if accepts(kind, o.kind) {
					return o.render(r, dst, a)
				}
			}
		}
		return renderJSON(r, dst, a)
	}
}

// accepts compares up to a star, or to the end of what is accepted: the reference
// gateway takes the beginning of a media type for all of it.
func accepts(accepted, offer string) bool {
	wanted, _, _ := strings.Cut(accepted, "*")
	return strings.HasPrefix(offer, wanted)
}

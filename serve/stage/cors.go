package stage

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/rs/cors"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// CORS returns the gate of namespace security/cors, nil where it is off. It
// stands before everything else, the gateway's own endpoints included. With
// "debug" the log tells what it makes of each request.
func CORS(svc *config.Service, logger *slog.Logger) Gate {
	n := svc.Extra.Get("security/cors")
	if n == nil || n.Kind != syntax.Object {
		return nil
	}
	s := settings{n}
	opts := cors.Options{
		AllowedOrigins:       s.texts("allow_origins"),
		AllowedMethods:       s.texts("allow_methods"),
		AllowedHeaders:       s.texts("allow_headers"),
		ExposedHeaders:       s.texts("expose_headers"),
		MaxAge:               int(s.duration("max_age").Seconds()),
		AllowCredentials:     s.flag("allow_credentials"),
		AllowPrivateNetwork:  s.flag("allow_private_network"),
		OptionsPassthrough:   s.flag("options_passthrough"),
		OptionsSuccessStatus: s.integer("options_success_status"),
	}
	if len(opts.AllowedHeaders) == 0 {
		opts.AllowedHeaders = []string{"*"}
	}
	if s.flag("debug") {
		opts.Logger = corsLog{logger}
	}
	c := cors.New(opts)
	return func(w http.ResponseWriter, v *Visit) bool {
		pass := false
		c.ServeHTTP(w, v.Request, func(http.ResponseWriter, *http.Request) { pass = true })
		return pass
	}
}

// corsLog takes what the handler tells of its decisions.
type corsLog struct{ *slog.Logger }

// Printf writes a line of the log.
func (l corsLog) Printf(format string, args ...any) {
	l.Info("security/cors: " + strings.TrimSpace(fmt.Sprintf(format, args...)))
}

package stage

import (
	"net/http"

	"github.com/rs/cors"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// CORS returns the gate of namespace security/cors, nil where it is off. It
// stands before everything else, the gateway's own endpoints included.
func CORS(svc *config.Service) Gate {
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
	c := cors.New(opts)
	return func(w http.ResponseWriter, v *Visit) bool {
		pass := false
		c.ServeHTTP(w, v.Request, func(http.ResponseWriter, *http.Request) { pass = true })
		return pass
	}
}

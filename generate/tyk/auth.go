package tyk

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// registry is the address at which Consul tells of a service.
var registry = regexp.MustCompile(`/v1/(?:catalog|health)/service/([A-Za-z0-9_.-]+)`)

// discovery reads a target that a registry knows. That of Consul is known to
// DNS too.
func (r *reader) discovery(a *api, sd *convert.Object, on bool, query string) {
	if !on {
		sd.LoseAt(sd.Place, convert.Ignored, "disabled", "the registry of services is switched off", "")
		return
	}
	m := registry.FindStringSubmatch(query)
	if m == nil {
		sd.LoseAt(sd.Place, convert.Lost, "service-discovery", "the registry of services has no counterpart", "write the hosts, or use DNS: sd")
		return
	}
	scheme := "http"
	if len(a.hosts) > 0 && strings.HasPrefix(a.hosts[0], "https://") {
		scheme = "https"
	}
	a.registered = &convert.Discovery{Place: sd.Place, Name: m[1], Scheme: scheme, DNS: m[1] + ".service.consul"}
	for _, one := range sd.Node.Members() {
		sd.Skip(one.Name)
	}
}

// classicJWT reads how tokens are checked.
func (r *reader) classicJWT(o *convert.Object, auth *convert.Auth) {
	auth.Provider = "jwt"
	source := o.Get("jwt_source")
	auth.Alg = algorithm(o, o.Str("jwt_signing_method"), source.Place)
	r.keySource(o, auth, source, o.Children("jwt_jwks_uris"))
}

// keySource reads where the keys of tokens are: addresses, or the key itself.
func (r *reader) keySource(o *convert.Object, auth *convert.Auth, source convert.Field, urls []*convert.Object) {
	text := source.Node.Str()
	auth.JWKURL = keyURL(text)
	for i, u := range urls {
		url := u.Str("url")
		u.Skip("cache_timeout", "cacheTimeout")
		u.Rest("an address of keys")
		switch {
		case i == 0 && url != "":
			if auth.JWKURL != "" && auth.JWKURL != url {
				o.LoseAt(source.Place, convert.Ignored, "key-source", "the keys are taken from the list of addresses", "")
			}
			auth.JWKURL = url
		case url != "" && url != auth.JWKURL:
			o.LoseAt(u.Place, convert.Lost, "auth-second", fmt.Sprintf("tokens whose keys are at %s only are taken", auth.JWKURL), "")
		}
	}
	if auth.JWKURL != "" || text == "" || convert.Unresolved(text) != "" {
		return
	}
	key, err := keyOf(auth.Alg, text)
	if err != nil {
		o.LoseAt(source.Place, convert.Lost, "jwt-key", fmt.Sprintf("the key of tokens cannot be read: %v", err), "")
		return
	}
	auth.Keys = []convert.JWK{key}
	o.LoseAt(source.Place, convert.Changed, "jwt-key-id", fmt.Sprintf("tokens have to name their key as kid in the header: %q, Tyk tried the one key it has", keyID), "")
}

// keyID names the only key of an API.
const keyID = "tyk"

// keyOf reads a key that a definition holds, mostly in base64.
func keyOf(alg, text string) (convert.JWK, error) {
	plain := text
	if d := decoded(text); d != "" {
		plain = d
	}
	if !strings.HasPrefix(alg, "HS") {
		return convert.PublicJWK(keyID, alg, plain)
	}
	secret, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		secret = []byte(text)
	}
	return convert.SecretJWK(keyID, alg, secret), nil
}

// placeOf names the settings of a kind of credentials in auth_configs.
var placeOf = map[string]string{
	"jwt": "jwt", "tokens of Tyk": "authToken", "basic auth": "basic", "signatures of requests": "hmac", "OAuth 2 of Tyk": "oauth", "openid": "oidc", "a plugin": "coprocess",
}

// where reads where clients put their credentials.
func (r *reader) where(o *convert.Object, auth *convert.Auth) {
	place := o.Child("auth")
	if configs := o.Child("auth_configs"); configs != nil {
		if c := configs.Child(placeOf[auth.Kind]); c != nil {
			place = c
		}
	}
	if place != nil {
		if h := place.Str("auth_header_name"); !strings.EqualFold(h, "Authorization") {
			auth.Header = h
		}
		if place.Bool(false, "use_param") {
			auth.Query = place.Str("param_name")
		}
		if place.Bool(false, "use_cookie") {
			auth.Cookie = place.Str("cookie_name")
		}
		if auth.Kind == "jwt" && auth.Query != "" {
			o.LoseAt(place.Get("param_name").Place, convert.Lost, "jwt-query", "tokens are not taken from the query string", "")
		}
	}
	auth.Hidden = o.Bool(false, "strip_auth_data")
}

// oasWhere is where in the words of a document.
func oasWhere(s *convert.Object, auth *convert.Auth) {
	if h := s.Child("header"); h != nil && h.Bool(false, "enabled") {
		if name := h.Str("name"); !strings.EqualFold(name, "Authorization") {
			auth.Header = name
		}
	}
	if c := s.Child("cookie"); c != nil && c.Bool(false, "enabled") {
		auth.Cookie = c.Str("name")
	}
	if q := s.Child("query"); q != nil && q.Bool(false, "enabled") {
		auth.Query = q.Str("name")
		s.LoseAt(q.Place, convert.Lost, "jwt-query", "tokens are not taken from the query string", "")
	}
}

package stage

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

var errNoToken = errors.New("the request has no token")

// token returns the token of a request: of its header, else of its cookie. The
// word Bearer may be missing.
func (v *jwtValidator) token(r *http.Request) string {
	if h := strings.TrimSpace(r.Header.Get(v.header)); h != "" {
		scheme, token, found := strings.Cut(h, " ")
		switch {
		case !found:
			return h
		case strings.EqualFold(scheme, "bearer"):
			return strings.TrimSpace(token)
		}
	}
	if c, err := r.Cookie(v.cookie); err == nil {
		return c.Value
	}
	return ""
}

// claims returns the claims of a good token.
func (v *jwtValidator) claims(r *http.Request) (map[string]any, error) {
	text := v.token(r)
	if text == "" {
		return nil, errNoToken
	}
	signed, err := jose.ParseSignedCompact(text, v.alg)
	if err != nil {
		return nil, err
	}
	id := v.strategy.token(signed.Signatures[0].Header)
	if id == "" {
		return nil, errNoKey
	}
	keys, err := v.keys.find(r.Context(), id, v.strategy.key)
	if err != nil {
		return nil, err
	}
	data, err := verified(signed, keys)
	if err != nil {
		return nil, err
	}
	var std jwt.Claims
	var claims map[string]any
	if err := json.Unmarshal(data, &std); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &claims); err != nil {
		return nil, err
	}
	if !hasAll(std.Audience, v.settings.Audience) {
		return nil, jwt.ErrInvalidAudience
	}
	return claims, std.ValidateWithLeeway(jwt.Expected{Issuer: v.settings.Issuer, Time: time.Now()}, v.leeway)
}

var errRevoked = errors.New("the token is revoked")

// lookUp returns an error for a token that is revoked: by one of its claims, or by
// an element of one that is a list.
func (v *jwtValidator) lookUp(claims map[string]any) error {
	for _, name := range v.tokenKeys {
		value, ok := claim(claims, name)
		if !ok {
			continue
		}
		entries := []string{claimText(value)}
		if list, ok := value.([]any); ok {
			entries = claimTexts(list)
		}
		for _, entry := range entries {
			if v.revoked(name + "-" + entry) {
				return errRevoked
			}
		}
	}
	return nil
}

var errPrivateKey = errors.New("the key set holds a private key, which checks no token")

func verified(signed *jose.JSONWebSignature, keys []jose.JSONWebKey) (data []byte, err error) {
	for _, k := range keys {
		if !isSecret(k) && !k.IsPublic() {
			err = errPrivateKey
			continue
		}
		if data, err = signed.Verify(k); err == nil {
			return data, nil
		}
	}
	return nil, err
}

// permitted returns 200, or the status with which a good token that does not
// allow enough is refused.
func (v *jwtValidator) permitted(claims map[string]any) int {
	s := v.settings
	if len(s.Roles) > 0 {
		value := claims[v.rolesKey]
		if s.RolesNested {
			value, _ = claim(claims, v.rolesKey)
		}
		have, whole := claimWords(value)
		switch {
		case !whole:
			return http.StatusInternalServerError
		case !hasAny(have, s.Roles):
			return http.StatusForbidden
		}
	}
	if len(s.Scopes) == 0 || s.ScopesKey == "" {
		return http.StatusOK
	}
	value, _ := claim(claims, s.ScopesKey)
	have, _ := claimWords(value)
	enough := hasAny
	if s.ScopesMatcher == "all" {
		enough = hasAll
	}
	if !enough(have, s.Scopes) {
		return http.StatusForbidden
	}
	return http.StatusOK
}

// keyStrategy is how a token names its key: the id that its header gives, and
// the one that a key has.
type keyStrategy struct {
	token func(jose.Header) string
	key   keyName
}

// keyStrategies are those of key_identify_strategy; any other name means kid.
var keyStrategies = map[string]keyStrategy{
	"kid": {func(h jose.Header) string { return h.KeyID }, func(k *jose.JSONWebKey) string { return k.KeyID }},
	"x5t": {
		func(h jose.Header) string { return extra(h, "x5t") },
		func(k *jose.JSONWebKey) string { return thumbprint(k.CertificateThumbprintSHA1) },
	},
	"x5t#S256": {
		func(h jose.Header) string { return extra(h, "x5t#S256") },
		func(k *jose.JSONWebKey) string { return thumbprint(k.CertificateThumbprintSHA256) },
	},
	"kid_x5t": {
		func(h jose.Header) string { return h.KeyID + extra(h, "x5t") },
		func(k *jose.JSONWebKey) string { return k.KeyID + thumbprint(k.CertificateThumbprintSHA1) },
	},
}

func extra(h jose.Header, name jose.HeaderKey) string {
	s, _ := h.ExtraHeaders[name].(string)
	return s
}

func thumbprint(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum) }

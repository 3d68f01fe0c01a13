package stage

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/textproto"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

const nsValidator = "auth/validator"

// validatorSettings is namespace auth/validator of an endpoint.
type validatorSettings struct {
	keySettings
	Cache         bool       `json:"cache"`
	CacheDuration uint32     `json:"cache_duration"` // seconds
	Cooldown      string     `json:"failed_jwk_key_cooldown"`
	Strategy      string     `json:"key_identify_strategy"`
	Issuer        string     `json:"issuer"`
	Audience      []string   `json:"audience"`
	Roles         []string   `json:"roles"`
	RolesKey      string     `json:"roles_key"`
	RolesNested   bool       `json:"roles_key_is_nested"`
	Scopes        []string   `json:"scopes"`
	ScopesKey     string     `json:"scopes_key"`
	ScopesMatcher string     `json:"scopes_matcher"`
	Propagate     [][]string `json:"propagate_claims"`
	PreserveArray bool       `json:"propagate_claims_preserve_array"`
	CookieKey     string     `json:"cookie_key"`
	HeaderName    string     `json:"auth_header_name"`
	Leeway        string     `json:"leeway"`
	Debug         bool       `json:"operation_debug"`
}

// refusedValidator returns the settings of a validator with which the gateway
// does not start. Other mistakes refuse every request instead: validator tells.
func refusedValidator(e *config.Endpoint, dir string) []diag.Finding {
	p, ok := placeAt(e, nsValidator)
	var s validatorSettings
	if !ok || readSettings(p, &s) != nil {
		return nil
	}
	var found []diag.Finding
	refuse := func(member, message, hint string) {
		found = append(found, p.finding(member, diag.Refused, message, hint))
	}
	if _, known := s.algorithm(); !known {
		refuse("alg", fmt.Sprintf("\"alg\" is %q, which no validator knows", s.Alg), fmt.Sprintf("it is one of %v", algorithms))
	}
	if s.Cache && s.LocalPath != "" {
		refuse("cache", `"cache" and "jwk_local_path" exclude each other`, `delete "cache": a file is read once anyway`)
	}
	if s.check() != nil {
		return found
	}
	if _, err := s.fingerprints(); err != nil {
		refuse("jwk_fingerprints", err.Error(), "")
	}
	if s.LocalPath != "" {
		if _, err := readKeys(fileIn(dir, s.LocalPath)); err != nil {
			refuse("jwk_local_path", err.Error(), "relative paths start from the working directory")
		}
	}
	return found
}

// jwtValidator lets requests with a good token through. Those without are
// answered with 401, those whose token does not allow enough with 403.
type jwtValidator struct {
	settings   validatorSettings
	log        func(r *http.Request, err error)
	alg        []jose.SignatureAlgorithm
	keys       keySource
	strategy   keyStrategy
	leeway     time.Duration
	header     string
	cookie     string
	rolesKey   string
	urlClaims  []string // that url_patterns name
	tokenKeys  []string // claims by which tokens are revoked
	revoked    func(entry string) bool
	propagated [][2]string
}

func refuseAll(status int) Gate {
	return func(w http.ResponseWriter, _ *Visit) bool {
		w.WriteHeader(status)
		return false
	}
}

// validator is auth/validator. Settings that cannot be used refuse everybody.
func validator(e *config.Endpoint, env *Env) Gate {
	p, ok := placeAt(e, nsValidator)
	if !ok {
		return nil
	}
	v, err := newValidator(e, p, env)
	if err != nil {
		env.notice(p, memberOf(err), diag.Fails, err.Error(), "")
		return refuseAll(http.StatusUnauthorized)
	}
	return v.pass
}

const (
	defaultKeyTTL = 900 * time.Second
	defaultLeeway = time.Second
)

func newValidator(e *config.Endpoint, p site, env *Env) (*jwtValidator, error) {
	v := &jwtValidator{leeway: defaultLeeway}
	s := &v.settings
	if err := readSettings(p, s); err != nil {
		return nil, fmt.Errorf("every request is refused: %w", err)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	alg, known := s.algorithm()
	if !known {
		return nil, fmt.Errorf("unknown alg %q, every request is refused", s.Alg)
	}
	v.alg = []jose.SignatureAlgorithm{alg}
	v.header, v.cookie = cmp.Or(s.HeaderName, "Authorization"), cmp.Or(s.CookieKey, "access_token")
	v.rolesKey = cmp.Or(s.RolesKey, "roles")
	v.strategy = keyStrategies[s.Strategy]
	if v.strategy.token == nil {
		v.strategy = keyStrategies["kid"]
	}
	if d, err := time.ParseDuration(s.Leeway); err == nil && s.Leeway != "" {
		v.leeway = d
	}
	for _, pair := range s.Propagate {
		if len(pair) == 2 {
			v.propagated = append(v.propagated, [2]string{pair[0], textproto.CanonicalMIMEHeaderKey(pair[1])})
		}
	}
	v.urlClaims = urlClaims(e)
	v.tokenKeys, v.revoked = env.TokenKeys, env.Revoked
	v.log = refusalLog(e, env, s.Debug)
	v.loose(p, env)
	var err error
	v.keys, err = v.source(e.Service, env)
	return v, err
}

// loose tells of settings that check less than they seem to.
func (v *jwtValidator) loose(p site, env *Env) {
	s := v.settings
	if len(s.Scopes) > 0 && s.ScopesKey == "" {
		env.notice(p, "scopes", diag.Unsafe, `"scopes" without "scopes_key" are not looked at`, `add "scopes_key", such as "scope"`)
	}
	if m := s.ScopesMatcher; m != "" && m != "any" && m != "all" {
		env.notice(p, "scopes_matcher", diag.Unsafe, fmt.Sprintf("the scopes_matcher %q counts as any", m), `it is "any" or "all"`)
	}
}

func (v *jwtValidator) source(svc *config.Service, env *Env) (keySource, error) {
	s := v.settings
	if s.LocalPath != "" {
		keys, err := readKeys(fileIn(env.Dir, s.LocalPath))
		return fixedKeys(keys), err
	}
	cooldown, _ := time.ParseDuration(s.Cooldown)
	ttl := time.Duration(s.CacheDuration) * time.Second
	if !s.Cache {
		ttl = 0
	} else if ttl == 0 {
		ttl = defaultKeyTTL
	}
	create := func() (*fetchedKeys, error) { return newFetchedKeys(s.keySettings, env, ttl, cooldown) }
	if common := (settings{svc.Extra.Get(nsValidator)}).integer("shared_cache_duration"); s.Cache && common > 0 {
		ttl = time.Duration(common) * time.Second
		return env.keys.shared(s.keySettings, create)
	}
	return create()
}

// urlClaims returns the claims that url_patterns of an endpoint name.
func urlClaims(e *config.Endpoint) []string {
	var names []string
	for _, b := range e.Backends {
		for _, name := range newPattern(b.URLPattern.V).names {
			if c, ok := strings.CutPrefix(name, "JWT."); ok {
				names = append(names, c)
			}
		}
	}
	return names
}

// refusalLog writes why a token was refused: always for debugging, and as a
// warning where operation_debug asks for it. Tokens are not shown.
func refusalLog(e *config.Endpoint, env *Env, loud bool) func(*http.Request, error) {
	level, id := slog.LevelDebug, e.ID().String()
	if loud {
		level = slog.LevelWarn
	}
	return func(r *http.Request, err error) {
		env.Logger.LogAttrs(r.Context(), level, "token refused", slog.String("endpoint", id), slog.String("error", err.Error()))
	}
}

func (v *jwtValidator) pass(w http.ResponseWriter, visit *Visit) bool {
	claims, err := v.claims(visit.Request)
	if err == nil {
		err = v.lookUp(claims)
	}
	if err != nil {
		v.log(visit.Request, err)
		w.WriteHeader(http.StatusUnauthorized)
		return false
	}
	if status := v.permitted(claims); status != http.StatusOK {
		v.log(visit.Request, errors.New("the roles or scopes of the token do not allow the request"))
		w.WriteHeader(status)
		return false
	}
	visit.Claims = claims
	for _, name := range v.urlClaims {
		if value := claims[name]; value != nil { // no path: only whole claims go into URLs
			visit.setParam("JWT."+name, claimText(value))
		}
	}
	for _, pair := range v.propagated {
		visit.Header[pair[1]] = v.headerOf(claims, pair[0])
	}
	return true
}

func (v *jwtValidator) headerOf(claims map[string]any, name string) []string {
	value, _ := claim(claims, name)
	if list, ok := value.([]any); ok && v.settings.PreserveArray {
		return claimTexts(list)
	}
	return []string{claimText(value)}
}

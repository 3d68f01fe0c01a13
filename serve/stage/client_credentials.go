package stage

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

const nsCredentials = "auth/client-credentials"

// credentials is namespace auth/client-credentials.
type credentials struct {
	Disabled     bool                `json:"is_disabled"`
	ClientID     string              `json:"client_id"`
	ClientSecret string              `json:"client_secret"`
	TokenURL     string              `json:"token_url"`
	Scopes       string              `json:"scopes"`
	Params       map[string][]string `json:"endpoint_params"`
}

// authorized lets the calls of a backend carry a token that the gateway asks for
// itself.
func authorized(b *config.Backend, env *Env, next http.RoundTripper) http.RoundTripper {
	p, ok := placeOf(b, nsCredentials)
	if !ok {
		return next
	}
	var s credentials
	if err := readSettings(p, &s); err != nil {
		env.notice(p, memberOf(err), diag.Wrong, "calls go out without a token: "+err.Error(), "")
		return next
	}
	if s.Disabled {
		return next
	}
	if s.TokenURL == "" {
		env.notice(p, "token_url", diag.Fails, `there is no "token_url": no call gets its token`, "")
	}
	return &tokenTransport{
		next:  next,
		fetch: &http.Client{Transport: env.Transport},
		turn:  make(chan struct{}, 1),
		config: clientcredentials.Config{
			ClientID: s.ClientID, ClientSecret: s.ClientSecret, TokenURL: s.TokenURL,
			// Scopes stand between commas; without any, an empty one is sent.
			Scopes: strings.Split(s.Scopes, ","), EndpointParams: url.Values(s.Params),
		},
	}
}

// tokenTransport puts the token of the client credentials flow into requests, in
// place of what they bring. It fetches a token when it has none that is good for
// some more seconds.
type tokenTransport struct {
	next   http.RoundTripper
	fetch  *http.Client
	config clientcredentials.Config

	turn  chan struct{} // holds an element while somebody looks at the token
	token *oauth2.Token
}

// RoundTrip sends a copy of the request with the token.
func (t *tokenTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if elsewhereRedirected(r) {
		return t.next.RoundTrip(r)
	}
	token, err := t.current(r.Context())
	if err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	r = r.Clone(r.Context())
	token.SetAuthHeader(r)
	return t.next.RoundTrip(r)
}

func (t *tokenTransport) current(ctx context.Context) (*oauth2.Token, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if t.token.Valid() {
		return t.token, nil
	}
	token, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.fetch))
	if err != nil {
		return nil, err
	}
	t.token = token
	return token, nil
}

// elsewhereRedirected reports whether a backend has sent the request on to
// another host, which the token is not for.
func elsewhereRedirected(r *http.Request) bool {
	first := r
	for first.Response != nil && first.Response.Request != nil {
		first = first.Response.Request
	}
	return first.URL.Host != r.URL.Host
}

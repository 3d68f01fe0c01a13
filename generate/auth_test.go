package generate_test

import (
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
)

// secured is a document with one operation of that security.
func secured(security string) string {
	return `{"openapi": "3.0.3", "servers": [{"url": "http://api:8080"}],
"security": [{"jwt": []}],
"components": {"securitySchemes": {
  "jwt": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
  "basic": {"type": "http", "scheme": "basic"},
  "oauth": {"type": "oauth2", "flows": {}},
  "other": {"type": "oauth2", "flows": {}},
  "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example.com/.well-known/openid-configuration"},
  "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
  "session": {"type": "apiKey", "in": "cookie", "name": "sid"}}},
"paths": {"/pets": {"get": {` + security + `"responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}}}}}`
}

func authOf(t *testing.T, text string) generate.Auth {
	t.Helper()
	n, problems := syntax.ParseJSON(syntax.NewSource("auth", []byte(text)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return generate.Auth{Settings: n}
}

func TestSecurityBecomesAValidatorWhereItCan(t *testing.T) {
	const keys = `"jwk_url": "https://id.example.com/keys"`
	auth := func(schemes ...string) map[string]generate.Auth {
		m := map[string]generate.Auth{}
		for _, s := range schemes {
			name, settings, _ := strings.Cut(s, " ")
			m[name] = authOf(t, "{"+keys+settings+"}")
		}
		return m
	}
	const plain = `{"alg":"RS256","jwk_url":"https://id.example.com/keys","cache":true}`
	tests := []struct {
		name, security string
		auth           map[string]generate.Auth
		want, headers  string
		finding        string
	}{
		{"V117 bearer with keys", ``, auth("jwt"), plain, "Authorization", ""},
		{"what the settings say is taken over", ``, auth(`jwt ,"alg":"ES256","cache":false,"issuer":"https://id","audience":["a"]`),
			`{"jwk_url":"https://id.example.com/keys","alg":"ES256","cache":false,"issuer":"https://id","audience":["a"]}`, "Authorization", ""},
		{"bearer without keys", ``, nil, "", "Authorization", `protected by "jwt" in the document, forwarded only`},
		{"V118 OpenID Connect is never asked for its keys", `"security": [{"oidc": []}],`, nil, "", "Authorization", `protected by "oidc" in the document, forwarded only`},
		{"OpenID Connect with keys", `"security": [{"oidc": []}],`, auth("oidc"), plain, "Authorization", ""},
		{"V119 all scopes of one alternative", `"security": [{"oauth": ["write:pets", "read:pets"]}],`, auth(`oauth ,"scopes_key":"scope"`),
			`{"alg":"RS256","jwk_url":"https://id.example.com/keys","scopes_key":"scope","cache":true,"scopes":["read:pets","write:pets"],"scopes_matcher":"all"}`, "Authorization", ""},
		{"V120 any of alternatives of one scope", `"security": [{"oauth": ["b"]}, {"oauth": ["a"]}],`, auth(`oauth ,"scopes_key":"scope"`),
			`{"alg":"RS256","jwk_url":"https://id.example.com/keys","scopes_key":"scope","cache":true,"scopes":["a","b"],"scopes_matcher":"any"}`, "Authorization", ""},
		{"one alternative needs no scope", `"security": [{"oauth": ["b"]}, {"oauth": []}],`, auth(`oauth ,"scopes_key":"scope"`),
			`{"alg":"RS256","jwk_url":"https://id.example.com/keys","scopes_key":"scope","cache":true}`, "Authorization", ""},
		{"scopes that cannot be joined", `"security": [{"oauth": ["a", "b"]}, {"oauth": ["c"]}],`, auth(`oauth ,"scopes_key":"scope"`),
			`{"alg":"RS256","jwk_url":"https://id.example.com/keys","scopes_key":"scope","cache":true}`, "Authorization", "scopes a and b, or c cannot be checked together"},
		{"nobody says where scopes stand", `"security": [{"oauth": ["a"]}],`, auth("oauth"), plain, "Authorization", "scopes a are not checked: say where they stand, auth.oauth.scopes_key"},
		{"roles of a bearer", `"security": [{"jwt": ["admin"]}],`, auth(`jwt ,"roles_key":"roles"`),
			`{"alg":"RS256","jwk_url":"https://id.example.com/keys","roles_key":"roles","cache":true,"roles":["admin"]}`, "Authorization", ""},
		{"two issuers", `"security": [{"oauth": []}, {"other": []}],`, auth("oauth", `other ,"issuer":"x"`), "", "Authorization", "one validator cannot take the tokens of all"},
		{"two names of one issuer", `"security": [{"oauth": []}, {"other": []}],`, auth("oauth", "other"), plain, "Authorization", ""},
		{"V120 a token or a key", `"security": [{"jwt": []}, {"key": []}],`, auth("jwt"), "", "Authorization X-Key", "a validator would refuse some of them"},
		{"a token and a key", `"security": [{"jwt": [], "key": []}],`, auth("jwt"), plain, "Authorization X-Key", `the token of "jwt" is checked, "key" is forwarded only`},
		{"V123 a key alone", `"security": [{"key": []}],`, auth("jwt"), "", "X-Key", `protected by "key" in the document, forwarded only`},
		{"V123 basic", `"security": [{"basic": []}],`, auth("basic"), "", "Authorization", `protected by "basic"`},
		{"a token in a cookie", `"security": [{"session": []}],`, auth("session"),
			`{"alg":"RS256","jwk_url":"https://id.example.com/keys","cache":true,"cookie_key":"sid"}`, "Cookie", ""},
		{"open", `"security": [],`, auth("jwt"), "", "", ""},
		{"V122 optional", `"security": [{}, {"jwt": []}],`, auth("jwt"), "", "Authorization", ""},
		{"unknown", `"security": [{"nobody": []}],`, auth("jwt"), "", "", `protected by "nobody"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := run(t, generate.Options{Auth: tt.auth}, load(t, "api", secured(tt.security)))
			e := res.Endpoints[0]
			if got := e.Extra["auth/validator"]; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if got := strings.Join(e.Headers, " "); got != tt.headers {
				t.Errorf("headers %s, want %s", got, tt.headers)
			}
			var found []string
			for _, f := range res.Findings {
				if f.Rule == generate.RuleForwarded || f.Rule == generate.RuleScopes {
					found = append(found, f.String())
				}
			}
			if got := strings.Join(found, "\n"); (tt.finding == "") != (got == "") || !strings.Contains(got, tt.finding) {
				t.Errorf("findings %q, want %q", got, tt.finding)
			}
			if res.Report.Entries[0].Open != (tt.want == "" && tt.finding != "") {
				t.Errorf("open: %v", res.Report.Entries[0].Open)
			}
			mustStart(t, res.Config)
		})
	}
}

func TestTokensAreKeptFromTheBackendWhenAsked(t *testing.T) {
	a := authOf(t, `{"jwk_url": "https://id.example.com/keys"}`)
	a.KeepToken = true
	res := run(t, generate.Options{Auth: map[string]generate.Auth{"jwt": a}}, load(t, "api", secured("")))
	if h := res.Endpoints[0].Headers; len(h) > 0 {
		t.Errorf("%v are forwarded", h)
	}
}

func TestAuthSettingsThatRefuseEverybodyAreErrors(t *testing.T) {
	for settings, want := range map[string]string{
		`{}`:                              "nothing says where the keys are",
		`{"jwk_url": "http://id/keys"}`:   "not fetched over http",
		`{"jwk_local_path": "keys.json"}`: "keys of a file are refused",
		`{"jwk_local_path": "keys.json", "disable_jwk_security": true, "cache": true}`:      "does not start with cache",
		`{"jwk_url": "https://id/keys", "roles_key": "realm.roles"}`:                        "has a dot",
		`{"jwk_url": "http://id/keys", "disable_jwk_security": true}`:                       "",
		`{"jwk_url": "https://id/keys", "roles_key": "https://ns/roles", "roles": ["a"]}`:   "",
		`{"jwk_url": "https://id/keys", "roles_key": "a.b", "roles_key_is_nested": true}`:   "",
		`{"jwk_local_path": "keys.json", "disable_jwk_security": true, "issuer": "https:"}`: "",
	} {
		res := run(t, generate.Options{Auth: map[string]generate.Auth{"jwt": authOf(t, settings)}}, load(t, "api", secured("")))
		var got []string
		for _, f := range res.Findings {
			if f.Rule == generate.RuleAuth {
				got = append(got, f.String())
			}
		}
		if text := strings.Join(got, "\n"); (want == "") != (text == "") || !strings.Contains(text, want) {
			t.Errorf("%s: got %q, want %q", settings, text, want)
		}
	}
	res := run(t, generate.Options{Auth: map[string]generate.Auth{"jvt": authOf(t, `{"jwk_url": "https://x/y"}`), "none": {}}}, load(t, "api", secured("")))
	if worst, _ := diag.Worst(res.Findings); worst != diag.Error || !strings.Contains(res.Findings[0].Message+res.Findings[1].Message+res.Findings[2].Message, "no operation is protected by a scheme of that name") {
		t.Errorf("%v", res.Findings)
	}
}

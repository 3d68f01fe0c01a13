package kong

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// consumer is one of whom the gateway knows by credentials of its own.
type consumer struct {
	convert.Consumer
	names []string // name and id
	keys  []tokenKey
}

// tokenKey is a key by which the tokens of a consumer are checked.
type tokenKey struct {
	id, alg string
	// secret and public are the key itself: one of the two.
	secret, public string
	at             convert.Place
}

// credentialKinds are the lists of credentials, in a consumer or beside it.
var credentialKinds = []string{"acls", "keyauth_credentials", "jwt_secrets", "basicauth_credentials", "hmacauth_credentials", "oauth2_credentials", "mtls_auth_credentials"}

// readConsumers reads whom the files know, with the credentials that stand with
// them and those that name them.
func (r *reader) readConsumers(roots []*convert.Object) {
	for _, o := range roots {
		for _, c := range o.Children("consumers") {
			one := &consumer{names: []string{c.Str("username"), c.Str("id"), c.Str("custom_id")}}
			one.Place, one.Name = c.Place, cmp.Or(one.names...)
			r.credentials(one, c)
			for _, g := range c.Children("groups") {
				r.losePart(g, "consumer-group", "groups of consumers have limits of their own, which have no counterpart")
			}
			for _, p := range c.Children("plugins") {
				name := p.Str("name")
				r.losePlugin(&plugin{obj: p, name: name}, convert.Lost, "consumer-plugin", fmt.Sprintf("the plugin %s of one consumer has no counterpart", name))
			}
			c.Skip("tags", "created_at", "updated_at", "_comment", "_ignore")
			c.Rest("a consumer")
			r.consumers = append(r.consumers, one)
		}
	}
	for _, o := range roots {
		for _, kind := range credentialKinds {
			for _, c := range o.Children(kind) {
				ref := reference(c, "consumer")
				i := slices.IndexFunc(r.consumers, func(one *consumer) bool { return ref != "" && slices.Contains(one.names, ref) })
				if i < 0 {
					r.losePart(c, "credential", fmt.Sprintf("there is no consumer %q", ref))
					continue
				}
				r.credential(r.consumers[i], kind, c)
			}
		}
	}
	for _, c := range r.consumers {
		r.inv.Service.Consumers = append(r.inv.Service.Consumers, c.Consumer)
	}
}

func (r *reader) losePart(o *convert.Object, code, message string) {
	o.LoseAt(o.Place, convert.Lost, code, message, "")
	o.Drop()
}

func (r *reader) credentials(one *consumer, c *convert.Object) {
	for _, kind := range credentialKinds {
		for _, item := range c.Children(kind) {
			r.credential(one, kind, item)
		}
	}
}

// credential reads one credential of a consumer.
func (r *reader) credential(one *consumer, kind string, o *convert.Object) {
	switch kind {
	case "acls":
		one.Groups = append(one.Groups, o.Str("group"))
	case "keyauth_credentials":
		one.Keys = append(one.Keys, o.Str("key"))
		o.Lose(convert.Lost, "key-expiry", "keys do not expire by themselves", "", "ttl")
	case "jwt_secrets":
		k := tokenKey{id: o.Str("key"), alg: cmp.Or(strings.ToUpper(o.Str("algorithm")), "HS256"), secret: o.Str("secret"), public: o.Str("rsa_public_key"), at: o.Place}
		one.keys = append(one.keys, k)
	default:
		o.LoseAt(o.Place, convert.Ignored, "credential", fmt.Sprintf("what the consumer %s proves by %s is not carried over: its routes stay closed", one.Name, strings.TrimSuffix(kind, "_credentials")), "")
		o.Drop()
	}
	o.Skip("tags", "id", "created_at", "_comment")
	o.Rest("a credential")
}

// access is what the plugin acl says of a route.
type access struct {
	convert.Place
	allow, deny []string
}

// lets reports whether a list of access lets a consumer in.
func (a *access) lets(c *consumer) bool {
	in := func(list []string) bool {
		return slices.ContainsFunc(list, func(g string) bool { return slices.Contains(c.Groups, g) })
	}
	return !in(a.deny) && (len(a.allow) == 0 || in(a.allow))
}

// tokenKeys are the keys by which tokens on a route are checked. All are for one
// way of signing, since a validator knows one.
func (r *reader) tokenKeys(p *plugin, c *convert.Object, a *convert.Auth, acl *access) {
	byID := c.Str("key_claim_name") == "kid"
	encoded := c.Bool(false, "secret_is_base64")
	var issuers []string
	for _, one := range r.consumers {
		if acl != nil && !acl.lets(one) {
			continue
		}
		for _, k := range one.keys {
			if a.Alg != "" && k.alg != a.Alg {
				c.LoseAt(k.at, convert.Lost, "jwt-algorithm", fmt.Sprintf("tokens of %s are refused: they are signed by %s, a validator takes one way of signing, here %s", one.Name, k.alg, a.Alg), "")
				continue
			}
			key, err := k.jwk(encoded)
			if err != nil {
				c.LoseAt(k.at, convert.Lost, "jwt-key", fmt.Sprintf("tokens of %s are refused: their key cannot be read: %v", one.Name, err), "")
				continue
			}
			a.Alg, a.Keys, issuers = k.alg, append(a.Keys, key), append(issuers, k.id)
		}
	}
	if claim := c.Str("key_claim_name"); claim != "" && claim != "iss" && claim != "kid" {
		c.LoseAt(c.Get("key_claim_name").Place, convert.Changed, "jwt-key-id", fmt.Sprintf("the key of a token is not found by its claim %s", claim), "")
	}
	if len(a.Keys) == 0 || byID {
		return
	}
	if len(a.Keys) == 1 {
		a.Issuer = issuers[0]
	}
	c.LoseAt(p.obj.Place, convert.Changed, "jwt-key-id", "tokens have to name their key as kid in the header, before it was found by the claim iss", "have the issuers set kid to what iss says")
}

func (k tokenKey) jwk(encoded bool) (convert.JWK, error) {
	if p := convert.Unresolved(k.secret + k.public); p != "" {
		return convert.JWK{}, fmt.Errorf("the placeholder %s is not filled in", p)
	}
	if !strings.HasPrefix(k.alg, "HS") {
		return convert.PublicJWK(k.id, k.alg, k.public)
	}
	secret := []byte(k.secret)
	if encoded {
		data, err := base64.StdEncoding.DecodeString(k.secret)
		if err != nil {
			return convert.JWK{}, fmt.Errorf("the secret is not base64")
		}
		secret = data
	}
	if len(secret) == 0 {
		return convert.JWK{}, fmt.Errorf("the secret is not stated")
	}
	return convert.SecretJWK(k.id, k.alg, secret), nil
}

// permit narrows the validator of a route to whom the list of access lets in.
func (r *reader) permit(nr *convert.Route, acl *access) {
	if acl == nil {
		return
	}
	if nr.Auth == nil {
		nr.Auth = &convert.Auth{Place: acl.Place, Kind: "acl", Provider: "acl"}
	}
	for _, one := range r.consumers {
		if acl.lets(one) {
			nr.Auth.Groups = append(nr.Auth.Groups, one.Name)
		}
	}
	if len(nr.Auth.Groups) == 0 {
		nr.Auth.Groups = append(nr.Auth.Groups, acl.allow...)
	}
	r.inv.Lose(convert.Loss{Severity: convert.Ignored, Code: "acl", Place: acl.Place, Route: nr,
		Message: fmt.Sprintf("groups stand for those who are in them: %s", strings.Join(nr.Auth.Groups, ", "))})
	if nr.Auth.Kind == "jwt" && len(nr.Auth.Keys) == 0 {
		r.inv.Lose(convert.Loss{Severity: convert.Security, Code: "acl", Place: acl.Place, Route: nr,
			Message: "groups of consumers are not known to the gateway, everybody with valid credentials is let in", Hint: "check a role of the token: auth/validator.roles"})
	}
}

// aclOf is the list of access of a route, as far as the plugin says one.
func aclOf(p *plugin) *access {
	if p == nil || p.conf == nil {
		return nil
	}
	a := &access{Place: p.obj.Place, allow: p.conf.Strs("allow", "whitelist"), deny: p.conf.Strs("deny", "blacklist")}
	p.conf.Skip("hide_groups_header", "include_consumer_groups", "always_use_authenticated_groups")
	return a
}

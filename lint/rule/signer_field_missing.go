package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var signerFieldMissing = Rule{
	ID:       "signer-field-missing",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that what is to be signed is in the answer.",
	Why:      `The signer signs fields of the answer by their names. A field that the filters take away, or that has another name by then, is not there to be signed.`,
	Fix:      "name the field as it stands in the answer",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {
        "auth/signer": {
          "alg": "ES256",
          "kid": "k",
          "keys_to_sign": ["access_token"],
          "jwk_url": "https://id.shop.org/keys"
        }
      },
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["refresh_token"]
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {
        "auth/signer": {
          "alg": "ES256",
          "kid": "k",
          "keys_to_sign": ["access_token"],
          "jwk_url": "https://id.shop.org/keys"
        }
      },
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["access_token"]
        }
      ]
    }
  ]
}
`,
	NoProof:  "the signer needs a private key",
	Endpoint: checkSignerFieldMissing,
}

func checkSignerFieldMissing(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/signer")
	if entry == nil || len(e.Backends) != 1 || rewritten(e) {
		return
	}
	b := e.Backends[0]
	keys := entry.Node.Get("keys_to_sign")
	if b == nil || keys == nil || passesThrough(b) || recoded(b) || !filters(b) || collects(b) {
		return
	}
	for i, k := range keys.Items() {
		if why := goneBefore(b, k.Str()); why != "" {
			p.reportAt(k.Span, syntax.Index(syntax.Join(entry.Pointer, "keys_to_sign"), i), "%q is not in the answer: %s", k.Str(), why)
			continue
		}
		p.signedField(b, k, syntax.Index(syntax.Join(entry.Pointer, "keys_to_sign"), i))
	}
}

// signedField reports a key to sign that the backend's answer surely does not
// have.
func (p *Pass) signedField(b *config.Backend, k *syntax.Node, pointer string) {
	if b.Group.V != "" || len(b.Mapping.V) > 0 || encoding(b) != fact.JSON || p.unjudged(b) || len(p.successes(b)) != 1 {
		return
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok {
		return
	}
	path := k.Str()
	if b.Target.V != "" {
		path = b.Target.V + "." + path
	}
	if kind, known := p.fieldKind(b, a, path); known && kind == fact.EmptyBody {
		p.relate(p.reportAt(k.Span, pointer, "%q is not in the answer: %s has no %q there", k.Str(), p.who(b), path), b, a)
	}
}

// goneBefore says why a first name is not in what is left of a backend's
// answer, "" where it may be.
func goneBefore(b *config.Backend, name string) string {
	if b.Group.V != "" {
		if name != b.Group.V {
			return fmt.Sprintf("the group %q is around it", b.Group.V)
		}
		return ""
	}
	for _, to := range b.Mapping.V {
		if root(to) == name {
			return ""
		}
	}
	if to, renamed := b.Mapping.V[name]; renamed {
		return fmt.Sprintf("the mapping renames it to %q", to)
	}
	if len(b.Allow.V) > 0 {
		for _, path := range b.Allow.V {
			if root(path) == name {
				return ""
			}
		}
		return "allow does not name it"
	}
	for _, path := range b.Deny.V {
		if path == name {
			return "deny takes it away"
		}
	}
	return ""
}

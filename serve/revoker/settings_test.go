package revoker

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

func service(settings string) *config.Service {
	return config.Parse("krakend.json", fmt.Appendf(nil, `{"version":3,"extra_config":%s}`, settings)).Service()
}

func TestSettingsAreReadAsAWholeOrNotAtAll(t *testing.T) {
	good := Settings{N: 10000000, P: 1e-7, TTL: 1500 * time.Second, Port: 1234, Keys: []string{"jti", "sub"}}
	const text = `"N":1e7,"P":1e-7,"hash_name":"optimal","TTL":1500,"port":1234,"token_keys":["jti","sub"]`
	for settings, want := range map[string]*Settings{
		`{}`:                              nil,
		`{"auth/revoker":null}`:           nil,
		`{"auth/revoker":[]}`:             nil,
		`{"auth/revoker":{` + text + `}}`: &good,
		`{"auth/revoker":{` + strings.NewReplacer(`"N"`, `"n"`, `"P"`, `"p"`, "TTL", "ttl").Replace(text) + `}}`: &good,
		`{"auth/revoker":{"x":1,` + text + `}}`:                                                                &good,
		`{"github_com/devopsfaith/bloomfilter":{` + text + `}}`:                                                &good,
		`{"auth/revoker":{` + strings.Replace(text, "1500", "0", 1) + `}}`:                                     nil,
		`{"auth/revoker":{` + strings.Replace(text, `"P":1e-7,`, "", 1) + `}}`:                                 nil,
		`{"auth/revoker":{` + strings.Replace(text, `["jti","sub"]`, "[]", 1) + `}}`:                           nil,
		`{"auth/revoker":{` + strings.Replace(text, `1500`, "9e15", 1) + `}}`:                                  {N: good.N, P: good.P, TTL: maxTTL, Port: 1234, Keys: good.Keys},
		`{"auth/revoker":{` + strings.Replace(strings.Replace(text, "1e7", "1", 1), "1e-7", "0.999", 1) + `}}`: {N: 1, P: 0.999, TTL: good.TTL, Port: 1234, Keys: good.Keys},
	} {
		got, ok := Read(service(settings))
		if want == nil {
			if ok {
				t.Errorf("%s: read as %v", settings, got)
			}
			continue
		}
		if diff := cmp.Diff(*want, got); diff != "" || !ok {
			t.Errorf("%s: -want +got\n%s", settings, diff)
		}
	}
}

func TestAFilterThatFillsTheMemoryIsRefused(t *testing.T) {
	for n, want := range map[string]string{
		"10000000":         "",
		"190000000":        "",
		"900000000":        `a filter for 900000000 tokens, with 1e-09 for "P", takes 4.5 GB of memory`,
		"9007199254740992": `takes 45227`,
	} {
		svc := service(`{"auth/revoker":{"N":` + n + `,"P":1e-9,"hash_name":"default","TTL":60,"port":1234,"token_keys":["jti"]}}`)
		found := Refusals(svc)
		if want == "" {
			if len(found) > 0 {
				t.Errorf("%s: refused: %v", n, found)
			}
			continue
		}
		if len(found) != 1 || !strings.Contains(found[0].Message, want) || found[0].Span.Text() != n || found[0].Pointer != "/extra_config/auth~1revoker/N" {
			t.Errorf("%s: got %v", n, found)
		} else if !strings.Contains(found[0].Hint, "199") {
			t.Errorf("%s: the hint is %q", n, found[0].Hint)
		}
	}
}

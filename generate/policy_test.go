package generate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
)

func TestPoliciesSetWhatFits(t *testing.T) {
	limit := generate.Settings{"qos/ratelimit/router": `{"max_rate":5}`}
	policies := []generate.Policy{
		{Timeout: "5s"},
		{Paths: []string{"/p/users/**"}, Timeout: "9s", Extra: limit},
		{Tags: []string{"admin"}, Methods: []string{"post"}, BackendExtra: generate.Settings{"qos/circuit-breaker": `{"interval":60,"timeout":10,"max_errors":1}`}},
		{Services: []string{"api"}, CacheTTL: "60s"},
		{Services: []string{"none"}, Timeout: "1s"},
	}
	res := run(t, generate.Options{Prefix: "/p", Policies: policies}, load(t, "api", choiceDocument))
	var got []string
	for _, e := range res.Endpoints {
		got = append(got, strings.Join([]string{e.Method, e.Path, e.Timeout, e.CacheTTL, e.Extra["qos/ratelimit/router"], e.Backend.Extra["qos/circuit-breaker"]}, "|"))
	}
	want := []string{
		"GET|/p/users|5s|60s||", `POST|/p/users|5s|||{"interval":60,"timeout":10,"max_errors":1}`,
		`GET|/p/users/{id}|9s|60s|{"max_rate":5}|`, `GET|/p/users/{id}/orders/{order}|9s|60s|{"max_rate":5}|`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(res.Findings) != 1 || res.Findings[0].Rule != generate.RulePolicy {
		t.Errorf("%v", res.Findings)
	}
	mustStart(t, res.Config)
}

func TestCachesAreNotGivenWhatIsPersonal(t *testing.T) {
	res := run(t, generate.Options{Policies: []generate.Policy{{CacheTTL: "60s"}}}, load(t, "api", secured("")))
	if res.Endpoints[0].CacheTTL != "" {
		t.Error("cache_ttl is set on a protected endpoint")
	}
	for _, f := range res.Findings {
		if f.Rule == generate.RuleCache {
			return
		}
	}
	t.Errorf("nothing says so: %v", res.Findings)
}

func TestSettingsOfAServiceAreWritten(t *testing.T) {
	n, _ := syntax.ParseYAML(syntax.NewSource("x.yaml", []byte("allow_origins: [\"*\"]\nmax_age: 1h\n")))
	res := run(t, generate.Options{Extra: generate.SettingsOf(map[string]*syntax.Node{"security/cors": n, "router": nil})}, load(t, "api", choiceDocument))
	if want := `"extra_config": {"security/cors": {"allow_origins": ["*"], "max_age": "1h"}}`; !strings.Contains(string(res.Config), want) {
		t.Errorf("%s", res.Config)
	}
}

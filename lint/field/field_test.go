package field_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/lint/field"
)

func TestFindTakesEveryWayToNameAField(t *testing.T) {
	t.Parallel()
	backend := []string{"endpoints[].backend[].is_collection", "async_agent[].backend[].is_collection"}
	rate := []string{"endpoints[].extra_config.qos/ratelimit/router.max_rate"}
	for name, want := range map[string][]string{
		"is_collection":                                             backend,
		"IS_COLLECTION":                                             backend,
		"backend.is_collection":                                     backend,
		"backend[].is_collection":                                   backend,
		"endpoints[].backend[].is_collection":                       backend[:1],
		"endpoints[3].backend[0].is_collection":                     backend[:1],
		"endpoints.is_collection":                                   backend[:1],
		"/endpoints/0/backend/1/is_collection":                      backend[:1],
		"qos/ratelimit/router.max_rate":                             rate,
		"extra_config.qos/ratelimit/router.max_rate":                rate,
		"/endpoints/0/extra_config/qos~1ratelimit~1router/max_rate": rate,
		"auth/api-keys":                                             {"extra_config.auth/api-keys", "endpoints[].extra_config.auth/api-keys"},
		"version":                                                   {"version"},
		"":                                                          nil,
		"[]":                                                        nil,
		"is_collections":                                            nil,
		"whitelist":                                                 nil,
	} {
		var got []string
		for _, f := range field.Find(name) {
			got = append(got, f.Paths...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", name, diff)
		}
	}
}

func TestFieldsOfOneNameAreToldApart(t *testing.T) {
	t.Parallel()
	found := field.Find("timeout")
	if len(found) < 3 || found[0].Paths[0] != "timeout" || found[0].Levels[0] != fact.Service {
		t.Fatalf("the first is %+v of %d", found[0], len(found))
	}
	if !slices.ContainsFunc(found, func(f field.Field) bool {
		return f.Namespace == "qos/circuit-breaker" && slices.Contains(f.Levels, fact.Backend) && f.Type == "integer"
	}) {
		t.Errorf("the one of the circuit breaker is not among %v", found)
	}
}

func TestNamespacesKnowLevelAndEdition(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		levels     []fact.Level
		enterprise bool
		unread     bool
	}{
		{"auth/api-keys", []fact.Level{fact.Service, fact.Endpoint}, true, false},
		{"qos/http-cache", []fact.Level{fact.Backend}, false, false},
		{"endpoints.security/cors", []fact.Level{fact.Endpoint}, false, true},
		{"async/kafka", []fact.Level{fact.AsyncAgent}, true, false},
	} {
		found := field.Find(tt.name)
		if len(found) != 1 {
			t.Errorf("%s: there are %d", tt.name, len(found))
			continue
		}
		f := found[0]
		if !slices.Equal(f.Levels, tt.levels) || f.Enterprise != tt.enterprise || f.Unread != tt.unread {
			t.Errorf("%s: levels %v, enterprise %v, unread %v", tt.name, f.Levels, f.Enterprise, f.Unread)
		}
	}
}

func TestEveryNamespaceIsFound(t *testing.T) {
	t.Parallel()
	for _, level := range []fact.Level{fact.Service, fact.Endpoint, fact.Backend, fact.AsyncAgent} {
		for _, n := range fact.Namespaces(level) {
			if !slices.ContainsFunc(field.Find(n.Name), func(f field.Field) bool { return slices.Contains(f.Levels, level) }) {
				t.Errorf("%s at %s is not found", n.Name, level)
			}
		}
	}
}

func TestRulesAreThoseOfTheField(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"is_collection":                           "is-collection-ignored",
		"endpoints.output_encoding":               "json-collection-no-source",
		"qos/ratelimit/router.max_rate":           "ratelimit-zero",
		"security/cors.allow_origins":             "cors-origin-form",
		"endpoints.auth/validator.jwk_url":        "jwt-jwk-http",
		"endpoints.backend.disable_host_sanitize": "sanitize-needless",
	} {
		found := field.Find(name)
		if len(found) == 0 {
			t.Errorf("%s is not found", name)
			continue
		}
		rules, err := found[0].Rules(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range rules {
			ids = append(ids, r.ID)
		}
		if !slices.Contains(ids, want) {
			t.Errorf("%s: %q is not among %q", name, want, ids)
		}
	}
}

func TestSuggestAndFormer(t *testing.T) {
	t.Parallel()
	if got := field.Suggest("backend.is_colection"); got != "is_collection" {
		t.Errorf("it suggests %q", got)
	}
	if got := field.Suggest("zzzzzz"); got != "" {
		t.Errorf("for nonsense it suggests %q", got)
	}
	for name, want := range map[string]string{
		"whitelist": "allow", "github.com/devopsfaith/krakend-jose/validator": "auth/validator",
	} {
		if got, ok := field.Former(name); !ok || got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

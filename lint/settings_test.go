package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/lint"
)

// TestSettingsAreWordedForPeople holds the findings about extra_config against
// what a reader needs: the setting, what is wrong, and what to write.
func TestSettingsAreWordedForPeople(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, level, extra string
		want               []string
	}{
		{"nothing wrong", "backend", `{"qos/ratelimit/proxy": {"max_rate": 0.5, "capacity": 1, "@note": "kept"}}`, nil},
		{"null is absent", "backend", `{"qos/ratelimit/proxy": null}`, nil},
		{"misspelt", "backend", `{"qos/ratelimit/proxy": {"max_rate": 1, "capacity": 1, "evry": "1s"}}`,
			[]string{`setting-unknown: "qos/ratelimit/proxy" has no "evry": the gateway ignores it: did you mean "every"?`}},
		{"former", "backend", `{"qos/ratelimit/proxy": {"maxRate": 1, "max_rate": 1, "capacity": 1}}`,
			[]string{`setting-unknown: "maxRate" is the former name of "max_rate" in "qos/ratelimit/proxy": the gateway ignores it: rename it to "max_rate"`}},
		{"unlike anything, with a short list", "backend", `{"qos/ratelimit/proxy": {"max_rate": 1, "capacity": 1, "zzz": 1}}`,
			[]string{`setting-unknown: "qos/ratelimit/proxy" has no "zzz": the gateway ignores it: it has max_rate, capacity, every`}},
		{"missing", "backend", `{"qos/circuit-breaker": {"interval": 60, "timeout": 10}}`,
			[]string{`setting-missing: "qos/circuit-breaker" needs "max_errors": how many errors in a row are still accepted`}},
		{"a word that does not exist", "service", `{"telemetry/logging": {"level": "WARN", "stdout": true}}`,
			[]string{`setting-invalid: "level" of "telemetry/logging" is "WARN", which it does not know: did you mean "WARNING"? it is one of DEBUG, INFO, WARNING, ERROR, CRITICAL`}},
		{"a wrong type", "backend", `{"qos/http-cache": true}`,
			[]string{`setting-invalid: "qos/http-cache" is a boolean, it must be an object: write an object`}},
		{"too small", "backend", `{"qos/http-cache": {"max_size": 10, "max_items": 1}}`,
			[]string{`setting-invalid: "max_size" of "qos/http-cache" is 10, it must be at least 1024: write a value that the setting takes`}},
		{"half of a pair", "backend", `{"qos/http-cache": {"max_size": 2048}}`,
			[]string{`setting-missing: "qos/http-cache" needs "max_items": the most answers that the cache holds`}},
		{"no duration", "backend", `{"qos/ratelimit/proxy": {"max_rate": 1, "capacity": 1, "every": "1 minute"}}`,
			[]string{`setting-invalid: "every" of "qos/ratelimit/proxy" is "1 minute", it must be a duration such as "3s": write a value that the setting takes`}},
		{"an unusual duration", "backend", `{"qos/ratelimit/proxy": {"max_rate": 1, "capacity": 1, "every": "1m30s"}}`,
			[]string{`duration-nonstandard: "every" of "qos/ratelimit/proxy" is "1m30s": the gateway takes it, the reference's own schema does not: write it in the smaller unit, such as 90s`}},
		{"in a list", "endpoint", `{"validation/cel": [{"check_expr": "req_method == 'GET'"}, {"check": "true"}]}`,
			[]string{
				`setting-missing: entry 2 of "validation/cel" needs "check_expr": the condition, which must come out true`,
				`setting-unknown: entry 2 of "validation/cel" has no "check": the gateway ignores it: did you mean "check_expr"?`,
			}},
		{"said by a rule of its own", "endpoint", `{"auth/validator": {"alg": "rs256", "jwk_url": "https://id/keys", "cache": true}}`, nil},
		{"of the Enterprise Edition", "service", `{"router": {"max_payload": 10}}`,
			[]string{`setting-enterprise-only: "max_payload" of "router" works in the Enterprise Edition only: here it is ignored: delete the setting, or run the Enterprise Edition`}},
		{"one of two is needed", "endpoint", `{"qos/ratelimit/router": {"capacity": 1}}`,
			[]string{`setting-missing: "qos/ratelimit/router" needs "max_rate": the most requests of all clients together in each period`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service, endpoint, backend := "{}", "{}", "{}"
			switch tt.level {
			case "service":
				service = tt.extra
			case "endpoint":
				endpoint = tt.extra
			default:
				backend = tt.extra
			}
			text := fmt.Sprintf(`{"version": 3, "extra_config": %s, "endpoints": [{"endpoint": "/a", "extra_config": %s,
				"backend": [{"host": ["http://b:8080"], "url_pattern": "/a", "extra_config": %s}]}]}`, service, endpoint, backend)
			var got []string
			for _, f := range run(t, text, lint.Options{}).Findings {
				if strings.HasPrefix(f.Rule, "setting-") || f.Rule == "duration-nonstandard" {
					got = append(got, f.Rule+": "+f.Message+": "+f.Hint)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestEqualSettingsAreFoundAtEachPlace(t *testing.T) {
	t.Parallel()
	const endpoint = `{"endpoint": "/%d", "backend": [{"host": ["http://b:8080"], "url_pattern": "/a", "extra_config": {"qos/circuit-breaker": {"interval": "60s", "timeout": 1, "max_errors": 1}}}]}`
	text := `{"version": 3, "endpoints": [` + fmt.Sprintf(endpoint, 1) + ",\n" + fmt.Sprintf(endpoint, 2) + "]}"
	r := run(t, text, lint.Options{})
	if len(r.Findings) != 2 {
		t.Fatalf("there are %v", r.Findings)
	}
	for i, f := range r.Findings {
		if p := f.Position(); p.Line != i+1 || f.Span.Text() != `"60s"` {
			t.Errorf("finding %d stands at %d:%d on %q", i, p.Line, p.Column, f.Span.Text())
		}
		if want := fmt.Sprintf("/endpoints/%d/backend/0/extra_config/qos~1circuit-breaker/interval", i); f.Pointer != want {
			t.Errorf("its pointer is %s", f.Pointer)
		}
	}
}

package lint_test

import (
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
)

func TestProfilesChooseRules(t *testing.T) {
	t.Parallel()
	// A warning that is untidy, an error, a warning that is unsafe, and a
	// finding about the text of the file.
	text := `{"version": 3, "debug_endpoint": true, "tiemout": 1, "endpoints": [{"endpoint": "/a", "backend": [{"url_pattern": "/"}]}],}`
	tests := []struct {
		profile lint.Profile
		want    map[string]string
	}{
		{"", map[string]string{"debug-endpoint": "warning", "unknown-field": "warning", "host-missing": "error", "json-trailing-comma": "error"}},
		{lint.Recommended, map[string]string{"debug-endpoint": "warning", "unknown-field": "warning", "host-missing": "error", "json-trailing-comma": "error"}},
		{lint.Minimal, map[string]string{"host-missing": "error", "json-trailing-comma": "error"}},
		{lint.Strict, map[string]string{"debug-endpoint": "error", "unknown-field": "error", "host-missing": "error", "json-trailing-comma": "error"}},
		{lint.Security, map[string]string{"debug-endpoint": "warning", "json-trailing-comma": "error"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.profile), func(t *testing.T) {
			t.Parallel()
			got := map[string]string{}
			for _, f := range run(t, text, lint.Options{Profile: tt.profile}).Findings {
				got[f.Rule] = f.Severity.String()
			}
			for _, id := range []string{"debug-endpoint", "unknown-field", "host-missing", "json-trailing-comma"} {
				if got[id] != tt.want[id] {
					t.Errorf("%s is %q, want %q", id, got[id], tt.want[id])
				}
			}
		})
	}
	r := run(t, text, lint.Options{Profile: lint.Minimal, Enable: []string{"debug-*"}})
	if len(ofRule(r.Findings, "debug-endpoint")) != 1 {
		t.Error("enable does not bring back what the profile leaves out")
	}
}

// TestProfilesHearWhatAFindingIs has one rule find a warning and an error, and
// one find what is wrong and what is unsafe.
func TestProfilesHearWhatAFindingIs(t *testing.T) {
	t.Parallel()
	text := `{"version": 3, "host": ["http://h:80"], "endpoints": [
		{"endpoint": "/limit", "extra_config": {"qos/ratelimit/router": {"max_rate": "5"}}, "backend": [{"url_pattern": "/"}]},
		{"endpoint": "/trace", "extra_config": {"proxy": {"shadow": 1}}, "backend": [{"url_pattern": "/", "deny": ["a[]"], "extra_config": {"proxy": {"shadow_timeout": 1}}}]}]}`
	places := func(rule string, p lint.Profile, enable ...string) string {
		var list []string
		for _, f := range ofRule(run(t, text, lint.Options{Profile: p, Enable: enable}).Findings, rule) {
			list = append(list, f.Endpoint.Path)
		}
		return strings.Join(list, " ")
	}
	for _, tt := range []struct {
		rule    string
		profile lint.Profile
		enable  []string
		want    string
	}{
		{"setting-invalid", lint.Recommended, nil, "/limit /trace"},
		{"setting-invalid", lint.Minimal, nil, "/limit"},
		{"setting-invalid", lint.Minimal, []string{"setting-*"}, "/limit /trace"},
		{"field-path-form", lint.Security, nil, "/trace"},
	} {
		if got := places(tt.rule, tt.profile, tt.enable...); got != tt.want {
			t.Errorf("%s in the profile %s with %v: %q, want %q", tt.rule, tt.profile, tt.enable, got, tt.want)
		}
	}
}

// TestNoiseIsForStrictAlone runs the rules that most configurations would hear
// from: each where its profile is, and nowhere else.
func TestNoiseIsForStrictAlone(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		if !r.Strict {
			continue
		}
		for _, p := range []lint.Profile{lint.Minimal, lint.Recommended, lint.Strict, lint.Security, lint.Audit} {
			found := ofRule(run(t, r.Bad, lint.Options{Profile: p}).Findings, r.ID)
			want := p == lint.Strict || p == lint.Security && r.Effect == diag.Unsafe
			if (len(found) > 0) != want {
				t.Errorf("%s in the profile %s: %v", r.ID, p, found)
			}
		}
	}
}

func TestEnterpriseEditionHasNoRulesAboutWhatCommunityLacks(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		about := strings.Contains(r.ID, "enterprise") || strings.HasSuffix(r.ID, "-ce")
		if r.Elsewhere != "" || !about {
			continue
		}
		ce := ofRule(example(t, r, r.Bad).Findings, r.ID)
		ee := ofRule(run(t, r.Bad, lint.Options{Edition: lint.Enterprise, Services: services(t, r.Spec)}).Findings, r.ID)
		if len(ce) == 0 || len(ee) != 0 {
			t.Errorf("%s: %d findings for the Community Edition, %d for the Enterprise Edition", r.ID, len(ce), len(ee))
		}
	}
}

func TestOverridesChangeRulesForSomeEndpoints(t *testing.T) {
	t.Parallel()
	text := withoutHosts("/old/a", "/old/b", "/new")
	tests := []struct {
		name      string
		overrides []lint.Override
		want      string
	}{
		{"none", nil, "error error error"},
		{"off for some", []lint.Override{{Endpoints: []string{"GET /old/*"}, Off: []string{"host-*"}}}, "error"},
		{"off for all", []lint.Override{{Off: []string{"host-missing"}}}, ""},
		{"severity", []lint.Override{{Endpoints: []string{"* /old/a"}, Severity: map[string]diag.Severity{"*": diag.Info}}}, "info error error"},
		{"the last holds", []lint.Override{
			{Severity: map[string]diag.Severity{"host-missing": diag.Info}},
			{Endpoints: []string{"GET /new"}, Severity: map[string]diag.Severity{"host-missing": diag.Warning}},
		}, "info info warning"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range run(t, text, lint.Options{Only: []string{"host-missing"}, Overrides: tt.overrides}).Findings {
				got = append(got, f.Severity.String())
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

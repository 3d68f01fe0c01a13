package lint_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
)

func run(t *testing.T, text string, opts lint.Options) *lint.Result {
	t.Helper()
	return runNamed(t, "krakend.json", text, opts)
}

func runNamed(t *testing.T, name, text string, opts lint.Options) *lint.Result {
	t.Helper()
	r, err := lint.Run(context.Background(), config.Parse(name, []byte(text)), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ids(findings []diag.Finding) []string {
	list := []string{}
	for _, f := range findings {
		list = append(list, f.Rule)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

const twoMistakes = `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "method": "get",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "encoding": "no-op"}]
    }
  ]
}
`

func TestOptionsSelectRules(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		opts lint.Options
		want []string
	}{
		{"all", lint.Options{}, []string{"method-case", "noop-backend-only", "param-unused"}},
		{"only", lint.Options{Only: []string{"noop-*"}}, []string{"noop-backend-only"}},
		{"disable", lint.Options{Disable: []string{"method-case", "param-*"}}, []string{"noop-backend-only"}},
		{"enable wins over disable", lint.Options{Disable: []string{"*"}, Enable: []string{"param-unused"}}, []string{"param-unused"}},
		{"enable adds nothing to only", lint.Options{Only: []string{"method-*"}, Enable: []string{"param-unused"}}, []string{"method-case"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, ids(run(t, twoMistakes, tt.opts).Findings)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSeverityIsOverriddenByTheLongestPattern(t *testing.T) {
	t.Parallel()
	r := run(t, twoMistakes, lint.Options{Severity: map[string]diag.Severity{"*": diag.Warning, "noop-*": diag.Info, "noop-backend-only": diag.Error}})
	for _, f := range r.Findings {
		want := diag.Warning
		if f.Rule == "noop-backend-only" {
			want = diag.Error
		}
		if f.Severity != want {
			t.Errorf("%v is not %s", f, want)
		}
	}
}

func TestUnknownRuleNamesTheNearest(t *testing.T) {
	t.Parallel()
	_, err := lint.Run(context.Background(), config.Parse("a.json", []byte("{}")), lint.Options{Only: []string{"colection-missing"}})
	var unknown *lint.UnknownRuleError
	if !errors.As(err, &unknown) || !slices.Contains(unknown.Near, "collection-missing") {
		t.Fatalf("the error is %v", err)
	}
	if !strings.Contains(err.Error(), `did you mean "collection-missing"?`) {
		t.Errorf("the message is %q", err)
	}
}

func TestCancelledContextIsAnError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := lint.Run(ctx, config.Parse("a.json", []byte(twoMistakes)), lint.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestFailOnComparesWithTheWorst(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		worst diag.Severity
		none  bool
		fails map[string]bool
	}{
		{diag.Error, false, map[string]bool{"error": true, "warning": true, "info": true, "never": false}},
		{diag.Warning, false, map[string]bool{"error": false, "warning": true, "info": true, "never": false}},
		{diag.Info, false, map[string]bool{"error": false, "warning": false, "info": true, "never": false}},
		{0, true, map[string]bool{"error": false, "warning": false, "info": false, "never": false}},
	} {
		r := &lint.Result{}
		if !tt.none {
			r.Findings = []diag.Finding{{Severity: diag.Info}, {Severity: tt.worst}}
		}
		for level, want := range tt.fails {
			on, err := lint.ParseFailOn(level)
			if err != nil {
				t.Fatal(err)
			}
			if r.Fails(on) != want {
				t.Errorf("with %s at %s it fails: %v", tt.worst, on, !want)
			}
		}
	}
	if _, err := lint.ParseFailOn("fatal"); err == nil {
		t.Error("there is a level fatal")
	}
}

func withIgnore(object, at string) string {
	return strings.Replace(twoMistakes, at, `"@lint-ignore": `+object+",\n      "+at, 1)
}

func TestIgnoreCoversItsObjectAndWhatIsBelow(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"on the backend", withIgnore(`{"noop-backend-only": "fire and forget"}`, `"host"`), []string{"method-case", "param-unused"}},
		{"on the endpoint", withIgnore(`{"noop-backend-only": "fire and forget"}`, `"endpoint":`), []string{"method-case", "param-unused"}},
		{"on the file", withIgnore(`{"noop-backend-only": "fire and forget"}`, `"version"`), []string{"method-case", "param-unused"}},
		{"a pattern", withIgnore(`{"*": "all of it"}`, `"endpoint":`), []string{}},
		{"several", withIgnore(`{"noop-*": "one", "method-case": "two"}`, `"endpoint":`), []string{"param-unused"}},
		{"not above it", withIgnore(`{"param-unused": "one"}`, `"host"`), []string{"ignore-unused", "method-case", "noop-backend-only", "param-unused"}},
		{"until a day to come", withIgnore(`{"noop-*": "until 2026-06-01: old client"}`, `"endpoint":`), []string{"method-case", "param-unused"}},
		{"until a day that is past", withIgnore(`{"noop-*": "until 2026-05-31: old client"}`, `"endpoint":`), []string{"ignore-lapsed", "method-case", "noop-backend-only", "param-unused"}},
		{"until no day", withIgnore(`{"noop-*": "until May: old client"}`, `"endpoint":`), []string{"ignore-lapsed", "method-case", "param-unused"}},
		{"a list", withIgnore(`["noop-backend-only"]`, `"endpoint":`), []string{"ignore-without-reason", "method-case", "param-unused"}},
		{"unknown", withIgnore(`{"nop-backend-only": "typo"}`, `"endpoint":`), []string{"ignore-unknown-rule", "method-case", "noop-backend-only", "param-unused"}},
		{"no rules", withIgnore(`7`, `"endpoint":`), []string{"ignore-unknown-rule", "method-case", "noop-backend-only", "param-unused"}},
		{"of a rule that needs a specification", withIgnore(`{"collection-missing": "why"}`, `"endpoint":`), []string{"method-case", "noop-backend-only", "param-unused"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, ids(run(t, tt.text, lint.Options{Today: day}).Findings)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestIgnoredFindingsAreKeptWithTheirReason(t *testing.T) {
	t.Parallel()
	text := withIgnore(`{"noop-*": "fire and forget"}`, `"endpoint":`)
	r := run(t, text, lint.Options{})
	if len(r.Ignored) != 1 || r.Ignored[0].Reason != "fire and forget" || r.Ignored[0].Rule != "noop-backend-only" {
		t.Errorf("ignored are %v", r.Ignored)
	}
	if r := run(t, text, lint.Options{KeepIgnored: true}); len(r.Ignored) != 0 || !slices.Contains(ids(r.Findings), "noop-backend-only") {
		t.Errorf("with KeepIgnored there are %v", r.Findings)
	}
}

func TestCommentsIgnoreInYAML(t *testing.T) {
	t.Parallel()
	const text = `version: 3
endpoints:
  # lint-ignore noop-backend-only: fire and forget
  # and a word on something else
  - endpoint: /users/{id} # lint-ignore param-unused: old clients send it
    method: get
    backend:
      - url_pattern: /users
        host: [http://backend:8080]
        # lint-ignore noop-backend-only: fire and forget
        encoding: no-op
`
	got := ids(runNamed(t, "krakend.yaml", text, lint.Options{}).Findings)
	if diff := cmp.Diff([]string{"ignore-unused", "method-case"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFixRemovesItsFindingAndAddsNoError makes every fix of every example.
func TestFixRemovesItsFindingAndAddsNoError(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			before := example(t, r, r.Bad)
			for _, f := range ofRule(before.Findings, r.ID) {
				for _, fix := range f.Fixes {
					doc, err := before.Document.Apply(fix.Edits...)
					if err != nil {
						t.Fatalf("%s: %v", fix.Title, err)
					}
					after := example(t, r, doc.Source.Text)
					same := func(g diag.Finding) bool { return g.Message == f.Message && g.Backend == f.Backend }
					if n := len(ofRule(after.Findings, r.ID)); n >= len(ofRule(before.Findings, r.ID)) && slices.ContainsFunc(after.Findings, same) {
						t.Errorf("%s: the finding is still there in\n%s", fix.Title, doc.Source.Text)
					}
					for _, g := range after.Findings {
						if g.Severity == diag.Error && !slices.Contains(ids(before.Findings), g.Rule) {
							t.Errorf("%s: it adds %v in\n%s", fix.Title, g, doc.Source.Text)
						}
					}
				}
			}
		})
	}
}

func TestFixMendsInRoundsAndLeavesOtherBytesAlone(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(`{
	"@comment": "kept",   "version" : 3,
	"endpoints": [
		{ "endpoint": "users", "method": "get", "timeout": "1m30s",
		  "backend": [ {"host": ["backend:8080/"], "url_pattern": "/users", "encoding": "JSON"} ] }
	]
}`, "\n", "\r\n")
	fixed, err := lint.Fix(context.Background(), config.Parse("krakend.json", []byte(text)), lint.Options{}, false)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer(`"users",`, `"/users",`, `"get"`, `"GET"`, "1m30s", "90s", "backend:8080/", "http://backend:8080", "JSON", "json").Replace(text)
	if diff := cmp.Diff(want, fixed.Document.Source.Text); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(fixed.Left.Findings) > 0 || len(fixed.Done) < 5 {
		t.Errorf("done %v, left %v", fixed.Done, fixed.Left.Findings)
	}
	again, err := lint.Fix(context.Background(), fixed.Document, lint.Options{}, false)
	if err != nil || len(again.Done) > 0 {
		t.Errorf("a second run does %v: %v", again.Done, err)
	}
}

func TestFingerprintsNameTheMeaningNotThePlace(t *testing.T) {
	t.Parallel()
	endpoint := func(i int) string {
		return fmt.Sprintf(`{"endpoint": "/e%d", "backend": [{"host": ["http://b:8080"], "url_pattern": "/e%d", "encoding": "no-op", "deny": ["a", "b"], "is_collection": true}]}`, i, i)
	}
	file := func(sep string, order ...int) string {
		var list []string
		for _, i := range order {
			list = append(list, endpoint(i))
		}
		return `{"version": 3,` + sep + `"endpoints": [` + strings.Join(list, ","+sep) + "]}"
	}
	before := run(t, file("", 1, 2, 3), lint.Options{}).Fingerprints()
	after := run(t, file("\n\t", 9, 3, 1, 2), lint.Options{}).Fingerprints()
	if len(before) == 0 || len(slices.Compact(slices.Sorted(slices.Values(before)))) != len(before) {
		t.Errorf("%d fingerprints are not all different", len(before))
	}
	for _, p := range before {
		if !slices.Contains(after, p) {
			t.Errorf("%s is gone with an endpoint inserted", p)
		}
	}
	if len(after) != len(before)/3*4 {
		t.Errorf("there are %d fingerprints after %d", len(after), len(before))
	}
}

func TestResultIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	for _, c := range recordedCases(t) {
		first := run(t, c.document().Source.Text, lint.Options{})
		second := run(t, c.document().Source.Text, lint.Options{})
		if diff := cmp.Diff(lines(first), lines(second)); diff != "" {
			t.Errorf("%s (-first +second):\n%s", c.Name, diff)
		}
	}
}

func lines(r *lint.Result) (list []string) {
	for i, f := range r.Findings {
		list = append(list, f.String()+" "+f.Hint+" "+r.Fingerprints()[i])
	}
	return list
}

// TestFixesLeaveTheFileReadable makes every fix, safe or not, of odd ways to
// write a field.
func TestFixesLeaveTheFileReadable(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"names as one text":     `{"version": 3, "endpoints": [{"endpoint": "/a", "input_headers": "X-A, X-B", "input_query_strings": "a,b", "backend": {"host": "b:8080/", "url_pattern": "/a"}}]}`,
		"keys in capitals":      `{"VERSION": 3, "Endpoints": [{"Endpoint": "a", "METHOD": "get", "Backend": [{"Host": ["b:8080/"], "URL_Pattern": "/a", "Encoding": "JSON"}]}]}`,
		"keys that stand twice": `{"version": 3, "endpoints": [{"endpoint": "/a", "method": "get", "method": "post", "input_headers": ["A"], "backend": [{"host": ["http://b:8080"], "url_pattern": "/a", "encoding": "xml", "encoding": "JSON"}]}]}`,
		"empty lists":           `{"version": 3, "endpoints": [{"endpoint": "/a/{b}", "method": "POST", "input_headers": [], "backend": [{"host": [], "url_pattern": "http://x/y", "extra_config": {}}]}]}`,
		"at the wrong level":    `{"version": 3, "endpoints": [{"endpoint": "/a", "encoding": "no-op", "is_collection": true, "group": "", "backend": [{"host": ["http://b:8080"], "url_pattern": "/a", "output_encoding": "no-op", "timeout": "1s"}]}]}`,
		"former names":          `{"version": 3, "endpoints": [{"endpoint": "/a", "headers_to_pass": ["A"], "querystring_params": [], "backend": [{"host": ["http://b:8080"], "url_pattern": "/a", "whitelist": ["a"], "extra_config": {"flatmap_filter": [], "github.com/devopsfaith/krakend/http": {"return_error_code": true}}}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := run(t, text, lint.Options{})
			for _, f := range before.Findings {
				for _, fix := range f.Fixes {
					doc, err := before.Document.Apply(fix.Edits...)
					if err != nil {
						t.Fatalf("%v: %s: %v", f, fix.Title, err)
					}
					for _, g := range doc.Findings {
						if g.Effect == diag.Refused {
							t.Errorf("%v: %s: %v in\n%s", f, fix.Title, g, doc.Source.Text)
						}
					}
				}
			}
			fixed, err := lint.Fix(context.Background(), before.Document, lint.Options{}, true)
			if err != nil {
				t.Fatal(err)
			}
			if fixed.Document.Broken() {
				t.Errorf("it is broken:\n%s", fixed.Document.Source.Text)
			}
			again, err := lint.Fix(context.Background(), fixed.Document, lint.Options{}, true)
			if err != nil {
				t.Fatal(err)
			}
			if len(again.Done) > 0 {
				t.Errorf("a second run does %v in\n%s", again.Done, fixed.Document.Source.Text)
			}
		})
	}
}

// TestFixEndsForEveryExample makes all fixes of every example together, twice.
func TestFixEndsForEveryExample(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			opts := lint.Options{Services: services(t, r.Spec)}
			once, err := lint.Fix(context.Background(), example(t, r, r.Bad).Document, opts, true)
			if err != nil {
				t.Fatal(err)
			}
			twice, err := lint.Fix(context.Background(), once.Document, opts, true)
			if err != nil {
				t.Fatal(err)
			}
			if len(twice.Done) > 0 {
				t.Errorf("a second run does %v in\n%s", twice.Done, once.Document.Source.Text)
			}
		})
	}
}

// TestInsertingAnEndpointChangesNoOtherFingerprint puts an endpoint before the
// wrong one of every example.
func TestInsertingAnEndpointChangesNoOtherFingerprint(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		text, err := config.Parse("krakend.json", []byte(r.Bad)).Insert("/endpoints", 0,
			`{"endpoint": "/inserted", "backend": [{"host": ["http://inserted:8080"], "url_pattern": "/inserted"}]}`)
		if err != nil {
			continue // it has no list of endpoints
		}
		doc, err := config.Parse("krakend.json", []byte(r.Bad)).Apply(text...)
		if err != nil {
			t.Fatal(err)
		}
		before := example(t, r, r.Bad)
		after := example(t, r, doc.Source.Text).Fingerprints()
		for i, print := range before.Fingerprints() {
			if before.Findings[i].Rule == "audit-all-no-op" {
				continue // the new endpoint decodes
			}
			if !slices.Contains(after, print) {
				t.Errorf("%s: the fingerprint of %v is another", r.ID, before.Findings[i])
			}
		}
	}
}

// TestBackendsOfAgentsAreJudgedWithoutAnEndpoint gives the backends of every
// example to an async agent.
func TestBackendsOfAgentsAreJudgedWithoutAnEndpoint(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		for _, text := range []string{r.Bad, r.Good} {
			for _, e := range config.Parse("krakend.json", []byte(text)).Service().Endpoints() {
				var backends []string
				for _, b := range e.Backends {
					if b != nil {
						backends = append(backends, b.Node.Span.Text())
					}
				}
				agent := `{"version": 3, "async_agent": [{"name": "a", "consumer": {"topic": "t", "worker": 1}, "extra_config": {"async/amqp": {}}, "backend": [` +
					strings.Join(backends, ", ") + "]}]}"
				result := run(t, agent, lint.Options{Services: services(t, r.Spec)})
				if !slices.Contains(ids(result.Findings), "unknown-field") {
					t.Errorf("%s: the misspelt workers are not found in %v", r.ID, result.Findings)
				}
			}
		}
	}
}

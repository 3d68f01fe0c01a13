package lint_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/lint"
)

var (
	firstDay  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	secondDay = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
)

// withoutHosts is a configuration whose endpoints all lack a host.
func withoutHosts(paths ...string) string {
	var list []string
	for _, p := range paths {
		list = append(list, `{"endpoint": "`+p+`", "backend": [{"url_pattern": "/"}]}`)
	}
	return `{"version": 3, "endpoints": [` + strings.Join(list, ",\n") + `]}`
}

func places(r *lint.Result) []string {
	var list []string
	for _, f := range r.Findings {
		list = append(list, f.Endpoint.Path)
	}
	return list
}

func TestBaselinePassesOverWhatItKnowsWhereverItStands(t *testing.T) {
	t.Parallel()
	opts := lint.Options{Only: []string{"host-missing"}}
	written := lint.NewBaseline()
	written.Add("a.json", run(t, withoutHosts("/a", "/b"), opts), firstDay)
	data, err := written.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	base, err := lint.ReadBaseline("base.json", data)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, "\n\n"+withoutHosts("/new", "/b", "/a"), opts)
	base.Apply("a.json", r)
	if diff := cmp.Diff([]string{"/new"}, places(r)); diff != "" {
		t.Error(diff)
	}
	if len(r.Ignored) != 2 || r.Ignored[0].By != lint.ByBaseline || r.Ignored[0].Reason != "known since 2026-03-01" {
		t.Errorf("ignored are %v", r.Ignored)
	}
	other := run(t, withoutHosts("/a"), opts)
	base.Apply("b.json", other)
	if len(other.Findings) != 1 {
		t.Error("the baseline of one file passes over findings of another")
	}
}

func TestBaselineNeverGrowsByPruning(t *testing.T) {
	t.Parallel()
	opts := lint.Options{Only: []string{"host-missing"}}
	base := lint.NewBaseline()
	base.Add("a.json", run(t, withoutHosts("/a", "/b"), opts), firstDay)
	base.Add("elsewhere.json", run(t, withoutHosts("/a"), opts), firstDay)
	data, err := base.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if base, err = lint.ReadBaseline("base.json", data); err != nil {
		t.Fatal(err)
	}
	base.Apply("a.json", run(t, withoutHosts("/b", "/c"), opts))
	if base.Stale() != 1 || base.Prune() != 1 || base.Len() != 2 || base.Stale() != 0 {
		t.Errorf("%d entries are left, %d are stale", base.Len(), base.Stale())
	}
}

func TestBaselineKeepsTheDayOfWhatItKnows(t *testing.T) {
	t.Parallel()
	opts := lint.Options{Only: []string{"host-missing"}}
	base := lint.NewBaseline()
	base.Add("a.json", run(t, withoutHosts("/a", "/gone"), opts), firstDay)
	first, err := base.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if base, err = lint.ReadBaseline("base.json", first); err != nil {
		t.Fatal(err)
	}
	r := run(t, withoutHosts("/b", "/a"), opts)
	base.Apply("a.json", r)
	base.Add("a.json", r, secondDay)
	data, err := base.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	if len(lines) != 8 || !strings.Contains(lines[3], `"/endpoints/`) && !strings.Contains(lines[3], `GET /a /endpoints/`) {
		t.Fatalf("got %s", data)
	}
	for path, day := range map[string]string{"GET /a ": "2026-03-01", "GET /b ": "2026-04-01"} {
		found := false
		for _, line := range lines {
			found = found || strings.Contains(line, path) && strings.Contains(line, day)
		}
		if !found {
			t.Errorf("there is no line with %q and %s:\n%s", path, day, data)
		}
	}
	if strings.Contains(string(data), "/gone") {
		t.Error("what is not found any more is still there")
	}
}

func TestBrokenBaselineIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                               "reading the baseline: base.json:1:1",
		"{\n  \"version\": 1,\n  x}":     "base.json:3:3",
		`{"version": 2, "findings": []}`: "version 2 of the baseline is unknown",
		`{"version": 1, "finding": []}`:  "unknown field",
	} {
		if _, err := lint.ReadBaseline("base.json", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %q", text, err, want)
		}
	}
}

func TestFingerprintsStayWhenOthersAreIgnored(t *testing.T) {
	t.Parallel()
	text := `{"version": 3, "endpoints": [{"endpoint": "/a", "backend": [{"url_pattern": "/"}, {"url_pattern": "/"}]}]}`
	r := run(t, text, lint.Options{Only: []string{"host-missing"}})
	before := r.Fingerprints()
	if len(before) != 2 || before[0] == before[1] {
		t.Fatalf("the fingerprints are %v", before)
	}
	earlier := run(t, `{"version": 3, "endpoints": [{"endpoint": "/a", "backend": [{"url_pattern": "/"}]}]}`, lint.Options{Only: []string{"host-missing"}})
	r.PassEarlier(earlier)
	if diff := cmp.Diff(before[1:], r.Fingerprints()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before[:1], r.IgnoredFingerprints()); diff != "" {
		t.Error(diff)
	}
}

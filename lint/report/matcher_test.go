package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gatewright/gatewright/lint/report"
)

// matched is an annotation that a problem matcher makes of a line.
type matched struct {
	File, Line, Column, Severity, Message, Code string
}

// TestProblemMatcherReadsWhatIsPrinted runs the problem matcher of the
// documentation over the formats that it is for, as a CI service does, and wants
// every error and warning, and nothing else.
func TestProblemMatcherReadsWhatIsPrinted(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../docs/problem-matcher.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		ProblemMatcher []struct {
			Owner   string
			Pattern []struct {
				Regexp                                      string
				File, Line, Column, Severity, Message, Code int
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.ProblemMatcher) != 1 || len(file.ProblemMatcher[0].Pattern) != 1 {
		t.Fatalf("there is not one matcher of one line: %s", data)
	}
	p := file.ProblemMatcher[0].Pattern[0]
	line := regexp.MustCompile(p.Regexp)
	for _, c := range formatCases(t) {
		var want []matched
		for _, r := range c.results {
			for _, f := range r.Findings {
				if s := f.Severity.String(); s != "info" {
					at := f.Span.Source.Position(f.Span.Start)
					want = append(want, matched{f.File(), strconv.Itoa(at.Line), strconv.Itoa(at.Column), s, "", f.Rule})
				}
			}
		}
		for _, format := range []string{"text", "compact"} {
			var b bytes.Buffer
			if err := report.Write(&b, format, c.results, report.Options{}); err != nil {
				t.Fatal(err)
			}
			var got []matched
			for _, l := range strings.Split(b.String(), "\n") {
				m := line.FindStringSubmatch(l)
				if m == nil {
					continue
				}
				if m[p.Message] == "" {
					t.Errorf("%s, %s: the message of %q is empty", c.name, format, l)
				}
				got = append(got, matched{m[p.File], m[p.Line], m[p.Column], m[p.Severity], "", m[p.Code]})
			}
			sorted := cmpopts.SortSlices(func(a, b matched) bool { return fmt.Sprint(a) < fmt.Sprint(b) })
			if diff := cmp.Diff(want, got, sorted); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", c.name, format, diff)
			}
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPicturesAreWellFormedAndTheSameEachTime(t *testing.T) {
	first, err := take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	second, err := take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range first {
		if s != second[i] {
			t.Errorf("%s differs from run to run", s.name)
		}
		dec := xml.NewDecoder(strings.NewReader(s.svg))
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
		}
		for _, want := range map[string][]string{
			"lint": {"param-undefined", "errors"}, "tui": {"1 Endpoints (3)", "param-undefined"},
			"session": {"noop-backend-only", "&#34;collection&#34;: [", "Save krakend.json", "saved krakend.json", "prefers-reduced-motion"},
		}[s.name] {
			if !strings.Contains(s.svg, want) {
				t.Errorf("%s has no %q", s.name, want)
			}
		}
	}
}

func TestCheckTellsWhatIsOutOfDate(t *testing.T) {
	dir := t.TempDir()
	call := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := run(context.Background(), append(args, "--dir", dir), &out, &errs)
		return code, out.String(), errs.String()
	}
	if code, _, errs := call("--check"); code != 1 || !strings.Contains(errs, "lint.svg is out of date") {
		t.Errorf("without pictures: %d, %s", code, errs)
	}
	if code, out, errs := call(); code != 0 || strings.Count(out, ".svg") != 3 {
		t.Errorf("writing: %d, %s%s", code, out, errs)
	}
	if code, out, errs := call("--check"); code != 0 || out+errs != "" {
		t.Errorf("with them: %d, %s%s", code, out, errs)
	}
	if err := os.WriteFile(filepath.Join(dir, "tui.svg"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call("--check"); code != 1 || strings.Contains(errs, "lint.svg") {
		t.Errorf("with an old one: %d, %s", code, errs)
	}
}

func TestEscapeCodesBecomeSpans(t *testing.T) {
	got := parse("a\x1b[1;31mb\x1b[0mc\n\x1b[7mžď\x1b[27;2md\x1b[K")
	red, rev, dim := plain, plain, plain
	red.bold, red.fg = true, 1
	rev.reverse = true
	dim.dim = true
	want := []line{{{"a", 1, plain}, {"b", 1, red}, {"c", 1, plain}}, {{"žď", 2, rev}, {"d", 1, dim}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(span{}, style{})); diff != "" {
		t.Error(diff)
	}
}

func TestEveryPieceStandsOnceAndIsSeenInItsFrames(t *testing.T) {
	t.Parallel()
	second := time.Second
	svg := animate("x", 20, 2, []frame{{"same\n\x1b[1mone\x1b[0m", "a", second}, {"same\ntwo", "b", 2 * second}, {"same\n\x1b[1mone\x1b[0m", "a", second}})
	for _, text := range []string{">same<", ">one<", ">two<"} {
		if strings.Count(svg, text) != 1 {
			t.Errorf("%s stands %d times in\n%s", text, strings.Count(svg, text), svg)
		}
	}
	for _, want := range []string{
		"{0.000%{visibility:visible}25.000%{visibility:hidden}75.000%{visibility:visible}}", // one
		"{0.000%{visibility:hidden}25.000%{visibility:visible}75.000%{visibility:hidden}}",  // two
		"animation-duration:4.00s",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is missing in\n%s", want, svg)
		}
	}
	if one, two := strings.Index(svg, ">one<"), strings.Index(svg, ">two<"); !strings.Contains(svg[:one], ` h">`) || strings.Contains(svg[one:two], ` h">`) {
		t.Errorf("without motion the longest frame is not the one that is seen:\n%s", svg)
	}
}

func TestTheSessionIsSmallEnoughForAReadme(t *testing.T) {
	shots, err := take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shots {
		if len(s.svg) > 400<<10 || strings.Contains(s.svg, "<script") {
			t.Errorf("%s has %d bytes, or a script", s.name, len(s.svg))
		}
	}
}

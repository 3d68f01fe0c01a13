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
	if code, out, errs := call(); code != 0 || strings.Count(out, ".svg") != 2 {
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

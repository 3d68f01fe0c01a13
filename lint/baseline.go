package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
)

// Baseline is a list of findings that are known and passed over for now, so
// that lint can be introduced where there is much to mend. It holds findings
// by what they mean, not by where they stand: it outlives edits.
//
//	base, err := lint.ReadBaseline(name, data)
//	base.Apply("krakend.json", result)
type Baseline struct {
	entries map[baselineKey]BaselineEntry
	// seen are the entries that a result had, checked the files of all results.
	seen    map[baselineKey]bool
	checked map[string]bool
}

type baselineKey struct{ file, fingerprint string }

// BaselineEntry is one known finding.
type BaselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	File        string `json:"file"`
	Rule        string `json:"rule"`
	// Place says in words where it is, for whoever reads the file.
	Place string `json:"place,omitempty"`
	// Since is the day on which it was written down, as YYYY-MM-DD.
	Since string `json:"since"`
}

// NewBaseline returns a baseline that knows nothing.
func NewBaseline() *Baseline {
	return &Baseline{entries: map[baselineKey]BaselineEntry{}, seen: map[baselineKey]bool{}, checked: map[string]bool{}}
}

// ReadBaseline reads a baseline file; the name stands in errors.
func ReadBaseline(name string, data []byte) (*Baseline, error) {
	var file struct {
		Version  int             `json:"version"`
		Findings []BaselineEntry `json:"findings"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if _, problems := syntax.ParseJSON(syntax.NewSource(name, data)); len(problems) > 0 {
		return nil, fmt.Errorf("reading the baseline: %w", problems[0])
	}
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("reading the baseline: %s: %s", name, strings.TrimPrefix(err.Error(), "json: "))
	}
	if file.Version != 1 {
		return nil, fmt.Errorf("%s: version %d of the baseline is unknown, it is 1", name, file.Version)
	}
	b := NewBaseline()
	for _, e := range file.Findings {
		b.entries[baselineKey{e.File, e.Fingerprint}] = e
	}
	return b, nil
}

// Apply makes the findings that the baseline knows of a file ignored ones.
func (b *Baseline) Apply(file string, r *Result) {
	b.checked[file] = true
	known := map[string]bool{}
	for _, print := range append(r.Fingerprints(), r.IgnoredFingerprints()...) {
		key := baselineKey{file, print}
		if _, ok := b.entries[key]; ok {
			known[print], b.seen[key] = true, true
		}
	}
	r.passOver(known, ByBaseline, func(print string) string {
		return "known since " + b.entries[baselineKey{file, print}].Since
	})
}

// Add writes the findings of a file down, and forgets those that it no longer
// has. Findings that are known already keep their day.
func (b *Baseline) Add(file string, r *Result, today time.Time) {
	b.checked[file] = true
	maps.DeleteFunc(b.entries, func(k baselineKey, _ BaselineEntry) bool { return k.file == file && !b.seen[k] })
	for i, print := range r.Fingerprints() {
		key := baselineKey{file, print}
		b.seen[key] = true
		if _, ok := b.entries[key]; ok {
			continue
		}
		f := r.Findings[i]
		place := strings.TrimSpace(f.Endpoint.String() + " " + f.Pointer)
		b.entries[key] = BaselineEntry{Fingerprint: print, File: file, Rule: f.Rule, Place: place, Since: today.Format(time.DateOnly)}
	}
}

// Stale returns how many entries of the files that were checked are not found
// any more.
func (b *Baseline) Stale() int {
	n := 0
	for k := range b.entries {
		if b.stale(k) {
			n++
		}
	}
	return n
}

func (b *Baseline) stale(k baselineKey) bool { return b.checked[k.file] && !b.seen[k] }

// Prune forgets the entries of the files that were checked which are not found
// any more, and returns how many those were. It never adds any.
func (b *Baseline) Prune() int {
	n := len(b.entries)
	maps.DeleteFunc(b.entries, func(k baselineKey, _ BaselineEntry) bool { return b.stale(k) })
	return n - len(b.entries)
}

// Len returns how many findings are known.
func (b *Baseline) Len() int { return len(b.entries) }

// Bytes returns the text of the baseline file: sorted, and an entry a line, so
// that version control shows what came and went.
func (b *Baseline) Bytes() ([]byte, error) {
	list := slices.SortedFunc(maps.Values(b.entries), func(x, y BaselineEntry) int {
		return cmp.Or(
			cmp.Compare(x.File, y.File), cmp.Compare(x.Rule, y.Rule),
			cmp.Compare(x.Place, y.Place), cmp.Compare(x.Fingerprint, y.Fingerprint),
		)
	})
	var out bytes.Buffer
	out.WriteString("{\n  \"version\": 1,\n  \"findings\": [")
	for i, e := range list {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			return nil, fmt.Errorf("writing the baseline: %w", err)
		}
		out.Truncate(out.Len() - 1)
	}
	if len(list) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	return out.Bytes(), nil
}

// PassEarlier makes the findings ignored ones that an earlier version of the
// same document had too.
func (r *Result) PassEarlier(earlier *Result) {
	known := map[string]bool{}
	for _, print := range append(earlier.Fingerprints(), earlier.IgnoredFingerprints()...) {
		known[print] = true
	}
	r.passOver(known, ByEarlier, func(string) string { return "" })
}

// passOver makes the findings with these fingerprints ignored ones.
func (r *Result) passOver(known map[string]bool, by IgnoredBy, reason func(print string) string) {
	prints := r.Fingerprints()
	kept := r.Findings[:0:0]
	for i, f := range r.Findings {
		if known[prints[i]] {
			r.Ignored = append(r.Ignored, Ignored{f, reason(prints[i]), by})
			continue
		}
		kept = append(kept, f)
	}
	r.Findings = kept
}

package field

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
)

// Rules returns the rules that are about a field, by id: those whose finding in
// their own example stands at it, and of those that need a specification the
// ones that speak of it.
func (f Field) Rules(ctx context.Context) ([]*rule.Rule, error) {
	word, err := regexp.Compile(`(?i)(^|[^\w-])` + regexp.QuoteMeta(f.Name) + `($|[^\w-])`)
	if err != nil {
		return nil, fmt.Errorf("looking for %q: %w", f.Name, err)
	}
	var list []*rule.Rule
	for _, r := range rule.All() {
		switch {
		case r.Audit.Asked() || r.Bad == "":
		case !strings.Contains(r.Bad+r.Summary+r.Why+r.Fix, f.Name):
		case r.NeedsSpec() || r.Elsewhere != "":
			if f.Namespace == "" && word.MatchString(r.Summary+" "+r.Why+" "+r.Fix) {
				list = append(list, r)
			}
		default:
			about, err := f.isOf(ctx, r)
			if err != nil {
				return nil, err
			}
			if about {
				list = append(list, r)
			}
		}
	}
	return list, nil
}

// isOf reports whether a rule's finding in its example is about the field.
func (f Field) isOf(ctx context.Context, r *rule.Rule) (bool, error) {
	name := r.Name
	if name == "" {
		name = "krakend.json"
	}
	result, err := lint.Run(ctx, config.Parse(name, []byte(r.Bad)), lint.Options{Only: []string{r.ID}, KeepIgnored: true})
	if err != nil {
		return false, err
	}
	for _, found := range result.Findings {
		if slices.Contains(f.Paths, path(found.Pointer)) {
			return true, nil
		}
	}
	return false, nil
}

// path is a JSON pointer as Paths are written.
func path(pointer string) string {
	var b strings.Builder
	for _, token := range strings.Split(pointer, "/")[min(1, len(pointer)):] {
		key := syntax.UnescapeToken(token)
		switch {
		case strings.Trim(key, "0123456789") == "":
			b.WriteString("[]")
		case b.Len() > 0:
			b.WriteString("." + key)
		default:
			b.WriteString(key)
		}
	}
	return strings.TrimSuffix(b.String(), "[]")
}

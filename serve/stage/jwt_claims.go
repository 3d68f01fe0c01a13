package stage

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// claim looks a claim up: a whole name first, since names may hold dots, then a
// path of names.
func claim(claims map[string]any, name string) (any, bool) {
	if v, ok := claims[name]; ok {
		return v, v != nil
	}
	for {
		head, rest, dotted := strings.Cut(name, ".")
		v, ok := claims[head]
		switch {
		case !ok || v == nil:
			return nil, false
		case !dotted:
			return v, true
		}
		if claims, ok = v.(map[string]any); !ok {
			return nil, false
		}
		name = rest
	}
}

// claimText writes a claim into a header or a URL: lists with commas, objects as
// JSON, fractions with six digits, as the reference gateway does.
func claimText(v any) string {
	switch t := v.(type) {
	case nil:
		return ""
	case string:
		return t
	case bool:
		return strconv.FormatBool(t)
	case float64:
		if t == math.Trunc(t) && math.Abs(t) < 1<<63 {
			return strconv.FormatInt(int64(t), 10)
		}
		return strconv.FormatFloat(t, 'f', 6, 64)
	case []any:
		return strings.Join(claimTexts(t), ",")
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

func claimTexts(list []any) []string {
	words := make([]string, len(list))
	for i, item := range list {
		words[i] = claimText(item)
	}
	return words
}

// claimWords returns the values of a claim that is a list, or a text with blanks
// between them. A list that holds something else than texts is not whole.
func claimWords(v any) (list []string, whole bool) {
	switch t := v.(type) {
	case string:
		return strings.Split(t, " "), true
	case []any:
		whole = true
		for _, item := range t {
			s, ok := item.(string)
			if !ok {
				whole = false
				continue
			}
			list = append(list, s)
		}
		return list, whole
	}
	return nil, true
}

// hasAny reports whether one of the wanted values is there.
func hasAny(have, want []string) bool {
	return slices.ContainsFunc(want, func(w string) bool { return slices.Contains(have, w) })
}

// hasAll reports whether all of the wanted values are there.
func hasAll(have, want []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(have, w) })
}

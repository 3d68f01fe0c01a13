package try

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatAClientDoesNotGetIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		body  string
		calls []Call
		want  []string
	}{
		"all of it":       {`{"collection": [{"id": 1}]}`, []Call{{Status: 200, Body: `[{"id": 1}]`}}, nil},
		"left out":        {`{"id": 1}`, []Call{{Status: 200, Body: `{"id": 1, "sku": {"a": [{"b": 1}]}, "id": 2}`}}, []string{"left out or renamed: sku, a, b"}},
		"a failed call":   {`{"id": 1}`, []Call{{Status: 200, Body: `{"id": 1}`}, {Backend: 1, Status: 500, Err: "boom", Body: `{"title": 1}`}}, []string{"! nothing of backend 1: its call has failed"}},
		"no answer":       {``, []Call{{Err: "refused"}}, []string{"! nothing of backend 0: its call has failed"}},
		"no JSON":         {`text`, []Call{{Status: 200, Body: `<a/>`}}, nil},
		"an empty one":    {`{}`, []Call{{Status: 200, Body: `{"a": 1}`}}, nil},
		"a long one":      {`{"a": 1}`, []Call{{Status: 200, Size: 2 * MaxShown, Body: `{"b": "` + strings.Repeat("x", MaxShown)}}, nil},
		"strings, no key": {`{"a": ["b"], "c": "d"}`, []Call{{Status: 200, Body: `{"b": "a", "d": ["c"]}`}}, []string{"left out or renamed: b, d"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := &Answer{Status: 200, Body: []byte(c.body), Calls: c.calls}
			if diff := cmp.Diff(c.want, a.differences()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

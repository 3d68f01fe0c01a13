package report

import (
	"encoding/json"
	"io"

	"github.com/gatewright/gatewright/lint"
)

// JSON writes results for programs: the model as it is.
func JSON(w io.Writer, results []*lint.Result, opts Options) error {
	return encode(w, New(results, opts))
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

package stage

import (
	"encoding/json"

	"github.com/gatewright/gatewright/serve/payload"
)

// ruleValue makes a decoded answer what rules see of it: numbers are texts, as
// the recorded case cel/response-numbers shows.
func ruleValue(v any) any {
	switch t := v.(type) {
	case json.Number:
		return string(t)
	case map[string]any:
		m := make(map[string]any, len(t))
		for k, x := range t {
			m[k] = ruleValue(x)
		}
		return m
	case []any:
		list := make([]any, len(t))
		for i, x := range t {
			list[i] = ruleValue(x)
		}
		return list
	case *payload.Failure:
		return map[string]any{"http_status_code": t.Status, "http_body": t.Body, "http_body_encoding": t.Encoding}
	}
	return v
}

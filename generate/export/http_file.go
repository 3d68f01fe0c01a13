package export

import (
	"fmt"
	"strings"
)

// HTTPFile returns the requests as a .http file, as editors send it. Secrets
// are variables at its top.
func (a *API) HTTPFile() []byte {
	requests := a.Requests()
	var b strings.Builder
	fmt.Fprintf(&b, "@host = %s\n", a.baseURL())
	for _, name := range variables(requests) {
		fmt.Fprintf(&b, "@%s =\n", name)
	}
	braced := func(name string) string { return "{{" + name + "}}" }
	for i := range requests {
		r := &requests[i]
		fmt.Fprintf(&b, "\n### %s\n# @name %s\n%s {{host}}%s\n", oneLine(r.Name), r.Endpoint.ID, r.Endpoint.Method, r.URL(braced))
		for _, h := range r.Headers(braced) {
			fmt.Fprintf(&b, "%s: %s\n", h.Name, oneLine(h.Value))
		}
		if len(r.Body) > 0 {
			fmt.Fprintf(&b, "\n%s\n", strings.TrimRight(string(r.Body), "\n"))
		}
	}
	return []byte(b.String())
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

package serve

import (
	"net/http"

	"github.com/gatewright/gatewright/serve/stage"
)

// sign answers for an endpoint with auth/signer. Such an endpoint tells nothing
// of the backend's status, of its headers and of completeness, and every failure
// is a 400: the recorded cases named jwt-signer show it.
func (ep *endpoint) sign(w http.ResponseWriter, r *http.Request, a *stage.Answer, err error) {
	if err != nil || a == nil || ep.signer.Sign(&a.Data) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	out := a.Data.AppendJSON(nil)
	w.Header()["Content-Type"] = []string{typeJSON}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(out)
}

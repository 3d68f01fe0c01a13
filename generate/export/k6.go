package export

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
)

const k6Head = `// Calls every endpoint of the gateway once a round and checks the status.
// Run it with: k6 run -e BASE_URL=http://localhost:8080 FILE
import http from 'k6/http';
import { check } from 'k6';

const base = __ENV.BASE_URL || %s;
const secret = (name) => __ENV[name] || '';

export const options = {
  vus: Number(__ENV.VUS || 1),
  iterations: Number(__ENV.ITERATIONS || 1),
  thresholds: { checks: ['rate==1'] },
};

const requests = [
`

const k6Tail = `];

export default function () {
  for (const r of requests) {
    const answer = http.request(r.method, base + r.path, r.body, { headers: r.headers, tags: { name: r.name } });
    check(answer, { [r.name]: (a) => r.expect.includes(a.status) });
  }
}
`

// K6 returns the requests as a load test for k6: a script that calls every
// endpoint and checks the status. Secrets come from its environment.
func (a *API) K6() []byte {
	requests := a.Requests()
	var b strings.Builder
	fmt.Fprintf(&b, k6Head, config.Quote(a.baseURL()))
	for i := range requests {
		r := &requests[i]
		b.WriteString("  {\n")
		fmt.Fprintf(&b, "    name: %s,\n", config.Quote(r.Endpoint.Method+" "+r.Endpoint.Path))
		fmt.Fprintf(&b, "    method: %s,\n", config.Quote(r.Endpoint.Method))
		fmt.Fprintf(&b, "    path: %s,\n", k6Text(r.URL(k6Mark)))
		b.WriteString("    headers: {")
		for j, h := range r.Headers(k6Mark) {
			if j > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, " %s: %s", config.Quote(h.Name), k6Text(h.Value))
		}
		if len(r.Headers(k6Mark)) > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("},\n")
		body := "null"
		if len(r.Body) > 0 {
			body = config.Quote(string(r.Body))
		}
		fmt.Fprintf(&b, "    body: %s,\n", body)
		fmt.Fprintf(&b, "    expect: %s,\n  },\n", strings.Join(strings.Fields(fmt.Sprint(r.Endpoint.expected())), ", "))
	}
	b.WriteString(k6Tail)
	return []byte(b.String())
}

// k6Mark marks the place of a secret in a text; no request can hold the mark.
func k6Mark(name string) string { return "\x00" + strings.ToUpper(name) + "\x00" }

// k6Text writes a text as an expression, secrets read from the environment.
func k6Text(s string) string {
	var list []string
	for i, part := range strings.Split(s, "\x00") {
		switch {
		case i%2 == 1:
			list = append(list, "secret("+config.Quote(part)+")")
		case part != "" || s == "":
			list = append(list, config.Quote(part))
		}
	}
	return strings.Join(list, " + ")
}

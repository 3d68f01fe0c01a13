package stage

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact/expression"
	"github.com/gatewright/gatewright/serve/payload"
)

// answering is a proxy that always gives the same answer, each request its own.
func answering(a Answer) Proxy {
	return func(context.Context, *Request) (*Answer, error) {
		own := a
		return &own, nil
	}
}

func dataOf(t testing.TB, text string) payload.Object {
	t.Helper()
	data, err := payload.Decode(nil, text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRulesJudgeRequestsAndAnswers(t *testing.T) {
	request := &Request{
		Method: "GET", Path: "/u/7", Params: map[string]string{"Id": "7"},
		Header: http.Header{"X-Key": {"abc"}}, Query: url.Values{"q": {"go", "on"}},
	}
	tests := map[string]struct{ rules, err string }{
		"no rule":                    {`[]`, ""},
		"method and path":            {`[{"check_expr":"req_method == 'GET' && req_path.startsWith('/u/')"}]`, ""},
		"parameter":                  {`[{"check_expr":"int(req_params.Id) > 6"}]`, ""},
		"header":                     {`[{"check_expr":"req_headers['X-Key'][0].matches('^[a-z]+$')"}]`, ""},
		"query string":               {`[{"check_expr":"'on' in req_querystring.q"}]`, ""},
		"the time":                   {`[{"check_expr":"req_method != '' && timestamp(now) > timestamp('2024-01-01T00:00:00Z')"}]`, ""},
		"a member":                   {`[{"check_expr":"resp_data.user.name == 'ada' && size(resp_data.list) == 2"}]`, ""},
		"numbers are texts":          {`[{"check_expr":"resp_data.n == '7' && resp_data.list[0] == '1'"}]`, ""},
		"completeness":               {`[{"check_expr":"resp_completed"}]`, ""},
		"a failing rule":             {`[{"check_expr":"req_method == 'POST'"}]`, "request aborted by evaluator #0"},
		"the second fails":           {`[{"check_expr":"req_method == 'GET'"},{"check_expr":"req_params.Id == '8'"}]`, "request aborted by evaluator #1"},
		"a broken expression":        {`[{"check_expr":"req_method.matches('(')"}]`, "request aborted by evaluator #0"},
		"a missing name":             {`[{"check_expr":"req_params.Nope == ''"}]`, "request aborted by evaluator #0"},
		"no truth value":             {`[{"check_expr":"req_method"}]`, "request aborted by evaluator #0"},
		"an answer that is refused":  {`[{"check_expr":"has(resp_data.nope)"}]`, "response aborted by evaluator #0"},
		"both sides in one":          {`[{"check_expr":"req_method == 'GET' && resp_completed"}]`, "request aborted by evaluator #0"},
		"a rule about nothing":       {`[{"check_expr":"1 == 2"}]`, ""},
		"a syntax error":             {`[{"check_expr":"req_method == 'POST'"},{"check_expr":"req_method = ="}]`, ""},
		"a type error":               {`[{"check_expr":"req_method == 5"}]`, ""},
		"a type error beside others": {`[{"check_expr":"req_method == 5"},{"check_expr":"req_method == 'POST'"}]`, "request aborted by evaluator #0"},
		"a token nobody checks":      {`[{"check_expr":"JWT.sub == 'x'"}]`, ""},
		"an object":                  {`{"check_expr":"req_method == 'POST'"}`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			next := answering(Answer{Complete: true, Data: dataOf(t, `{"n":7,"list":[1,2],"user":{"name":"ada"}}`)})
			e := endpointOf(t, `{"validation/cel":`+tt.rules+`}`, `{}`)
			_, err := rulesOfEndpoint(e, quiet(), next)(t.Context(), request)
			if got := errorText(err); got != tt.err {
				t.Errorf("got %q, want %q", got, tt.err)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestRulesThatAreNotLookedAtAreTold(t *testing.T) {
	tests := map[string]struct {
		rules string
		want  []string
	}{
		"fine":           {`[{"check_expr":"req_method == 'GET'"}]`, nil},
		"an object":      {`{}`, []string{"no list"}},
		"syntax":         {`[{"check_expr":"a = ="},{"check_expr":"1 == 2"}]`, []string{"no rule here is looked at"}},
		"type":           {`[{"check_expr":"req_method == 5"}]`, []string{"is not looked at"}},
		"unknown name":   {`[{"check_expr":"req_nothing"}]`, []string{"is not looked at"}},
		"about nothing":  {`[{"check_expr":"1 == 2"}]`, []string{"never runs"}},
		"no validator":   {`[{"check_expr":"JWT.sub == ''"}]`, []string{"never runs"}},
		"mod_expr":       {`[{"mod_expr":"resp_data"}]`, []string{"never executed"}},
		"several faults": {`[{"check_expr":"1 == 2"},{"check_expr":"req_method == 5"}]`, []string{"never runs", "is not looked at"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			env := quiet()
			e := endpointOf(t, `{"validation/cel":`+tt.rules+`}`, `{}`)
			EndpointGates(e, env)
			rulesOfEndpoint(e, env, nil)
			if len(env.Notices) != len(tt.want) {
				t.Fatalf("notices %v", env.Notices)
			}
			for i, f := range env.Notices {
				if f.Effect != diag.Unsafe || !strings.Contains(f.Message, tt.want[i]) {
					t.Errorf("notice %v, want %q", f, tt.want[i])
				}
			}
		})
	}
}

func TestRulesAboutTokensRefuseWith401(t *testing.T) {
	i := newIssuer(t, "k1")
	env := quiet()
	env.Transport = &keyServer{body: keySet(t, i)}
	e := endpointOf(t, `{"auth/validator":{"alg":"ES256","jwk_url":"https://keys/"},"validation/cel":[{"check_expr":"JWT.dept == 'it'"},{"check_expr":"JWT.level > 3.0"}]}`, `{}`)
	gates := EndpointGates(e, env)
	for claims, want := range map[string]int{
		`{"dept":"it","level":5}`: 200, `{"dept":"hr","level":5}`: 401, `{"dept":"it","level":1}`: 401, `{}`: 401,
	} {
		if got := enterGates(gates, bearer(i.token(t, claims))); got != want {
			t.Errorf("%s: got %d, want %d", claims, got, want)
		}
	}
	if len(env.Notices) > 0 {
		t.Errorf("notices %v", env.Notices)
	}
}

func TestRulesLeavePartialAnswersAlone(t *testing.T) {
	e := endpointOf(t, `{"validation/cel":[{"check_expr":"resp_data.a == '2'"}]}`, `{}`)
	partial := func(context.Context, *Request) (*Answer, error) {
		return &Answer{Data: dataOf(t, `{"a":1}`)}, io.ErrUnexpectedEOF
	}
	a, err := rulesOfEndpoint(e, quiet(), partial)(t.Context(), &Request{})
	if written(a) != `{"a":1} incomplete` || err != io.ErrUnexpectedEOF {
		t.Errorf("got %s, %v", written(a), err)
	}
}

func TestRulesEndWithTheRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := endpointOf(t, `{"validation/cel":[{"check_expr":"[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5].all(c, req_method == 'GET')))"}]}`, `{}`)
	if _, err := rulesOfEndpoint(e, quiet(), answering(Answer{}))(ctx, &Request{Method: "GET"}); err == nil {
		t.Error("a rule ran to its end after the request was over")
	}
}

func TestRefusedPassingBodyIsClosed(t *testing.T) {
	body := &closedBody{}
	e := endpointOf(t, `{"validation/cel":[{"check_expr":"resp_metadata_status == 200 && 'X-A' in resp_metadata_headers"}]}`, `{}`)
	p := rulesOfEndpoint(e, quiet(), answering(Answer{Status: 503, Header: http.Header{}, Body: body}))
	if _, err := p(t.Context(), &Request{}); err == nil || !body.closed {
		t.Errorf("closed %t, error %v", body.closed, err)
	}
}

type closedBody struct{ closed bool }

func (*closedBody) Read([]byte) (int, error) { return 0, io.EOF }
func (b *closedBody) Close() error           { b.closed = true; return nil }

func BenchmarkRules(b *testing.B) {
	e := endpointOf(b, `{"validation/cel":[{"check_expr":"req_method == 'GET' && req_params.Id.matches('^[0-9]+$')"},{"check_expr":"has(resp_data.a)"}]}`, `{}`)
	p := rulesOfEndpoint(e, quiet(), answering(Answer{Complete: true, Data: dataOf(b, `{"a":[1,2,3]}`)}))
	r := &Request{Method: "GET", Params: map[string]string{"Id": "7"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzRules holds that no expression makes the gateway panic.
func FuzzRules(f *testing.F) {
	for _, s := range []string{"req_method == 'GET'", "resp_data.a[0].b", "JWT", "a = =", "timestamp(now)", "req_params.Id.matches('(')"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		ce, err := expression.Env()
		if err != nil {
			t.Fatal(err)
		}
		c := compileRule(ce, expr)
		if c.unparsed != "" {
			return
		}
		var r rules
		_ = r.add(c, true)
		_, _ = r.around(answering(Answer{Data: dataOf(t, `{"a":[1]}`)}), quiet().Logger)(t.Context(), &Request{})
		_ = refused(t.Context(), r.token, map[string]any{"JWT": map[string]any{}, "now": now()})
	})
}

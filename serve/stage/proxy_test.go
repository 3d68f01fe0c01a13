package stage

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/serve/payload"
)

// after is a proxy that answers with a JSON object, null, or an error, after a
// while.
func after(d time.Duration, text string) Proxy {
	return func(ctx context.Context, _ *Request) (*Answer, error) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if text == "null" || strings.HasPrefix(text, "{") {
			data, err := payload.Decode(nil, text)
			return &Answer{Data: data, Complete: true}, err
		}
		return nil, errors.New(text)
	}
}

func written(a *Answer) string {
	if a == nil {
		return "none"
	}
	s := string(a.Data.AppendJSON(nil))
	if !a.Complete {
		s += " incomplete"
	}
	return s
}

func TestMergingTakesWhatCameInTime(t *testing.T) {
	tests := map[string]struct {
		proxies   []Proxy
		want, err string
	}{
		"all":                           {[]Proxy{after(0, `{"a":1}`), after(1, `{"b":2}`)}, `{"a":1,"b":2}`, ""},
		"the last to arrive counts":     {[]Proxy{after(2, `{"k":"late"}`), after(1, `{"k":"early"}`)}, `{"k":"late"}`, ""},
		"one fails":                     {[]Proxy{after(0, `{"a":1}`), after(1, "bad")}, `{"a":1} incomplete`, "bad"},
		"all fail":                      {[]Proxy{after(0, "one"), after(1, "two")}, "none", "one\ntwo"},
		"one is too slow":               {[]Proxy{after(0, `{"a":1}`), after(time.Minute, `{"b":2}`)}, `{"a":1} incomplete`, "context deadline exceeded"},
		"empty ones count as answers":   {[]Proxy{after(0, `{}`), after(1, `{"b":2}`)}, `{"b":2}`, ""},
		"null is no answer":             {[]Proxy{after(0, "null"), after(1, `{"b":2}`)}, `{"b":2} incomplete`, ""},
		"all are null":                  {[]Proxy{after(0, "null"), after(1, "null")}, `{} incomplete`, ""},
		"all are too slow, and nothing": {[]Proxy{after(time.Minute, `{}`), after(time.Hour, `{}`)}, "none", "context deadline exceeded"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, err := within(time.Second, sideBySide(tt.proxies, len(tt.proxies)))(t.Context(), &Request{})
				if d := cmp.Diff(tt.want, written(a)); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
				if (err == nil) != (tt.err == "") || err != nil && !strings.HasPrefix(err.Error(), tt.err) {
					t.Errorf("got error %v, want %q", err, tt.err)
				}
			})
		})
	}
}

func TestConcurrentCallsTakeTheFirstGoodAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := endpointOf(t, `{}`, `{}`)
		e.ConcurrentCalls.V = 3
		answers := make(chan Proxy, 3)
		answers <- after(1, "bad")
		answers <- after(3, `{"a":"slow"}`)
		answers <- after(2, `{"a":"quick"}`)
		p := concurrent(e.Backends[0], quiet(), func(ctx context.Context, r *Request) (*Answer, error) { return (<-answers)(ctx, r) })
		a, err := p(t.Context(), &Request{})
		if err != nil || written(a) != `{"a":"quick"}` {
			t.Errorf("got %s, %v", written(a), err)
		}
	})
}

func TestStaticData(t *testing.T) {
	full := func(context.Context, *Request) (*Answer, error) {
		return after(0, `{"a":1,"s":"live"}`)(t.Context(), nil)
	}
	part := func(context.Context, *Request) (*Answer, error) {
		a, _ := full(nil, nil)
		a.Complete = false
		return a, errors.New("bad")
	}
	none := func(context.Context, *Request) (*Answer, error) { return nil, errors.New("bad") }
	with, without := `{"a":1,"s":"fixed"}`, `{"a":1,"s":"live"}`
	tests := map[string][3]string{
		"always":     {with, with + " incomplete", `{"s":"fixed"} incomplete`},
		"made up":    {with, with + " incomplete", `{"s":"fixed"} incomplete`},
		"success":    {with, without + " incomplete", "none"},
		"complete":   {with, without + " incomplete", "none"},
		"errored":    {without, with + " incomplete", `{"s":"fixed"} incomplete`},
		"incomplete": {without, with + " incomplete", `{"s":"fixed"} incomplete`},
	}
	for strategy, want := range tests {
		t.Run(strategy, func(t *testing.T) {
			e := endpointOf(t, `{"proxy":{"static":{"strategy":"`+strategy+`","data":{"s":"fixed"}}}}`, `{}`)
			for i, next := range []Proxy{full, part, none} {
				a, _ := static(e, quiet(), next)(t.Context(), &Request{})
				if d := cmp.Diff(want[i], written(a)); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			}
		})
	}
}

func TestFlatmap(t *testing.T) {
	const in = `{"id":1,"items":[{"id":"a","tags":[{"n":1},{"n":2}]},{"id":"b","tags":[]}],"more":[{"id":"c"}],"owner":{"name":"Ada"}}`
	tests := map[string]struct{ ops, want string }{
		"del":                   {`[{"type":"del","args":["id","items","owner"]}]`, `{"more":[{"id":"c"}]}`},
		"del in lists":          {`[{"type":"del","args":["items.*.tags","id","more","owner"]}]`, `{"items":[{"id":"a"},{"id":"b"}]}`},
		"emptied becomes null":  {`[{"type":"del","args":["items.*.tags.*.n","id","more","owner.name"]}]`, `{"items":[{"id":"a","tags":[null,null]},{"id":"b","tags":[]}],"owner":null}`},
		"del one of a list":     {`[{"type":"del","args":["items.0","id","more","owner"]}]`, `{"items":[{"id":"b","tags":[]}]}`},
		"everything":            {`[{"type":"del","args":["*"]}]`, `null`},
		"move":                  {`[{"type":"move","args":["owner.name","name"]},{"type":"del","args":["items","more","owner"]}]`, `{"id":1,"name":"Ada"}`},
		"move makes objects":    {`[{"type":"move","args":["id","a.b.c"]},{"type":"del","args":["items","more","owner"]}]`, `{"a":{"b":{"c":1}}}`},
		"move in lists":         {`[{"type":"move","args":["items.*.id","items.*.key"]},{"type":"del","args":["items.*.tags","id","more","owner"]}]`, `{"items":[{"key":"a"},{"key":"b"}]}`},
		"append":                {`[{"type":"append","args":["more","items"]},{"type":"del","args":["items.*.tags","id","owner"]}]`, `{"items":[{"id":"a"},{"id":"b"},{"id":"c"}]}`},
		"append to nothing":     {`[{"type":"append","args":["more","all"]},{"type":"del","args":["items","id","owner"]}]`, `{"more":[{"id":"c"}]}`},
		"unknown and missing":   {`[{"type":"delete","args":["id"]},{"type":"del","args":["x.*.y","items.9"]},{"type":"move","args":["x","y"]}]`, in},
		"move of one argument":  {`[{"type":"move","args":["id"]}]`, "error"},
		"relabel at same depth": {`[{"type":"move","args":["owner.name","x.first"]},{"type":"del","args":["items","more","id"]}]`, `{"owner":{"first":"Ada"}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := endpointOf(t, `{}`, `{"proxy":{"flatmap_filter":`+tt.ops+`}}`)
			o, err := payload.Decode(nil, in)
			if err != nil {
				t.Fatal(err)
			}
			got := "error"
			if o, err = newFlatmap(e.Backends[0].Extra.Get("proxy").Get("flatmap_filter")).apply(o); err == nil {
				got = string(o.AppendJSON(nil))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestFlatmapTakesThePartsOfAFeedAsAWhole(t *testing.T) {
	o, err := payload.DecodeFeed(`<rss version="2.0"><channel><title>T</title><item><title>one</title></item></channel></rss>`)
	if err != nil {
		t.Fatal(err)
	}
	e := endpointOf(t, `{}`, `{"proxy":{"flatmap_filter":[{"type":"del","args":["items.*.title","items.0"]},{"type":"move","args":["items","news"]},
{"type":"del","args":["author","categories","copyright","custom","description","language","published","type","updated"]}]}}`)
	o, err = newFlatmap(e.Backends[0].Extra.Get("proxy").Get("flatmap_filter")).apply(o)
	if got, want := string(o.AppendJSON(nil)), `{"news":[{"title":"one"}],"title":"T"}`; err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestPatternsAreFilled(t *testing.T) {
	params := map[string]string{"Id": "7", "Resp0_a.b": "x y"}
	tests := map[string]string{
		"/u/{id}":           "/u/7",
		"u/{Id}-{id}.json":  "/u/7-7.json",
		"":                  "/",
		"/x/{resp0_a.b}":    "/x/x y",
		"/x/{nope}/{JWT.s}": "/x/{{.Nope}}/{{.JWT.s}}",
		"/x/{id":            "/x/{id",
		"/x/{}/{ }":         "/x/{}/{ }",
	}
	for in, want := range tests {
		if got := newPattern(in).fill(params); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestMaskHidesSecrets(t *testing.T) {
	for in, want := range map[string]string{
		"a=1&api_key=s3cret&b=2":     "a=1&api_key=***&b=2",
		"access_token=x":             "access_token=***",
		"q=harmless&flag":            "q=harmless&flag",
		"Password=a%26b&page=1&sig=": "Password=***&page=1&sig=***",
	} {
		if got := MaskQuery(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// FuzzPattern holds that no url_pattern makes filling panic, and that text
// outside of placeholders stays.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"/u/{id}", "{", "{{x}}", "}{a}{", "/\xff{é}"} {
		f.Add(s, "v")
	}
	f.Fuzz(func(t *testing.T, s, value string) {
		got := newPattern(s).fill(map[string]string{"Id": value})
		if !strings.HasPrefix(got, "/") && !strings.HasPrefix(s, "/") {
			t.Errorf("%q gives %q", s, got)
		}
		if !strings.Contains(s, "{") && strings.TrimPrefix(got, "/") != strings.TrimPrefix(s, "/") {
			t.Errorf("%q gives %q", s, got)
		}
	})
}

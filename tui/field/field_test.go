package field

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
)

func object(text string) config.Object {
	return config.Parse("k.json", []byte(text)).Service().Object
}

func TestReadShowsWhatTheFileHas(t *testing.T) {
	o := object(`{"name": "n", "port": 8.0, "timeout": 5, "host": ["a", "b"], "DEBUG_ENDPOINT": true, "tls": {
		"client_secret": "s3cret", "n": [1.50, "x"]}, "m": {"a": "b"}, "d": {"a": "b", "a": "c"}}`)
	for _, c := range []struct {
		f    Field
		want Value
	}{
		{Find(fact.Service, "name"), Value{Set: true, Text: "n"}},
		{Find(fact.Service, "port"), Value{Set: true, Text: "8.0"}},
		{Find(fact.Service, "timeout"), Value{Set: true, Odd: true, Text: "5"}},
		{Find(fact.Service, "host"), Value{Set: true, Text: "a, b", Items: []string{"a", "b"}}},
		{Find(fact.Service, "debug_endpoint"), Value{Set: true, Text: "true"}},
		{Find(fact.Service, "cache_ttl"), Value{}},
		{Find(fact.Service, "tls"), Value{Set: true, Text: `{ "client_secret": "s3cret", "n": [1.50, "x"]}`, Shown: `{ "client_secret": "****", "n": [1.50, "x"]}`}},
		{Field{Name: "m", Kind: Table}, Value{Set: true, Text: "a = b", Pairs: []draft.Pair{{Name: "a", Value: "b"}}}},
		{Field{Name: "d", Kind: Table}, Value{Set: true, Odd: true, Text: `{"a": "b", "a": "c"}`}},
	} {
		if diff := cmp.Diff(c.want, c.f.Read(o)); diff != "" {
			t.Errorf("%s: %s", c.f.Name, diff)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		level  fact.Level
		name   string
		good   []string
		refuse []string
	}{
		{fact.Endpoint, "endpoint", []string{"/", "/a/{id}", "/日本"}, []string{"a", "/a/*", "/a*b", "/__health", "/a b", "/a?b=c", "/{id", ""}},
		{fact.Endpoint, "method", []string{"GET", "DELETE"}, []string{"get", "OPTIONS", ""}},
		{fact.Endpoint, "timeout", []string{"2s", "1m30s", "0s"}, []string{"2", "2 s", "1d", "-1s", "", "s"}},
		{fact.Endpoint, "concurrent_calls", []string{"1", "5"}, []string{"0", "6", "x", "1.5"}},
		{fact.Endpoint, "input_headers", []string{"*", "Accept"}, []string{"", " a"}},
		{fact.Backend, "url_pattern", []string{"/", "/a?b={c}", "/{resp0_id}"}, []string{"a", "/a b", "/{x"}},
		{fact.Backend, "host", []string{"http://a:80", "a", "https://a.b"}, []string{"", "http://a/b", "ftp://a", "http://a:1"}},
		{fact.Backend, "encoding", []string{"json", "no-op", "safejson"}, []string{"JSON", "text"}},
		{fact.Backend, "is_collection", []string{"true", "false"}, []string{"yes", ""}},
		{fact.Backend, "mapping", []string{"a = b", "a=b"}, []string{"a", "= b", "a ="}},
		{fact.Service, "port", []string{"0", "8080"}, []string{"-1", "65536"}},
		{fact.Service, "unknown_thing", []string{"1", `{"a": [1.0]}`, `"x"`}, []string{"{", "x", "1 2", ""}},
	} {
		f := Find(c.level, c.name)
		for _, v := range c.good {
			if err := f.Check(v); err != nil {
				t.Errorf("%s refuses %q: %v", c.name, v, err)
			}
		}
		for _, v := range c.refuse {
			if f.Check(v) == nil {
				t.Errorf("%s takes %q", c.name, v)
			}
		}
	}
}

// What a form takes alone must not keep the gateway from starting.
func TestWhatIsTakenStarts(t *testing.T) {
	base := `{"version": 3, "host": ["http://a"], "endpoints": [{"endpoint": "/a", "backend": [{"url_pattern": "/"}]}]}`
	values := map[Kind][]string{
		Text: {"/x", "/x/{y", "x", "", "/*", "/a*b", "/__debug/x", "127.0.0.1"}, Duration: {"2", "2s", "x", "-2s"}, Whole: {"1", "99999", "-1", "x"},
		List: {"http://h", "http://h/x", "[::1]", "x"},
	}
	for level, pointer := range map[fact.Level]string{fact.Service: "", fact.Endpoint: "/endpoints/0", fact.Backend: "/endpoints/0/backend/0"} {
		for _, f := range Of(level) {
			if f.Name == "listen_ip" { // its only rule is checked at start, and told by lint
				continue
			}
			for _, v := range values[f.Kind] {
				if f.Check(v) != nil {
					continue
				}
				json := f.JSON(v)
				if f.Kind == List {
					json = draft.JSONList([]string{v})
				}
				doc := config.Parse("k.json", []byte(base))
				edits, err := doc.Set(syntax.Join(pointer, f.Name), json)
				if err != nil {
					t.Fatal(err)
				}
				if doc, err = doc.Apply(edits...); err != nil {
					t.Fatal(err)
				}
				for _, found := range start.Refusals(doc.Service()) {
					if strings.HasPrefix(found.Pointer, syntax.Join(pointer, f.Name)) {
						t.Errorf("%s %s takes %q, the gateway does not: %s", level, f.Name, v, found.Message)
					}
				}
			}
		}
	}
}

func TestWithoutTellsWhatHolds(t *testing.T) {
	svc := config.Parse("k.json", []byte(`{"timeout": "3s", "output_encoding": "xml", "endpoints": [
		{"endpoint": "/a", "method": "POST", "backend": [{}]}, {"output_encoding": "no-op", "backend": [{}]}]}`)).Service()
	e := svc.Endpoint(0)
	at := At{Service: svc, Endpoint: e, Backend: e.Backends[0]}
	noop := At{Service: svc, Endpoint: svc.Endpoint(1), Backend: svc.Endpoint(1).Backends[0]}
	for _, c := range []struct {
		at    At
		level fact.Level
		name  string
		want  string
	}{
		{at, fact.Endpoint, "timeout", "3s of the service"},
		{at, fact.Endpoint, "output_encoding", "xml of the service"},
		{at, fact.Endpoint, "method", "GET"},
		{at, fact.Backend, "method", "POST of the endpoint"},
		{at, fact.Backend, "encoding", "json"},
		{noop, fact.Backend, "encoding", "no-op of the endpoint"},
		{at, fact.Backend, "host", "none: calls fail"},
		{at, fact.Service, "port", "8080"},
		{at, fact.Service, "name", ""},
	} {
		if got := Find(c.level, c.name).Without(c.at); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.level, c.name, got, c.want)
		}
	}
}

func TestTheTablesAreWhole(t *testing.T) {
	for _, level := range []fact.Level{fact.Service, fact.Endpoint, fact.Backend} {
		seen := map[string]bool{}
		for _, f := range Of(level) {
			if f.About == "" || f.Label == "" || len(f.Label) > 12 || f.Level != level || seen[f.Name] || f.Kind == Choice && len(f.Options) == 0 {
				t.Errorf("%s %+v", level, f)
			}
			seen[f.Name] = true
		}
	}
	if Of(fact.AsyncAgent) != nil || Find(fact.AsyncAgent, "name").Kind != Raw {
		t.Error("async agents are edited as JSON only")
	}
}

package generate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
)

const mergeBefore = `{"openapi": "3.0.3", "servers": [{"url": "http://api:8080"}], "paths": {
"/users": {
  "get": {"parameters": [{"in": "query", "name": "page", "schema": {}}], "responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}},
  "post": {"responses": {"204": {}}}},
"/users/{id}": {
  "get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}},
  "delete": {"responses": {"204": {}}}}}}`

// mergeAfter has a query string more, another kind of answer, a new operation
// and one less.
const mergeAfter = `{"openapi": "3.0.3", "servers": [{"url": "http://api:8080"}], "paths": {
"/users": {
  "get": {"parameters": [{"in": "query", "name": "page", "schema": {}}, {"in": "query", "name": "q", "schema": {}}], "responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}},
  "post": {"responses": {"204": {}}}},
"/teams": {
  "get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}}},
"/users/{id}": {
  "get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}}}}}`

// merged merges what a document gives into a file, with the base of another.
func merged(t *testing.T, file, before, after string, opts generate.MergeOptions) *generate.Merged {
	t.Helper()
	base := generate.Base{}
	if before != "" {
		base = run(t, generate.Options{}, load(t, "api", before)).Base
	}
	m, err := generate.Merge(config.Parse("krakend.json", []byte(file)), base, run(t, generate.Options{}, load(t, "api", after)), opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func fresh(t *testing.T, document string) string {
	t.Helper()
	return string(run(t, generate.Options{}, load(t, "api", document)).Config)
}

func changesOf(m *generate.Merged) []string {
	list := []string{}
	for _, c := range m.Changes {
		detail := strings.Join(c.Fields, " ")
		if c.Kind == generate.Kept {
			detail = c.Why
		}
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Kind, c.Endpoint, detail)))
	}
	return list
}

func TestMergeOfAnUneditedFileIsAFreshOne(t *testing.T) {
	m := merged(t, fresh(t, mergeBefore), mergeBefore, mergeAfter, generate.MergeOptions{})
	if diff := cmp.Diff(fresh(t, mergeAfter), string(m.Config)); diff != "" {
		t.Error(diff)
	}
	want := []string{"added GET /teams", "updated GET /users output_encoding input_query_strings backend", "removed DELETE /users/{id}"}
	if diff := cmp.Diff(want, changesOf(m)); diff != "" {
		t.Error(diff)
	}
	if len(m.Findings) > 0 {
		t.Errorf("%v", m.Findings)
	}
}

// TestMergeOfRandomDocumentsIsAFreshOne merges between documents of one seed
// and another, both ways.
func TestMergeOfRandomDocumentsIsAFreshOne(t *testing.T) {
	t.Parallel()
	document := func(seed uint64) string {
		return randomDocument(rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2)))
	}
	for seed := range uint64(200) {
		before, after := document(seed), document(seed+1)
		results := []*generate.Result{}
		for _, text := range []string{before, after} {
			svc := load(t, "api", text)
			res, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{})
			// A file keeps what cannot be read now, which a fresh one lacks.
			for _, op := range svc.Operations {
				if op.Fault != nil {
					err = errors.New(op.Fault.Message)
				}
			}
			if err != nil {
				break
			}
			results = append(results, res)
		}
		if len(results) < 2 {
			continue
		}
		m, err := generate.Merge(config.Parse("krakend.json", results[0].Config), results[0].Base, results[1], generate.MergeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(results[1].Config), string(m.Config)); diff != "" {
			t.Fatalf("seed %d:\n%s", seed, diff)
		}
	}
}

func TestMergeChangesNothingWhenNothingChanged(t *testing.T) {
	// Written by hand in part, and laid out in its own way.
	file := strings.Replace(strings.ReplaceAll(fresh(t, mergeBefore), "  ", "\t"), `"timeout": "2s",`, `"timeout" :"5s", "@comment":  "mine",`, 1)
	file = strings.ReplaceAll(file, "\n", "\r\n")
	m := merged(t, file, mergeBefore, mergeBefore, generate.MergeOptions{})
	if string(m.Config) != file || len(m.Changes)+len(m.Findings) > 0 {
		t.Errorf("%v %v\n%s", m.Changes, m.Findings, cmp.Diff(file, string(m.Config)))
	}
}

// TestMergeKeepsWhatAHandHasDone is V137, but for operations that are gone:
// their endpoints go at once.
func TestMergeKeepsWhatAHandHasDone(t *testing.T) {
	file := `{ "version": 3, "timeout": "9s", "extra_config": {"router": {}},
    "endpoints": [
        {
            "endpoint": "/health", "method": "GET", "@comment": "by hand",
            "backend": [ {"url_pattern": "/h", "host": ["http://x:80"]} ]
        },
        {
            "timeout": "5s", "endpoint": "/users", "method": "GET",
            "output_encoding": "json-collection",
            "input_query_strings": ["lang",
                "page"],
            "backend": [
                { "url_pattern": "/users", "host": [ "http://api:8080" ], "encoding": "json", "is_collection": true, "deny": ["secret"] },
                { "url_pattern": "/more", "host": ["http://more:80"] }
            ],
            "extra_config": {"qos/ratelimit/router": {"max_rate": 5}},
            "@gatewright": {"from": {"format": "openapi", "service": "api", "pointer": "/paths/~1users/get"}}
        },
        {
            "endpoint": "/v2/users/{userId}", "method": "GET", "output_encoding": "json",
            "backend": [{"url_pattern": "/users/{userId}", "host": ["http://api:8080"], "encoding": "json"}],
            "@gatewright": {"from": {"format": "openapi", "service": "api", "pointer": "/paths/~1users~1{id}/get"}}
        },
        {"endpoint": "/users/{id}", "method": "DELETE", "output_encoding": "no-op", "backend": [{"url_pattern": "/users/{id}", "host": ["http://api:8080"], "encoding": "no-op"}], "@gatewright": {"from": {"format": "openapi", "service": "api", "pointer": "/paths/~1users~1{id}/delete"}}}
    ]
}
`
	want := `{ "version": 3, "timeout": "9s", "extra_config": {"router": {}},
    "endpoints": [
        {
            "endpoint": "/health", "method": "GET", "@comment": "by hand",
            "backend": [ {"url_pattern": "/h", "host": ["http://x:80"]} ]
        },
        {
            "endpoint": "/teams",
            "method": "GET",
            "output_encoding": "json-collection",
            "backend": [
                {
                    "url_pattern": "/teams",
                    "host": ["http://api:8080"],
                    "encoding": "json",
                    "is_collection": true
                }
            ],
            "@gatewright": {"from": {"format": "openapi", "service": "api", "pointer": "/paths/~1teams/get"}}
        },
        {
            "timeout": "5s", "endpoint": "/users", "method": "GET",
            "output_encoding": "json",
            "input_query_strings": ["lang",
                "page", "q"],
            "backend": [
                { "url_pattern": "/users", "host": [ "http://api:8080" ], "encoding": "json", "deny": ["secret"] },
                { "url_pattern": "/more", "host": ["http://more:80"] }
            ],
            "extra_config": {"qos/ratelimit/router": {"max_rate": 5}},
            "@gatewright": {"from": {"format": "openapi", "service": "api", "pointer": "/paths/~1users/get"}}
        },
        {
            "endpoint": "/v2/users/{userId}", "method": "GET", "output_encoding": "json",
            "backend": [{"url_pattern": "/users/{userId}", "host": ["http://api:8080"], "encoding": "json"}],
            "@gatewright": {"from": {"format": "openapi", "service": "api", "pointer": "/paths/~1users~1{id}/get"}}
        }
    ]
}
`
	m := merged(t, file, mergeBefore, mergeAfter, generate.MergeOptions{})
	if diff := cmp.Diff(want, string(m.Config)); diff != "" {
		t.Error(diff)
	}
	wantChanges := []string{
		"added GET /teams", "updated GET /users output_encoding input_query_strings backend",
		"kept POST /users a hand has deleted it, it stays deleted", "removed DELETE /users/{id}",
	}
	if diff := cmp.Diff(wantChanges, changesOf(m)); diff != "" {
		t.Error(diff)
	}
	if len(m.Findings) > 0 {
		t.Errorf("%v", m.Findings)
	}
	// What a hand has deleted stays deleted the next time, too.
	again, err := generate.Merge(config.Parse("krakend.json", m.Config), m.Base, run(t, generate.Options{}, load(t, "api", mergeAfter)), generate.MergeOptions{})
	if err != nil || string(again.Config) != want {
		t.Errorf("%v\n%s", err, cmp.Diff(want, string(again.Config)))
	}
}

func TestMergeReportsConflictsAndKeepsTheHandsValue(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"both changed", `"output_encoding": "json-collection"`, `"output_encoding": "negotiate"`,
			`GET /users: output_encoding is "negotiate" in the file and "json" in what is generated, it was "json-collection"`},
		{"a hand has deleted what changed", `"output_encoding": "json-collection",`, ``,
			`GET /users: output_encoding is absent in the file and "json" in what is generated, it was "json-collection"`},
		{"the documents dropped what a hand changed", `"is_collection": true`, `"is_collection": "yes"`,
			`GET /users: backend/0/is_collection is "yes" in the file and absent in what is generated, it was true`},
		{"the operation is gone", `"encoding": "no-op"`, `"encoding": "string"`,
			`DELETE /users/{id}: it is generated no more, but a hand has edited it: backend`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := strings.ReplaceAll(fresh(t, mergeBefore), tt.old, tt.new)
			m := merged(t, file, mergeBefore, mergeAfter, generate.MergeOptions{})
			var got []string
			for _, f := range m.Findings {
				if f.Severity != diag.Error || f.Span.IsZero() || f.Hint == "" {
					t.Errorf("got %v", f)
				}
				got = append(got, f.String())
			}
			if len(got) != 1 || !strings.Contains(got[0], tt.want) {
				t.Errorf("got  %v\nwant %s", got, tt.want)
			}
			if tt.new != "" && !strings.Contains(string(m.Config), tt.new) {
				t.Errorf("the hand's value is gone:\n%s", m.Config)
			}
		})
	}
}

func TestConflictsNameBothPlaces(t *testing.T) {
	file := strings.Replace(fresh(t, mergeBefore), `"json-collection"`, `"negotiate"`, 1)
	m := merged(t, file, mergeBefore, mergeAfter, generate.MergeOptions{})
	if len(m.Findings) != 1 {
		t.Fatal(m.Findings)
	}
	f := m.Findings[0]
	if got := f.Span.String() + " " + f.Pointer; got != "krakend.json:9:26 /endpoints/0/output_encoding" {
		t.Error(got)
	}
	if len(f.Related) != 1 || f.Related[0].Span.String() != "<stdin>:3:3" || f.Related[0].Message != `output_encoding is "json"` {
		t.Errorf("%+v", f.Related)
	}
}

func TestMergeKeepsOptionsThatAreNotGivenAgain(t *testing.T) {
	svc := load(t, "api", mergeBefore)
	first := run(t, generate.Options{Name: "shop", Port: 9000, Timeout: "4s"}, svc)
	m, err := generate.Merge(config.Parse("krakend.json", first.Config), first.Base, run(t, generate.Options{}, svc), generate.MergeOptions{})
	if err != nil || string(m.Config) != string(first.Config) || m.Base.Service != first.Base.Service {
		t.Fatalf("%v\n%s\n%s", err, m.Base.Service, m.Config)
	}
	m, err = generate.Merge(config.Parse("krakend.json", m.Config), m.Base, run(t, generate.Options{Port: 8000}, svc), generate.MergeOptions{})
	if err != nil || string(m.Config) != strings.Replace(string(first.Config), "9000", "8000", 1) {
		t.Fatalf("%v\n%s", err, m.Config)
	}
}

func TestMergeLeavesHandWrittenEndpointsAlone(t *testing.T) {
	file := `{"version": 3, "endpoints": [{"endpoint": "/users/{user}", "backend": [{"url_pattern": "/x", "host": ["http://x:80"]}]}]}`
	m := merged(t, file, "", mergeAfter, generate.MergeOptions{})
	if !strings.HasPrefix(string(m.Config), file[:30]) || !strings.Contains(string(m.Config), file[29:len(file)-3]) {
		t.Errorf("got %s", m.Config)
	}
	want := []string{
		"added GET /teams", "added GET /users", "added POST /users",
		"kept GET /users/{id} it is written by hand at krakend.json:1:30",
	}
	if diff := cmp.Diff(want, changesOf(m)); diff != "" {
		t.Error(diff)
	}
	mustStart(t, m.Config)
}

// A file that nobody generated keeps its own settings, and what options ask for
// does not go without a word.
func TestMergeWithoutABaseSetsWhatOptionsName(t *testing.T) {
	tests := []struct {
		name, file string
		opts       generate.Options
		settings   string
		findings   []string
	}{
		{"none", `{"version": 3, "timeout": "4s", "endpoints": []}`, generate.Options{}, `"timeout": "4s"`, nil},
		{"absent", `{"version": 3, "endpoints": []}`, generate.Options{Timeout: "9s"}, `"timeout": "9s"`, nil},
		{"the same", `{"version": 3, "timeout": "9s", "endpoints": []}`, generate.Options{Timeout: "9s"}, `"timeout": "9s"`, nil},
		{"another", `{"version": 3, "timeout": "4s", "endpoints": []}`, generate.Options{Timeout: "9s"}, `"timeout": "4s"`,
			[]string{`timeout is "4s" in the file and "9s" in what is generated`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, doc := range []*config.Document{
				config.Parse("krakend.json", []byte(tt.file)),
				config.Parse("krakend.yaml", config.FormatYAML(config.Parse("krakend.json", []byte(tt.file)).Root)),
			} {
				m, err := generate.Merge(doc, generate.Base{}, run(t, tt.opts, load(t, "api", mergeBefore)), generate.MergeOptions{})
				if err != nil {
					t.Fatal(err)
				}
				var found []string
				for _, f := range m.Findings {
					found = append(found, f.Message)
				}
				if diff := cmp.Diff(tt.findings, found); diff != "" {
					t.Error(diff)
				}
				if text := strings.ReplaceAll(string(m.Config), "timeout: ", `"timeout": `); !strings.Contains(text, tt.settings) || strings.Contains(text, `"name"`) {
					t.Errorf("want %s in\n%s", tt.settings, m.Config)
				}
			}
		})
	}
}

// TestMergeTakesTheNamesOfParametersFromTheHand has endpoints by hand that call
// a parameter otherwise than the documents: with two names at one place the
// gateway would not start.
func TestMergeTakesTheNamesOfParametersFromTheHand(t *testing.T) {
	file := `{"version": 3, "endpoints": [
  {"endpoint": "/users/{uid}/extra", "method": "GET", "backend": [{"url_pattern": "/e/{uid}", "host": ["http://x:80"]}]},
  {"endpoint": "/users/{other}", "method": "PUT", "backend": [{"url_pattern": "/p", "host": ["http://x:80"]}]}
]}
`
	const document = `{"openapi": "3.0.3", "servers": [{"url": "http://api:8080"}], "paths": {
  "/users/{id}": {"get": {"responses": {"204": {"description": "d"}}}},
  "/users/{id}/friends/{uid}": {"get": {"responses": {"204": {"description": "d"}}}},
  "/users/{id}/{sub}": {"delete": {"responses": {"204": {"description": "d"}}}}}}`
	doc := config.Parse("krakend.json", []byte(file))
	res := run(t, generate.Options{Beside: doc}, load(t, "api", document))
	m, err := generate.Merge(doc, generate.Base{}, res, generate.MergeOptions{})
	if err != nil || len(m.Findings) > 0 {
		t.Fatal(err, m.Findings)
	}
	var got []string
	for _, e := range res.Endpoints {
		got = append(got, e.Method+" "+e.Path+" "+e.URLPattern)
	}
	want := []string{"GET /users/{uid} /users/{uid}", "GET /users/{uid}/friends/{uid2} /users/{uid}/friends/{uid2}", "DELETE /users/{id}/{sub} /users/{id}/{sub}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if why := res.Report.Entries[0].Why; !slices.Contains(why, "{id} is called {uid}, as in the endpoint written by hand at krakend.json:2:3") {
		t.Errorf("%q", why)
	}
	again := config.Parse("krakend.json", m.Config)
	mustStart(t, m.Config)
	next := run(t, generate.Options{Beside: again}, load(t, "api", document))
	if same, err := generate.Merge(again, m.Base, next, generate.MergeOptions{}); err != nil || string(same.Config) != string(m.Config) {
		t.Errorf("%v\n%s", err, cmp.Diff(string(m.Config), string(same.Config)))
	}
}

func TestMergeOfOneServiceLeavesTheOthersAlone(t *testing.T) {
	users, other := load(t, "api", mergeBefore), load(t, "other", strings.ReplaceAll(mergeBefore, "/users", "/others"))
	both := run(t, generate.Options{}, users, other)
	one := run(t, generate.Options{Name: "gateway"}, load(t, "api", mergeAfter))
	m, err := generate.Merge(config.Parse("krakend.json", both.Config), both.Base, one, generate.MergeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(m.Config), `"service": "other"`); n != 4 || len(m.Base.Endpoints) != 8 {
		t.Errorf("%d endpoints of the other service are left, %d in the base", n, len(m.Base.Endpoints))
	}
	// With the document back, nothing has changed.
	back, err := generate.Merge(config.Parse("krakend.json", m.Config), m.Base, run(t, generate.Options{}, load(t, "api", mergeAfter), other), generate.MergeOptions{})
	if err != nil || string(back.Config) != string(m.Config) {
		t.Errorf("%v\n%s", err, cmp.Diff(string(m.Config), string(back.Config)))
	}
	pruned, err := generate.Merge(config.Parse("krakend.json", m.Config), m.Base, one, generate.MergeOptions{Prune: true})
	if err != nil || strings.Contains(string(pruned.Config), "other") {
		t.Errorf("%v\n%s", err, pruned.Config)
	}
}

func TestMergeKeepsWhatCannotBeReadNow(t *testing.T) {
	broken := strings.Replace(mergeBefore, `"post": {"responses": {"204": {}}}`, `"post": {"responses": {"204": {"$ref": "#/none"}}}`, 1)
	m := merged(t, fresh(t, mergeBefore), mergeBefore, broken, generate.MergeOptions{})
	if string(m.Config) != fresh(t, mergeBefore) || len(m.Base.Endpoints) != 4 {
		t.Errorf("%v\n%s", m.Changes, m.Config)
	}
}

func TestMergeDoesNotDoubleAPathThatAHandHasTaken(t *testing.T) {
	file := strings.Replace(fresh(t, mergeBefore), `"endpoint": "/users/{id}",
      "method": "GET"`, `"endpoint": "/teams",
      "method": "GET"`, 1)
	m := merged(t, file, mergeBefore, mergeAfter, generate.MergeOptions{})
	if got := strings.Join(changesOf(m), "\n"); !strings.Contains(got, "kept GET /teams a hand has given its path to the endpoint at krakend.json:") {
		t.Error(got)
	}
}

func TestMergeFollowsEndpointsThatChangePlaces(t *testing.T) {
	document := func(a, b string) string {
		return `{"openapi": "3.0.3", "servers": [{"url": "http://api:8080"}], "paths": {
"/a": {"get": {"x-gatewright": {"endpoint": "` + a + `"}}}, "/b": {"get": {"x-gatewright": {"endpoint": "` + b + `"}}}}}`
	}
	before, after := document("/x", "/y"), document("/y", "/x")
	m := merged(t, fresh(t, before), before, after, generate.MergeOptions{})
	if diff := cmp.Diff(fresh(t, after), string(m.Config)); diff != "" {
		t.Error(diff)
	}
}

func TestMergeLeavesAggregatesToRunsThatMakeThem(t *testing.T) {
	a := generate.Aggregate{Endpoint: "/both", Parts: []generate.Part{{Operation: "/orders", Group: "orders"}, {Operation: "/offers", Group: "offers"}}}
	with := run(t, generate.Options{Aggregates: []generate.Aggregate{a}}, load(t, "orders", joinedOrders))
	for _, tt := range []struct {
		name       string
		aggregates []generate.Aggregate
		want       bool
	}{{"not asked", nil, true}, {"none", []generate.Aggregate{}, false}, {"the same", []generate.Aggregate{a}, true}} {
		res := run(t, generate.Options{Aggregates: tt.aggregates}, load(t, "orders", joinedOrders))
		m, err := generate.Merge(config.Parse("krakend.json", with.Config), with.Base, res, generate.MergeOptions{})
		if err != nil || strings.Contains(string(m.Config), `"/both"`) != tt.want {
			t.Errorf("%s: %v\n%s", tt.name, err, m.Config)
		}
	}
}

func TestMergeRefusesWhatItCannotEdit(t *testing.T) {
	res := run(t, generate.Options{}, load(t, "api", mergeAfter))
	for name, text := range map[string]string{
		"k.toml": "version = 3\n", "k.yaml": "endpoints: {}\n", "q.yaml": "a: [", "k.json": "{", "l.json": "[]", "m.json": `{"endpoints": {}}`, "n.json": "{/* no */}",
	} {
		if _, err := generate.Merge(config.Parse(name, []byte(text)), generate.Base{}, res, generate.MergeOptions{}); err == nil {
			t.Errorf("%s is merged into", text)
		}
	}
}

// FuzzMerge checks that a merge into any file ends without a panic, and that
// what a second merge makes of its result is the same.
func FuzzMerge(f *testing.F) {
	f.Add(`{"endpoints": [{"endpoint": "/users", "backend": [{}], "@gatewright": {"from": {"service": "api", "pointer": "/paths/~1users/get"}}}]}`)
	f.Add(`{"endpoints": [{}, null, 1], "endpoints": []}`)
	f.Add("{\"version\": 3,\n\t\"endpoints\": [\n\t]}")
	f.Fuzz(func(t *testing.T, file string) {
		before := run(t, generate.Options{}, load(t, "api", mergeBefore))
		after := run(t, generate.Options{}, load(t, "api", mergeAfter))
		m, err := generate.Merge(config.Parse("krakend.json", []byte(file)), before.Base, after, generate.MergeOptions{})
		if err != nil {
			return
		}
		again, err := generate.Merge(config.Parse("krakend.json", m.Config), m.Base, after, generate.MergeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if string(again.Config) != string(m.Config) {
			t.Errorf("%s\n%s", m.Config, again.Config)
		}
	})
}

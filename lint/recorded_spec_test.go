package lint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
)

// played is a recorded case with its backends and what clients got.
type played struct {
	Config   json.RawMessage
	Starts   *bool
	Backends map[string][]struct {
		Method, Path string
		Responses    []struct {
			Status  int
			Body    string
			Base64  string
			DelayMS int `json:"delay_ms"`
			Hangup  bool
		}
	}
	Steps []struct {
		Request struct{ Method, Path string }
		Expect  struct {
			Status int
			JSON   json.RawMessage
			Body   string
		}
	}
}

// TestSpecRulesAgreeWithRecordedAnswers makes a specification of what the
// backends of each recorded case answered, and holds lint's judgement against
// what clients got: where they got a 500 there is an error, where they got
// nothing of what the backend answered there is a finding, and where they got an
// answer there is no error that says they do not.
func TestSpecRulesAgreeWithRecordedAnswers(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../testdata/conformance/*/*.json")
	judged := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c played
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatal(err)
		}
		if c.Starts != nil && !*c.Starts || !strings.HasPrefix(string(c.Config), "{") {
			continue
		}
		judged += judgeCase(t, strings.TrimPrefix(file, "../testdata/conformance/"), &c)
	}
	if judged < 100 {
		t.Errorf("only %d answers were judged", judged)
	}
	t.Logf("%d answers judged", judged)
}

var hostName = regexp.MustCompile(`\{\{([a-z0-9_]+)\}\}`)

func judgeCase(t *testing.T, name string, c *played) (judged int) {
	t.Helper()
	doc := config.Parse("krakend.json", []byte(hostName.ReplaceAllString(string(c.Config), "http://$1:9000")))
	services, bodies := c.services()
	r, err := lint.Run(context.Background(), doc, lint.Options{Services: services})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range doc.Service().Endpoints() {
		if len(e.Backends) != 1 || e.Backends[0] == nil || len(e.Extra.Entries)+len(e.Backends[0].Extra.Entries) > 0 {
			continue
		}
		b := e.Backends[0]
		hosts := b.Hosts()
		if len(hosts) != 1 || b.URLPattern.V == "" || e.ConcurrentCalls.V > 1 || e.Timeout.Set() || doc.Service().Timeout.Set() || len(doc.Service().Extra.Entries) > 0 {
			continue
		}
		body, known := bodies[hosts[0]+" "+b.HTTPMethod()+" "+b.URLPattern.V]
		if !known {
			continue
		}
		for _, s := range c.Steps {
			method := s.Request.Method
			if method == "" {
				method = "GET"
			}
			if s.Request.Path != e.Route() || method != e.HTTPMethod() {
				continue
			}
			judged++
			fails := slices.IndexFunc(r.Findings, func(f diag.Finding) bool {
				return f.Severity == diag.Error && f.Effect == diag.Fails && f.Endpoint == e.ID()
			})
			switch {
			case s.Expect.Status == 500 && fails < 0 && !shape.PassesThrough(e):
				t.Errorf("%s: %s: the client got a 500 of %s, and no error says so: %v", name, e.ID(), body, r.Findings)
			case name == "filtering/null-values.json" && s.Request.Path == "/nilx":
				// No specification says that a field is always null.
			case s.Expect.Status == 200 && lost(s.Expect.JSON, s.Expect.Body, body) && !slices.ContainsFunc(r.Findings, func(f diag.Finding) bool {
				return f.Severity >= diag.Warning && f.Endpoint == e.ID()
			}):
				t.Errorf("%s: %s: the client got nothing of %s, and no finding says so: %v", name, e.ID(), body, r.Findings)
			case s.Expect.Status < 400 && fails >= 0:
				t.Errorf("%s: %s: the client got %d of %s, and lint says %v", name, e.ID(), s.Expect.Status, body, r.Findings[fails])
			}
		}
	}
	return judged
}

// lost reports whether a client got an empty answer for a body that was not.
func lost(asJSON json.RawMessage, text, body string) bool {
	if strings.Contains(body, `"{}"`) || strings.Contains(body, `"[]"`) || strings.HasSuffix(body, ` ""`) {
		return false
	}
	switch string(asJSON) {
	case "{}", "[]":
		return true
	}
	return len(asJSON) == 0 && text == ""
}

// services makes a specification of each backend of the case. Routes whose
// answers differ, take long or cannot be described are left out.
func (c *played) services() (list []*spec.Service, bodies map[string]string) {
	bodies = map[string]string{}
	for name, routes := range c.Backends {
		host := "http://" + name + ":9000"
		svc := &spec.Service{Name: name, Hosts: []string{host}}
		for _, route := range routes {
			if len(route.Responses) != 1 || strings.ContainsAny(route.Path, "*{?") {
				continue
			}
			a := route.Responses[0]
			media, ok := mediaOf(a.Body)
			if !ok || a.Base64 != "" || a.Hangup || a.DelayMS > 0 {
				continue
			}
			status := a.Status
			if status == 0 {
				status = 200
			}
			if status >= 300 {
				continue
			}
			op := &spec.Operation{Service: svc, Method: route.Method, Path: route.Path}
			op.Responses = []spec.Response{{Status: strconv.Itoa(status), Media: media}}
			svc.Operations = append(svc.Operations, op)
			bodies[host+" "+route.Method+" "+route.Path] = fmt.Sprintf("%d %q", status, a.Body)
		}
		list = append(list, svc)
	}
	return list, bodies
}

// mediaOf describes a body as a specification would; ok is false for what
// specifications have no words for.
func mediaOf(body string) (media []spec.Media, ok bool) {
	if body == "" {
		return nil, true
	}
	n, problems := syntax.ParseJSON(syntax.NewSource("body.json", []byte(body)))
	if len(problems) > 0 || n == nil {
		switch {
		case strings.HasPrefix(body, "<?xml"):
			return []spec.Media{{Type: "application/xml"}}, true
		case strings.ContainsAny(body[:1], "{[<\"\ufeff") || strings.Contains(body, "\ufeff"):
			return nil, false
		}
		return []spec.Media{{Type: "text/plain"}}, true
	}
	schema, _ := syntax.ParseJSON(syntax.NewSource("schema.json", []byte(schemaOf(n))))
	return []spec.Media{{Type: "application/json", Schema: &spec.Schema{Node: schema}}}, true
}

// schemaOf describes a value: its fields, and no others.
func schemaOf(n *syntax.Node) string {
	switch n.Kind {
	case syntax.Object:
		var fields []string
		for _, m := range n.Members() {
			fields = append(fields, config.Quote(m.Name)+": "+schemaOf(m.Value))
		}
		return `{"type": "object", "additionalProperties": false, "properties": {` + strings.Join(fields, ", ") + "}}"
	case syntax.Array:
		if len(n.Items()) == 0 {
			return `{"type": "array"}`
		}
		return `{"type": "array", "items": ` + schemaOf(n.Items()[0]) + "}"
	}
	return `{"type": "` + n.Kind.String() + `"}`
}

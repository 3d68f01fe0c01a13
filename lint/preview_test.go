package lint_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/lint"
)

// TestPreviewForetellsRecordedAnswers describes what the backends of each
// recorded case answered, and holds the preview of every endpoint against the
// fields that clients got.
func TestPreviewForetellsRecordedAnswers(t *testing.T) {
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
		judged += foretell(t, strings.TrimPrefix(file, "../testdata/conformance/"), &c)
	}
	if judged < 200 {
		t.Errorf("only %d answers were judged", judged)
	}
	t.Logf("%d answers judged", judged)
}

func foretell(t *testing.T, name string, c *played) (judged int) {
	t.Helper()
	doc := config.Parse("krakend.json", []byte(hostName.ReplaceAllString(string(c.Config), "http://$1:9000")))
	services, _ := c.services()
	for _, e := range doc.Service().Endpoints() {
		p := lint.PreviewOf(e, services)
		if len(e.Extra.Entries)+len(doc.Service().Extra.Entries) > 0 || e.ConcurrentCalls.V > 1 || e.Timeout.Set() || doc.Service().Timeout.Set() {
			continue
		}
		if slices.ContainsFunc(p.Bindings, func(b lint.Binding) bool {
			return b.Match != lint.Bound || len(b.Backend.Extra.Entries) > 0
		}) {
			continue
		}
		for _, s := range c.Steps {
			if s.Request.Path != e.Route() || s.Request.Method != "" && s.Request.Method != e.HTTPMethod() {
				continue
			}
			switch {
			case s.Expect.Status == 500 && p.Output != fact.NoOp:
				judged++
				if p.Answer != nil {
					t.Errorf("%s: %s: clients got a 500, the preview has %s (%v)", name, e.ID(), outline(p.Answer), p.Notes)
				}
			case s.Expect.Status == 200 && len(s.Expect.JSON) > 0 && p.Answer != nil:
				var got any
				if err := json.Unmarshal(s.Expect.JSON, &got); err != nil {
					t.Fatal(err)
				}
				judged++
				if diff := cmp.Diff(fieldsOf(got, 0), outlineFields(p.Answer, 0)); diff != "" && !p.Answer.Open {
					t.Errorf("%s: %s (-client +preview, %v):\n%s", name, e.ID(), p.Notes, diff)
				}
			}
		}
	}
	return judged
}

// fieldsOf is the fields of an answer, two levels deep.
func fieldsOf(v any, depth int) map[string]any {
	m, ok := v.(map[string]any)
	if !ok || depth > 1 {
		return nil
	}
	out := map[string]any{}
	for k, inner := range m {
		out[k] = fieldsOf(inner, depth+1)
	}
	return out
}

func outlineFields(v *lint.Value, depth int) map[string]any {
	if v.Body != fact.ObjectBody || depth > 1 {
		return nil
	}
	out := map[string]any{}
	for _, m := range v.Members {
		out[m.Name] = outlineFields(m.Value, depth+1)
	}
	return out
}

func outline(v *lint.Value) string {
	return v.Type + " of " + strings.Join(slices.Sorted(maps.Keys(outlineFields(v, 0))), ", ")
}

const usersDocument = `{"openapi": "3.0.3", "info": {"title": "users", "version": "1"}, "servers": [{"url": "http://backend:8080"}],
"paths": {
 "/users": {"get": {"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/User"}}}}}}}},
 "/users/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}}}},
  "delete": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"204": {"description": "gone"}}}}},
"components": {"schemas": {"User": {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
 "id": {"type": "integer"}, "name": {"type": "string"}, "boss": {"$ref": "#/components/schemas/User"}}}}}}`

func TestPreviewFollowsReferencesAndEnds(t *testing.T) {
	t.Parallel()
	doc := config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": [
	{"endpoint": "/all", "output_encoding": "json-collection", "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "is_collection": true}]},
	{"endpoint": "/one/{id}", "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}", "target": "boss", "deny": ["boss"], "mapping": {"id": "number"}, "group": "boss"}]},
	{"endpoint": "/one/{id}", "method": "DELETE", "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]},
	{"endpoint": "/other", "backend": [{"host": ["http://other:8080"], "url_pattern": "/x"}]}]}`))
	services := services(t, usersDocument)
	endpoints := doc.Service().Endpoints()

	all := lint.PreviewOf(endpoints[0], services).Answer
	if all.Type != "list" || all.Items == nil || all.Items.Members[0].Value.Type != "integer" || all.Items.Members[0].Optional || !all.Items.Members[1].Optional {
		t.Errorf("the list is %+v", all)
	}
	one := lint.PreviewOf(endpoints[1], services).Answer
	if diff := cmp.Diff(map[string]any{"boss": map[string]any{"number": map[string]any(nil), "name": map[string]any(nil)}}, outlineFields(one, 0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if one.Members[0].Value.Members[0].Value.From.IsZero() {
		t.Error("a field does not say where it comes from")
	}
	for i, want := range map[int]string{2: "answers 204", 3: "nothing is known"} {
		p := lint.PreviewOf(endpoints[i], services)
		if !strings.Contains(strings.Join(p.Notes, "\n"), want) {
			t.Errorf("%s: %q is not in %v", endpoints[i].ID(), want, p.Notes)
		}
	}
	for i, want := range []lint.Match{lint.Bound, lint.Bound, lint.Bound, lint.Undescribed} {
		if got := lint.Bindings(doc, services)[i].Match; got != want {
			t.Errorf("backend %d is %s, want %s", i, got, want)
		}
	}
}

package serve

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/schemas"
)

// readers are the files that read the settings of a namespace, by level where
// that differs. A namespace that is missing here is not run at all.
var readers = map[string]string{
	"router":                           "policy.go clientip.go server.go",
	"security/cors":                    "stage/cors.go",
	"security/http":                    "stage/security_http.go",
	"security/bot-detector":            "stage/bot_detector.go",
	"auth/validator":                   "stage/validator.go stage/jwk_set.go",
	"auth/revoker":                     "revoker/settings.go",
	"auth/signer":                      "stage/signer.go stage/jwk_set.go",
	"auth/client-credentials":          "stage/client_credentials.go",
	"qos/ratelimit/router":             "stage/ratelimit_router.go",
	"qos/ratelimit/proxy":              "stage/ratelimit_proxy.go",
	"qos/circuit-breaker":              "stage/circuit_breaker.go",
	"qos/http-cache":                   "stage/http_cache.go",
	"endpoint proxy":                   "stage/merge.go stage/sequential.go stage/static.go stage/flatmap.go",
	"backend proxy":                    "stage/shadow.go stage/flatmap.go stage/call.go",
	"validation/cel":                   "stage/cel.go",
	"validation/json-schema":           "stage/json_schema.go",
	"modifier/martian":                 "stage/martian.go stage/martian_modifiers.go stage/martian_filters.go",
	"modifier/lua-endpoint":            "stage/lua.go stage/lua_script.go",
	"modifier/lua-proxy":               "stage/lua.go stage/lua_script.go",
	"modifier/lua-backend":             "stage/lua.go stage/lua_script.go",
	"backend/http":                     "stage/status.go stage/errors.go",
	"backend/http/client":              "stage/call.go",
	"backend/graphql":                  "stage/graphql.go",
	"telemetry/logging":                "telemetry/log.go",
	"telemetry/logstash":               "telemetry/log.go",
	"telemetry/gelf":                   "telemetry/log.go",
	"telemetry/metrics":                "telemetry/telemetry.go telemetry/stats.go",
	"telemetry/opentelemetry":          "telemetry/otel.go telemetry/layers.go",
	"endpoint telemetry/opentelemetry": "telemetry/layers.go",
	"backend telemetry/opentelemetry":  "telemetry/layers.go",
}

// schema is as much of a JSON Schema as has names of settings in it.
type schema struct {
	Ref         string             `json:"$ref"`
	Properties  map[string]*schema `json:"properties"`
	Items       *schema            `json:"items"`
	Definitions map[string]*schema `json:"definitions"`
	AllOf       []*schema          `json:"allOf"`
	AnyOf       []*schema          `json:"anyOf"`
	OneOf       []*schema          `json:"oneOf"`
}

// settingsOf lists the settings of a namespace as its schema has them.
func settingsOf(t *testing.T, namespace string, level fact.Level) []string {
	t.Helper()
	name, ok := schemas.File(namespace, string(level))
	if !ok {
		return nil
	}
	text, err := schemas.Bundle(name)
	if err != nil {
		t.Fatal(err)
	}
	var root schema
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{}
	var walk func(s *schema, path string, depth int)
	walk = func(s *schema, path string, depth int) {
		if s == nil || depth > 12 {
			return
		}
		if s.Ref != "" {
			walk(root.Definitions[strings.TrimPrefix(s.Ref, "#/definitions/")], path, depth+1)
		}
		for name, p := range s.Properties {
			set[path+name] = true
			walk(p, path+name+".", depth+1)
		}
		walk(s.Items, path+"[].", depth+1)
		for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
			walk(part, path, depth+1)
		}
	}
	walk(&root, "", 0)
	return slices.Sorted(maps.Keys(set))
}

func namespacesAt(t *testing.T, level fact.Level) []string {
	t.Helper()
	text, err := schemas.Bundle("extra_config/" + string(level))
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(s.Properties))
}

func isIdle(namespace string, level fact.Level, path string) bool {
	return slices.ContainsFunc(idleSettings, func(s idleSetting) bool {
		return s.namespace == namespace && slices.Contains(s.levels, level) && s.path == path
	})
}

// TestEverySettingIsReadOrTold walks all that the schemas know: each setting of
// the Community Edition is read by a file that is named here, or stands in
// idleSettings; a namespace that nobody reads is told as a whole.
func TestEverySettingIsReadOrTold(t *testing.T) {
	sources := map[string]string{}
	source := func(file string) string {
		if sources[file] == "" {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources[file] = string(text)
		}
		return sources[file]
	}
	count := 0
	for _, level := range []fact.Level{fact.Service, fact.Endpoint, fact.Backend} {
		for _, ns := range namespacesAt(t, level) {
			if known, _ := fact.FindNamespace(ns, level); known.Edition != fact.Community {
				continue
			}
			files, run := readers[string(level)+" "+ns]
			if !run {
				files, run = readers[ns]
			}
			if told := slices.ContainsFunc(noticesOf(t, level, ns, `{}`), func(f diag.Finding) bool { return f.Rule == diag.NamespaceNotRun }); told == run {
				t.Errorf("%s at %s: run %t, told %t", ns, level, run, told)
			}
			if !run {
				continue
			}
			for _, path := range settingsOf(t, ns, level) {
				count++
				leaf := path[strings.LastIndexByte(path, '.')+1:]
				if inBlackBox(ns, path) {
					continue
				}
				if ns == "modifier/martian" {
					leaf = path // names of modifiers have dots
				}
				literal := regexp.MustCompile(`["` + "`" + `](json:")?` + regexp.QuoteMeta(leaf) + `[",]`)
				read := slices.ContainsFunc(strings.Fields(files), func(f string) bool { return literal.MatchString(source(f)) })
				if !read && !isIdle(ns, level, path) {
					t.Errorf("%s at %s: nobody reads %s", ns, level, path)
				}
			}
		}
	}
	if count < 200 {
		t.Errorf("only %d settings were looked at", count)
	}
}

// inBlackBox reports whether a setting is handed to something else as a whole.
func inBlackBox(namespace, path string) bool {
	return namespace == "validation/json-schema" || namespace == "proxy" && strings.HasPrefix(path, "static.data.")
}

// noticesOf builds a gateway with one namespace and returns what is told of it.
func noticesOf(t *testing.T, level fact.Level, namespace, settings string) []diag.Finding {
	t.Helper()
	extra := map[fact.Level]string{fact.Service: "{}", fact.Endpoint: "{}", fact.Backend: "{}"}
	extra[level] = fmt.Sprintf(`{%q: %s}`, namespace, settings)
	doc := config.Parse("krakend.json", fmt.Appendf(nil, `{"version": 3, "extra_config": %s, "endpoints": [
{"endpoint": "/x", "extra_config": %s, "backend": [{"host": ["http://b:80"], "url_pattern": "/", "extra_config": %s}]},
{"endpoint": "/y", "extra_config": %[2]s, "backend": [{"host": ["http://b:80"], "url_pattern": "/", "extra_config": %[3]s}]}]}`,
		extra[fact.Service], extra[fact.Endpoint], extra[fact.Backend]))
	return notices(doc.Service(), Options{Stdout: io.Discard})
}

func TestAnIdleSettingIsToldOnceWithItsPlace(t *testing.T) {
	for _, s := range idleSettings {
		for _, level := range s.levels {
			text := "true"
			steps := strings.Split(s.path, ".")
			for _, step := range slices.Backward(steps) {
				if step == "[]" {
					text = "[{}, " + text + "]"
				} else {
					text = fmt.Sprintf(`{%q: %s}`, step, text)
				}
			}
			found := noticesOf(t, level, s.namespace, text)
			// What is missing beside it is another matter.
			found = slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Rule == diag.SettingInvalid })
			if s.silent {
				if len(found) > 0 {
					t.Errorf("%s of %s at %s: told %v", s.path, s.namespace, level, found)
				}
				continue
			}
			pointer := "/" + strings.ReplaceAll(strings.ReplaceAll(s.path, "[]", "1"), ".", "/")
			if len(found) != 1 || !strings.HasSuffix(found[0].Pointer, pointer) || found[0].Span.Text() != fmt.Sprintf("%q", steps[len(steps)-1]) {
				t.Errorf("%s of %s at %s: told %v", s.path, s.namespace, level, found)
			}
			got := noticesOf(t, level, s.namespace, strings.ReplaceAll(text, "true", "null"))
			if got = slices.DeleteFunc(got, func(f diag.Finding) bool { return f.Rule == diag.SettingInvalid }); len(got) > 0 {
				t.Errorf("%s of %s at %s as a null: told %v", s.path, s.namespace, level, got)
			}
		}
	}
}

func TestWhatTheRevokerCannotUseIsTold(t *testing.T) {
	messages := func(settings string) []string {
		var list []string
		for _, f := range noticesOf(t, fact.Service, "auth/revoker", settings) {
			list = append(list, strings.ReplaceAll(f.Message, ` of "auth/revoker"`, ""))
		}
		return list
	}
	for settings, want := range map[string][]string{
		`{"N":10000000,"P":1e-7,"hash_name":"optimal","TTL":1500,"port":1234,"token_keys":["jti"]}`: nil,
		`{"N":0,"P":1,"hash_name":"md5","TTL":"25m","port":70000,"token_keys":"jti"}`: {
			`"N" must be a whole number above 0`, `"P" must be a number between 0 and 1`, `"hash_name" must be "optimal" or "default"`,
			`"TTL" must be a number of seconds above 0`, `"port" must be a port`, `"token_keys" must be a list of claims`,
		},
		`{"N":1,"P":0.5,"hash_name":"default","TTL":1,"port":1}`:                        {`"token_keys" must be a list of claims`},
		`{"N":1,"P":0.5,"hash_name":"default","TTL":1,"port":1,"token_keys":["jti",1]}`: {`"token_keys" must be a list of claims`},
	} {
		if diff := cmp.Diff(want, messages(settings)); diff != "" {
			t.Errorf("%s: -want +got\n%s", settings, diff)
		}
	}
}

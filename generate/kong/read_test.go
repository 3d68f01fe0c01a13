package kong

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

func read(text string) *convert.Inventory {
	return Read([]*syntax.Source{syntax.NewSource("kong.yml", []byte(text))})
}

func codes(inv *convert.Inventory) []string {
	var list []string
	for _, l := range inv.Losses {
		if l.Severity != convert.Ignored {
			list = append(list, l.Severity.String()+" "+l.Code)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestReadReportsWhatItCannotCarry(t *testing.T) {
	tests := []struct {
		name, route string
		want        []string
	}{
		{"nothing", ``, nil},
		{"key-auth", `plugins: [{name: key-auth, config: {key_names: [apikey]}}]`, nil},
		{"acl of tokens that others vouch for", `plugins: [{name: jwt}, {name: acl, config: {allow: [a]}}]`, []string{"security acl"}},
		{"anonymous", `plugins: [{name: jwt, config: {anonymous: guest}}]`, []string{"security auth-optional"}},
		{"switched off", `plugins: [{name: acl, enabled: false, config: {allow: [a]}}]`, nil},
		{"unknown plugin", `plugins: [{name: invented}]`, []string{"lost plugin"}},
		{"unknown setting", `plugins: [{name: rate-limiting, config: {second: 1, limit_by: ip, invented: 1}}]`, []string{"changed rate-limit", "lost unknown-field"}},
		{"second window", `plugins: [{name: rate-limiting, config: {second: 1, minute: 5, limit_by: ip}}]`, []string{"changed rate-limit", "lost rate-second"}},
		{"body", `plugins: [{name: request-transformer, config: {add: {body: ["a:b"]}}}]`, []string{"lost body-transform"}},
		{"a plugin of one's own that protects", `plugins: [{name: my-oidc, config: {a: 1}}]`, nil},
		{"two kinds of credentials", `plugins: [{name: jwt}, {name: key-auth}]`, []string{"security auth-second"}},
		{"termination", `plugins: [{name: request-termination}]`, []string{"lost termination"}},
		{"streams", `protocols: [tcp]`, []string{"lost protocol"}},
		{"negation", `expression: 'http.path != "/x"'`, []string{"lost expression"}},
		{"unknown field", `invented: 1`, []string{"lost unknown-field"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := "_format_version: \"3.0\"\nservices:\n- name: s\n  url: http://h:80\n  retries: 0\n  routes:\n  - name: r\n    methods: [GET]\n    paths: [\"~/a$\"]\n"
			if strings.HasPrefix(tt.route, "expression") {
				text = strings.Replace(text, "    methods: [GET]\n    paths: [\"~/a$\"]\n", "", 1)
			}
			if tt.route != "" {
				text += "    " + tt.route + "\n"
			}
			if diff := cmp.Diff(tt.want, codes(read(text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNarrowestPluginRuns(t *testing.T) {
	inv := read(`_format_version: "3.0"
services:
- name: s
  url: http://h
  plugins: [{name: rate-limiting, config: {second: 2, limit_by: ip}}]
  routes:
  - {name: own, paths: ["~/a$"], plugins: [{name: rate-limiting, config: {second: 1, limit_by: ip}}]}
  - {name: none, paths: ["~/b$"]}
  - {name: named, paths: ["~/c$"]}
plugins:
- {name: rate-limiting, config: {second: 3, limit_by: ip}}
- {name: rate-limiting, route: named, config: {second: 4, limit_by: ip}}
`)
	got := map[string]float64{}
	for _, r := range inv.Routes {
		got[r.Path] = r.Rate.Client
	}
	if diff := cmp.Diff(map[string]float64{"/a": 1, "/b": 2, "/c": 4}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHostsFollowWeights(t *testing.T) {
	inv := read(`_format_version: "3.0"
services: [{name: s, host: pool, routes: [{paths: ["~/a$"]}]}]
upstreams: [{name: pool, targets: [{target: "a:80", weight: 100}, {target: "b:80", weight: 50}, {target: "c:80", weight: 0}]}]
`)
	if diff := cmp.Diff([]string{"http://a:80", "http://a:80", "http://b:80"}, inv.Routes[0].Calls[0].Hosts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseRegex(t *testing.T) {
	tests := []struct {
		in, path        string
		anchored, loose bool
		ok              bool
	}{
		{`/a/(?<id>[^/]+)$`, "/a/{id}", true, false, true},
		{`^/a/(?<id>[^#?/]+)/b`, "/a/{id}/b", false, false, true},
		{`/a/\d+/(\w+)$`, "/a/{p1}/{p2}", true, true, true},
		{`/v1\.0/a-b$`, "/v1.0/a-b", true, false, true},
		{`/a/.*`, "/a/{rest}", true, false, true},
		{`/a/?$`, "/a", true, false, true},
		{`/(a|b)$`, "", false, false, false},
		{`/a(b)?`, "", false, false, false},
		{`/(?<id>\d+)/(?<id>\d+)`, "", false, false, false},
		{`a`, "", false, false, false},
	}
	for _, tt := range tests {
		got, ok := parseRegex(tt.in)
		path, anchored, loose := got.path, got.anchored, got.loose
		if ok != tt.ok || ok && (path != tt.path || anchored != tt.anchored || loose != tt.loose) {
			t.Errorf("%s is %q %v %v %v", tt.in, path, anchored, loose, ok)
		}
	}
}

func TestPluginsThatProtectCloseTheirRoutes(t *testing.T) {
	for name, closed := range map[string]bool{"my-oidc": true, "kong-jwt2header": true, "keycloak-guard": true, "opa": true, "upstream-oauth": false, "session": false, "correlation-id": false} {
		inv := read("_format_version: \"3.0\"\nservices:\n- {name: s, url: \"http://h\", routes: [{name: r, paths: [/a], plugins: [{name: " + name + "}]}]}\n")
		if got := inv.Routes[0].Auth != nil; got != closed {
			t.Errorf("%s: closed is %v", name, got)
		}
	}
}

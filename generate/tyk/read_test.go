package tyk

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

func read(files ...string) *convert.Inventory {
	var sources []*syntax.Source
	for i := 0; i < len(files); i += 2 {
		sources = append(sources, syntax.NewSource(files[i], []byte(files[i+1])))
	}
	return Read(sources)
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
		name, fields string
		want         []string
	}{
		{"nothing", ``, nil},
		{"addresses switched off", `"enable_ip_whitelisting": false, "allowed_ips": ["10.0.0.1"]`, nil},
		{"two kinds of credentials", `"use_basic_auth": true, "use_standard_auth": true`, []string{"security auth-second"}},
		{"plugins", `"custom_middleware": {"pre": [{"name": "a"}]}`, []string{"lost plugin"}},
		{"client certificates", `"client_certificates": ["a"]`, []string{"security client-certificates"}},
		{"unknown", `"invented": 1`, []string{"lost unknown-field"}},
		{"block list", `"version_data": {"not_versioned": true, "versions": {"Default": {"extended_paths": {"black_list": [{"path": "/x", "method": "GET"}]}}}}`, []string{"security block-list"}},
		{"block list behind an allow list", `"version_data": {"not_versioned": true, "versions": {"Default": {"extended_paths": {"white_list": [{"path": "/y", "method": "GET"}], "black_list": [{"path": "/x", "method": "GET"}]}}}}`, nil},
		{"mock", `"version_data": {"not_versioned": true, "versions": {"Default": {"extended_paths": {"mock_response": [{"path": "/x", "method": "GET"}]}}}}`, []string{"lost mock"}},
		{"second version", `"version_data": {"not_versioned": false, "default_version": "a", "versions": {"a": {}, "b": {}}}`, []string{"lost version"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := `{"name": "a", "active": true, "use_keyless": true, "proxy": {"listen_path": "/a", "target_url": "http://h:80", "strip_listen_path": true}`
			if tt.fields != "" {
				text += ", " + tt.fields
			}
			if diff := cmp.Diff(tt.want, codes(read("a.json", text+"}"))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTwinsAreAlike reads one API in both kinds of definition.
func TestTwinsAreAlike(t *testing.T) {
	const classic = `{"name": "a", "active": true, "enable_jwt": true, "jwt_signing_method": "rsa", "jwt_source": "https://id.example/keys",
		"proxy": {"listen_path": "/a/", "target_url": "http://h:80/base", "strip_listen_path": true},
		"version_data": {"not_versioned": true, "versions": {"Default": {"extended_paths": {
			"white_list": [{"path": "/x/{id}", "method": "GET"}], "hard_timeouts": [{"path": "/x/{id}", "method": "GET", "timeout": 5}],
			"ignored": [{"path": "/x/{id}", "method": "GET"}]}}}}}`
	const oas = `{"openapi": "3.0.3", "paths": {"/x/{id}": {"get": {"operationId": "x"}}}, "x-tyk-api-gateway": {"info": {"name": "a", "state": {"active": true}},
		"upstream": {"url": "http://h:80/base"}, "server": {"listenPath": {"value": "/a/", "strip": true}, "authentication": {"enabled": true, "securitySchemes":
		{"jwt": {"enabled": true, "signingMethod": "rsa", "source": "aHR0cHM6Ly9pZC5leGFtcGxlL2tleXM="}}}},
		"middleware": {"operations": {"x": {"allow": {"enabled": true}, "ignoreAuthentication": {"enabled": true}, "enforceTimeout": {"enabled": true, "value": 5}}}}}}`
	a, b := read("a.json", classic), read("b.json", oas)
	if len(a.Routes) != 1 || len(b.Routes) != 1 || a.Routes[0].Sum() != b.Routes[0].Sum() {
		t.Errorf("classic %+v\noas %+v", a.Routes[0], b.Routes[0])
	}
}

func TestShellBesideItsDocumentIsPassedOver(t *testing.T) {
	inv := read("apps/a.json", `{"is_oas": true, "active": true, "proxy": {"listen_path": "/a", "target_url": "http://h"}}`,
		"apps/a-oas.json", `{"openapi": "3.0.3", "paths": {"/x": {"get": {}}}, "x-tyk-api-gateway": {"upstream": {"url": "http://h"}, "server": {"listenPath": {"value": "/a"}}}}`)
	if len(inv.Routes) != 1 || inv.Routes[0].Path != "/a/x" {
		t.Errorf("%d routes", len(inv.Routes))
	}
}

func TestWrappersAreOpened(t *testing.T) {
	const api = `{"name": "a", "active": true, "use_keyless": true, "proxy": {"listen_path": "/a", "target_url": "http://h"}}`
	for name, text := range map[string]string{
		"export": `{"api_definition": ` + api + `, "hook_references": []}`, "list": `{"apis": [{"api_definition": ` + api + `}]}`,
		"resource": `{"apiVersion": "tyk.tyk.io/v1alpha1", "kind": "ApiDefinition", "spec": ` + api + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			src := syntax.NewSource("a.json", []byte(text))
			root, _ := syntax.Parse(src)
			if !Is(root) {
				t.Error("it is not recognised")
			}
			if inv := Read([]*syntax.Source{src}); len(inv.Routes) != 1 {
				t.Errorf("%d routes", len(inv.Routes))
			}
		})
	}
}

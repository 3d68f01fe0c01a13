package ocelot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

func read(t *testing.T, opts Options, files ...string) *convert.Inventory {
	t.Helper()
	var sources []*syntax.Source
	for i := 0; i < len(files); i += 2 {
		sources = append(sources, syntax.NewSource(files[i], []byte(files[i+1])))
	}
	return Read(sources, opts)
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

const common = `"DownstreamScheme": "http", "RouteIsCaseSensitive": true, "UpstreamHttpMethod": ["GET"], "DownstreamHostAndPorts": [{"Host": "h", "Port": 80}]`

func TestReadReportsWhatItCannotCarry(t *testing.T) {
	tests := []struct {
		name, fields string
		want         []string
	}{
		{"nothing", ``, nil},
		{"addresses are carried", `"SecurityOptions": {"IPBlockedList": ["10.0.0.1"]}`, nil},
		{"addresses with exceptions", `"SecurityOptions": {"IPBlockedList": ["10.0.0.0/8"], "IPAllowedList": ["10.0.0.1"], "ExcludeAllowedFromBlocked": true}`, []string{"lost ip-exception"}},
		{"empty options mean nothing", `"SecurityOptions": {"IPBlockedList": []}, "RateLimitOptions": {}, "QoSOptions": null, "AuthenticationOptions": {}`, nil},
		{"handlers", `"DelegatingHandlers": ["A"]`, []string{"lost delegating-handler"}},
		{"unknown", `"Invented": {"a": 1}`, []string{"lost unknown-field"}},
		{"wrong type", `"Key": {"a": 1}`, []string{"lost wrong-type"}},
		{"part of a claim", `"AddHeadersToRequest": {"A": "Claims[sub] > value[1] > |"}`, []string{"lost claim-transform"}},
		{"claims of claims", `"AddClaimsToRequest": {"A": "Claims[sub] > value"}`, []string{"lost claim-transform"}},
		{"several claims", `"RouteClaimsRequirement": {"a": "1", "b": "2"}`, []string{"approximated claims"}},
		{"claim against the path", `"RouteClaimsRequirement": {"a": "{b}"}`, []string{"security claim"}},
		{"find and replace", `"DownstreamHeaderTransform": {"Location": "http://a, http://b"}`, []string{"lost header-replace"}},
		{"sticky sessions", `"LoadBalancerOptions": {"Type": "CookieStickySessions", "Key": "k", "Expiry": 5}`, []string{"lost load-balancer"}},
		{"breaker", `"QoSOptions": {"MinimumThroughput": 3, "BreakDuration": 1500, "SamplingDuration": 5000, "FailureRatio": 0.5}`, []string{"approximated breaker", "approximated breaker-ratio"}},
		{"limit without a period", `"RateLimitOptions": {"Limit": 3, "Period": "often"}`, []string{"security rate-limit"}},
		{"limit", `"RateLimitOptions": {"Limit": 3, "Period": "1m", "ClientIdHeader": "C", "Wait": "5s"}`, []string{"changed rate-limit", "lost rate-wait"}},
		{"limit switched off", `"RateLimitOptions": {"EnableRateLimiting": false, "Limit": 3, "Period": "1m"}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fields := common
			if tt.fields != "" {
				fields += ", " + tt.fields
			}
			inv := read(t, Options{}, "ocelot.json", `{"Routes": [{"UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/a", `+fields+`}]}`)
			if diff := cmp.Diff(tt.want, codes(inv)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, l := range inv.Losses {
				if l.Span.IsZero() {
					t.Errorf("%s has no place", l.Code)
				}
			}
		})
	}
}

func TestReadTakesFormerSpellings(t *testing.T) {
	const former = `{"REROUTES": [{"upstreamtemplate": "/a", "DownstreamTemplate": "/b", "DownstreamScheme": "http", "DownstreamHost": "h", "DownstreamPort": 81,
		"UpstreamHttpMethod": "Get", "ReRouteIsCaseSensitive": true, "UseServiceDiscovery": false, "LoadBalancer": "RoundRobin",
		"FileCacheOptions": {"TtlSeconds": 5}, "QoSOptions": {"ExceptionsAllowedBeforeBreaking": 2, "DurationOfBreak": 1, "TimeoutValue": 2500}}]}`
	const today = `{"Routes": [{"UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/b", "DownstreamScheme": "http", "DownstreamHostAndPorts": [{"Host": "h", "Port": 81}],
		"UpstreamHttpMethod": ["GET"], "RouteIsCaseSensitive": true, "LoadBalancerOptions": {"Type": "RoundRobin"},
		"CacheOptions": {"TtlSeconds": 5}, "QoSOptions": {"MinimumThroughput": 2, "BreakDuration": 1, "Timeout": 2500}}]}`
	a, b := read(t, Options{}, "a.json", former), read(t, Options{}, "b.json", today)
	if a.Routes[0].Sum() != b.Routes[0].Sum() {
		t.Errorf("the routes differ: %s", cmp.Diff(a.Routes[0].Calls[0], b.Routes[0].Calls[0], cmp.FilterPath(func(p cmp.Path) bool { return strings.HasSuffix(p.String(), "Place") }, cmp.Ignore())))
	}
	if got := a.Routes[0].Timeout; got != 2500*time.Millisecond {
		t.Errorf("timeout %v", got)
	}
}

func TestGlobalOptionsHoldWhereTheRouteHasNone(t *testing.T) {
	route := func(key, more string) string {
		return `{"UpstreamPathTemplate": "/` + key + `", "DownstreamPathTemplate": "/a", "Key": "` + key + `", ` + common + more + `}`
	}
	inv := read(t, Options{}, "ocelot.json", `{"Routes": [`+route("a", "")+`, `+route("b", `, "AuthenticationOptions": {"AuthenticationProviderKey": "Own"}`)+`, `+route("c", "")+`],
		"GlobalConfiguration": {"AuthenticationOptions": {"AuthenticationProviderKeys": ["Global"], "RouteKeys": ["a", "b"]}, "Timeout": 7}}`)
	var got []string
	for _, r := range inv.Routes {
		provider := ""
		if r.Auth != nil {
			provider = r.Auth.Provider
		}
		got = append(got, provider+" "+r.Timeout.String())
	}
	if diff := cmp.Diff([]string{"Global 7s", "Own 7s", " 7s"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCatchAllSurvivesTheWayThroughKrakenD(t *testing.T) {
	for _, path := range []string{"/users/{everything}", "/users/{userId}", "/{everything}"} {
		in := `{"Routes": [{"UpstreamPathTemplate": "` + path + `", "DownstreamPathTemplate": "/api/x", ` + common + `}]}`
		in = strings.Replace(in, "/api/x", "/api/"+path[strings.LastIndexByte(path, '/')+1:], 1)
		inv := read(t, Options{}, "ocelot.json", in)
		back := throughKrakenD(t, inv)
		if len(back.Routes) != 1 || back.Routes[0].Path != path || back.Routes[0].Calls[0].Pattern != inv.Routes[0].Calls[0].Pattern {
			t.Errorf("%s became %d routes, the first %+v", path, len(back.Routes), back.Routes[0])
		}
	}
}

func TestProviderOfTheFirstVersionsKeepsARouteClosed(t *testing.T) {
	inv := read(t, Options{}, "configuration.json", `{"ReRoutes": [{"UpstreamTemplate": "/a", "DownstreamTemplate": "/a", `+common+`,
		"AuthenticationOptions": {"Provider": "IdentityServer", "ProviderRootUrl": "http://id:80/", "ScopeName": "api", "AdditionalScopes": ["openid"], "ScopeSecret": "s"}}]}`)
	a := inv.Routes[0].Auth
	if a == nil || a.Provider != "IdentityServer" || a.Issuer != "http://id:80" || !slices.Equal(a.Scopes, []string{"api", "openid"}) {
		t.Errorf("%+v", a)
	}
}

func TestPeriod(t *testing.T) {
	for in, want := range map[string]time.Duration{"1s": time.Second, "500": 500 * time.Millisecond, "1.5m": 90 * time.Second, "2H": 2 * time.Hour, "1d": 24 * time.Hour, "250ms": 250 * time.Millisecond} {
		if got, ok := period(in); !ok || got != want {
			t.Errorf("%s is %v %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "s", "1w", "1e99d", "-1s"} {
		if got, ok := period(in); ok {
			t.Errorf("%q is %v", in, got)
		}
	}
}

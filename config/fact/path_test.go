package fact

import "testing"

func TestCleanHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"http://a":                "http://a",
		"https://a.b-c_d:8443/":   "https://a.b-c_d:8443",
		"a":                       "http://a",
		"a:8080/":                 "http://a:8080",
		"http:80":                 "http://http:80",
		"http://a:80":             "http://a:80",
		"http://a:123456":         "http://a:123456",
		"http://a:1234567":        "",
		"http://a:8":              "",
		"http://a:":               "http://a", // what is left over beside the one match is passed over
		"http://a:b":              "",
		"http://":                 "http://http",
		"http://a/b":              "",
		"http://a//":              "http://a",
		"http://u@a":              "",
		"http://[::1]:80":         "",
		"ftp://a":                 "",
		"":                        "",
		"http://ä":                "http://http",
		"https://example.com:443": "https://example.com:443",
	} {
		clean, ok := CleanHost(host)
		if got := map[bool]string{true: clean}[ok]; got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
		if plain, ok := plainHost(host); ok && plain != want {
			t.Errorf("%q: the short way gives %q, want %q", host, plain, want)
		}
	}
}

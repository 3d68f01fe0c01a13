package excerpt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/ui"
)

const shop = `{
  "version": 3,
  "extra_config": {
    "auth/api-keys": {
      "keys": [{"@name": "a", "key": "0123456789abcdef0123"}]
    }
  },
  "endpoints": [
    {
      "endpoint": "/one",
      "backend": [
        {"host": ["http://me:hidden@users"], "url_pattern": "/1"},
        {
          "url_pattern": "/2",
          "allow": ["a"]
        }
      ]
    },
    {"endpoint": "/two", "backend": [{"url_pattern": "/two", "host": ["http://users:5000"]}]}
  ]
}
`

func shown(t *testing.T, file, text, pointer string, width, height int) string {
	t.Helper()
	m := New(ui.NewTheme(false, true))
	m.SetSize(width, height)
	m.Show(config.Parse(file, []byte(text)), pointer)
	return strings.Join(m.View(), "\n")
}

func TestTheChosenEndpointIsShownAsItStands(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, text, pointer string
		has                       []string
		lacks                     []string
	}{
		{"endpoint", "k.json", shop, "/endpoints/0", []string{"Text of GET /one", ` 10   "endpoint": "/one",`, "me:****@users", ` 18 }`}, []string{"hidden", "/two", ">"}},
		{"a field is marked", "k.json", shop, "/endpoints/0/backend/1/allow/0", []string{`>15       "allow": ["a"]`}, nil},
		{"what is not there is sought where it would be", "k.json", shop, "/endpoints/0/backend/1/group", []string{`>13     {`}, nil},
		{"one line is laid out", "k.json", shop, "/endpoints/1/backend/0/host", []string{"Text of GET /two", `   "endpoint": "/two"`, `>      "host": [`}, []string{"19"}},
		{"service", "k.json", shop, "/extra_config", []string{"Text of the service", ` 2 "version": 3`, `>3 "extra_config": {`, `"key": "****"`}, []string{"/one", "0123456789abcdef"}},
		{"no endpoint of that number", "k.json", shop, "/endpoints/9", []string{"Text of the service"}, nil},
		{"no object", "k.json", "[]", "", []string{"there is no text of it"}, nil},
		{"endpoint that is none", "k.json", `{"endpoints": [null]}`, "/endpoints/0", []string{"Text of"}, nil},
		{"yaml", "k.yaml", "version: 3\nendpoints:\n  - endpoint: /one # first\n    backend:\n      - url_pattern: /1\n", "/endpoints/0/backend/0/url_pattern", []string{" 3 endpoint: /one # first", " 4 backend:", ">5   - url_pattern: /1"}, nil},
		{"toml", "k.toml", "version = 3\n[[endpoints]]\nendpoint = \"/one\"\n[[endpoints.backend]]\nurl_pattern = \"/1\"\n", "/endpoints/0/backend/0/url_pattern", []string{`endpoint = "/one"`}, nil},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			frame := shown(t, c.file, c.text, c.pointer, 70, 24)
			for _, text := range c.has {
				if !strings.Contains(frame, text) {
					t.Errorf("it has no %q:\n%s", text, frame)
				}
			}
			for _, text := range c.lacks {
				if strings.Contains(frame, text) {
					t.Errorf("it has %q:\n%s", text, frame)
				}
			}
		})
	}
}

func TestTheMarkedLineStaysInSight(t *testing.T) {
	t.Parallel()
	var long strings.Builder
	for i := range 300 {
		fmt.Fprintf(&long, "{\"url_pattern\": \"/%d\",\n \"allow\": [%q]},\n", i, strings.Repeat("name", 40))
	}
	text := "{\"endpoints\": [{\"endpoint\": \"/one\",\n\"backend\": [\n" + strings.TrimSuffix(long.String(), ",\n") + "\n]}]}"
	m := New(ui.NewTheme(false, true))
	m.SetSize(50, 12)
	doc := config.Parse("k.json", []byte(text))
	for _, i := range []int{0, 299, 150, 151, 3} {
		m.Show(doc, fmt.Sprintf("/endpoints/0/backend/%d/url_pattern", i))
		frame := strings.Join(m.View(), "\n")
		if want := fmt.Sprintf(`"/%d"`, i); !strings.Contains(frame, want) {
			t.Errorf("%s is out of sight:\n%s", want, frame)
		}
	}
	m.Scroll(30)
	if frame := strings.Join(m.View(), "\n"); strings.Contains(frame, `"/3"`) {
		t.Errorf("the wheel does not scroll:\n%s", frame)
	}
	m.Scroll(1 << 30)
	if frame := m.View(); len(frame) != 12 || !strings.Contains(strings.Join(frame, "\n"), "]") {
		t.Errorf("the end is out of sight:\n%s", strings.Join(frame, "\n"))
	}
}

func TestSizesFit(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{4, 2}, {5, 3}, {12, 4}, {40, 9}, {200, 60}} {
		lines := strings.Split(shown(t, "k.json", shop, "/endpoints/0/backend/1/allow", size[0], size[1]), "\n")
		if len(lines) != size[1] || ui.Width(lines[0]) != size[0] {
			t.Errorf("%v: %d lines, %d cells", size, len(lines), ui.Width(lines[0]))
		}
	}
}

func TestEveryLineLeadsToWhatItSays(t *testing.T) {
	t.Parallel()
	m := New(ui.NewTheme(false, true))
	m.SetSize(60, 30)
	doc := config.Parse("k.json", []byte(shop))
	for pointer, places := range map[string]map[string]string{
		"/endpoints/0": {`"endpoint": "/one"`: "/endpoints/0/endpoint", `"allow"`: "/endpoints/0/backend/1/allow/0", `9 {`: "/endpoints/0"},
		"/endpoints/1": {`"endpoint": "/two"`: "/endpoints/1/endpoint", `"http://users:5000"`: "/endpoints/1/backend/0/host/0"},
		"":             {`"version": 3`: "/version", `"auth/api-keys"`: "/extra_config/auth~1api-keys"},
	} {
		m.Show(doc, pointer)
		for text, want := range places {
			found := false
			for y, line := range m.View() {
				if strings.Contains(line, text) {
					found = true
					if got := m.PointerAt(y); got != want {
						t.Errorf("%q of %q leads to %q, want %q", text, pointer, got, want)
					}
				}
			}
			if !found {
				t.Errorf("%q of %q is not shown", text, pointer)
			}
		}
	}
	for _, y := range []int{-1, 0, 28, 29, 1000} {
		if got := m.PointerAt(y); got != "" {
			t.Errorf("the edge at %d leads to %q", y, got)
		}
	}
}

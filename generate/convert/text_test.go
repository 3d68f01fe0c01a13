package convert

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
)

const commentedYAML = `# the gateway
version: 3
name: shop # its name
endpoints:
  # all users
  - endpoint: /users
    backend:
      - host: # where it is
          - "http://users:5000"
        url_pattern: "/api/users?a=b#c"
  - endpoint: "/no"
    "@comment": "# none"
extra_config:
  security/cors:
    allow_origins: []
    max_age: "12h"
# the end
`

func parse(t *testing.T, name string, text []byte) (*syntax.Node, syntax.Format) {
	t.Helper()
	src := syntax.NewSource(name, text)
	root, problems := syntax.Parse(src)
	for _, p := range problems {
		if p.Code != syntax.Comment {
			t.Fatalf("%v\n%s", p, text)
		}
	}
	return root, syntax.FormatOf(src)
}

func TestCommentsComeAlong(t *testing.T) {
	text := ReadText(parse(t, "a.yaml", []byte(commentedYAML)))
	toml, dropped, err := text.TOML()
	if err != nil || len(dropped) > 0 {
		t.Fatal(err, dropped)
	}
	const want = `# the gateway
version = 3
name = "shop" # its name

# all users
[[endpoints]]
endpoint = "/users"

[[endpoints.backend]]
host = ["http://users:5000"] # where it is
url_pattern = "/api/users?a=b#c"

[[endpoints]]
endpoint = "/no"
"@comment" = "# none"

[extra_config]

[extra_config."security/cors"]
allow_origins = []
max_age = "12h"
# the end
`
	if diff := cmp.Diff(want, string(toml)); diff != "" {
		t.Errorf("TOML (-want +got):\n%s", diff)
	}
	back := ReadText(parse(t, "a.toml", toml))
	if back.Comments != 5 {
		t.Errorf("%d comments come back, want 5:\n%s", back.Comments, back.YAML())
	}
	if diff := cmp.Diff(Compact(Plain(text.Value)), Compact(Plain(back.Value))); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

func TestYAMLOfYAMLIsTheSame(t *testing.T) {
	text := ReadText(parse(t, "a.yaml", []byte(commentedYAML)))
	again := ReadText(parse(t, "a.yaml", text.YAML()))
	if diff := cmp.Diff(string(text.YAML()), string(again.YAML())); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
	if again.Comments != text.Comments {
		t.Errorf("%d comments, want %d", again.Comments, text.Comments)
	}
}

func TestCommentsOfJSONReachYAML(t *testing.T) {
	const in = "{\n  // the version\n  \"version\": 3, /* three */\n  \"url\": \"http://a\" // where\n}\n"
	const want = "# the version\nversion: 3 # three\nurl: \"http://a\" # where\n"
	if diff := cmp.Diff(want, string(ReadText(parse(t, "a.json", []byte(in))).YAML())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTOMLRefusesNullInLists(t *testing.T) {
	text := ReadText(parse(t, "a.json", []byte(`{"a": null, "b": [null]}`)))
	_, dropped, err := text.TOML()
	if err == nil || len(dropped) != 1 {
		t.Errorf("err %v, dropped %v", err, dropped)
	}
}

// FuzzText writes whatever is JSON as YAML and as TOML: read again it is the
// same.
func FuzzText(f *testing.F) {
	for _, seed := range []string{`{"a": [{"b": "c: d"}, []], "e": {"f": {}}}`, `{"": "", "yes": "no", "1": 1.5e3, "t": "true", "x": "a #b", "n": "\n"}`, `{"a": [[1, [2]], {"x": [{"y": 1}]}]}`, "{// c\n\"a\": 1}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		root, problems := syntax.ParseJSON(syntax.NewSource("a.json", []byte(in)))
		for _, p := range problems {
			if p.Code != syntax.Comment {
				return
			}
		}
		if root == nil || root.Kind != syntax.Object {
			return
		}
		text := ReadText(root, syntax.JSON)
		want := Compact(Plain(text.Value))
		back, problems := syntax.ParseYAML(syntax.NewSource("a.yaml", text.YAML()))
		if len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, text.YAML())
		}
		if got := Compact(FromNode(back)); got != want {
			t.Errorf("YAML:\nwas %s\nis  %s\n%s", want, got, text.YAML())
		}
	})
}

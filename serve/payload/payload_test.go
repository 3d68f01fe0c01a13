package payload

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeCutsObjects(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"empty":                     {`{}`, `{}`},
		"keys are sorted":           {`{"b":1,"a":2}`, `{"a":2,"b":1}`},
		"the last of equal keys":    {`{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`},
		"equal keys by escapes":     {`{"a":1,"\u0061":2}`, `{"a":2}`},
		"numbers keep their digits": {`{"a":9007199254740993,"b":1.10,"c":1e400}`, `{"a":9007199254740993,"b":1.10,"c":1e400}`},
		"blanks around members go, those inside stay": {" { \"a\" : [ 1 , { \"b\" : \" x \" } ] }\n", `{"a":[ 1 , { "b" : " x " } ]}`},
		"HTML is escaped":              {`{"<a>":"<b>&"}`, `{"\u003ca\u003e":"\u003cb\u003e\u0026"}`},
		"escaped quotes in tidied":     {`{"a": "<\"x\\"}`, `{"a":"\u003c\"x\\"}`},
		"what follows is not read":     {`{"a":1}{"b":2}`, `{"a":1}`},
		"text that follows":            {`{"a":1} and more`, `{"a":1}`},
		"bytes that are no UTF-8":      {"{\"a\":\"x\xffy\"}", "{\"a\":\"x\ufffdy\"}"},
		"line separators are escaped":  {"{\"a\":\"\u2028\"}", `{"a":"\u2028"}`},
		"null":                         {`null`, `null`},
		"deep nesting":                 {`{"a":` + strings.Repeat("[", 9999) + strings.Repeat("]", 9999) + `}`, `{"a":` + strings.Repeat("[", 9999) + strings.Repeat("]", 9999) + `}`},
		"keys with every kind of text": {`{"":1,"a.b":2,"é":3,"\n":4}`, `{"":1,"\n":4,"a.b":2,"é":3}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, err := Decode(nil, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(o.AppendJSON(nil)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDecodeSaysWhyItCannot(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"empty":            {"", "EOF"},
		"array":            {"[1]", "json: cannot unmarshal array into Go value of type map[string]interface {}"},
		"string":           {`"x"`, "json: cannot unmarshal string into Go value of type map[string]interface {}"},
		"number":           {"12", "json: cannot unmarshal number into Go value of type map[string]interface {}"},
		"text":             {"nope", "invalid character 'o' in literal null (expecting 'u')"},
		"cut":              {`{"a":1,"b":"x`, "unexpected EOF"},
		"byte order mark":  {"\ufeff{}", "invalid character 'ï' looking for beginning of value"},
		"trailing comma":   {`{"a":1,}`, "invalid character '}' looking for beginning of object key string"},
		"bad number":       {`{"a":01}`, "invalid character '1' after object key:value pair"},
		"bad escape":       {`{"a":"\x"}`, `invalid character 'x' in string escape code`},
		"control in text":  {"{\"a\":\"\n\"}", `invalid character '\n' in string literal`},
		"too deep to read": {`{"a":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + `}`, "invalid character '[' exceeded max depth"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Decode(nil, tt.in)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// own is a decoder that takes no memory.
func own(decode func(string) (Object, error)) func(*Memory, string) (Object, error) {
	return func(_ *Memory, text string) (Object, error) { return decode(text) }
}

func TestCollectionsAndAnyValues(t *testing.T) {
	tests := map[string]struct {
		decode func(*Memory, string) (Object, error)
		in     string
		want   string // "" for an error
	}{
		"array":                    {DecodeCollection, ` [1, {"b":2,"a":1}] `, `{"collection":[1, {"b":2,"a":1}]}`},
		"null as a collection":     {DecodeCollection, `null`, `{"collection":null}`},
		"object as a collection":   {DecodeCollection, `{}`, ""},
		"cut array":                {DecodeCollection, `[1,`, ""},
		"any object":               {DecodeAny, `{"a":1}`, `{"a":1}`},
		"any array":                {DecodeAny, `[1]`, `{"collection":[1]}`},
		"any string":               {DecodeAny, `"x"`, `{"content":"x"}`},
		"any null":                 {DecodeAny, `null`, `{"content":null}`},
		"any nothing":              {DecodeAny, ``, ""},
		"any text":                 {DecodeAny, `hello`, ""},
		"number followed by junk":  {DecodeAny, `12 x`, `{"content":12}`},
		"XML":                      {own(asXML), `<a k="v"><b>1</b><b>2</b> t </a>`, `{"a":{"#text":"t","-k":"v","b":["1","2"]}}`},
		"XML with text around":     {own(asXML), `<a>x<b/>y</a>`, `{"a":{"#text":"x","b":""}}`},
		"XML with text and pieces": {own(asXML), `<a>x<!-- c -->y</a>`, `{"a":"y"}`},
		"XML in another charset":   {own(asXML), "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9</a>", `{"a":"é"}`},
		"XML cut":                  {own(asXML), `<a><b>`, ""},
		"XML of text":              {own(asXML), `hello`, ""},
		"XML nesting without end":  {own(asXML), strings.Repeat("<a>", 20000), ""},
		"feed":                     {own(DecodeFeed), `<rss version="2.0"><channel><title>T</title></channel></rss>`, `{"author":null,"categories":null,"copyright":"","custom":null,"description":"","items":[],"language":"","published":"","title":"T","type":"rss","updated":""}`},
		"feed that is none":        {own(DecodeFeed), `<html/>`, ""},
		"text under content":       {own(func(s string) (Object, error) { return Text(s), nil }), "<\t\"x\x01", `{"content":"\u003c\t\"x\u0001"}`},
		"texts that are no UTF-8":  {own(func(s string) (Object, error) { return Text(s), nil }), "\xff", "{\"content\":\"\ufffd\"}"},
		"XML numbers stay text":    {own(asXML), `<n>12</n>`, `{"n":"12"}`},
		"XML with one empty child": {own(asXML), `<r><a/></r>`, `{"r":{"a":""}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, err := tt.decode(new(Memory), tt.in)
			if (err != nil) != (tt.want == "") {
				t.Fatalf("got error %v, want %q", err, tt.want)
			}
			if err == nil {
				if got := string(o.AppendJSON(nil)); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			}
		})
	}
}

func asXML(s string) (Object, error) { return DecodeXML(s, false) }

func TestRulesShapeAnswers(t *testing.T) {
	const in = `{"id":1,"name":"Ada","addr":{"city":"L","geo":{"lat":1,"lon":2}},"tags":["a"],"nil":null}`
	tests := map[string]struct {
		rules *Rules
		want  string
	}{
		"none":                         {NewRules("", nil, nil, nil, ""), in},
		"target":                       {NewRules("addr.geo", nil, nil, nil, ""), `{"lat":1,"lon":2}`},
		"target that is no object":     {NewRules("tags", nil, nil, nil, ""), `{}`},
		"target that is missing":       {NewRules("addr.nope", nil, nil, nil, ""), `{}`},
		"allow":                        {NewRules("", []string{"id", "addr.geo.lat", "nil"}, nil, nil, ""), `{"id":1,"addr":{"geo":{"lat":1}},"nil":null}`},
		"allow with nothing below":     {NewRules("", []string{"addr.nope", "tags.0", "id.x"}, nil, nil, ""), `{}`},
		"allow: the later path counts": {NewRules("", []string{"addr", "addr.city"}, nil, nil, ""), `{"addr":{"city":"L"}}`},
		"allow: the whole comes later": {NewRules("", []string{"addr.city", "addr"}, nil, nil, ""), `{"addr":{"city":"L","geo":{"lat":1,"lon":2}}}`},
		"deny":                         {NewRules("", nil, []string{"id", "addr.geo.lat", "addr.geo.lon", "tags.0", "nil"}, nil, ""), `{"name":"Ada","addr":{"city":"L","geo":{}},"tags":["a"]}`},
		"deny: the whole counts":       {NewRules("", nil, []string{"addr", "addr.city", "tags", "nil"}, nil, ""), `{"id":1,"name":"Ada"}`},
		"allow beats deny":             {NewRules("", []string{"id"}, []string{"id"}, nil, ""), `{"id":1}`},
		"renaming":                     {NewRules("", []string{"id", "name"}, nil, map[string]string{"id": "key", "name": "n.x"}, ""), `{"key":1,"n":"Ada"}`},
		"renaming to itself":           {NewRules("", []string{"id", "name"}, nil, map[string]string{"id": "id"}, ""), `{"name":"Ada"}`},
		"renaming over another key":    {NewRules("", []string{"id", "name"}, nil, map[string]string{"name": "id"}, ""), `{"id":"Ada"}`},
		"renaming a path":              {NewRules("", []string{"addr.city"}, nil, map[string]string{"addr.city": "c"}, ""), `{"addr":{"city":"L"}}`},
		"two keys change places":       {NewRules("", []string{"id", "name"}, nil, map[string]string{"id": "name", "name": "id"}, ""), `{"id":"Ada","name":1}`},
		"group":                        {NewRules("", []string{"id"}, nil, nil, "g.x"), `{"g.x":{"id":1}}`},
		"all together":                 {NewRules("addr", []string{"city", "geo.lat"}, nil, map[string]string{"city": "town"}, "g"), `{"g":{"geo":{"lat":1},"town":"L"}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, err := Decode(nil, in)
			if err != nil {
				t.Fatal(err)
			}
			shaped := tt.rules.Apply(nil, o)
			if d := cmp.Diff(parse(t, tt.want), parse(t, string(shaped.AppendJSON(nil)))); d != "" {
				t.Errorf("shaped (-want +got):\n%s", d)
			}
			if got := string(o.AppendJSON(nil)); !sameText(t, in, got) {
				t.Errorf("the answer itself was changed: %s", got)
			}
			readAsApplied(t, tt.rules, in, o)
		})
	}
}

// TestNumbersMadeHereAreNumbers holds that numbers of the configuration and of
// scripts, unlike those of backends, come out of YAML as numbers.
func TestNumbersMadeHereAreNumbers(t *testing.T) {
	made := map[string]any{
		"a": 1.0, "b": []any{1.5, 1e21, 123456789.0, "1"}, "c": map[string]any{"d": int64(7), "e": 0.5}, "f": json.Number("1"),
	}
	o, err := FromValue(made)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("a: 1.0\nb:\n- 1.5\n- 1e+21\n- 1.23456789e+08\n- \"1\"\nc:\n  d: 7\n  e: 0.5\nf: \"1\"\n", inYAML(t, o)); d != "" {
		t.Errorf("yaml (-want +got):\n%s", d)
	}
	if d := cmp.Diff(`<doc><a>1</a><b>1.5</b><b>1e+21</b><b>1.23456789e+08</b><b>1</b><c><d>7</d><e>0.5</e></c><f>1</f></doc>`, inXML(t, o)); d != "" {
		t.Errorf("xml (-want +got):\n%s", d)
	}
	if d := cmp.Diff(made, o.Value()); d != "" {
		t.Errorf("values (-want +got):\n%s", d)
	}
}

const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><updated>2024-01-01T00:00:00Z</updated><author><name>Ada</name></author>
<entry><title>E</title><link href="http://e"/><id>1</id><updated>2024-01-01T00:00:00Z</updated></entry></feed>`

// TestFeedsAreTakenInParts holds that rules do not look into the parts of a feed,
// which are of types of their own in the reference gateway: their members, as
// the recorded case rss-xml/rss shows, are not sorted.
func TestFeedsAreTakenInParts(t *testing.T) {
	tests := map[string]struct {
		rules *Rules
		want  string
	}{
		"the whole part": {NewRules("", []string{"author", "title"}, nil, map[string]string{"author": "by"}, ""), `{"by":{"name":"Ada"},"title":"T"}`},
		"allow":          {NewRules("", []string{"author.name", "title"}, nil, nil, ""), `{"title":"T"}`},
		"deny":           {NewRules("", nil, []string{"author.name", "items", "categories", "custom", "copyright", "description", "language", "published", "type", "updated"}, nil, ""), `{"author":{"name":"Ada"},"title":"T"}`},
		"target":         {NewRules("author", nil, nil, nil, ""), `{}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, err := DecodeFeed(feed)
			if err != nil {
				t.Fatal(err)
			}
			o = tt.rules.Apply(nil, o)
			if d := cmp.Diff(tt.want, string(o.AppendJSON(nil))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestFeedsInYAML(t *testing.T) {
	o, err := DecodeFeed(feed)
	if err != nil {
		t.Fatal(err)
	}
	const want = `author:
  name: Ada
categories: []
copyright: ""
custom: {}
description: ""
items:
- title: E
  link: http://e
  links:
  - http://e
  updated: "2024-01-01T00:00:00Z"
  updatedParsed: 2024-01-01T00:00:00Z
  published: "2024-01-01T00:00:00Z"
  publishedParsed: 2024-01-01T00:00:00Z
  guid: "1"
language: ""
published: ""
title: T
type: atom
updated: "2024-01-01T00:00:00Z"
`
	if d := cmp.Diff(want, inYAML(t, o)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestNullStaysNullThroughRules(t *testing.T) {
	tests := map[string]struct {
		rules *Rules
		want  string
	}{
		"allow":    {NewRules("", []string{"a"}, nil, nil, ""), `null`},
		"deny":     {NewRules("", nil, []string{"a"}, nil, ""), `null`},
		"renaming": {NewRules("", nil, nil, map[string]string{"a": "b"}, ""), `null`},
		"target":   {NewRules("a", nil, nil, nil, ""), `{}`},
		"group":    {NewRules("", []string{"a"}, nil, nil, "g"), `{"g":null}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := tt.rules.Apply(nil, Object{Null: true})
			if got := string(o.AppendJSON(nil)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMergePutsTheLaterOver(t *testing.T) {
	var o Object
	for _, in := range []string{`{"a":1,"k":"first","o":{"x":1}}`, `{"b":2,"k":"second","o":{"y":2}}`, `null`, `{}`} {
		next, err := Decode(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		o.Merge(next)
	}
	if got, want := string(o.AppendJSON(nil)), `{"a":1,"b":2,"k":"second","o":{"y":2}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOutputsOfAFailure(t *testing.T) {
	o := Object{Members: []Member{{Key: "error_x", Failure: &Failure{Status: 404, Body: `{"e":1}`, Encoding: "application/json"}}}}
	tests := map[string]struct{ got, want string }{
		"json": {string(o.AppendJSON(nil)), `{"error_x":{"http_status_code":404,"http_body":"{\"e\":1}","http_body_encoding":"application/json"}}`},
		"yaml": {inYAML(t, o), "error_x:\n  httpresponseerror:\n    http_status_code: 404\n    http_body: \"{\\\"e\\\":1}\"\n    http_body_encoding: application/json\n"},
		"xml":  {inXML(t, o), `<error_x>&lt;NamedHTTPResponseError&gt;&lt;Code&gt;404&lt;/Code&gt;&lt;Msg&gt;{&amp;#34;e&amp;#34;:1}&lt;/Msg&gt;&lt;Enc&gt;application/json&lt;/Enc&gt;&lt;/NamedHTTPResponseError&gt;</error_x>`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, tt.got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

const roomy = 1 << 20

func inXML(t *testing.T, o Object) string {
	t.Helper()
	out, err := o.AppendXML(nil, roomy)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func inYAML(t *testing.T, o Object) string {
	t.Helper()
	out, err := o.AppendYAML(nil, roomy)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestOutputsAreBounded writes answers that get far larger than they are.
func TestOutputsAreBounded(t *testing.T) {
	const depth, items = 2000, 2000
	list := "[" + strings.Repeat("1,", items) + "1]"
	deep := strings.Repeat(`{"a":`, depth) + `{"b":` + list + `}` + strings.Repeat("}", depth)
	long := `{"x":0,"` + strings.Repeat("n", items) + `":` + list + `}`
	for name, text := range map[string]string{"deep": deep, "a long name": long} {
		o, err := Decode(nil, text)
		if err != nil {
			t.Fatal(err)
		}
		for encoding, write := range map[string]func([]byte, int) ([]byte, error){"xml": o.AppendXML, "yaml": o.AppendYAML} {
			out, err := write([]byte("before"), 1000)
			if !errors.Is(err, ErrTooLarge) || len(out) > 3*depth+1000 {
				t.Errorf("%s in %s: %d bytes, %v", name, encoding, len(out), err)
			}
		}
	}
}

func TestXMLAndYAMLOutputs(t *testing.T) {
	tests := map[string]struct{ in, xml, yaml string }{
		"several keys":           {`{"a":{"f":1.5,"n":null},"b":[1,{"c":"x & y"}],"s":"é <i>"}`, `<doc><a><f>1.5</f><n/></a><b>1</b><b><c>x &amp; y</c></b><s>é &lt;i&gt;</s></doc>`, "a:\n  f: \"1.5\"\n  \"n\": null\nb:\n- \"1\"\n- c: x & y\ns: é <i>\n"},
		"one key":                {`{"a":true}`, `<a>true</a>`, "a: true\n"},
		"one list of objects":    {`{"a":[{"b":1},{"b":2}]}`, `<a><b>1</b></a><a><b>2</b></a>`, "a:\n- b: \"1\"\n- b: \"2\"\n"},
		"one list of others":     {`{"a":[1,[2]]}`, `<doc><a>1</a><a>2</a></doc>`, "a:\n- \"1\"\n- - \"2\"\n"},
		"attributes and text":    {`{"o":{"-id":"1","#text":"t"}}`, `<o id="1">t</o>`, "o:\n  \"#text\": t\n  -id: \"1\"\n"},
		"nothing":                {`{}`, `<doc/>`, "{}\n"},
		"null":                   {`null`, `<doc/>`, "{}\n"},
		"names that are none":    {`{"a b":{"-x&":"1","<c>":"<"}}`, `<a b x&="1"><<c>>&lt;</<c>></a b>`, "a b:\n  -x&: \"1\"\n  <c>: <\n"},
		"names in lists":         {`{"n":0,"a&":[["x"],[{"b>":1}]]}`, `<doc><a&>x</a&><a&><b>>1</b>></a&><n>0</n></doc>`, "a&:\n- - x\n- - b>: \"1\"\n\"n\": \"0\"\n"},
		"times and what is none": {`{"a":"2024-02-29","b":"2023-02-29","c":"2024-01-01T1","d":"12:59","e":"12:60","f":".5e3"}`, `<doc><a>2024-02-29</a><b>2023-02-29</b><c>2024-01-01T1</c><d>12:59</d><e>12:60</e><f>.5e3</f></doc>`, "a: \"2024-02-29\"\nb: 2023-02-29\nc: 2024-01-01T1\nd: \"12:59\"\ne: 12:60\nf: \".5e3\"\n"},
		"a text of line ends":    {`{"a":"\n","b":["\n\n"]}`, "<doc><a>\n</a><b>\n\n</b></doc>", "a: |\n\nb:\n- |+\n\n\n"},
		"empty things":           {`{"a":[],"b":{},"c":""}`, `<doc><a/><b/><c/></doc>`, "a: []\nb: {}\nc: \"\"\n"},
		"texts of several lines": {`{"a":"x\ny\n","b":["z\n\n"]}`, "<doc><a>x\ny\n</a><b>z\n\n</b></doc>", "a: |\n  x\n  y\nb:\n- |+\n  z\n\n"},
		"texts with empty lines": {`{"a":"x\n\ny","b":["x\n\ny"]}`, "<doc><a>x\n\ny</a><b>x\n\ny</b></doc>", "a: |-\n  x\n  \n  y\nb:\n- |-\n  x\n\n  y\n"},
		"texts that need quotes": {`{"a":"yes","b":"x: y","c":"- z","d":"1e3","e":"a#b"}`, `<doc><a>yes</a><b>x: y</b><c>- z</c><d>1e3</d><e>a#b</e></doc>`, "a: \"yes\"\nb: \"x: y\"\nc: \"- z\"\nd: 1e3\ne: \"a#b\"\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, err := Decode(nil, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.xml, inXML(t, o)); d != "" {
				t.Errorf("xml (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.yaml, inYAML(t, o)); d != "" {
				t.Errorf("yaml (-want +got):\n%s", d)
			}
		})
	}
}

func parse(t *testing.T, s string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	return v
}

func sameText(t *testing.T, a, b string) bool {
	t.Helper()
	return cmp.Equal(parse(t, a), parse(t, b))
}

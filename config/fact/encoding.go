package fact

import "strings"

// Names of encodings that code decides on.
const (
	JSON           = "json"
	SafeJSON       = "safejson"
	FastJSON       = "fast-json"
	XML            = "xml"
	RSS            = "rss"
	String         = "string"
	NoOp           = "no-op"
	JSONCollection = "json-collection"
	YAML           = "yaml"
	Negotiate      = "negotiate"
)

// CollectionKey and ContentKey are the keys under which decoders put what is
// no object: an array, and a text or scalar.
const (
	CollectionKey = "collection"
	ContentKey    = "content"
)

// Body is the kind of body that a backend answers with.
type Body uint8

// The kinds of bodies. HTML stands for well-formed HTML.
const (
	UnknownBody Body = iota
	ObjectBody
	ArrayBody
	ScalarBody
	NullBody
	EmptyBody
	TextBody
	HTMLBody
	XMLBody
	NDJSONBody
)

var bodyNames = [...]string{"an unknown body", "an object", "an array", "a single value", "null", "an empty body", "text", "HTML", "XML", "newline-delimited JSON"}

// String returns the kind with its article, for messages.
func (b Body) String() string { return bodyNames[b] }

// Outcome is what a decoder makes of a body.
type Outcome uint8

// The outcomes. Fails: the call fails. AsObject: the members of the body.
// AsCollection: the body under the key "collection". AsContent: the body under
// the key "content". AsNull: the answer is null. Truncated: only the first
// value is read, the rest is lost. Discarded: the body is lost. Passed: the
// body goes through untouched.
const (
	Fails Outcome = iota
	AsObject
	AsCollection
	AsContent
	AsNull
	Truncated
	Discarded
	Passed
)

// Encoding is one value of a backend's encoding.
type Encoding struct {
	Name    string
	Edition Edition
	// ReadsCollection says that is_collection matters to it.
	ReadsCollection bool
	Summary         string
	plain           map[Body]Outcome
	collection      map[Body]Outcome
}

// encodings as measured; what a map does not name fails.
var encodings = []Encoding{
	{
		Name: JSON, ReadsCollection: true, Summary: "a JSON object; with is_collection a JSON array",
		plain:      map[Body]Outcome{ObjectBody: AsObject, NullBody: AsNull, NDJSONBody: Truncated},
		collection: map[Body]Outcome{ArrayBody: AsCollection, NullBody: AsCollection},
	},
	{
		Name: SafeJSON, Summary: "any JSON: objects as they are, arrays under collection, single values under content",
		plain: map[Body]Outcome{ObjectBody: AsObject, ArrayBody: AsCollection, ScalarBody: AsContent, NullBody: AsContent, NDJSONBody: Truncated},
	},
	{
		Name: XML, ReadsCollection: true, Summary: "XML, as an object of its elements",
		plain:      map[Body]Outcome{XMLBody: AsObject, HTMLBody: AsObject},
		collection: map[Body]Outcome{XMLBody: AsCollection, HTMLBody: AsCollection},
	},
	{Name: RSS, Summary: "an RSS, Atom or JSON feed", plain: map[Body]Outcome{ObjectBody: AsObject}},
	{
		Name: String, Summary: "any text, under content",
		plain: map[Body]Outcome{
			ObjectBody: AsContent, ArrayBody: AsContent, ScalarBody: AsContent, NullBody: AsContent, EmptyBody: AsContent,
			TextBody: AsContent, HTMLBody: AsContent, XMLBody: AsContent, NDJSONBody: AsContent,
		},
	},
	{Name: NoOp, Summary: "anything, passed through untouched"},
	{Name: FastJSON, Edition: Enterprise, ReadsCollection: true, Summary: "JSON, decoded faster in the Enterprise Edition; plain json elsewhere"},
	{Name: YAML, Edition: Enterprise, Summary: "YAML in the Enterprise Edition; plain json elsewhere"},
}

// Encodings returns the encodings that a backend may have, those of the
// Enterprise Edition last.
func Encodings() []Encoding { return encodings }

// FindEncoding returns the encoding as the gateway reads its name: letter case
// is ignored, and what it does not know, or only the Enterprise Edition does,
// works as json. known is false where the name is not in the table.
func FindEncoding(name string) (e Encoding, known bool) {
	name = strings.ToLower(name)
	for _, e := range encodings {
		if e.Name == name {
			if e.Edition == Enterprise {
				return encodings[0], true
			}
			return e, true
		}
	}
	return encodings[0], name == ""
}

// Decode returns what the encoding makes of a body that came with status 200
// or 201, under an endpoint that does not pass through.
func (e Encoding) Decode(body Body, isCollection bool) Outcome {
	if e.Name == NoOp {
		return Discarded
	}
	table := e.plain
	if isCollection && e.ReadsCollection {
		table = e.collection
	}
	return table[body]
}

// Output is one value of output_encoding.
type Output struct {
	Name    string
	Edition Edition
	// Root is the key that the renderer prints alone; "" when it prints all.
	Root        string
	ContentType string
	Summary     string
}

var outputs = []Output{
	{Name: JSON, ContentType: "application/json; charset=utf-8", Summary: "a JSON object"},
	{Name: JSONCollection, Root: CollectionKey, ContentType: "application/json; charset=utf-8", Summary: "the JSON array under collection"},
	{Name: XML, ContentType: "application/xml; charset=utf-8", Summary: "XML"},
	{Name: YAML, ContentType: "application/yaml; charset=utf-8", Summary: "YAML"},
	{Name: Negotiate, Summary: "JSON, XML or YAML, as the Accept header asks"},
	{Name: String, Root: ContentKey, ContentType: "text/plain; charset=utf-8", Summary: "the text under content"},
	{Name: NoOp, Summary: "the backend's answer, untouched"},
	{Name: FastJSON, Edition: Enterprise, Summary: "JSON, faster in the Enterprise Edition; the backend's own renderer elsewhere"},
}

// Outputs returns the output encodings, those of the Enterprise Edition last.
func Outputs() []Output { return outputs }

// FindOutput returns the output encoding of exactly that name.
func FindOutput(name string) (Output, bool) {
	for _, o := range outputs {
		if o.Name == name {
			return o, true
		}
	}
	return Output{}, false
}

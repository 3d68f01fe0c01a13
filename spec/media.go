package spec

import (
	"strings"

	"github.com/gatewright/gatewright/config/fact"
)

// MediaClass is what kind of text a media type stands for.
type MediaClass uint8

// The classes. AnyMedia stands for ranges such as */* and for documents that
// name none; SequenceMedia is JSON, one value a line; BinaryMedia is the rest.
const (
	BinaryMedia MediaClass = iota
	JSONMedia
	SequenceMedia
	AnyMedia
	TextMedia
	HTMLMedia
	XMLMedia
	EventMedia
)

// MediaTypeOf returns a media type without its parameters, in small letters.
func MediaTypeOf(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// ClassOf returns the class of a media type; its parameters do not matter.
func ClassOf(mediaType string) MediaClass {
	t := MediaTypeOf(mediaType)
	main, sub, _ := strings.Cut(t, "/")
	switch {
	case t == "" || t == "*/*" || t == "*" || t == "application/*":
		return AnyMedia
	case isSequence(sub):
		return SequenceMedia
	case sub == "json" || strings.HasSuffix(sub, "+json"):
		return JSONMedia
	case t == "text/event-stream":
		return EventMedia
	case t == "text/html" || t == "application/xhtml+xml":
		return HTMLMedia
	case sub == "xml" || strings.HasSuffix(sub, "+xml"):
		return XMLMedia
	case main == "text":
		return TextMedia
	}
	return BinaryMedia
}

// isSequence knows the media types of which json reads the first value alone.
func isSequence(sub string) bool {
	switch sub {
	case "json-seq", "x-ndjson", "ndjson", "jsonl", "x-jsonlines", "jsonlines", "x-json-stream", "stream+json":
		return true
	}
	return strings.HasSuffix(sub, "+json-seq")
}

// body returns what a media type promises where its schema does not matter.
func (c MediaClass) body() fact.Body {
	switch c {
	case SequenceMedia:
		return fact.NDJSONBody
	case TextMedia, EventMedia:
		return fact.TextBody
	case HTMLMedia:
		return fact.HTMLBody
	case XMLMedia:
		return fact.XMLBody
	}
	return fact.UnknownBody
}

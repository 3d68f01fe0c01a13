package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
)

// Answers returns how a call of the operation ends when nothing goes wrong:
// every declared status of 2xx, the range 2XX, and the marks 304 and 3xx. Where
// the document declares none of them, "default" stands in with low confidence,
// unless it describes errors. No answer at all means that nothing is known.
func (o *Operation) Answers() []Answer {
	var answers []Answer
	var fallback *Response
	success := false
	for i := range o.Responses {
		r := &o.Responses[i]
		switch {
		case r.Status == "default":
			fallback = r
		case strings.HasPrefix(r.Status, "2"):
			success = true
			answers = append(answers, r.answer())
		case strings.HasPrefix(r.Status, "3"):
			answers = append(answers, r.answer())
		}
	}
	if !success && len(answers) == 0 && fallback != nil && !fallback.describesErrors() {
		a := fallback.answer()
		a.Low = true
		return []Answer{a}
	}
	return answers
}

// Broken returns the first reference that keeps the operation's answers from
// being understood, nil where there is none.
func (o *Operation) Broken() *RefError {
	for _, a := range o.Answers() {
		if a.Err != nil {
			return a.Err
		}
	}
	return nil
}

func (r *Response) answer() Answer {
	a := Answer{Code: r.Status, Headers: r.Headers, Span: r.Span, Pointer: r.Pointer}
	a.Status, _ = strconv.Atoi(r.Status)
	if len(r.Media) == 0 {
		a.Body, a.Why = fact.EmptyBody, "the document declares no body"
		return a
	}
	a.Streamed = slices.ContainsFunc(r.Media, func(m Media) bool { return ClassOf(m.Type) == EventMedia })
	media := r.Media
	if m := r.negotiated(); m != nil {
		a.Notes = append(a.Notes, r.unreachable(m))
		media = []Media{*m}
	}
	for i := range media {
		one := media[i].judge()
		if i == 0 {
			one.Notes = append(a.Notes, one.Notes...)
			a.Body, a.Media, a.Mixed, a.Nullable, a.File, a.Err = one.Body, one.Media, one.Mixed, one.Nullable, one.File, one.Err
			a.Why, a.Notes = one.Why, one.Notes
			continue
		}
		if one.Body != a.Body || one.Mixed {
			a.Body, a.Mixed = fact.UnknownBody, true
			a.Why = fmt.Sprintf("%s and %s promise different bodies", nameOf(a.Media), nameOf(one.Media))
		}
		a.Nullable = a.Nullable || one.Nullable
		if a.Err == nil {
			a.Err = one.Err
		}
	}
	return a
}

// negotiated returns the JSON media type of a list that gives one schema under
// several types, as frameworks with content negotiation write it: it is one
// truth told several times, and a gateway asks for none of the others.
func (r *Response) negotiated() *Media {
	if len(r.Media) < 2 {
		return nil
	}
	var json *Media
	for i := range r.Media {
		m := &r.Media[i]
		if ClassOf(m.Type) == JSONMedia && (json == nil || MediaTypeOf(m.Type) == "application/json") {
			json = m
		}
	}
	if json == nil {
		return nil
	}
	for i := range r.Media {
		if !same(r.Media[i].Schema, json.Schema) {
			return nil
		}
	}
	return json
}

// Negotiable reports whether clients choose between media types that differ in
// more than their name: JSON objects and arrays under several names do not.
func (r *Response) Negotiable() bool {
	if len(r.Media) < 2 {
		return false
	}
	m := r.negotiated()
	if m == nil {
		return true
	}
	body := m.Schema.Kind().Body
	return body != fact.ObjectBody && body != fact.ArrayBody
}

func (r *Response) unreachable(json *Media) string {
	var others []string
	for _, m := range r.Media {
		if m.Type != json.Type {
			others = append(others, m.Type)
		}
	}
	return fmt.Sprintf("%s of the same schema cannot be asked for, clients get JSON", strings.Join(others, ", "))
}

// judge tells the body of one media type.
func (m *Media) judge() Answer {
	class := ClassOf(m.Type)
	a := Answer{Media: m.Type}
	if class != JSONMedia && class != AnyMedia {
		a.Body, a.Why = class.body(), m.Type+" is no JSON"
		if class == SequenceMedia {
			a.Why = m.Type + " is a sequence of JSON values, of which decoding keeps the first"
		}
		return a
	}
	kind := m.Schema.Kind()
	a.Nullable = kind.Nullable
	switch {
	case kind.Err != nil:
		a.Why = kind.Err.Error()
		a.Err = kind.Err
		return a
	case kind.Binary:
		a.File, a.Why = true, "the schema is a file"
		return a
	case kind.Mixed:
		a.Mixed, a.Why = true, "the schema allows different kinds of JSON"
		return a
	case kind.Body == fact.UnknownBody:
		a.Why = "the schema does not say what kind of JSON it is"
		if m.Schema == nil {
			a.Why = nameOf(m.Type) + " has no schema"
		}
		return a
	case class == AnyMedia && kind.Body != fact.ObjectBody && kind.Body != fact.ArrayBody:
		a.Why = fmt.Sprintf("the schema is %s, which %s may carry in any form", kind.Body, nameOf(m.Type))
		return a
	}
	a.Body, a.Why = kind.Body, "the schema is "+kind.Body.String()
	a.Notes = m.notes(class, kind)
	return a
}

func (m *Media) notes(class MediaClass, kind Kind) []string {
	var notes []string
	switch t := MediaTypeOf(m.Type); {
	case class == AnyMedia && t == "":
		notes = append(notes, "the document names no media type, the schema lets it pass for JSON")
	case class == AnyMedia:
		notes = append(notes, "media type "+t+" is taken for JSON, since the schema is "+kind.Body.String())
	case t != "application/json" && t != "text/json" && !strings.Contains(t, "*"):
		notes = append(notes, "clients get application/json instead of "+t)
	}
	if kind.Guessed {
		notes = append(notes, `the schema has no "type", its other keywords say that it is `+kind.Body.String())
	}
	if kind.Nullable {
		notes = append(notes, "null of the backend comes out as null")
	}
	return notes
}

func nameOf(mediaType string) string {
	if mediaType == "" {
		return "an unnamed media type"
	}
	return mediaType
}

// describesErrors tells a default response that stands for failures: by its
// description, its media type, or the name of its schema.
func (r *Response) describesErrors() bool {
	if isErrorWord(r.Description) {
		return true
	}
	for _, m := range r.Media {
		if strings.Contains(MediaTypeOf(m.Type), "problem+") {
			return true
		}
		if m.Schema == nil {
			continue
		}
		if ref := m.Schema.Node.Get("$ref").Str(); isErrorWord(ref[strings.LastIndexByte(ref, '/')+1:]) {
			return true
		}
	}
	return false
}

func isErrorWord(s string) bool {
	s = strings.ToLower(s)
	for _, word := range []string{"error", "problem", "fail", "fault", "exception", "unexpected"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	// Google calls it google.rpc.Status.
	return strings.HasSuffix(s, "rpc.status") || s == "status" || strings.HasSuffix(s, "rpcstatus")
}

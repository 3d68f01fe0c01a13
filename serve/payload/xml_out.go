package payload

import (
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// rootTag stands around what has no root element of its own.
const rootTag = "doc"

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")

// AppendXML writes the object as XML. A single key is the root element, several
// come under "doc". Keys with a dash are attributes, "#text" is text. A single
// list of objects has several roots, and keys go out as they are, also those that
// are no names to XML, as the reference gateway writes it.
func (o *Object) AppendXML(dst []byte) []byte {
	v := o.Value()
	if len(v) != 1 {
		return appendElement(dst, rootTag, v)
	}
	for key, value := range v {
		if list, ok := value.([]any); ok && slices.ContainsFunc(list, scalarOrList) {
			return appendElement(dst, rootTag, v)
		}
		dst = appendElement(dst, key, value)
	}
	return dst
}

func scalarOrList(v any) bool {
	_, object := v.(map[string]any)
	return !object
}

func appendElement(dst []byte, name string, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "<"+name+"/>"...)
	case map[string]any:
		return appendObject(dst, name, v)
	case []any:
		if len(v) == 0 {
			return append(dst, "<"+name+"/>"...)
		}
		for _, item := range v {
			dst = appendElement(dst, name, item)
		}
		return dst
	case *Failure:
		return appendElement(dst, name, v.xml())
	}
	text := fmt.Sprint(v)
	if text == "" {
		return append(dst, "<"+name+"/>"...)
	}
	dst = append(dst, "<"+name+">"...)
	dst = append(dst, xmlEscapes.Replace(text)...)
	return append(dst, "</"+name+">"...)
}

func appendObject(dst []byte, name string, v map[string]any) []byte {
	keys := slices.Sorted(maps.Keys(v))
	dst = append(dst, "<"+name...)
	elements := keys[:0]
	text := ""
	for _, k := range keys {
		attr, isAttr := strings.CutPrefix(k, "-")
		switch {
		case isAttr && attr != "" && isScalar(v[k]):
			dst = append(dst, " "+attr+`="`+xmlEscapes.Replace(fmt.Sprint(v[k]))+`"`...)
		case k == "#text":
			text = fmt.Sprint(v[k])
		default:
			elements = append(elements, k)
		}
	}
	if text == "" && len(elements) == 0 {
		return append(dst, "/>"...)
	}
	dst = append(append(dst, '>'), xmlEscapes.Replace(text)...)
	for _, k := range elements {
		dst = appendElement(dst, k, v[k])
	}
	return append(dst, "</"+name+">"...)
}

func isScalar(v any) bool {
	switch v.(type) {
	case nil, map[string]any, []any, *Failure:
		return false
	}
	return true
}

// xml is a failure as the reference gateway prints it into an XML answer: the
// text of an element of its own.
func (f *Failure) xml() string {
	var b strings.Builder
	b.WriteString("<NamedHTTPResponseError><Code>")
	fmt.Fprint(&b, f.Status)
	b.WriteString("</Code><Msg>")
	// A strings.Builder never fails.
	_ = xml.EscapeText(&b, []byte(f.Body))
	b.WriteString("</Msg><Enc>")
	_ = xml.EscapeText(&b, []byte(f.Encoding))
	b.WriteString("</Enc></NamedHTTPResponseError>")
	return b.String()
}

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
// are no names to XML, as the reference gateway writes it. More than limit bytes
// are ErrTooLarge.
func (o *Object) AppendXML(dst []byte, limit int) ([]byte, error) {
	w := writerTo(dst, limit)
	v := o.Value()
	if len(v) != 1 {
		w.element(rootTag, v)
		return w.end()
	}
	for key, value := range v {
		if list, ok := value.([]any); ok && slices.ContainsFunc(list, scalarOrList) {
			w.element(rootTag, v)
			break
		}
		w.element(key, value)
	}
	return w.end()
}

func scalarOrList(v any) bool {
	_, object := v.(map[string]any)
	return !object
}

func (w *writer) element(name string, v any) {
	if w.full() {
		return
	}
	switch v := v.(type) {
	case nil:
		w.put("<", name, "/>")
	case map[string]any:
		w.object(name, v)
	case []any:
		if len(v) == 0 {
			w.put("<", name, "/>")
		}
		for _, item := range v {
			w.element(name, item)
		}
	case *Failure:
		w.element(name, v.xml())
	default:
		if text := fmt.Sprint(v); text != "" {
			w.put("<", name, ">", xmlEscapes.Replace(text), "</", name, ">")
			return
		}
		w.put("<", name, "/>")
	}
}

func (w *writer) object(name string, v map[string]any) {
	keys := slices.Sorted(maps.Keys(v))
	w.put("<", name)
	elements := keys[:0]
	text := ""
	for _, k := range keys {
		attr, isAttr := strings.CutPrefix(k, "-")
		switch {
		case isAttr && attr != "" && isScalar(v[k]):
			w.put(" ", attr, `="`, xmlEscapes.Replace(fmt.Sprint(v[k])), `"`)
		case k == "#text":
			text = fmt.Sprint(v[k])
		default:
			elements = append(elements, k)
		}
	}
	if text == "" && len(elements) == 0 {
		w.put("/>")
		return
	}
	w.put(">", xmlEscapes.Replace(text))
	for _, k := range elements {
		w.element(k, v[k])
	}
	w.put("</", name, ">")
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

package payload

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

var errTooDeep = errors.New("the document nests too deep")

// DecodeXML takes an XML document as an object of its root element: attributes
// under their name with a dash, text beside attributes or elements under
// "#text", elements of one name in a list. All values are texts. With collection
// the object stands under the key "collection".
func DecodeXML(text string, collection bool) (Object, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = charset.NewReaderLabel
	for {
		t, err := d.Token()
		if err != nil {
			return Object{}, unread(err)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		v, err := element(d, start, 0)
		if err != nil {
			return Object{}, err
		}
		root := map[string]any{start.Name.Local: v}
		if collection {
			root = map[string]any{CollectionKey: root}
		}
		return FromValue(root)
	}
}

// element reads an element up to its end.
func element(d *xml.Decoder, start xml.StartElement, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	members := map[string]any{}
	for _, a := range start.Attr {
		members["-"+a.Name.Local] = a.Value
	}
	var text string
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, unread(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			v, err := element(d, t, depth+1)
			if err != nil {
				return nil, err
			}
			add(members, t.Name.Local, v)
		case xml.CharData:
			// The last text before the first attribute or element counts, else the
			// last of all.
			switch s := strings.TrimSpace(string(t)); {
			case s == "":
			case len(members) > 0:
				members["#text"] = s
			default:
				text = s
			}
		case xml.EndElement:
			if len(members) == 0 {
				return text, nil
			}
			if text != "" {
				members["#text"] = text
			}
			return members, nil
		}
	}
}

// unread is why the next piece of a document cannot be read, in the words of the
// reference gateway: clients may have come to know them.
func unread(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	return fmt.Errorf("xml.Decoder.Token() - %w", err)
}

func add(members map[string]any, name string, v any) {
	old, twice := members[name]
	if !twice {
		members[name] = v
		return
	}
	if list, ok := old.([]any); ok {
		members[name] = append(list, v)
		return
	}
	members[name] = []any{old, v}
}

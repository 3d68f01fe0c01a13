package payload

import (
	"encoding/json"
	"strings"
)

// moment is a time as a feed tells it, which YAML writes without quotes.
type moment string

// fields decodes a part for the writer of YAML: its members in their order, its
// times as such, and what is missing as the empty value of its type.
func (p Part) fields(key string) any {
	if p.raw == "null" {
		switch key {
		case "categories":
			return []any{}
		case "custom":
			return []field{}
		}
		return nil
	}
	d := json.NewDecoder(strings.NewReader(p.raw))
	d.UseNumber()
	return ordered(d, key)
}

// ordered reads the next value. The text is one that was marshalled here, so that
// there are no errors.
func ordered(d *json.Decoder, key string) any {
	t, _ := d.Token()
	switch t {
	case json.Delim('{'):
		fields := []field{}
		for d.More() {
			name, _ := d.Token()
			key, _ := name.(string)
			fields = append(fields, field{key, ordered(d, key)})
		}
		_, _ = d.Token()
		return fields
	case json.Delim('['):
		list := []any{}
		for d.More() {
			list = append(list, ordered(d, key))
		}
		_, _ = d.Token()
		return list
	}
	if s, ok := t.(string); ok && strings.HasSuffix(key, "Parsed") {
		return moment(s)
	}
	return t
}

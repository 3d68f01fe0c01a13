// Package payload is the answers of backends as raw JSON members: one scan
// checks a body and cuts it into its top-level members; merging, filtering,
// renaming, grouping and wrapping then move text and decode no value.
//
// The common call is
//
//	o, err := rules.Read(memory, body)
//	out = o.AppendJSON(out)
//
// Values are decoded only where something has to look inside: see Value and
// FromValue, and the writers of XML and YAML. The package knows no HTTP, and no
// input makes it panic.
package payload

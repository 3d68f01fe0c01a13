// Package syntax is the positioned tree of every file that gatewright reads:
// JSON, YAML and TOML become the same nodes, and each node knows the bytes of
// the source that it came from.
//
// The common call is
//
//	src := syntax.NewSource("krakend.json", data)
//	root, problems := syntax.Parse(src)
//
// Parsing is tolerant: what can be understood of a broken file is in the tree,
// and everything wrong with it is in the list of problems, never a panic.
//
// The package knows nothing of gateways and decodes nothing into Go values:
// that is the business of package config and of its other callers.
package syntax

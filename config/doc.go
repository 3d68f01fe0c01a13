// Package config is a gateway configuration (a krakend.json of version 3) as
// data: its bytes, a tree with the place of every value, a typed view over
// both, and edits that leave every other byte alone.
//
// The common call is
//
//	doc, err := config.Open("krakend.json")
//	svc := doc.Service()
//	for _, e := range svc.Endpoints() { fmt.Println(e.HTTPMethod(), e.Route()) }
//
// Reading is as tolerant as the reference gateway is: wrong types are bent to
// fit, unknown keys are kept, and what is wrong becomes findings in
// Document.Findings and Service.Findings instead of errors. The package judges
// nothing beyond that (see packages config/start and lint) and runs nothing.
package config

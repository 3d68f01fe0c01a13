// Package openapi reads Swagger 2.0 and OpenAPI 3.x documents, JSON or YAML,
// from files, URLs or a stream, into the neutral form of package spec.
//
// The common call is
//
//	svc, err := openapi.Load(ctx, "users/openapi.yaml", openapi.Options{})
//
// Two readers share the work. The positioned tree of package config/syntax is
// the first: operations, parameters, answers, schemas, references and the
// place of each come from it, and one broken operation costs that operation
// alone (see spec.Operation.Fault). The second is kin-openapi, which judges:
// it gets a pruned document, made of the operations that are sound, without
// schemas, examples and prose, converts it to version 3 where it is Swagger
// 2.0, and validates it. Its complaints become warnings at the place in the
// user's file. What it says never decides what is read, so a document that it
// refuses is read all the same.
//
// References into other files are followed below the document's folder, and
// to the host that the document was fetched from; anything further only where
// Options allow it. The package opens no other connection and writes nothing.
package openapi

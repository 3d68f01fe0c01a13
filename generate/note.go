package generate

import (
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// noteKey is the comment of an endpoint that says what it was made from.
const noteKey = "@gatewright"

// formatOpenAPI is the format of what was made from an operation of a document.
const formatOpenAPI = "openapi"

// Generated reports whether a configuration has endpoints with the note of
// where they are from.
func Generated(doc *config.Document) bool {
	for _, p := range piecesOf(doc.Service()) {
		if p.noted() {
			return true
		}
	}
	return false
}

// piece is an endpoint of a configuration as the merge sees it.
type piece struct {
	node  *syntax.Node
	from  Origin // zero without a note
	id    diag.Endpoint
	index int
}

func (p *piece) noted() bool { return p.from.Service != "" }

// key tells pieces apart by their note.
func (p *piece) key() string { return p.from.Service + "\x00" + p.from.Pointer }

var parameter = regexp.MustCompile(`\{[^{}/]*\}`)

// route is the method and the path without the names of its parameters: two
// endpoints with the same cannot both be served.
func (p *piece) route() string {
	return p.id.Method + " " + parameter.ReplaceAllString(p.id.Path, "{}")
}

// piecesOf returns the endpoints of a document in its order.
func piecesOf(s *config.Service) []*piece {
	var list []*piece
	for _, e := range s.Endpoints() {
		list = append(list, newPiece(e.Node, e.ID(), len(list)))
	}
	return list
}

// parsePieces reads endpoints that were written by the generator.
func parsePieces(texts []string) []*piece {
	var list []*piece
	for _, text := range texts {
		n := parseOwn(text)
		id := diag.Endpoint{Method: n.Get("method").Str(), Path: n.Get("endpoint").Str()}
		list = append(list, newPiece(n, id, len(list)))
	}
	return list
}

func newPiece(n *syntax.Node, id diag.Endpoint, index int) *piece {
	id.Path = "/" + strings.TrimPrefix(id.Path, "/")
	from := n.Get(noteKey).Get("from")
	return &piece{node: n, id: id, index: index, from: Origin{
		Format: from.Get("format").Str(), Service: from.Get("service").Str(), Pointer: from.Get("pointer").Str(),
	}}
}

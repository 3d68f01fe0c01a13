package tui

import (
	"regexp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/repair"
)

// action is what stands in a template and in no JSON.
var action = regexp.MustCompile(`\{\{-?\s*[\w.$"(/]`)

// templated returns why a document is not edited here, when it is a template of
// a configuration: what it is made from only shows when it is rendered.
func templated(doc *config.Document) string {
	if !repair.Needed(doc) || !action.MatchString(doc.Source.Text) {
		return ""
	}
	return "What it makes shows only when it is rendered with its partials and settings, so it can be looked at here, not edited. " +
		"gatewright lint reads it as the gateway does, and names the places in the files that it is made of."
}

// starter is what a new file holds.
const starter = `{
  "version": 3,
  "endpoints": []
}
`

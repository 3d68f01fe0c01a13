package tyk

import "github.com/gatewright/gatewright/generate/convert"

// Write makes a configuration of an inventory.
func Write(inv *convert.Inventory) *convert.Output {
	return &convert.Output{Files: []convert.File{{Name: "tyk.json"}}}
}

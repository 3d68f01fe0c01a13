package input

import (
	"fmt"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/kong"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
	"github.com/gatewright/gatewright/generate/tyk"
)

// Foreign is the error of a file that is clearly something else than a
// configuration: a document of a backend, or the configuration of another
// gateway.
func Foreign(doc *config.Document) error {
	root, name := doc.Root, doc.Source.Name
	if root == nil || root.Kind != syntax.Object || krakend.Is(root) {
		return nil
	}
	for _, other := range []struct {
		name string
		is   func(*syntax.Node) bool
	}{{"Ocelot", ocelot.Is}, {"Kong", kong.Is}, {"Tyk", tyk.Is}} {
		if other.is(root) {
			return exit.Usagef(fmt.Sprintf("gatewright convert %s -o krakend.json makes one of it", name), "%s is a configuration of %s, none of this gateway", name, other.name)
		}
	}
	if root.Get("openapi") != nil || root.Get("swagger") != nil {
		return exit.Usagef(fmt.Sprintf("name it with --spec beside a configuration, or make one of it: gatewright generate %s -o krakend.json", name),
			"%s is an OpenAPI document, no configuration", name)
	}
	return nil
}

package start

import (
	"fmt"
	"regexp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// settings finds settings of the service's namespaces that stop the start; all
// others of a wrong type only do nothing.
func (c *checker) settings() {
	if cors := c.svc.Extra.Entry("security/cors"); cors != nil {
		if age := cors.Node.Get("max_age"); !age.IsNull() && age.Kind != syntax.String {
			c.refuse(diag.CORSMaxAge, age.Span, syntax.Join(cors.Pointer, "max_age"), diag.Endpoint{},
				fmt.Sprintf("max_age is %s, it must be a duration", age.Kind), `write a duration, such as "12h"`)
		}
	}
	security := c.svc.Extra.Entry("security/http")
	if security == nil || !isTrue(security.Node.Get("allowed_hosts_are_regex")) {
		return
	}
	list := security.Node.Get("allowed_hosts")
	if list == nil || list.Kind != syntax.Array {
		return
	}
	for i, item := range list.Items() {
		if _, err := HostPattern(item.Str()); err != nil {
			c.refuse(diag.AllowedHosts, item.Span, syntax.Index(syntax.Join(security.Pointer, "allowed_hosts"), i), diag.Endpoint{},
				fmt.Sprintf("the expression %q does not compile", item.Str()), "")
		}
	}
}

// HostPattern compiles an expression of allowed_hosts, which stands for a whole
// host.
func HostPattern(expr string) (*regexp.Regexp, error) { return regexp.Compile("^(?:" + expr + ")$") }

func isTrue(n *syntax.Node) bool {
	return n != nil && n.Kind == syntax.Bool && n.Text == "true"
}

package krakend

import (
	"fmt"
	"strconv"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// browserHeaders reads the headers that make browsers careful, which other
// gateways can put into answers too. What guards the gateway itself they lack.
func (r *reader) browserHeaders(o *convert.Object) {
	set := func(f convert.Field, name, value string) {
		if value != "" {
			r.inv.Service.Headers = append(r.inv.Service.Headers, convert.Edit{Place: f.Place, Op: "set", Name: name, Value: value, Response: true})
		}
	}
	deny := o.Bool(false, "frame_deny")
	switch v := o.Str("custom_frame_options_value"); {
	case v != "":
		set(o.Get("custom_frame_options_value"), "X-Frame-Options", v)
	case deny:
		set(o.Get("frame_deny"), "X-Frame-Options", "DENY")
	}
	if o.Bool(false, "content_type_nosniff") {
		set(o.Get("content_type_nosniff"), "X-Content-Type-Options", "nosniff")
	}
	if o.Bool(false, "browser_xss_filter") {
		set(o.Get("browser_xss_filter"), "X-XSS-Protection", "1; mode=block")
	}
	if seconds, ok := o.Int("sts_seconds"); ok && seconds > 0 {
		value := "max-age=" + strconv.Itoa(seconds)
		if o.Bool(false, "sts_include_subdomains") {
			value += "; includeSubDomains"
		}
		set(o.Get("sts_seconds"), "Strict-Transport-Security", value)
	}
	set(o.Get("content_security_policy"), "Content-Security-Policy", o.Str("content_security_policy"))
	set(o.Get("referrer_policy"), "Referrer-Policy", o.Str("referrer_policy"))
	o.Get("sts_include_subdomains")
	if o.Node == nil {
		return
	}
	for _, m := range o.Node.Members() {
		if f := o.Unread(m.Name); f.Node != nil && !convert.Empty(f.Node) {
			r.lose(nil, convert.Security, "service-setting", convert.PlaceOf(f.Node, syntax.Join(o.Pointer, m.Name)), fmt.Sprintf("%q of security/http has no counterpart", m.Name), "")
		}
	}
}

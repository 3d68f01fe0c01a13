package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// produces returns the media types of an operation's answers, which Swagger
// 2.0 names apart from the answers.
func (r *reader) produces(op *syntax.Node) []string { return r.mediaTypes(op, "produces") }

func (r *reader) mediaTypes(op *syntax.Node, key string) []string {
	if own := op.Get(key); own != nil {
		return texts(own)
	}
	return texts(r.main.root.Get(key))
}

// swaggerMedia puts the one schema of a Swagger 2.0 answer under each of its
// media types; without any it is under the type "".
func (r *reader) swaggerMedia(response *syntax.Node, produces []string) []spec.Media {
	schema := response.Get("schema")
	if schema == nil {
		return nil
	}
	if len(produces) == 0 {
		produces = []string{""}
	}
	examples := response.Get("examples")
	media := make([]spec.Media, 0, len(produces))
	for _, t := range produces {
		media = append(media, spec.Media{Type: t, Schema: r.schema(schema), Example: examples.Get(t), Span: schema.Span})
	}
	return media
}

// swaggerBody makes a body of the body parameter, or of the form's fields: of
// the operation's own, else of those of its path.
func (r *reader) swaggerBody(op *spec.Operation, n, item *syntax.Node) {
	consumes := r.mediaTypes(n, "consumes")
	for _, list := range []*syntax.Node{n.Get("parameters"), item.Get("parameters")} {
		if list == nil || op.Body != nil {
			continue
		}
		for _, item := range list.Items() {
			p, _, err := r.follow(item, "")
			if err != nil {
				continue // params made it the operation's fault
			}
			switch p.Get("in").Str() {
			case "body":
				op.Body = &spec.Body{Required: truth(p.Get("required")), Span: item.Span}
				if len(consumes) == 0 {
					consumes = []string{"application/json"}
				}
				for _, t := range consumes {
					op.Body.Media = append(op.Body.Media, spec.Media{Type: t, Schema: r.schema(p.Get("schema")), Span: item.Span})
				}
			case "formData":
				r.formField(op, p, item, consumes)
			}
		}
	}
}

func (r *reader) formField(op *spec.Operation, p, item *syntax.Node, consumes []string) {
	required := truth(p.Get("required"))
	if op.Body != nil {
		op.Body.Required = op.Body.Required || required
		return
	}
	op.Body = &spec.Body{Required: required, Span: item.Span}
	forms := slices.DeleteFunc(slices.Clone(consumes), func(t string) bool {
		t = spec.MediaTypeOf(t)
		return t != "multipart/form-data" && t != "application/x-www-form-urlencoded"
	})
	if len(forms) == 0 {
		forms = []string{"application/x-www-form-urlencoded"}
		if p.Get("type").Str() == "file" {
			forms[0] = "multipart/form-data"
		}
	}
	for _, t := range forms {
		op.Body.Media = append(op.Body.Media, spec.Media{Type: t, Span: item.Span})
	}
}

// swaggerServers are made of host, basePath and schemes, https first.
func (r *reader) swaggerServers(root *syntax.Node) []spec.Server {
	base := cleanBase(root.Get("basePath").Str())
	span := root.Span
	for _, key := range []string{"basePath", "host"} {
		if m := root.Member(key); m != nil {
			span = m.Span()
		}
	}
	span.End = min(span.End, span.Start+200)
	host, problem := root.Get("host").Str(), ""
	if strings.ContainsAny(host, "/@{} \t") {
		problem = fmt.Sprintf("host %q cannot be used: it must be a name with a port at most", host)
		r.report(diag.Warning, RuleServer, root.Get("host").Span, "/host", problem, "give the host by hand")
		host = ""
	}
	if host == "" {
		origin := ""
		if r.main.url != nil {
			origin = r.main.url.Scheme + "://" + r.main.url.Host
		}
		return []spec.Server{{Origin: origin, BasePath: base, Problem: problem, Span: span}}
	}
	schemes := texts(root.Get("schemes"))
	if len(schemes) == 0 && r.main.url != nil {
		schemes = []string{r.main.url.Scheme}
	}
	var servers []spec.Server
	for _, scheme := range []string{"https", "http"} {
		if slices.Contains(schemes, scheme) {
			servers = append(servers, spec.Server{Origin: scheme + "://" + host, BasePath: base, Span: span})
		}
	}
	if len(servers) == 0 {
		servers = []spec.Server{{Origin: "http://" + host, BasePath: base, Span: span}}
	}
	return servers
}

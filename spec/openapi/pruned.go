package openapi

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/gatewright/gatewright/spec"
)

// Pruned documents hold the operations of one path, with what can be judged
// without schemas, examples and prose. Nothing in them is a reference any more.

// anySchema stands for every schema that a document gives.
var anySchema = openapi3.NewSchemaRef("", openapi3.NewSchema())

func (r *reader) pruned(ops []*spec.Operation) *openapi3.T {
	item := &openapi3.PathItem{}
	for _, op := range ops {
		item.SetOperation(op.Method, prunedOperation(op))
	}
	return &openapi3.T{
		OpenAPI: fmt.Sprintf("3.%d.0", min(r.version.minor, 2)),
		Info:    &openapi3.Info{Title: "-", Version: "0"},
		Paths:   openapi3.NewPaths(openapi3.WithPath(ops[0].Path, item)),
	}
}

func prunedOperation(op *spec.Operation) *openapi3.Operation {
	pruned := &openapi3.Operation{Responses: openapi3.NewResponses()}
	for i := range op.Params {
		pruned.Parameters = append(pruned.Parameters, &openapi3.ParameterRef{Value: prunedParam(&op.Params[i])})
	}
	if op.Body != nil {
		pruned.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Content: prunedContent(op.Body.Media)}}
	}
	for i := range op.Responses {
		resp := &op.Responses[i]
		pruned.Responses.Set(resp.Status, &openapi3.ResponseRef{
			Value: &openapi3.Response{Description: &resp.Description, Content: prunedContent(resp.Media)},
		})
	}
	return pruned
}

func prunedParam(p *spec.Param) *openapi3.Parameter {
	pruned := &openapi3.Parameter{Name: p.Name, In: string(p.In), Required: p.Required}
	if p.Content != "" {
		pruned.Content = openapi3.Content{p.Content: openapi3.NewMediaType()}
		return pruned
	}
	pruned.Style, pruned.Explode = p.Style, &p.Explode
	if p.Schema != nil {
		pruned.Schema = anySchema
	}
	return pruned
}

func prunedContent(media []spec.Media) openapi3.Content {
	content := make(openapi3.Content, len(media))
	for _, m := range media {
		content[m.Type] = openapi3.NewMediaType()
	}
	return content
}

// prunedSwagger is pruned for Swagger 2.0, to be converted.
func prunedSwagger(ops []*spec.Operation) *openapi2.T {
	item := &openapi2.PathItem{}
	for _, op := range ops {
		pruned := &openapi2.Operation{Responses: openapi2.NewResponsesWithCapacity(len(op.Responses))}
		for _, p := range op.Params {
			pruned.Parameters = append(pruned.Parameters, &openapi2.Parameter{
				Name: p.Name, In: string(p.In), Required: p.Required, Type: &openapi3.Types{"string"},
			})
		}
		for _, resp := range op.Responses {
			pruned.Responses.Set(resp.Status, &openapi2.Response{Description: resp.Description})
		}
		item.SetOperation(op.Method, pruned)
	}
	return &openapi2.T{
		Swagger: "2.0",
		Info:    openapi3.Info{Title: "-", Version: "0"},
		Paths:   map[string]*openapi2.PathItem{ops[0].Path: item},
	}
}

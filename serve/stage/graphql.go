package stage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

const nsGraphQL = "backend/graphql"

// graphQLSettings is namespace backend/graphql.
type graphQLSettings struct {
	Type          string         `json:"type"`
	Method        string         `json:"method"`
	Query         string         `json:"query"`
	QueryPath     string         `json:"query_path"`
	Variables     map[string]any `json:"variables"`
	OperationName string         `json:"operationName"`
}

// graphQLBody is what a GraphQL server is sent.
type graphQLBody struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName,omitempty"`
	Variables     map[string]any `json:"variables,omitempty"`
}

// graphQL makes a call one of a GraphQL server: a query whose variables come
// from the configuration and the path, or a mutation whose variables come from
// the request's body. Settings that cannot be used leave the call as it is.
func graphQL(b *config.Backend, env *Env, next Proxy) Proxy {
	p, ok := placeOf(b, nsGraphQL)
	if !ok {
		return next
	}
	s, err := readGraphQL(p, env.Dir)
	if err != nil {
		env.notice(p, memberOf(err), diag.Wrong, "the call goes out as it is, without a query: "+err.Error(), "")
		return next
	}
	mutation, method := strings.EqualFold(s.Type, "mutation"), http.MethodPost
	if strings.EqualFold(s.Method, http.MethodGet) {
		method = http.MethodGet
		env.notice(p, "method", diag.Wrong, "with the method GET neither the query nor its variables reach the backend", `delete "method"`)
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		var variables map[string]any
		if mutation {
			variables = map[string]any{}
			maps.Copy(variables, s.Variables)
			if err := r.Body.Keep(env.MaxBody); err != nil {
				return nil, err
			}
			var given map[string]any
			if err := json.Unmarshal(r.Body.Bytes(), &given); err != nil {
				return nil, fmt.Errorf("the body of a mutation must be a JSON object with its variables: %w", err)
			}
			maps.Copy(variables, given)
		} else {
			variables = s.variables(r.Params)
		}
		q := *r
		q.Method, q.Body = method, nil
		q.Header = r.Header.Clone()
		q.Header["Content-Type"] = []string{"application/json"}
		if method == http.MethodPost {
			text, err := json.Marshal(graphQLBody{s.Query, s.OperationName, variables})
			if err != nil {
				return nil, err
			}
			q.Body = BytesBody(text)
		}
		return next(ctx, &q)
	}
}

var errNoQuery = errors.New(`"query" is empty`)

func readGraphQL(p site, dir string) (graphQLSettings, error) {
	var s graphQLSettings
	if err := readSettings(p, &s); err != nil {
		return s, err
	}
	if !strings.EqualFold(s.Type, "query") && !strings.EqualFold(s.Type, "mutation") {
		return s, fmt.Errorf("\"type\" is %q, it must be query or mutation", s.Type)
	}
	if s.Query == "" && s.QueryPath != "" {
		text, err := os.ReadFile(fileIn(dir, s.QueryPath))
		if err != nil {
			return s, err
		}
		s.Query = string(text)
	}
	if s.Query == "" {
		return s, errNoQuery
	}
	return s, nil
}

// variables returns the configured variables of a query, those that are a
// placeholder as a whole filled with the value of their parameter. Those of a
// mutation stay as they are.
func (s graphQLSettings) variables(params map[string]string) map[string]any {
	filled := make(map[string]any, len(s.Variables))
	for name, v := range s.Variables {
		if text, ok := v.(string); ok && len(text) > 2 && text[0] == '{' && text[len(text)-1] == '}' {
			if value, ok := params[ParamName(text[1:len(text)-1])]; ok {
				v = value
			}
		}
		filled[name] = v
	}
	return filled
}

// refusedGraphQL returns the variables with which the gateway does not start.
func refusedGraphQL(b *config.Backend) []diag.Finding {
	p, ok := placeOf(b, nsGraphQL)
	if !ok {
		return nil
	}
	variables := p.node().Get("variables")
	if variables == nil {
		return nil
	}
	var found []diag.Finding
	for _, m := range variables.Members() {
		if m.Value.Kind == syntax.String && m.Value.Text == "" {
			f := p.finding("variables", diag.Refused, fmt.Sprintf("the variable %q is an empty text", m.Name), "leave the variable out")
			f.Span, f.Pointer = m.Value.Span, syntax.Join(f.Pointer, m.Name)
			found = append(found, f)
		}
	}
	return found
}

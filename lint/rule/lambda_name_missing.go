package rule

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var lambdaNameMissing = Rule{
	ID:       "lambda-name-missing",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a Lambda function has a name.",
	Why:      `Without function_name the name is the value of a path parameter called function_param_name, and where that is missing too it is always "function".`,
	Fix:      "write function_name, or function_param_name with a parameter of the path",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/lambda": {"region": "eu-west-1"}}
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/lambda": {"region": "eu-west-1", "function_name": "users"}}
        }
      ]
    }
  ]
}
`,
	NoProof: "it needs a Lambda service",
	Backend: checkLambdaNameMissing,
}

func checkLambdaNameMissing(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/lambda")
	if entry == nil || entry.Node.Get("function_name") != nil {
		return
	}
	param := entry.Node.Get("function_param_name")
	if param == nil {
		p.reportAt(entry.Key, entry.Pointer, "no function is named: the function \"function\" is called")
		return
	}
	if b.Endpoint == nil || param.Str() == "" {
		return
	}
	params := fact.PathParams(b.Endpoint.Route(), b.Service.DisableREST.V)
	if slices.ContainsFunc(params, func(name string) bool { return sameParam(name, param.Str()) }) {
		return
	}
	f := p.reportAt(param.Span, syntax.Join(entry.Pointer, "function_param_name"), "the endpoint has no parameter {%s}: the function \"function\" is called", param.Str())
	if near := Nearest(param.Str(), params, 1); len(near) > 0 {
		f.Hint = fmt.Sprintf("did you mean %q?", near[0])
	}
}

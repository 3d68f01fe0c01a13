package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var lambdaNameMissing = Rule{
	ID:       "lambda-name-missing",
	Severity: diag.Warning,
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
	if entry != nil && entry.Node.Get("function_name") == nil && entry.Node.Get("function_param_name") == nil {
		p.reportAt(entry.Key, entry.Pointer, "no function is named: the function \"function\" is called")
	}
}

// Package expression is what expressions of the namespace validation/cel may
// name. Lint checks them with it and serve runs them with it, so that both know
// the same names and types.
//
// The common call is
//
//	env, err := expression.Env()
//	ast, issues := env.Compile(text)
//
// The package runs no expression, and has no functions besides those of the
// language.
package expression

import (
	"sync"

	"cel.dev/cel-go/cel"
)

// Env returns the environment that expressions are compiled in, made once.
func Env() (*cel.Env, error) { return env() }

var env = sync.OnceValues(func() (*cel.Env, error) {
	texts := cel.MapType(cel.StringType, cel.StringType)
	lists := cel.MapType(cel.StringType, cel.ListType(cel.StringType))
	anything := cel.MapType(cel.StringType, cel.DynType)
	return cel.NewEnv(
		cel.Variable("req_method", cel.StringType),
		cel.Variable("req_path", cel.StringType),
		cel.Variable("req_params", texts),
		cel.Variable("req_headers", lists),
		cel.Variable("req_querystring", lists),
		cel.Variable("resp_completed", cel.BoolType),
		cel.Variable("resp_metadata_status", cel.IntType),
		cel.Variable("resp_metadata_headers", lists),
		cel.Variable("resp_data", anything),
		cel.Variable("JWT", anything),
		cel.Variable("now", cel.StringType),
	)
})

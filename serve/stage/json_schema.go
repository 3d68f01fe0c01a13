package stage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var (
	errNoBody    = errors.New("could not validate an empty body")
	errNoLoading = errors.New("schemas are not loaded from elsewhere")
)

// noLoader refuses references that lead out of a schema.
type noLoader struct{}

func (noLoader) Load(string) (any, error) { return nil, errNoLoading }

// jsonSchema is validation/json-schema: requests whose body does not fit are
// refused with 400. A schema that does not compile checks nothing.
func jsonSchema(e *config.Endpoint, env *Env, next Proxy) Proxy {
	p, ok := placeAt(e, "validation/json-schema")
	if !ok || p.node().Kind != syntax.Object {
		return next
	}
	schema, err := compileSchema(p.node())
	if err != nil {
		env.notice(p, "", diag.Unsafe, "the schema does not compile, bodies are not checked: "+oneLine(err), "")
		return next
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		if err := r.Body.Keep(env.MaxBody); err != nil {
			return nil, err
		}
		if err := checkBody(schema, r.Body.Bytes()); err != nil {
			return nil, &Refusal{Status: http.StatusBadRequest, Err: err}
		}
		return next(ctx, r)
	}
}

func compileSchema(n *syntax.Node) (*jsonschema.Schema, error) {
	text, err := json.Marshal(Value(n))
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	const name = "endpoint.json"
	if err := c.AddResource(name, doc); err != nil {
		return nil, err
	}
	return c.Compile(name)
}

func checkBody(schema *jsonschema.Schema, body []byte) error {
	if len(body) == 0 {
		return errNoBody
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	err = schema.Validate(v)
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		inPlaceOrder(invalid)
		return misfit{err}
	}
	return err
}

// inPlaceOrder sorts what does not fit by where it stands: the validator goes
// through members in no order.
func inPlaceOrder(e *jsonschema.ValidationError) {
	slices.SortStableFunc(e.Causes, func(a, b *jsonschema.ValidationError) int {
		return slices.Compare(a.InstanceLocation, b.InstanceLocation)
	})
	for _, cause := range e.Causes {
		inPlaceOrder(cause)
	}
}

// misfit is a body that does not fit its schema.
type misfit struct{ err error }

// Error tells each thing that does not fit in a line of its own. The first line
// of the validator names the schema by a made-up file, which is nobody's.
func (m misfit) Error() string {
	text := m.err.Error()
	if _, lines, ok := strings.Cut(text, "\n"); ok {
		return lines
	}
	return text
}

// Unwrap returns the validator's error.
func (m misfit) Unwrap() error { return m.err }

package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// Policy is how eagerly answers are decoded.
type Policy uint8

// The policies. Smart decodes what the document vouches for and passes through
// the rest. PassThrough decodes nothing. Decode decodes whatever some decoder
// can take, and accepts that headers and statuses are lost.
const (
	Smart Policy = iota
	PassThrough
	Decode
)

// String returns the policy as ParsePolicy reads it.
func (p Policy) String() string { return [...]string{"smart", fact.NoOp, fact.JSON}[p] }

// ParsePolicy reads a policy as the command line writes it: smart, no-op or
// json.
func ParsePolicy(s string) (Policy, error) {
	switch s {
	case "", "smart":
		return Smart, nil
	case fact.NoOp:
		return PassThrough, nil
	case fact.JSON:
		return Decode, nil
	}
	return Smart, fmt.Errorf("unknown encoding policy %q: it is one of smart, no-op, json", s)
}

// InferOptions are the choices that Infer leaves to the user. The zero value
// keeps what clients see as close to the backend as decoding allows.
type InferOptions struct {
	Policy Policy
	// KeepCreated passes through what answers 201, because decoding makes it 200.
	KeepCreated bool
	// ReturnCode decodes operations that only answer without a body and another
	// status than 200 or 201, with the option return_error_code, instead of
	// passing through.
	ReturnCode bool
	// DecodeText and DecodeXML decode text as string and XML as xml.
	DecodeText, DecodeXML bool
	// DropHeaders decodes also what declares response headers that clients need.
	DropHeaders bool
	// AssumeOK takes the range 2XX for 200.
	AssumeOK bool
	// ErrorCodes hands on the statuses of declared errors with the option
	// return_error_code; their bodies stay hidden.
	ErrorCodes bool
	// KeepMediaType passes through JSON of other types than application/json.
	KeepMediaType bool
}

// Inference is how a gateway has to be set up for an operation.
type Inference struct {
	// Encoding is the backend's, OutputEncoding the endpoint's.
	Encoding       string
	OutputEncoding string
	IsCollection   bool
	// ReturnErrorCode says that the backend needs return_error_code.
	ReturnErrorCode bool
	// Reasons say why, Notes what else happens to the answer.
	Reasons, Notes []Reason
}

// Reason is one sentence, lower case and without a final period, and the place
// in the document that it rests on. Grave ones deserve a warning.
type Reason struct {
	Text    string
	Span    syntax.Span
	Pointer string
	Grave   bool
}

// PassesThrough reports whether the answer is handed on untouched.
func (i Inference) PassesThrough() bool { return i.OutputEncoding == fact.NoOp }

// Infer decides how the answers of an operation are to be encoded, and says
// why. Everything that decoding would break is passed through: other statuses
// than 200 and 201, bodies that are empty or no JSON object or array, headers
// that clients need.
func Infer(op *Operation, opts InferOptions) Inference {
	in := &inferer{op: op, opts: opts, answers: op.Answers()}
	return in.run()
}

type inferer struct {
	op      *Operation
	opts    InferOptions
	answers []Answer
	result  Inference
}

func (in *inferer) reason(a Answer, format string, args ...any) {
	in.result.Reasons = append(in.result.Reasons, Reason{Text: fmt.Sprintf(format, args...), Span: a.Span, Pointer: a.Pointer})
}

func (in *inferer) note(a Answer, grave bool, format string, args ...any) {
	in.result.Notes = append(in.result.Notes, Reason{Text: fmt.Sprintf(format, args...), Span: a.Span, Pointer: a.Pointer, Grave: grave})
}

// whole stands for the operation itself as the place of a reason.
func (in *inferer) whole() Answer { return Answer{Span: in.op.Span, Pointer: in.op.Pointer} }

func (in *inferer) use(encoding, output string, collection bool) Inference {
	in.result.Encoding, in.result.OutputEncoding, in.result.IsCollection = encoding, output, collection
	return in.result
}

func (in *inferer) passThrough() Inference { return in.use(fact.NoOp, fact.NoOp, false) }

func (in *inferer) run() Inference {
	if in.opts.Policy == PassThrough {
		in.reason(in.whole(), "everything is passed through, as asked")
		return in.passThrough()
	}
	if len(in.answers) == 0 {
		in.unknown()
		return in.passThrough()
	}
	if in.onlyCodes() {
		in.result.ReturnErrorCode = true
		in.reason(in.answers[0], "answer %s has no body, return_error_code hands on its status", in.answers[0].Code)
		return in.use(fact.JSON, fact.JSON, false)
	}
	blocked := false
	for _, a := range in.answers {
		if text := in.blocks(a); text != "" {
			in.reason(a, "%s", text)
			blocked = true
		}
	}
	in.warnings()
	if blocked {
		return in.passThrough()
	}
	return in.decode()
}

// hidden notes the errors whose bodies a decoding endpoint keeps to itself.
func (in *inferer) hidden() {
	var codes []string
	for i := range in.op.Responses {
		r := &in.op.Responses[i]
		if (len(r.Media) > 0 || in.opts.ErrorCodes) && (strings.HasPrefix(r.Status, "4") || strings.HasPrefix(r.Status, "5")) {
			codes = append(codes, r.Status)
		}
	}
	switch {
	case len(codes) == 0:
	case in.opts.ErrorCodes:
		in.result.ReturnErrorCode = true
		in.note(in.whole(), false, "errors (%s) reach clients with their status, without their body", strings.Join(codes, ", "))
	default:
		in.note(in.whole(), false, "errors (%s) reach clients as 500 without their body, see return_error_code and return_error_msg", strings.Join(codes, ", "))
	}
}

// unknown says why there is nothing to judge by.
func (in *inferer) unknown() {
	switch n := len(in.op.Responses); {
	case n == 0:
		in.reason(in.whole(), "the document declares no responses")
		in.note(in.whole(), true, "the document declares no responses")
	case n == 1 && in.op.Responses[0].Status == "default":
		in.reason(in.whole(), "the document declares only a default answer, and that describes errors")
	default:
		in.reason(in.whole(), "the document declares no answer of success")
	}
}

// onlyCodes reports whether all answers are statuses without a body that
// return_error_code can hand on.
func (in *inferer) onlyCodes() bool {
	if !in.opts.ReturnCode {
		return false
	}
	for _, a := range in.answers {
		if a.Body != fact.EmptyBody || a.Status < 202 || a.Status > 299 || needed(a.Headers) != "" {
			return false
		}
	}
	return true
}

// blocks says why an answer must be passed through, "" where it need not.
func (in *inferer) blocks(a Answer) string {
	eager := in.opts.Policy == Decode
	switch {
	case a.Status == 304 || a.Status >= 300 && a.Status < 400 || strings.HasPrefix(a.Code, "3"):
		if eager {
			return ""
		}
		return fmt.Sprintf("clients must see status %s, which decoding turns into 500", a.Code)
	case a.Status == 0 && !a.Low && !in.opts.AssumeOK && !eager:
		return fmt.Sprintf("the range %s has statuses that decoding turns into 500", a.Code)
	case a.Status != 0 && !fact.Decoded(a.Status):
		return fmt.Sprintf("decoding turns status %s into 500", a.Code)
	case a.Body == fact.EmptyBody:
		return fmt.Sprintf("answer %s has no body that could be decoded", a.Code)
	case a.Status == 201 && in.opts.KeepCreated:
		return "decoding turns status 201 into 200"
	case !in.opts.DropHeaders && !eager && needed(a.Headers) != "":
		return fmt.Sprintf("clients need header %s, which decoding drops", needed(a.Headers))
	case in.opts.KeepMediaType && MediaTypeOf(a.Media) != "application/json":
		return fmt.Sprintf("decoding turns %s into application/json", nameOf(a.Media))
	}
	if in.decodable(a) {
		return ""
	}
	return fmt.Sprintf("answer %s: %s", a.Code, a.Why)
}

// decodable reports whether some encoding takes the body of an answer.
func (in *inferer) decodable(a Answer) bool {
	switch a.Body {
	case fact.ObjectBody, fact.ArrayBody:
		return true
	case fact.TextBody, fact.HTMLBody:
		return in.opts.DecodeText && !a.Streamed
	case fact.XMLBody:
		return in.opts.DecodeXML
	}
	c := ClassOf(a.Media)
	return in.opts.Policy == Decode && !a.File && (c == JSONMedia || c == AnyMedia)
}

func needed(headers []string) string {
	for _, h := range headers {
		if fact.SignificantResponseHeader(h) {
			return h
		}
	}
	return ""
}

// warnings notes what happens to answers whatever the encoding.
func (in *inferer) warnings() {
	for _, a := range in.answers {
		switch {
		case a.Streamed:
			in.note(a, true, "text/event-stream is not streamed: events arrive when the backend is done, and are cut off at the timeout")
		case a.Status == 301 || a.Status == 302 || a.Status == 303:
			in.note(a, in.onlyRedirects(), "the gateway follows a %d itself, clients see where it leads", a.Status)
		case a.Body == fact.EmptyBody && fact.Decoded(a.Status):
			in.note(a, false, "if answer %s does have a body, declare its schema", a.Code)
		case a.Body == fact.UnknownBody && !a.Mixed && a.Media != "" && ClassOf(a.Media) == JSONMedia:
			in.note(a, false, "declare the schema of answer %s to have it decoded", a.Code)
		}
	}
}

func (in *inferer) onlyRedirects() bool {
	return !slices.ContainsFunc(in.answers, func(a Answer) bool { return strings.HasPrefix(a.Code, "2") })
}

// decode chooses the encoding for answers of which each can be decoded. Where
// they differ, only safejson takes them all, and only on request.
func (in *inferer) decode() Inference {
	bodies := map[fact.Body]bool{}
	mixed := false
	for _, a := range in.answers {
		if strings.HasPrefix(a.Code, "3") {
			continue
		}
		bodies[a.Body] = true
		mixed = mixed || a.Mixed
		in.reason(a, "answer %s: %s", a.Code, a.Why)
		in.consequences(a)
	}
	one := !mixed && len(bodies) == 1
	switch {
	case len(bodies) == 0:
		in.reason(in.answers[0], "answer %s has nothing to decode", in.answers[0].Code)
		return in.passThrough()
	case !one && (in.opts.Policy != Decode || bodies[fact.TextBody] || bodies[fact.HTMLBody] || bodies[fact.XMLBody]):
		in.reason(in.whole(), "its answers are of different kinds, no encoding takes them all")
		return in.passThrough()
	}
	in.hidden()
	switch {
	case one && bodies[fact.ObjectBody]:
		return in.use(fact.JSON, fact.JSON, false)
	case one && bodies[fact.ArrayBody]:
		return in.use(fact.JSON, fact.JSONCollection, true)
	case bodies[fact.TextBody] || bodies[fact.HTMLBody]:
		in.note(in.whole(), false, "clients get text/plain")
		return in.use(fact.String, fact.String, false)
	case bodies[fact.XMLBody]:
		in.note(in.whole(), false, "XML is written anew: its prolog and the order of its elements change")
		return in.use(fact.XML, fact.XML, false)
	}
	in.note(in.whole(), true, `safejson wraps arrays as {"collection": …} and single values as {"content": …}`)
	return in.use(fact.SafeJSON, fact.JSON, false)
}

// consequences notes what decoding changes about an answer.
func (in *inferer) consequences(a Answer) {
	for _, text := range a.Notes {
		in.note(a, false, "%s", text)
	}
	if a.Status == 201 {
		in.note(a, false, "clients see 200 instead of 201")
	}
	if a.Low {
		in.note(a, false, `only "default" is declared, it is taken for the answer of success`)
	}
	if len(a.Headers) > 0 {
		in.note(a, false, "decoding drops header %s", strings.Join(a.Headers, ", "))
	}
}

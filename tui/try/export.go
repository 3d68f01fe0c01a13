package try

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/ui"
)

// Base returns the URL at which the gateway of a service answers on this
// machine.
func Base(svc *config.Service) string {
	scheme, port := "http", 8080
	if svc.Port.V > 0 {
		port = svc.Port.V
	}
	if m := svc.Member("tls"); m != nil && !m.Value.IsNull() {
		scheme = "https"
	}
	return fmt.Sprintf("%s://localhost:%d", scheme, port)
}

// sent are the headers of the request, as far as they are filled in.
func (r Request) sent() []Pair {
	var list []Pair
	typed := false
	for _, p := range r.headers() {
		list = append(list, p)
		typed = typed || strings.EqualFold(p.Name, "Content-Type")
	}
	if r.Body != "" && !typed {
		list = append(list, Pair{"Content-Type", "application/json"})
	}
	return list
}

// Curl returns the command that sends the request to a gateway at base.
func (r Request) Curl(base string) string {
	words := []string{"curl -i"}
	url := base + r.Target()
	if strings.ContainsAny(url, "{}[]") {
		words = append(words, "--globoff")
	}
	switch {
	case r.Method == http.MethodHead:
		words[0] = "curl -I"
	case r.Method != http.MethodGet || r.Body != "":
		words = append(words, "-X "+r.Method)
	}
	lines := []string{strings.Join(append(words, quoted(url)), " ")}
	for _, p := range r.sent() {
		lines = append(lines, "-H "+quoted(p.Name+": "+p.Value))
	}
	if r.Body != "" {
		lines = append(lines, "--data-raw "+quoted(r.Body))
	}
	return strings.Join(lines, " \\\n  ")
}

// quoted writes a word as a shell reads it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// Endings are those of the files that File writes.
const Endings = ".hurl, .http or .sh"

// File returns the request as a file of the kind that an ending names: .hurl for
// a test that also says what the answer must be, .http for the clients of
// editors, .sh for a shell with curl. ok is false for another ending. Without an
// answer the test says nothing of it.
func (r Request) File(ending, base string, a *Answer) (text string, ok bool) {
	switch strings.ToLower(ending) {
	case ".hurl":
		return r.hurl(base, a), true
	case ".http", ".rest":
		return "### " + r.Method + " " + ui.Clean(r.Path) + "\n" + r.message(base, "\n"+r.Body, strings.NewReplacer()), true
	case ".sh":
		return "#!/bin/sh\n" + r.Curl(base) + "\n", true
	}
	return "", false
}

// message writes the request line, the headers, whose values are written as
// escape says, and what follows where there is a body.
func (r Request) message(base, body string, escape *strings.Replacer) string {
	text := r.Method + " " + base + r.Target() + "\n"
	for _, p := range r.sent() {
		text += p.Name + ": " + escape.Replace(p.Value) + "\n"
	}
	if r.Body != "" {
		text += body + "\n"
	}
	return text
}

// inValue writes text as it stands behind the colon of a header: there a hash
// would begin a comment, and two braces a variable.
var inValue = strings.NewReplacer(`\`, `\\`, "#", `\#`, "{{", `\u{7b}\u{7b}`)

// hurlBody writes a body so that just its bytes are sent.
func hurlBody(body string) string {
	text := strings.TrimSpace(body)
	switch {
	case body == "":
		return ""
	case json.Valid([]byte(body)) && (text[0] == '{' || text[0] == '['):
		// Outside of a string two braces never open in a row.
		return strings.ReplaceAll(text, "{{", `\u007b\u007b`)
	case utf8.ValidString(body) && !strings.ContainsAny(body, "`\\\r\n\t") && !strings.Contains(body, "{{"):
		return "`" + body + "`"
	}
	return "base64," + base64.StdEncoding.EncodeToString([]byte(body)) + ";"
}

func (r Request) hurl(base string, a *Answer) string {
	text := "# " + r.Method + " " + ui.Clean(r.Path) + "\n" + r.message(base, hurlBody(r.Body), inValue)
	if a == nil {
		return text
	}
	text += fmt.Sprintf("HTTP %d\n", a.Status)
	if asserts := a.asserts(); len(asserts) > 0 {
		text += "[Asserts]\n" + strings.Join(asserts, "\n") + "\n"
	}
	return text
}

// asserts say what of an answer another one must have: whether it is whole, and
// the members of its body. Values differ from day to day.
func (a *Answer) asserts() []string {
	var list []string
	if v := a.Header.Get("X-Krakend-Completed"); v != "" {
		list = append(list, fmt.Sprintf("header \"X-Krakend-Completed\" == %q", v))
	}
	dec := json.NewDecoder(bytes.NewReader(a.Body))
	first, err := dec.Token()
	if err != nil || !json.Valid(a.Body) {
		return list
	}
	switch first {
	case json.Delim('['):
		return append(list, `jsonpath "$" isCollection`)
	case json.Delim('{'):
		for dec.More() {
			name, _ := dec.Token()
			var value json.RawMessage
			if dec.Decode(&value) != nil {
				break
			}
			list = append(list, `jsonpath "$['`+inPath.Replace(fmt.Sprint(name))+`']" exists`)
		}
	}
	return list
}

// inPath writes a name inside the quotes of a path inside those of a string.
var inPath = strings.NewReplacer(`\`, `\\\\`, `'`, `\\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "{{", `\u{7b}\u{7b}`)

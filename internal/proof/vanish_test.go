package proof

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/krakend"
)

// leaf is one value of a source.
type leaf struct {
	source  int
	pointer string
	node    *syntax.Node
}

// TestNothingOfASourceVanishes changes the values of configurations one by one:
// each change must show in the result or in the report, unless the report says
// that the value is dropped, or the table below that it never mattered.
func TestNothingOfASourceVanishes(t *testing.T) {
	t.Parallel()
	for _, c := range corpora(t, foreign...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inv := read(c.format, c.sources)
			whole := outcome(inv)
			reported := dropped(inv)
			for _, l := range leaves(c.sources) {
				if convert.Empty(l.node) && c.format == "tyk" || meaningless(c.format, l) || slices.ContainsFunc(reported, func(s syntax.Span) bool { return covers(s, l.node.Span) }) {
					continue
				}
				if text, shown := probe(c, l, whole); !shown {
					t.Errorf("%s: %s vanishes: %q makes no difference", l.node.Span, l.pointer, text)
				}
			}
		})
	}
}

// leaves are the values of sources that hold no others.
func leaves(sources []*syntax.Source) []leaf {
	var list []leaf
	for i, src := range sources {
		root, _ := syntax.Parse(src)
		root.Walk(func(pointer string, n *syntax.Node) bool {
			if n.Kind == syntax.Bool || n.Kind == syntax.Number || n.Kind == syntax.String {
				list = append(list, leaf{i, pointer, n})
			}
			return true
		})
	}
	return list
}

// outcome is all that a conversion says: the result, and the losses.
func outcome(inv *convert.Inventory) string {
	out := krakend.Write(inv, krakend.Options{Depth: 1})
	var b strings.Builder
	for _, f := range out.Files {
		b.WriteString(withoutNotes(string(f.Data)))
	}
	for _, l := range slices.Concat(inv.Losses, out.Losses) {
		fmt.Fprintln(&b, l.Severity, l.Code, l.Pointer, l.Message, l.Hint)
	}
	for _, f := range inv.Findings {
		fmt.Fprintln(&b, f.Message)
	}
	return b.String()
}

// dropped are the places of which the report says that they are gone, or that
// they mean nothing. What is said of a route as a whole says nothing of its
// members.
func dropped(inv *convert.Inventory) []syntax.Span {
	out := write("krakend", inv)
	var list []syntax.Span
	for _, l := range slices.Concat(inv.Losses, out.Losses) {
		gone := l.Action == convert.Dropped || l.Action == convert.Placeholder
		if gone && (l.Route == nil || l.Span != l.Route.Span || l.Gone()) || l.Severity > convert.Defaulted && len(l.Span.Text()) < 40 {
			list = append(list, l.Span)
		}
	}
	return list
}

func covers(outer, inner syntax.Span) bool {
	return outer.Source != nil && outer.Source.Name == inner.Source.Name && outer.Start <= inner.Start && inner.End <= outer.End
}

// probe changes a value and reports whether it makes a difference.
func probe(c corpus, l leaf, whole string) (text string, shown bool) {
	for _, text = range alternatives(l.node) {
		sources := slices.Clone(c.sources)
		was := sources[l.source]
		sources[l.source] = syntax.NewSource(was.Name, []byte(was.Text[:l.node.Start]+text+was.Text[l.node.End:]))
		if outcome(read(c.format, sources)) != whole {
			return text, true
		}
	}
	return text, false
}

var lastDigit = regexp.MustCompile(`[0-8]([^0-8]*)$`)

// alternatives are other values of the kind of a node, in the file's notation.
func alternatives(n *syntax.Node) []string {
	switch n.Kind {
	case syntax.Bool:
		return []string{map[string]string{"true": "false", "false": "true"}[n.Text]}
	case syntax.Number:
		return []string{n.Text + "1", "1", "0"}
	}
	list := []string{config.Quote(n.Text + "x")}
	if at := lastDigit.FindStringIndex(n.Text); at != nil {
		list = append(list, config.Quote(n.Text[:at[0]]+string(n.Text[at[0]]+1)+n.Text[at[0]+1:]))
	}
	if strings.HasPrefix(n.Text, "/") {
		list = append(list, config.Quote("/zz"+n.Text))
	}
	return list
}

// silent are the values that no request ever sees, by the format and a pattern
// of the pointer, with the reason.
var silent = []struct{ format, pattern, reason string }{
	{"ocelot", `/.*/(Priority|(Re)?RouteIsCaseSensitive)`, "it orders routes that overlap; the case of letters is reported once a file"},
	{"ocelot", `/.*/AuthenticationOptions/Provider`, "the name that --jwt has for the provider"},
	{"ocelot", `/GlobalConfiguration/BaseUrl`, "the gateway's own address"},
	{"ocelot", `/(Re)?Routes/\d+/Key`, "the name by which aggregates and options speak of a route"},
	{"kong", `/_format_version`, "the major version alone changes what a file says"},
	{"kong", `(/services/\d+)?/routes/\d+/name`, "a name, for plugins to refer to"},
	{"kong", `/services/\d+/(name|id)`, "a name, for routes and plugins to refer to"},
	{"kong", `/.*/(regex_priority|priority)`, "it orders routes that overlap"},
	{"kong", `/services/0/routes/0/strip_path`, "it matters where the path is not the root"},
	{"kong", `/.*/protocols/\d+`, "HTTP is served, with HTTPS or without"},
	{"kong", `/.*/path_handling`, "it matters where the service has a path only"},
	{"kong", `/consumers/\d+/(username|custom_id|id)`, "a name"},
	{"kong", `/services/\d+/port`, "the port of a service whose host is an upstream: the targets have their own"},
	{"tyk", `(/apis/\d+|/\d+)?(/api_definition|/spec)?/(name|api_id)`, "a name"},
	{"tyk", `/version_data/not_versioned`, "the only version holds in either case"},
	{"tyk", `(/\d+)?/proxy/strip_listen_path`, "it matters where the listen path is not the root"},
	{"tyk", `/x-tyk-api-gateway/info/(name|id)`, "a name"},
	{"tyk", `/(openapi|info|servers|tags|externalDocs|components|x-original-swagger-version)(/.*)?`, "the document, which describes the backend"},
	{"tyk", `/paths/[^/]*(/[^/]*/(responses|parameters|tags|summary|description|operationId|requestBody|x-codegen-request-body-name)|/parameters)(/.*)?`, "the document, which describes the backend"},
}

func meaningless(format string, l leaf) bool {
	for _, s := range silent {
		if s.format == format && regexp.MustCompile("^"+s.pattern+"$").MatchString(l.pointer) {
			return true
		}
	}
	return false
}

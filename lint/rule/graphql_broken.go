package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var graphQLBroken = Rule{
	ID:       "graphql-broken",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the brackets of GraphQL queries are closed.",
	Why:      `The gateway sends the query as it stands and does not read it. One with a bracket too many or too few, or with a text that is not closed, is refused by every GraphQL server.`,
	Fix:      "close the bracket",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/graphql",
          "method": "POST",
          "extra_config": {"backend/graphql": {"type": "query", "query": "{ users { name }"}}
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
          "url_pattern": "/graphql",
          "method": "POST",
          "extra_config": {"backend/graphql": {"type": "query", "query": "{ users { name } }"}}
        }
      ]
    }
  ]
}
`,
	NoProof: "it is the GraphQL server that refuses the query",
	Backend: checkGraphQLBroken,
}

func checkGraphQLBroken(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/graphql")
	if entry == nil {
		return
	}
	query := entry.Node.Get("query")
	if problem := bracketProblem(query.Str()); problem != "" {
		p.reportAt(query.Span, syntax.Join(entry.Pointer, "query"), "the query cannot be read: %s", problem)
	}
}

// bracketProblem says which bracket or text of a GraphQL document is not closed,
// "" where all are.
func bracketProblem(query string) string {
	var open []byte
	for i := 0; i < len(query); i++ {
		switch c := query[i]; c {
		case '#':
			if end := strings.IndexAny(query[i:], "\r\n"); end >= 0 {
				i += end
			} else {
				i = len(query)
			}
		case '"':
			length := quotedLength(query[i:])
			if length < 0 {
				return "a text is not closed"
			}
			i += length - 1
		case '{', '(', '[':
			open = append(open, c)
		case '}', ')', ']':
			if len(open) == 0 || closing[open[len(open)-1]] != c {
				return fmt.Sprintf("%q closes nothing", string(c))
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return fmt.Sprintf("%q is not closed", string(open[len(open)-1]))
	}
	return ""
}

var closing = map[byte]byte{'{': '}', '(': ')', '[': ']'}

// quotedLength returns the length of the text that s starts with, in one or in
// three quotes; -1 where it is not closed.
func quotedLength(s string) int {
	if block, ok := strings.CutPrefix(s, `"""`); ok {
		end := strings.Index(strings.ReplaceAll(block, `\"""`, `\...`), `"""`)
		if end < 0 {
			return -1
		}
		return end + 6
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n':
			return -1
		case '"':
			return i + 1
		}
	}
	return -1
}

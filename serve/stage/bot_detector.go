package stage

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/gatewright/gatewright/config/syntax"
)

// botDetector refuses user agents. Allowed ones are looked up first, and one
// expression that does not compile, or a negative cache size, switches it off.
func botDetector(n *syntax.Node) Gate {
	if n == nil || n.Kind != syntax.Object || len(n.Members()) == 0 {
		return nil
	}
	s := settings{n}
	allow, deny, emptyIsBot := s.texts("allow"), s.texts("deny"), s.flag("empty_user_agent_is_bot")
	if s.integer("cache_size") < 0 {
		return nil
	}
	var patterns []*regexp.Regexp
	for _, expr := range s.texts("patterns") {
		re, err := regexp.Compile(expr)
		if err != nil {
			return nil
		}
		patterns = append(patterns, re)
	}
	isBot := func(agent string) bool {
		switch {
		case agent == "":
			return emptyIsBot
		case slices.Contains(allow, agent):
			return false
		case slices.Contains(deny, agent):
			return true
		}
		return slices.ContainsFunc(patterns, func(re *regexp.Regexp) bool { return re.MatchString(agent) })
	}
	return func(w http.ResponseWriter, v *Visit) bool {
		if isBot(v.UserAgent()) {
			w.WriteHeader(http.StatusForbidden)
			return false
		}
		return true
	}
}

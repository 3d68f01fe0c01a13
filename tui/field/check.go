package field

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

func checkPath(s string) error {
	switch {
	case !strings.HasPrefix(s, "/"):
		return errors.New("a path starts with a slash")
	case fact.StarInside(s):
		return errors.New("a star may not stand inside the path: name the parameters, such as /files/{name}")
	case strings.HasSuffix(s, "*"):
		return errors.New("wildcards exist only in the Enterprise Edition: list the paths one by one")
	case fact.ReservedPath(s):
		return errors.New("the gateway keeps paths with __debug, __echo and __health for itself")
	case strings.ContainsAny(s, " \t?#"):
		return errors.New("a path has no blanks, no ? and no #: query strings go into input_query_strings")
	case strings.Count(s, "{") != strings.Count(s, "}"):
		return errors.New("a brace is not closed: a parameter is written {name}")
	}
	return nil
}

func checkPattern(s string) error {
	switch {
	case !strings.HasPrefix(s, "/"):
		return errors.New("it starts with a slash: the host stands in its own field")
	case strings.ContainsAny(s, " \t\n"):
		return errors.New("it has no blanks")
	case strings.Count(s, "{") != strings.Count(s, "}"):
		return errors.New("a brace is not closed: a parameter is written {name}")
	}
	return nil
}

func checkHost(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("write scheme, name and port, such as http://users:5000")
	}
	if _, ok := fact.CleanHost(s); !ok {
		return errors.New("the gateway does not take it: a host is a scheme, a name and a port, such as http://users:5000")
	}
	return nil
}

func checkDuration(s string) error {
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		if _, number := strconv.ParseFloat(s, 64); number == nil {
			return fmt.Errorf("the unit is missing: write %ss for seconds", s)
		}
		return errors.New("write a number with a unit: ns, us, ms, s, m or h, such as 2s")
	case d < 0:
		return errors.New("a negative time makes every call fail")
	}
	return nil
}

func checkWhole(s string, limit func(string) error) error {
	if _, err := strconv.Atoi(s); err != nil {
		return errors.New("it is a whole number")
	}
	if limit != nil {
		return limit(s)
	}
	return nil
}

func between(low, high int) func(string) error {
	return func(s string) error {
		if i, err := strconv.Atoi(s); err != nil || i < low || i > high {
			return fmt.Errorf("it lies between %d and %d", low, high)
		}
		return nil
	}
}

func checkJSON(s string) error {
	_, problems := syntax.ParseJSON(syntax.NewSource("value", []byte(s)))
	for _, p := range problems {
		if p.Code != syntax.DuplicateKey {
			at, _ := p.Span.Range()
			return fmt.Errorf("column %d: %s", at.Column, p.Message)
		}
	}
	return nil
}

func checkName(s string) error {
	if strings.TrimSpace(s) != s || s == "" {
		return errors.New("it is a name without blanks around it")
	}
	return nil
}

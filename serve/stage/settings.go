package stage

import (
	"strconv"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
)

// settings reads the members of a namespace with their right types; a member of
// another type is as if it were absent.
type settings struct{ *syntax.Node }

func (s settings) flag(name string) bool {
	n := s.Get(name)
	return n != nil && n.Kind == syntax.Bool && n.Text == "true"
}

func (s settings) text(name string) string { return s.Get(name).Str() }

func (s settings) number(name string) (float64, bool) {
	n := s.Get(name)
	if n == nil || n.Kind != syntax.Number {
		return 0, false
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	return v, err == nil
}

func (s settings) integer(name string) int {
	v, _ := s.number(name)
	return int(v)
}

func (s settings) duration(name string) time.Duration {
	d, err := time.ParseDuration(s.text(name))
	if err != nil {
		return 0
	}
	return d
}

func (s settings) texts(name string) []string { return texts(s.Get(name)) }

// texts returns the strings of a list; elements of other types are left out.
func texts(n *syntax.Node) []string {
	if n == nil || n.Kind != syntax.Array {
		return nil
	}
	list := make([]string, 0, len(n.Items))
	for _, item := range n.Items {
		if item.Kind == syntax.String {
			list = append(list, item.Text)
		}
	}
	return list
}

// Value returns a node as the values of encoding/json.
func Value(n *syntax.Node) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case syntax.Bool:
		return n.Text == "true"
	case syntax.Number:
		v, err := strconv.ParseFloat(n.Text, 64)
		if err != nil {
			return nil
		}
		return v
	case syntax.String:
		return n.Text
	case syntax.Array:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = Value(item)
		}
		return list
	case syntax.Object:
		m := make(map[string]any, len(n.Members))
		for _, member := range n.Members {
			m[member.Name] = Value(member.Value)
		}
		return m
	}
	return nil
}

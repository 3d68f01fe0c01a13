package stage

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
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
	list := make([]string, 0, len(n.Items()))
	for _, item := range n.Items() {
		if item.Kind == syntax.String {
			list = append(list, item.Text)
		}
	}
	return list
}

// settingError is a setting whose type is not the one that it must have.
type settingError struct{ member, is, want string }

func (e *settingError) Error() string {
	if e.member == "" {
		return fmt.Sprintf("the settings are %s, they must be %s", e.is, e.want)
	}
	return fmt.Sprintf("%q is %s, it must be %s", e.member, e.is, e.want)
}

// memberOf returns the setting that an error is about, "" for none.
func memberOf(err error) string {
	var se *settingError
	if errors.As(err, &se) {
		return se.member
	}
	return ""
}

// readSettings reads the settings of a namespace as a whole: one member of a
// wrong type is an error.
func readSettings(p site, into any) error {
	text, err := json.Marshal(Value(p.node()))
	if err != nil {
		return err
	}
	err = json.Unmarshal(text, into)
	var te *json.UnmarshalTypeError
	if !errors.As(err, &te) {
		return err
	}
	member := te.Field[strings.LastIndexByte(te.Field, '.')+1:]
	is, _, _ := strings.Cut(te.Value, " ")
	return &settingError{member, jsonKinds[is], goKinds[te.Type.Kind()]}
}

var jsonKinds = map[string]string{
	"bool": "a boolean", "number": "a number", "string": "a text", "array": "a list", "object": "an object",
}

var goKinds = map[reflect.Kind]string{
	reflect.Bool: "a boolean", reflect.String: "a text", reflect.Slice: "a list", reflect.Map: "an object", reflect.Struct: "an object",
	reflect.Uint16: "a whole number", reflect.Uint32: "a whole number", reflect.Int: "a whole number",
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
		list := make([]any, len(n.Items()))
		for i, item := range n.Items() {
			list[i] = Value(item)
		}
		return list
	case syntax.Object:
		m := make(map[string]any, len(n.Members()))
		for _, member := range n.Members() {
			m[member.Name] = Value(member.Value)
		}
		return m
	}
	return nil
}

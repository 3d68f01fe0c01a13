package spec

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// maxPatternText bounds the text that is made for a pattern.
const maxPatternText = 4096

// matching returns a short text that a pattern matches, or false where it
// cannot be read or nothing short is found.
func matching(pattern string) (string, bool) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return "", false
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	writePattern(&b, tree)
	text := b.String()
	return text, len(text) <= maxPatternText && re.MatchString(text)
}

// writePattern writes the first text of each alternative, and of repetitions as few
// as there have to be, but one where there may be.
func writePattern(b *strings.Builder, re *syntax.Regexp) {
	if b.Len() > maxPatternText {
		return
	}
	repeat := func(times int) {
		for range min(times, maxPatternText) {
			writePattern(b, re.Sub[0])
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(pickRune(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpCapture, syntax.OpPlus:
		repeat(1)
	case syntax.OpRepeat:
		repeat(max(re.Min, min(1, re.Max)))
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			writePattern(b, sub)
		}
	case syntax.OpAlternate:
		writePattern(b, re.Sub[0])
	}
}

// pickRune takes a letter or a digit of a class where it has one.
func pickRune(ranges []rune) rune {
	for _, want := range "aA1_" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= want && want <= ranges[i+1] {
				return want
			}
		}
	}
	if len(ranges) == 0 {
		return 'a'
	}
	return ranges[0]
}

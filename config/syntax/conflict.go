package syntax

import "strings"

// conflicts returns a problem for each place at which a merge of a version
// control system has left both sides for a person to choose. What else is wrong
// with such a text comes of it.
func conflicts(src *Source) []Problem {
	var found []Problem
	open, at := -1, 0
	for line := range strings.Lines(src.Text) {
		switch {
		case strings.HasPrefix(line, "<<<<<<< "):
			open = at
		case strings.HasPrefix(line, ">>>>>>> ") && open >= 0:
			found = append(found, Problem{
				Span: Span{src, open, at + len(strings.TrimRight(line, "\r\n"))}, Code: Malformed, Message: "a merge was not finished here",
				Hint: "keep what is right of both sides, and delete the lines that start with <<<<<<<, ======= and >>>>>>>",
			})
			open = -1
		}
		at += len(line)
	}
	return found
}

// unmerged puts the conflicts of a text in the place of the problems that come of
// them.
func unmerged(src *Source, problems []Problem) []Problem {
	if len(problems) > 0 && strings.Contains(src.Text, "<<<<<<< ") {
		if found := conflicts(src); len(found) > 0 {
			return found[:min(len(found), maxProblems)]
		}
	}
	return problems
}

package diff

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Formats returns the names that Write takes.
func Formats() []string { return []string{"text", "json", "markdown"} }

// Write writes the changes in the named format; with breakingOnly only those
// that can hurt clients.
func (d *Diff) Write(w io.Writer, format string, breakingOnly bool) error {
	changes := d.Changes
	if breakingOnly {
		changes = d.Breaking()
	}
	b := bufio.NewWriter(w)
	switch format {
	case "text":
		writeText(b, changes)
	case "json":
		if err := d.writeJSON(b, changes); err != nil {
			return err
		}
	case "markdown":
		writeMarkdown(b, changes)
	default:
		return fmt.Errorf("unknown format %q: it is one of %s", format, strings.Join(Formats(), ", "))
	}
	return b.Flush()
}

func writeText(w io.Writer, changes []Change) {
	last := "-"
	for _, c := range changes {
		if head := heading(c); head != last {
			fmt.Fprintln(w, clean(head))
			last = head
		}
		mark := " "
		if c.Breaking {
			mark = "!"
		}
		message := c.Message
		if c.Backend != "" {
			message = c.Backend + " " + message
		}
		fmt.Fprintf(w, "  %s %s [%s]\n", mark, clean(message), c.Rule)
	}
	if len(changes) > 0 {
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, summary(changes))
}

func heading(c Change) string {
	if c.Endpoint == (diag.Endpoint{}) {
		return "the gateway"
	}
	return c.Endpoint.String()
}

func summary(changes []Change) string {
	breaking := 0
	for _, c := range changes {
		if c.Breaking {
			breaking++
		}
	}
	switch {
	case len(changes) == 0:
		return "no changes"
	case len(changes) == 1 && breaking == 1:
		return "1 change, which can hurt clients"
	case len(changes) == 1:
		return "1 change, which hurts no client"
	}
	return fmt.Sprintf("%d changes, %d of them can hurt clients", len(changes), breaking)
}

func writeMarkdown(w io.Writer, changes []Change) {
	fmt.Fprintf(w, "## Changes of the gateway: %s\n", summary(changes))
	if len(changes) == 0 {
		return
	}
	fmt.Fprint(w, "\n| endpoint | change | kind | can hurt |\n|---|---|---|---|\n")
	for _, c := range changes {
		message, hurts := c.Message, ""
		if c.Backend != "" {
			message = c.Backend + " " + message
		}
		if c.Breaking {
			hurts = "yes"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", markdown(heading(c)), markdown(message), c.Rule, hurts)
	}
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, `\`, `\\`)

func markdown(s string) string { return markup.Replace(clean(s)) }

// clean keeps what a file holds from steering the terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\uFFFD'
		}
		return r
	}, s)
}

type jsonDiff struct {
	SchemaVersion int          `json:"schemaVersion"`
	Old           string       `json:"old"`
	New           string       `json:"new"`
	Breaking      int          `json:"breaking"`
	Changes       []jsonChange `json:"changes"`
}

type jsonChange struct {
	Rule     string         `json:"rule"`
	Side     Side           `json:"side"`
	Breaking bool           `json:"breaking"`
	Endpoint *diag.Endpoint `json:"endpoint,omitempty"`
	Backend  string         `json:"backend,omitempty"`
	Message  string         `json:"message"`
	Old      *jsonPlace     `json:"old,omitempty"`
	New      *jsonPlace     `json:"new,omitempty"`
}

type jsonPlace struct {
	Path  string          `json:"path"`
	Start syntax.Position `json:"start"`
	End   syntax.Position `json:"end"`
}

func newJSONPlace(s syntax.Span) *jsonPlace {
	if s.IsZero() {
		return nil
	}
	start, end := s.Range()
	return &jsonPlace{s.Source.Name, start, end}
}

func (d *Diff) writeJSON(w io.Writer, changes []Change) error {
	out := jsonDiff{SchemaVersion: 1, Old: d.Old.Source.Name, New: d.New.Source.Name, Changes: []jsonChange{}}
	for _, c := range changes {
		j := jsonChange{
			Rule: c.Rule, Side: c.Side, Breaking: c.Breaking, Backend: c.Backend, Message: c.Message,
			Old: newJSONPlace(c.Old), New: newJSONPlace(c.New),
		}
		if c.Endpoint != (diag.Endpoint{}) {
			j.Endpoint = &c.Endpoint
		}
		if c.Breaking {
			out.Breaking++
		}
		out.Changes = append(out.Changes, j)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

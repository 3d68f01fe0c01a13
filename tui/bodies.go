package tui

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/try"
)

// openBody shows a body whole in the user's pager, or where there is none in the
// editor: the file that it lies in, else one for as long as it is looked at. Where
// there is neither it is shown here.
func (m *model) openBody(o try.Open) tea.Cmd {
	view := m.opts.Pager
	if len(view) == 0 {
		view = m.opts.Editor
	}
	if len(view) == 0 {
		m.showBody(o)
		return nil
	}
	path, done := "", func() {}
	if o.File != nil {
		path = o.File.Path
	}
	if path == "" {
		dir, err := os.MkdirTemp("", "gatewright")
		if err == nil {
			path, done = filepath.Join(dir, o.Name), func() { os.RemoveAll(dir) }
			err = os.WriteFile(path, []byte(o.Text), 0o600)
		}
		if err != nil {
			done()
			m.warn(err.Error())
			return nil
		}
	}
	return tea.ExecProcess(exec.Command(view[0], append(slices.Clone(view[1:]), path)...), func(err error) tea.Msg {
		done()
		if err != nil {
			return failed{fmt.Errorf("%q: %w", filepath.Base(view[0]), cause(err))}
		}
		return nil
	})
}

// showBody shows a body where there is no program for that: as much of it as is
// held.
func (m *model) showBody(o try.Open) {
	var text []page.Line
	if o.File != nil && o.File.Path != "" {
		text = append(text, page.Line{Text: "the start of it; there is no pager and no editor for the whole: set PAGER, VISUAL or EDITOR", Style: m.theme.Dim}, page.Line{})
	}
	for _, line := range strings.Split(strings.TrimRight(laidOut(o.Text), "\n"), "\n") {
		text = append(text, page.Line{Text: line, Masked: secret.Line(line)})
	}
	m.open(page.New(m.theme, o.Name, text), full)
}

// copyBody copies a body, or the name of the file that it lies in: whoever has the
// name may count on the file.
func (m *model) copyBody(c try.CopyBody) tea.Cmd {
	if c.File == nil || c.File.Path == "" {
		return m.copyText(c.Text, "copied the body", "")
	}
	c.File.Keep()
	return m.copyText(c.File.Path, "copied the name of the file, which stays: "+c.File.Path, "")
}

package tui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/form"
)

// edited is what the user's editor has left.
type edited struct {
	text string
	err  error
	// value is the form that the text is for, nil for the whole draft; before
	// is the draft that was handed out.
	value  *form.External
	before string
	// body says that it is that of a request.
	body bool
}

// editText hands the draft to the user's editor, as a copy: the file itself
// changes only when it is saved.
func (m *model) editText() tea.Cmd {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return nil
	}
	return m.handOut(m.draft.Doc().Source.Text, filepath.Base(m.opts.Path), m.lineHere(), edited{})
}

// editValue hands the JSON of one field to the user's editor.
func (m *model) editValue(e form.External) tea.Cmd {
	return m.handOut(e.Text+"\n", e.Field.Name+".json", 1, edited{value: &e})
}

// editBody hands the body of a request to the user's editor.
func (m *model) editBody(text string) tea.Cmd {
	return m.handOut(laidOut(text)+"\n", "body.json", 1, edited{body: true})
}

// handOut hands a text to the user's editor; what comes back completes r.
func (m *model) handOut(text, name string, line int, r edited) tea.Cmd {
	if len(m.opts.Editor) == 0 {
		m.warn("there is no editor: set VISUAL or EDITOR")
		return nil
	}
	dir, err := os.MkdirTemp("", "gatewright")
	if err != nil {
		m.warn(err.Error())
		return nil
	}
	path := filepath.Join(dir, filepath.Base(strings.ReplaceAll(name, "/", "-")))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		os.RemoveAll(dir)
		m.warn(err.Error())
		return nil
	}
	return tea.ExecProcess(m.opts.command(path, line), func(err error) tea.Msg {
		defer os.RemoveAll(dir)
		r := r
		if r.err, r.before = err, text; err != nil {
			return r
		}
		data, err := os.ReadFile(path)
		r.text, r.err = string(data), err
		return r
	})
}

// isEdited takes over what the user's editor has left, as one change.
func (m *model) isEdited(r edited) tea.Cmd {
	switch {
	case r.err != nil:
		m.warn(fmt.Sprintf("the editor %q: %v; nothing is changed", filepath.Base(m.opts.Editor[0]), cause(r.err)))
		return nil
	case r.body:
		if m.trial.screen != nil {
			m.trial.screen.SetBody(strings.TrimSpace(r.text))
		}
		return nil
	case r.value != nil:
		m.shut()
		text := strings.TrimSpace(r.text)
		if m.otherSide {
			if err := r.value.Field.Check(text); err != nil {
				m.otherSide = false
				m.warn(r.value.Field.Name + ": " + err.Error() + "; nothing is picked")
				return nil
			}
			m.takeOther(text)
			return nil
		}
		if m.clip.asking {
			m.clip.asking = false
			return m.pasteText(text)
		}
		if text == "" {
			return m.unset(r.value.At, r.value.Field)
		}
		if err := r.value.Field.Check(text); err != nil {
			m.warn(r.value.Field.Name + ": " + err.Error() + "; nothing is changed")
			return nil
		}
		return m.changed(m.draft.Set(r.value.At.Object(), r.value.Field.Name, valueText(text)))
	}
	const label = "edit the text"
	if now := m.draft.Doc().Source.Text; now != r.before {
		// The file was read again while the editor had a copy.
		lines := diffview.Compare(now, r.text)
		m.open(diffview.New(m.theme, "The draft has changed meanwhile", "take the edited text", nil, lines, replaceText{label: label, text: r.text}), large)
		return nil
	}
	err := m.draft.Replace(label, r.text)
	if errors.Is(err, draft.ErrNoChange) {
		m.say("the editor has changed nothing")
	}
	return m.changed(err)
}

// valueText returns JSON text of several lines as the edits of a document take
// it; text in one line stays so.
func valueText(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	return laidOut(text)
}

// laidOut returns JSON text over several lines with two blanks a level; every
// token stays as it is written.
func laidOut(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}

// indent puts blanks before every line of a text but the first.
func indent(text, blanks string) string { return strings.ReplaceAll(text, "\n", "\n"+blanks) }

// lineHere is the line of the draft that the cursor is on.
func (m *model) lineHere() int {
	if m.broken {
		return m.repair.Line()
	}
	doc, pointer := m.draft.Doc(), m.placeHere()
	for doc.Root.At(pointer) == nil && pointer != "" { // the place of what is not there is that of what would hold it
		pointer = pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
	}
	if n := doc.Root.At(pointer); n != nil {
		return doc.Source.Position(n.Start).Line
	}
	return 1
}

// command is the user's editor for a file, at a line where it is known how that
// editor is told.
func (o Options) command(path string, line int) *exec.Cmd {
	args := slices.Clone(o.Editor[1:])
	switch name := strings.TrimSuffix(filepath.Base(o.Editor[0]), ".exe"); name {
	case "vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "joe", "jed", "mg", "ne", "kak":
		args = append(args, fmt.Sprintf("+%d", line), path)
	case "hx", "helix", "subl", "zed":
		args = append(args, fmt.Sprintf("%s:%d", path, line))
	case "code", "codium", "cursor":
		args = append(args, "--goto", fmt.Sprintf("%s:%d", path, line))
	default:
		args = append(args, path)
	}
	return exec.Command(o.Editor[0], args...)
}

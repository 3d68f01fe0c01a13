package tui

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/try"
)

// answering answers every request with one body.
func answering(body string) try.Sender {
	return func(context.Context, *config.Document, int, *http.Request) (*try.Answer, error) {
		return &try.Answer{Status: 200, Body: []byte(body)}, nil
	}
}

func TestAnyOfTheSourcesAnswersForTheBackends(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    Options
		want []string // who answers, one press of the switch after the other
	}{
		"backends alone":           {Options{}, []string{"live", "live"}},
		"documents too":            {Options{Mock: answering("documents")}, []string{"live", "documents", "live"}},
		"recordings too":           {Options{Recorded: answering("recorded")}, []string{"recorded", "live", "recorded"}},
		"all":                      {Options{Mock: answering("documents"), Recorded: answering("recorded")}, []string{"recorded", "live", "documents", "recorded"}},
		"documents alone":          {Options{Mocked: true}, []string{"live", "live"}}, // Send has the documents answer
		"documents and recordings": {Options{Mocked: true, Recorded: answering("recorded")}, []string{"live", "recorded", "live"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 120, 40, func(o *Options) {
				o.Send, o.Mock, o.Recorded, o.Mocked = answering("live"), c.o.Mock, c.o.Recorded, c.o.Mocked
			})
			d.press("t")
			for i, want := range c.want {
				if i > 0 {
					d.press("ctrl+g")
				}
				d.press("ctrl+r")
				if got := string(d.m.trial.screen.Sent().Answer.Body); got != want {
					t.Errorf("after %d switches %s answers, want %s:\n%s", i, got, want, d.frame())
				}
			}
		})
	}
}

func TestTheConversationNamesWhoAnswers(t *testing.T) {
	t.Parallel()
	said, _, err := talk(t, shop(t), []string{"try 1", "", "", "try 1 live", "", "", "try 1 documents", "quit"}, func(o *Options) {
		o.Send, o.Recorded = answering("live"), answering("recorded")
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range strings.Split(said, "\n") {
		if line == "live" || line == "recorded" || strings.Contains(line, "answers for no backend") {
			got = append(got, line)
		}
	}
	want := []string{"recorded", "live", `command: Not done: "documents" answers for no backend here; there is recorded, live.`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\nsaid\n%s", diff, said)
	}
}

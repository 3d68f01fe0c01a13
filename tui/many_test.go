package tui

import (
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
)

func TestOneChangeOfManyEndpointsIsOneStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		keys []string
		want func(*config.Service) bool
	}{
		{"timeout of all", []string{"*", "b", "t", "ctrl+u", " 7s", "enter"}, func(s *config.Service) bool {
			for _, e := range s.Endpoints() {
				if e.Timeout.V.String() != "7s" {
					return false
				}
			}
			return true
		}},
		{"host of two", []string{"space", "space", "b", "h", "enter", "ctrl+u", " http://all:80", "enter", "ctrl+s"}, func(s *config.Service) bool {
			return s.Endpoint(0).Backends[0].Hosts()[0] == "http://all:80" && s.Endpoint(0).Backends[1].Hosts()[0] == "http://all:80" &&
				s.Endpoint(1).Backends[0].Hosts()[0] == "http://all:80" && s.Endpoint(2).Backends[0].Hosts()[0] != "http://all:80"
		}},
		{"encoding of the one under the cursor", []string{"b", "e", " xml", "enter"}, func(s *config.Service) bool {
			return s.Endpoint(0).Backends[0].Encoding.V == "xml" && s.Endpoint(0).Backends[1].Encoding.V == "xml" && s.Endpoint(1).Backends[0].Encoding.V == ""
		}},
		{"method taken out", []string{"*", "b", "m", "g", "up", "up", "enter"}, func(s *config.Service) bool {
			for _, e := range s.Endpoints() {
				if e.Method.Set() {
					return false
				}
			}
			return true
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 120, 40).press(c.keys...)
			if !c.want(d.m.draft.Doc().Service()) {
				t.Fatalf("got\n%s\n%s", d.text(), d.frame())
			}
			if d.press("u"); d.text() != string(shop(t)) {
				t.Error("it is not one step")
			}
		})
	}
	d := newDriver(t, shop(t), 120, 40).press("*", "b", "t", "esc", "1", "enter", "j", "j", "j", "enter", " 9s", "enter")
	if e := d.m.draft.Doc().Service().Endpoints(); e[0].Timeout.V.String() != "9s" || e[1].Timeout.Set() {
		t.Errorf("a change called off is done to all by the next form:\n%s", d.text())
	}
}

func TestIgnoringNeedsAReasonAndJoinsOthers(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	if d.press("3", "i", "enter").sees("only with a reason"); d.text() != string(shop(t)) {
		t.Errorf("it was ignored without a reason:\n%s", d.text())
	}
	d.press("i", "esc", "2", "j", "j", "j", "enter", " 2s", "enter")
	if d.m.draft.Doc().Service().Endpoint(0).Timeout.V.String() != "2s" {
		t.Error("a reason that was not given is asked for by the next form")
	}
	d.press("u", "3", "i", " first", "enter")
	d.m.found[0].Rule = "another"
	d.m.askReason(d.m.found[:1])
	d.press(" second", "enter")
	if !strings.Contains(d.text(), `"@lint-ignore": {"type-coerced": "first", "another": "second"}`) {
		t.Errorf("got\n%s", d.text())
	}
}

func TestTheFirstExtensionIsAdded(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	d.press("enter", "]", "+").sees("extra_config of GET", "qos/circuit-breaker").press(" qos/c", "enter").sees("qos/circuit-breaker of")
	d.press("ctrl+u", ` {"max_errors": 1}`, "enter")
	if n := d.m.draft.Doc().Root.At("/endpoints/0/backend/0/extra_config/qos~1circuit-breaker/max_errors"); n == nil || n.Text != "1" {
		t.Fatalf("got\n%s\n%s", d.text(), d.frame())
	}
	d.sees("Extension    qos/circuit-breaker")
	d.press("u", "u")
	if d.text() != string(shop(t)) {
		t.Errorf("undo gives\n%s", d.text())
	}
	if d.press("+", "esc", "+", "enter", "1"); len(d.m.overlays) > 0 || d.text() != string(shop(t)) {
		t.Errorf("choosing nothing changes something:\n%s", d.frame())
	}
}

func TestAnotherExtensionIsAddedBesideTheOthers(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("j", "j", "enter", "+", " prox", "enter", "ctrl+u", ` {"sequential": true}`, "enter")
	if want := replaced(t, `{"max_rate": 50}}`, `{"max_rate": 50}, "proxy": {"sequential": true}}`); d.text() != want {
		t.Errorf("got\n%s", d.text())
	}
}

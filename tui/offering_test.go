package tui

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// products are the services of the document in testdata.
func products(t testing.TB) []*spec.Service {
	t.Helper()
	s, err := openapi.Load(context.Background(), filepath.Join("testdata", "products.yaml"), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return []*spec.Service{s}
}

func TestFormsOfferWhatTheDocumentsKnow(t *testing.T) {
	t.Parallel()
	withDocuments := func(o *Options) { o.Services = products(t) }
	t.Run("a path", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30, withDocuments)
		d.press("j", "enter", "]", "j", "enter", "ctrl+u").sees("/api/products/{id}", "one product")
		d.press("down", "tab", "enter")
		if want := replaced(t, `"/api/products/{ID}"`, `"/api/products/{id}"`); d.text() != want {
			t.Errorf("got\n%s", d.text())
		}
	})
	t.Run("items of a list", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30, withDocuments)
		d.press("enter", "j", "j", "j", "j", "enter", "n").sees("sort", "required by GET /api/products")
		if strings.Contains(d.frame(), "> page") {
			t.Error("it offers what is in the list")
		}
		d.press("tab", "enter", "esc", "ctrl+s")
		if want := replaced(t, `"page", "limit"`, `"page", "sort", "limit"`); d.text() != want {
			t.Errorf("got\n%s", d.text())
		}
	})
}

package generate_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/examples/shop"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shopServices loads the documents of the two services of the example.
func shopServices(t *testing.T) []*spec.Service {
	t.Helper()
	var services []*spec.Service
	for _, h := range []http.Handler{shop.Users(), shop.Products()} {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		svc, err := openapi.Load(t.Context(), s.URL+"/swagger/v1/swagger.json", openapi.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if svc.Servers[0].Origin != s.URL {
			t.Errorf("the host is %q, want that of the document, %q", svc.Servers[0].Origin, s.URL)
		}
		services = append(services, svc)
	}
	return services
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestShopGivesTenEndpointsThatFit(t *testing.T) {
	services := shopServices(t)
	res := run(t, generate.Options{Name: "shop", Port: 8080, Hosts: map[string]string{"users": "http://localhost:5001", "products": "http://localhost:5002"}}, services...)
	golden(t, "shop.json", string(res.Config))
	var report strings.Builder
	if err := res.Report.Text(&report, true); err != nil {
		t.Fatal(err)
	}
	text := report.String()
	for i, svc := range services {
		text = strings.ReplaceAll(text, svc.Source.Name, []string{"http://localhost:5001/swagger.json", "http://localhost:5002/swagger.json"}[i])
	}
	golden(t, "shop.report", text)
	got := []string{}
	for _, e := range res.Endpoints {
		got = append(got, e.Method+" "+e.Path+" "+encodings(e))
	}
	// Reading one answers 204 where there is none, and deleting answers
	// without a body: neither can be decoded.
	want := []string{
		"GET /users " + collection, "POST /users " + object,
		"GET /users/{userId} " + passed, "PUT /users/{userId} " + object, "DELETE /users/{userId} " + passed,
		"GET /products " + collection, "POST /products " + object,
		"GET /products/{productId} " + passed, "PUT /products/{productId} " + object, "DELETE /products/{productId} " + passed,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("V140: endpoints (-want +got):\n%s", diff)
	}
}

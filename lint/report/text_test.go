package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
)

func TestTextFoldsManyInfosOfOneRule(t *testing.T) {
	t.Parallel()
	var endpoints []string
	for i := range 9 {
		endpoints = append(endpoints, fmt.Sprintf(`{"endpoint": "/%d", "backend": [{"host": ["http://localhost:1234"], "url_pattern": "/"}]}`, i))
	}
	result := parse(t, "krakend.json", `{"$schema": "https://www.krakend.io/schema/v2.13/krakend.json", "version": 3, "timeout": "2s", "endpoints": [`+strings.Join(endpoints, ",\n")+`]}`)
	var text, compact bytes.Buffer
	if err := report.Text(&text, []*lint.Result{result}, report.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := report.Compact(&compact, []*lint.Result{result}, report.Options{}); err != nil {
		t.Fatal(err)
	}
	const rule = "[host-localhost]"
	if got := strings.Count(text.String(), "machine or container"); got != 3 {
		t.Errorf("%d findings are shown whole, want 3:\n%s", got, text.String())
	}
	if !strings.Contains(text.String(), "krakend.json: info: 6 more findings like these "+rule) {
		t.Errorf("the others are not counted:\n%s", text.String())
	}
	if got := strings.Count(compact.String(), "host-localhost"); got != 9 {
		t.Errorf("compact has %d, want all 9", got)
	}
}

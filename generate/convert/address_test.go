package convert

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCIDRs(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"10.0.0.1", []string{"10.0.0.1/32"}},
		{" 10.1.2.3/8 ", []string{"10.0.0.0/8"}},
		{"10.0.0.0/255.255.255.0", []string{"10.0.0.0/24"}},
		{"192.168.0.1-192.168.0.4", []string{"192.168.0.1/32", "192.168.0.2/31", "192.168.0.4/32"}},
		{"0.0.0.0-255.255.255.255", []string{"0.0.0.0/0"}},
		{"255.255.255.254 - 255.255.255.255", []string{"255.255.255.254/31"}},
		{"::1", []string{"::1/128"}},
		{"fe80::/10", []string{"fe80::/10"}},
		{"10.0.0.9-10.0.0.1", nil},
		{"10.0.0.1-::1", nil},
		{"10.0.0.0/255.0.255.0", nil},
		{"localhost", nil},
		{"", nil},
	}
	for _, tt := range tests {
		got, ok := CIDRs(tt.in)
		if diff := cmp.Diff(tt.want, got); diff != "" || ok != (tt.want != nil) {
			t.Errorf("%q is %v %v", tt.in, got, ok)
		}
	}
}

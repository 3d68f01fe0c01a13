package upstream

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzQuick holds that what the quick way reads is what http.ReadResponse reads.
func FuzzQuick(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.1 404 Not Found\r\nX-A: a\r\nx-a: b\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200  \r\n:\r\nContent-Length : 2\r\n\r\nok",
		"HTTP/1.1 200 OK\r\nX-A:\ta \x7f\r\n b\r\nContent-Length: 02\r\n\r\nokmore",
	} {
		f.Add(seed)
	}
	req := &http.Request{Method: http.MethodGet}
	f.Fuzz(func(t *testing.T, in string) {
		br := bufio.NewReader(strings.NewReader(in))
		_, _ = br.Peek(1)
		got := quick(br, req)
		if got == nil {
			return
		}
		want, err := http.ReadResponse(bufio.NewReader(strings.NewReader(in)), req)
		if err != nil {
			t.Fatalf("read what is no answer: %v", err)
		}
		gotBody, gotErr := io.ReadAll(got.Body)
		wantBody, wantErr := io.ReadAll(want.Body)
		if string(gotBody) != string(wantBody) || gotErr != wantErr { //nolint:errorlint // the same error
			t.Errorf("body %q, %v, want %q, %v", gotBody, gotErr, wantBody, wantErr)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(http.Response{}, http.Request{}), cmpopts.IgnoreFields(http.Response{}, "Body", "Request"), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}

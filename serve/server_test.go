package serve_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
)

// run starts a server and returns its address, and a function that stops it and
// returns what Run returned.
func run(t *testing.T, s *serve.Server, ready <-chan net.Addr) (addr string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = func() error {
		cancel()
		return <-done
	}
	select {
	case a := <-ready:
		return a.String(), stop
	case err := <-done:
		cancel()
		t.Fatal(err)
		return "", nil
	}
}

func server(t *testing.T, doc *config.Document, opts serve.Options) (*serve.Server, string, func() error) {
	t.Helper()
	ready := make(chan net.Addr, 1)
	s := serve.NewServer(build(t, doc, opts), serve.ServerOptions{Address: "127.0.0.1:0", Ready: func(a net.Addr) { ready <- a }})
	addr, stop := run(t, s, ready)
	return s, addr, stop
}

func client(t *testing.T) *http.Client {
	t.Helper()
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func get(t *testing.T, c *http.Client, url string) (int, string) {
	t.Helper()
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestReloadKeepsOldGatewayOnError(t *testing.T) {
	s, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/"}]}`), serve.Options{Transport: answering(200, `{"a":1}`)})
	defer stop()
	c := client(t)
	if err := s.Reload(withEndpoints(`{"endpoint":"/y","backend":[]}`)); err == nil {
		t.Error("a broken document was taken")
	}
	if code, _ := get(t, c, "http://"+addr+"/x"); code != 200 {
		t.Errorf("the old endpoint answers %d", code)
	}
	if err := s.Reload(withEndpoints(`{"endpoint":"/y","backend":[{"url_pattern":"/"}]}`)); err != nil {
		t.Fatal(err)
	}
	if code, _ := get(t, c, "http://"+addr+"/x"); code != 404 {
		t.Errorf("the old endpoint answers %d after the reload", code)
	}
	if code, body := get(t, c, "http://"+addr+"/y"); code != 200 || body != `{"a":1}` {
		t.Errorf("the new endpoint answers %d %s", code, body)
	}
}

func TestReloadLetsRunningRequestsFinish(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	s, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","timeout":"1m","backend":[{"url_pattern":"/"}]}`), serve.Options{
		Transport: fake(func(*http.Request) (*http.Response, error) {
			close(asked)
			<-answer
			return response(200, `{"old":true}`), nil
		})})
	defer stop()
	c := client(t)
	got := make(chan string, 1)
	go func() {
		resp, err := c.Get("http://" + addr + "/x")
		if err != nil {
			got <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		got <- string(body)
	}()
	<-asked
	if err := s.Reload(withEndpoints(`{"endpoint":"/y","backend":[{"url_pattern":"/"}]}`)); err != nil {
		t.Fatal(err)
	}
	close(answer)
	if body := <-got; body != `{"old":true}` {
		t.Errorf("got %s", body)
	}
}

func TestShutdownLetsRunningRequestsFinish(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","timeout":"1m","backend":[{"url_pattern":"/"}]}`), serve.Options{
		Transport: fake(func(*http.Request) (*http.Response, error) {
			close(asked)
			<-answer
			return response(200, `{"a":1}`), nil
		})})
	c := client(t)
	got := make(chan int, 1)
	go func() {
		code := 0
		if resp, err := c.Get("http://" + addr + "/x"); err == nil {
			code = resp.StatusCode
			resp.Body.Close()
		}
		got <- code
	}()
	<-asked
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	close(answer)
	if code := <-got; code != 200 {
		t.Errorf("the running request got %d", code)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestShutdownIsBounded(t *testing.T) {
	doc := config.Parse("krakend.json", []byte(`{"version":3,"max_shutdown_wait_time":"50ms","host":["http://b:80"],"endpoints":[{"endpoint":"/x","timeout":"1m","backend":[{"url_pattern":"/"}]}]}`))
	asked := make(chan struct{})
	_, addr, stop := server(t, doc, serve.Options{Transport: fake(func(r *http.Request) (*http.Response, error) {
		close(asked)
		<-r.Context().Done()
		return nil, r.Context().Err()
	})})
	c := client(t)
	cut := make(chan error, 1)
	go func() {
		_, err := c.Get("http://" + addr + "/x")
		cut <- err
	}()
	<-asked
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := <-cut; err == nil {
		t.Error("the request was answered")
	}
}

func TestRunReturnsThatThePortIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := serve.NewServer(build(t, withEndpoints(``), serve.Options{}), serve.ServerOptions{Address: l.Addr().String()})
	if err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v", err)
	}
}

func TestPassingAnswersStream(t *testing.T) {
	next := make(chan struct{})
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range 2 {
			io.WriteString(w, "data: x\n\n")
			w.(http.Flusher).Flush()
			<-next
		}
	}))
	defer backend.Close()
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","timeout":"1m","output_encoding":"no-op","backend":[{"host":["`+backend.URL+`"],"url_pattern":"/"}]}`), serve.Options{})
	defer stop()
	resp, err := client(t).Get("http://" + addr + "/x")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	for range 2 {
		// The backend sends the next event only when this one has come through.
		if line, err := lines.ReadString('\n'); err != nil || line != "data: x\n" {
			t.Fatalf("got %q, %v", line, err)
		}
		lines.ReadString('\n')
		next <- struct{}{}
	}
}

func TestUploadsStreamToASingleBackend(t *testing.T) {
	got := make(chan string)
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := bufio.NewReader(r.Body)
		line, _ := body.ReadString('\n')
		got <- line
		io.Copy(w, body)
	}))
	defer backend.Close()
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","method":"POST","timeout":"1m","output_encoding":"no-op","backend":[{"host":["`+backend.URL+`"],"url_pattern":"/"}]}`), serve.Options{MaxBody: 1})
	defer stop()
	pr, pw := io.Pipe()
	go func() {
		io.WriteString(pw, "first\n")
		<-got // it has arrived while the upload goes on
		io.WriteString(pw, "second")
		pw.Close()
	}()
	resp, err := client(t).Post("http://"+addr+"/x", "text/plain", pr)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "second" {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestAnAnswerThatBreaksOffIsNotPassedOffAsWhole(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "part")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}))
	defer backend.Close()
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","output_encoding":"no-op","backend":[{"host":["`+backend.URL+`"],"url_pattern":"/"}]}`), serve.Options{})
	defer stop()
	resp, err := client(t).Get("http://" + addr + "/x")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("got %q without an error", body)
	}
}

func TestTLSAndHTTP2(t *testing.T) {
	cert, key, pool := certificate(t)
	doc := config.Parse("krakend.json", []byte(`{"version":3,"tls":{"keys":[{"public_key":"`+cert+`","private_key":"`+key+`"}]}}`))
	_, addr, stop := server(t, doc, serve.Options{})
	defer stop()
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	defer tr.CloseIdleConnections()
	resp, err := (&http.Client{Transport: tr}).Get("https://" + addr + "/__health")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.ProtoMajor != 2 || resp.TLS.Version != tls.VersionTLS13 {
		t.Errorf("got %s over %s, TLS %x", resp.Status, resp.Proto, resp.TLS.Version)
	}
}

func TestClearTextHTTP2(t *testing.T) {
	for config, want := range map[string]bool{
		`{"version":3,"use_h2c":true}`:                              true,
		`{"version":3,"extra_config":{"router":{"use_h2c":true}}}`:  true,
		`{"version":3,"extra_config":{"router":{"use_h2c":false}}}`: false,
	} {
		_, addr, stop := server(t, documentf(config), serve.Options{})
		protocols := &http.Protocols{}
		protocols.SetUnencryptedHTTP2(true)
		tr := &http.Transport{Protocols: protocols}
		resp, err := (&http.Client{Transport: tr}).Get("http://" + addr + "/__health")
		if (err == nil) != want {
			t.Errorf("%s: %v", config, err)
		}
		if err == nil {
			resp.Body.Close()
			if resp.ProtoMajor != 2 {
				t.Errorf("%s: got %s", config, resp.Proto)
			}
		}
		tr.CloseIdleConnections()
		if err := stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestMissingCertificatesAreAllNamed(t *testing.T) {
	doc := config.Parse("krakend.json", []byte(`{"version":3,"tls":{"keys":[{"public_key":"a.pem","private_key":"a.key"},{"public_key":"b.pem","private_key":"b.key"}],"ca_certs":["c.pem"]}}`))
	err := serve.NewServer(build(t, doc, serve.Options{}), serve.ServerOptions{}).Run(t.Context())
	for _, name := range []string{"a.pem", "b.pem", "c.pem"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in %v", name, err)
		}
	}
}

// certificate writes a certificate for 127.0.0.1 and its key into files.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(parsed)
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", keyDER), pool
}

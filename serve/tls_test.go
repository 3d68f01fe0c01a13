package serve_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatewright/gatewright/serve"
)

// authority issues certificates for a test, as files of one folder.
type authority struct {
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{dir: t.TempDir()}
	a.cert, a.key = a.sign(t, "ca", &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// issue writes name.pem and name.key for a host, or 127.0.0.1.
func (a *authority) issue(t *testing.T, name string, hosts ...string) tls.Certificate {
	t.Helper()
	cert, key := a.sign(t, name, &x509.Certificate{
		DNSNames: hosts, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	})
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}
}

func (a *authority) sign(t *testing.T, name string, c *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if c.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62)); err != nil {
		t.Fatal(err)
	}
	c.Subject = pkix.Name{CommonName: name}
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{name + ".pem": {Type: "CERTIFICATE", Bytes: der}, name + ".key": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(a.dir, file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return parsed, key
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// handshake asks for /__health and returns the connection's state.
func handshake(t *testing.T, addr string, c *tls.Config) (*tls.ConnectionState, error) {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: c}
	defer tr.CloseIdleConnections()
	resp, err := (&http.Client{Transport: tr}).Get("https://" + addr + "/__health")
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	return resp.TLS, nil
}

func TestEachNameGetsItsOwnCertificate(t *testing.T) {
	ca := newAuthority(t)
	ca.issue(t, "a", "a.test")
	ca.issue(t, "b", "b.test")
	_, addr, stop := server(t, documentf(`{"version":3,"tls":{"keys":[{"public_key":"a.pem","private_key":"a.key"},{"public_key":"b.pem","private_key":"b.key"}]}}`), serve.Options{Dir: ca.dir})
	defer stop()
	for _, name := range []string{"a", "b"} {
		state, err := handshake(t, addr, &tls.Config{RootCAs: ca.pool(), ServerName: name + ".test"})
		if err != nil {
			t.Fatal(err)
		}
		if got := state.PeerCertificates[0].Subject.CommonName; got != name {
			t.Errorf("%s.test gets the certificate of %s", name, got)
		}
	}
	if _, err := handshake(t, addr, &tls.Config{RootCAs: ca.pool(), ServerName: "c.test"}); err == nil {
		t.Error("a name without a certificate is accepted")
	}
}

func TestMutualTLSAsksForACertificateOfTheAuthority(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	ca.issue(t, "gateway")
	_, addr, stop := server(t, documentf(`{"version":3,"tls":{"enable_mtls":true,"disable_system_ca_pool":true,"ca_certs":["ca.pem"],"keys":[{"public_key":"gateway.pem","private_key":"gateway.key"}]}}`), serve.Options{Dir: ca.dir})
	defer stop()
	for name, tt := range map[string]struct {
		certs []tls.Certificate
		ok    bool
	}{
		"without one":          {nil, false},
		"of another authority": {[]tls.Certificate{other.issue(t, "client")}, false},
		"of the authority":     {[]tls.Certificate{ca.issue(t, "client")}, true},
	} {
		if _, err := handshake(t, addr, &tls.Config{RootCAs: ca.pool(), Certificates: tt.certs}); (err == nil) != tt.ok {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestVersionsOfTLSAreThoseConfigured(t *testing.T) {
	ca := newAuthority(t)
	ca.issue(t, "gateway")
	for settings, want := range map[string][2]bool{ // TLS 1.2, TLS 1.3
		``:                       {false, true},
		`"min_version":"TLS12",`: {true, true},
		`"min_version":"TLS12","max_version":"TLS12",`:   {true, false},
		`"min_version":"TLS13",`:                         {false, true},
		`"min_version":"TLS12","cipher_suites":[49195],`: {true, true},
		`"min_version":"TLS12","cipher_suites":[49199],`: {false, true}, // for RSA keys
	} {
		_, addr, stop := server(t, documentf(`{"version":3,"tls":{`+settings+`"keys":[{"public_key":"gateway.pem","private_key":"gateway.key"}]}}`), serve.Options{Dir: ca.dir})
		for i, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			_, err := handshake(t, addr, &tls.Config{RootCAs: ca.pool(), MinVersion: version, MaxVersion: version})
			if (err == nil) != want[i] {
				t.Errorf("{%s} with %s: got %v", settings, tls.VersionName(version), err)
			}
		}
		stop()
	}
}

func TestDisabledTLSNeedsNoKeysAndSpeaksPlainly(t *testing.T) {
	_, addr, stop := server(t, documentf(`{"version":3,"tls":{"disabled":true}}`), serve.Options{})
	defer stop()
	if status, _ := get(t, client(t), "http://"+addr+"/__health"); status != 200 {
		t.Errorf("got %d", status)
	}
}

func TestReloadTakesNewCertificates(t *testing.T) {
	ca := newAuthority(t)
	ca.issue(t, "old")
	ca.issue(t, "new")
	doc := func(name string) string {
		return `{"version":3,"tls":{"keys":[{"public_key":"` + name + `.pem","private_key":"` + name + `.key"}]}}`
	}
	s, addr, stop := server(t, documentf(doc("old")), serve.Options{Dir: ca.dir})
	defer stop()
	expect := func(want string) {
		t.Helper()
		state, err := handshake(t, addr, &tls.Config{RootCAs: ca.pool()})
		if err != nil {
			t.Fatal(err)
		}
		if got := state.PeerCertificates[0].Subject.CommonName; got != want {
			t.Errorf("got the certificate %q, want %q", got, want)
		}
	}
	expect("old")
	if err := s.Reload(documentf(doc("missing"))); err == nil || !strings.Contains(err.Error(), "missing.pem") {
		t.Errorf("got %v", err)
	}
	expect("old")
	if err := s.Reload(documentf(doc("new"))); err != nil {
		t.Fatal(err)
	}
	expect("new")
}

// tlsBackend is a backend with settings of its own.
func tlsBackend(t *testing.T, c *tls.Config) *httptest.Server {
	t.Helper()
	b := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := ""
		if len(r.TLS.PeerCertificates) > 0 {
			name = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		json.NewEncoder(w).Encode(map[string]string{"client": name, "version": tls.VersionName(r.TLS.Version)})
	}))
	b.TLS = c
	b.Config.ErrorLog = nil
	b.StartTLS()
	t.Cleanup(b.Close)
	return b
}

func TestCallsOfBackendsFollowClientTLS(t *testing.T) {
	ca := newAuthority(t)
	cert := ca.issue(t, "backend")
	ca.issue(t, "gateway")
	modern := &tls.Config{Certificates: []tls.Certificate{cert}}
	old := &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: tls.VersionTLS12}
	mutual := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.pool()}
	const trusted = `"disable_system_ca_pool":true,"ca_certs":["ca.pem"]`
	tests := map[string]struct {
		backend  *tls.Config
		settings string // members of the service
		want     string // "" for a failure
	}{
		"an unknown authority":             {modern, ``, ""},
		"allow_insecure_connections":       {modern, `"client_tls":{"allow_insecure_connections":true},`, `{"client":"","version":"TLS 1.3"}`},
		"the old name of it":               {modern, `"allow_insecure_connections":true,`, `{"client":"","version":"TLS 1.3"}`},
		"ca_certs":                         {modern, `"client_tls":{` + trusted + `},`, `{"client":"","version":"TLS 1.3"}`},
		"ca_certs without the right one":   {modern, `"client_tls":{"disable_system_ca_pool":true,"ca_certs":["gateway.pem"]},`, ""},
		"an old backend by default":        {old, `"client_tls":{` + trusted + `},`, ""},
		"an old backend and min_version":   {old, `"client_tls":{"min_version":"TLS12",` + trusted + `},`, `{"client":"","version":"TLS 1.2"}`},
		"max_version":                      {modern, `"client_tls":{"min_version":"TLS12","max_version":"TLS12",` + trusted + `},`, `{"client":"","version":"TLS 1.2"}`},
		"mutual TLS without a certificate": {mutual, `"client_tls":{` + trusted + `},`, ""},
		"mutual TLS": {mutual, `"client_tls":{"client_certs":[{"certificate":"gateway.pem","private_key":"gateway.key"}],` + trusted + `},`,
			`{"client":"gateway","version":"TLS 1.3"}`},
		"client certificates that are missing are left out": {modern, `"client_tls":{"client_certs":[{"certificate":"no.pem","private_key":"no.key"}],` + trusted + `},`,
			`{"client":"","version":"TLS 1.3"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := tlsBackend(t, tt.backend.Clone())
			g := build(t, documentf(`{"version":3,`+tt.settings+`"endpoints":[{"endpoint":"/x","timeout":"20s","backend":[{"host":["`+b.URL+`"],"url_pattern":"/"}]}]}`), serve.Options{Dir: ca.dir})
			w := ask(g, "GET", "/x", "")
			if got := w.Body.String(); w.Code == 200 && got != tt.want || w.Code != 200 && tt.want != "" {
				t.Errorf("got %d %s, want %q", w.Code, got, tt.want)
			}
		})
	}
}

func TestBackendsAreCalledOverHTTP2WhereTheyOfferIt(t *testing.T) {
	ca := newAuthority(t)
	cert := ca.issue(t, "backend")
	ca.issue(t, "gateway")
	for name, offers := range map[string]bool{"HTTP/2.0": true, "HTTP/1.1": false} {
		b := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			json.NewEncoder(w).Encode(map[string]string{"proto": r.Proto, "body": string(body), "client": r.TLS.PeerCertificates[0].Subject.CommonName})
		}))
		b.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.pool()}
		b.EnableHTTP2 = offers
		b.StartTLS()
		g := build(t, documentf(`{"version":3,"client_tls":{"disable_system_ca_pool":true,"ca_certs":["ca.pem"],"client_certs":[{"certificate":"gateway.pem","private_key":"gateway.key"}]},"endpoints":[
{"endpoint":"/x","method":"POST","timeout":"20s","backend":[{"host":["`+b.URL+`"],"url_pattern":"/"}]},
{"endpoint":"/raw","method":"POST","timeout":"20s","output_encoding":"no-op","backend":[{"host":["`+b.URL+`"],"url_pattern":"/"}]}]}`), serve.Options{Dir: ca.dir})
		want := `{"body":"sent","client":"gateway","proto":"` + name + `"}`
		for _, path := range []string{"/x", "/raw"} {
			if w := ask(g, "POST", path, "sent"); strings.TrimSpace(w.Body.String()) != want {
				t.Errorf("%s: got %d %s, want %s", path, w.Code, w.Body, want)
			}
		}
		g.Close()
		b.Close()
	}
}

// counting is a backend that counts its connections.
func counting(t *testing.T, h http.HandlerFunc) (url string, opened *atomic.Int64) {
	opened = &atomic.Int64{}
	b := httptest.NewUnstartedServer(h)
	b.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	b.Start()
	t.Cleanup(b.Close)
	return b.URL, opened
}

func TestConnectionsToBackendsFollowTheFields(t *testing.T) {
	tests := map[string]struct {
		fields string
		ask    func(t *testing.T, h http.Handler)
		want   int64 // connections
	}{
		"kept by default": {``, func(t *testing.T, h http.Handler) {
			for range 3 {
				ask(h, "GET", "/x", "")
			}
		}, 1},
		"disable_keep_alives": {`"disable_keep_alives":true,`, func(t *testing.T, h http.Handler) {
			for range 3 {
				ask(h, "GET", "/x", "")
			}
		}, 3},
		"idle_connection_timeout": {`"idle_connection_timeout":"1ms",`, func(t *testing.T, h http.Handler) {
			for range 2 {
				ask(h, "GET", "/x", "")
				time.Sleep(50 * time.Millisecond) // far beyond the timeout
			}
		}, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			url, opened := counting(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") })
			g := build(t, documentf(`{"version":3,`+tt.fields+`"endpoints":[{"endpoint":"/x","timeout":"20s","backend":[{"host":["`+url+`"],"url_pattern":"/"}]}]}`), serve.Options{})
			tt.ask(t, g)
			if got := opened.Load(); got != tt.want {
				t.Errorf("got %d connections, want %d", got, tt.want)
			}
		})
	}
}

func TestResponseHeaderTimeoutEndsACall(t *testing.T) {
	backend := rawBackend(t, sending(""), true)
	g := build(t, documentf(`{"version":3,"response_header_timeout":"50ms","endpoints":[{"endpoint":"/x","timeout":"1m","backend":[{"host":["`+backend+`"],"url_pattern":"/"}]}]}`), serve.Options{ExplainErrors: true})
	w := ask(g, "GET", "/x", "")
	if w.Code != 500 || !strings.Contains(w.Header().Get("X-Gatewright-Reason"), "timeout awaiting response headers") {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
}

func TestDisableCompressionAsksForNone(t *testing.T) {
	for fields, want := range map[string]string{``: "gzip", `"disable_compression":true,`: ""} {
		backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			json.NewEncoder(w).Encode(map[string]string{"asked": r.Header.Get("Accept-Encoding")})
		}))
		g := build(t, documentf(`{"version":3,`+fields+`"endpoints":[{"endpoint":"/x","timeout":"20s","backend":[{"host":["`+backend.URL+`"],"url_pattern":"/"}]}]}`), serve.Options{})
		if w := ask(g, "GET", "/x", ""); w.Body.String() != `{"asked":"`+want+`"}` {
			t.Errorf("{%s}: got %s", fields, w.Body)
		}
		g.Close()
		backend.Close()
	}
}

package serve_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/rpc"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
)

var symmetric = []byte("a key that is long enough for HS256, and longer")

// signed is a token with the claims given, of the key that keyFile writes.
func signed(t *testing.T, claims string) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: symmetric}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
	if err != nil {
		t.Fatal(err)
	}
	j, err := s.Sign([]byte(claims))
	if err != nil {
		t.Fatal(err)
	}
	text, err := j.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func keyFile(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	text, err := jose.JSONWebKey{Key: symmetric, KeyID: "k", Algorithm: "HS256"}.MarshalJSON()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "keys.json"), fmt.Appendf(nil, `{"keys":[%s]}`, text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// guarded is a configuration with one endpoint that asks for tokens, and one that
// does not.
func guarded(extra string) *config.Document {
	return config.Parse("krakend.json", fmt.Appendf(nil, `{"version":3,"host":["http://backend:8000"],"extra_config":{%s},"endpoints":[
{"endpoint":"/guarded","backend":[{"url_pattern":"/"}],"extra_config":{"auth/validator":{"alg":"HS256","jwk_local_path":"keys.json","disable_jwk_security":true,"roles":["user"]}}},
{"endpoint":"/open","backend":[{"url_pattern":"/"}]}]}`, extra))
}

func revoking(n, port int, keys string) string {
	return fmt.Sprintf(`"auth/revoker":{"N":%d,"P":1e-9,"hash_name":"default","TTL":3600,"port":%d,"token_keys":[%s]}`, n, port, keys)
}

// freePorts are ports that nobody listens on at the moment.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func revoke(t *testing.T, port int, entry string) error {
	t.Helper()
	c, err := rpc.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Call("BloomfilterRPC.Add", struct{ Elems [][]byte }{[][]byte{[]byte(entry)}}, nil)
}

// statusOf asks with a token.
func statusOf(t *testing.T, c *http.Client, url, token string) int {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestRevokedTokensAreRefused(t *testing.T) {
	port := freePorts(t, 1)[0]
	_, addr, stop := server(t, guarded(revoking(100, port, `"jti","aud"`)), serve.Options{Transport: answering(200, `{"a":1}`), Dir: keyFile(t)})
	defer stop()
	c := client(t)
	one, two := signed(t, `{"jti":"1","roles":["user"],"sub":"x"}`), signed(t, `{"jti":"2","roles":["user"],"aud":["a","b"]}`)
	guest := signed(t, `{"jti":"3"}`)
	for _, tt := range []struct {
		revoke          string
		one, two, guest int
	}{
		{"sub-x", 200, 200, 403}, // no claim that is looked at
		{"1", 200, 200, 403},     // without the claim
		{"jti-1", 401, 200, 403},
		{"aud-b", 401, 401, 403},
		{"jti-3", 401, 401, 401},
	} {
		if err := revoke(t, port, tt.revoke); err != nil {
			t.Fatal(err)
		}
		for token, want := range map[string]int{one: tt.one, two: tt.two, guest: tt.guest} {
			if got := statusOf(t, c, "http://"+addr+"/guarded", token); got != want {
				t.Errorf("after %s: got %d, want %d", tt.revoke, got, want)
			}
		}
		if got := statusOf(t, c, "http://"+addr+"/open", one); got != 200 {
			t.Errorf("after %s: the open endpoint answers %d", tt.revoke, got)
		}
	}
}

func TestRevocationsOutliveReloads(t *testing.T) {
	ports := freePorts(t, 2)
	s, addr, stop := server(t, guarded(revoking(100, ports[0], `"jti"`)), serve.Options{Transport: answering(200, `{"a":1}`), Dir: keyFile(t)})
	defer stop()
	c, held := client(t), dialRevoker(t, ports[0])
	revoked, good := signed(t, `{"jti":"1","roles":["user"]}`), signed(t, `{"jti":"2","roles":["user"]}`)
	if err := revoke(t, ports[0], "jti-1"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name, extra string
		port, want  int // 0 for a port that nobody listens on
	}{
		{"the same", revoking(100, ports[0], `"jti"`), ports[0], 401},
		{"another size", revoking(5000, ports[0], `"jti"`), ports[0], 401},
		{"other claims", revoking(5000, ports[0], `"sub"`), ports[0], 200},
		{"another port", revoking(5000, ports[1], `"jti"`), ports[1], 401},
		{"none", ``, 0, 200},
		{"wrong settings", `"auth/revoker":{}`, 0, 200},
		{"as before", revoking(100, ports[1], `"jti"`), ports[1], 401},
	} {
		if err := s.Reload(guarded(step.extra)); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := statusOf(t, c, "http://"+addr+"/guarded", revoked); got != step.want {
			t.Errorf("%s: the revoked token: got %d, want %d", step.name, got, step.want)
		}
		if got := statusOf(t, c, "http://"+addr+"/guarded", good); got != 200 {
			t.Errorf("%s: the good token: got %d", step.name, got)
		}
		for _, p := range ports {
			if err := revoke(t, p, "jti-x"); (err == nil) != (p == step.port) {
				t.Errorf("%s: port %d: %v", step.name, p, err)
			}
		}
		if step.port == ports[0] {
			if err := held.Call("BloomfilterRPC.Add", struct{ Elems [][]byte }{}, nil); err != nil {
				t.Errorf("%s: the connection was ended: %v", step.name, err)
			}
		}
	}
}

func dialRevoker(t *testing.T, port int) *rpc.Client {
	t.Helper()
	c, err := rpc.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestAPortOfTheRevokerThatIsTakenHasItsPlace(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	opts := serve.Options{Transport: answering(200, `{}`), Dir: keyFile(t)}
	check := func(err error) {
		t.Helper()
		var ce *serve.ConfigError
		if !errors.As(err, &ce) || len(ce.Findings) != 1 || ce.Findings[0].Span.Text() != fmt.Sprint(port) || !strings.Contains(err.Error(), syscall.EADDRINUSE.Error()) {
			t.Errorf("got %v", err)
		}
	}
	s := serve.NewServer(build(t, guarded(revoking(9, port, `"jti"`)), opts), serve.ServerOptions{Address: "127.0.0.1:0"})
	check(s.Run(t.Context()))

	s, addr, stop := server(t, guarded(``), opts)
	defer stop()
	check(s.Reload(guarded(revoking(9, port, `"jti"`))))
	if got := statusOf(t, client(t), "http://"+addr+"/open", ""); got != 200 {
		t.Errorf("the old gateway answers %d", got)
	}
}

func TestAnEndedServerTakesNoRevocations(t *testing.T) {
	port := freePorts(t, 1)[0]
	_, _, stop := server(t, guarded(revoking(100, port, `"jti"`)), serve.Options{Dir: keyFile(t)})
	held := dialRevoker(t, port)
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := held.Call("BloomfilterRPC.Add", struct{ Elems [][]byte }{}, nil); err == nil {
		t.Error("a connection goes on")
	}
	if err := revoke(t, port, "jti-1"); err == nil {
		t.Error("the port is open")
	}
}

package serve

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// tlsVersion reads a version's name; anything unknown is TLS 1.3, as the
// reference reads it.
func tlsVersion(name string) uint16 {
	switch name {
	case "TLS10":
		return tls.VersionTLS10
	case "TLS11":
		return tls.VersionTLS11
	case "TLS12":
		return tls.VersionTLS12
	}
	return tls.VersionTLS13
}

func curves(ids []int) []tls.CurveID {
	if len(ids) == 0 {
		return []tls.CurveID{tls.CurveP521, tls.CurveP384, tls.CurveP256, tls.X25519}
	}
	list := make([]tls.CurveID, len(ids))
	for i, id := range ids {
		list[i] = tls.CurveID(id)
	}
	return list
}

func suites(ids []int) []uint16 {
	var list []uint16
	for _, id := range ids {
		list = append(list, uint16(id))
	}
	return list
}

// clientTLS makes the settings for calls of backends. Files that cannot be read
// are told in the log and left out, as the reference does.
func clientTLS(svc *config.Service, dir string, logger *slog.Logger) *tls.Config {
	insecure := svc.AllowInsecureConnections.V
	t := svc.ClientTLS
	if t == nil {
		return &tls.Config{InsecureSkipVerify: insecure}
	}
	c := &tls.Config{
		InsecureSkipVerify: insecure || t.AllowInsecureConnections.V,
		MinVersion:         tlsVersion(t.MinVersion.V),
		MaxVersion:         tlsVersion(t.MaxVersion.V),
		CurvePreferences:   curves(t.CurvePreferences.V),
		CipherSuites:       suites(t.CipherSuites.V),
	}
	pool, err := certPool(in(dir, t.CACerts.V...), t.DisableSystemCAPool.V)
	if err != nil {
		logger.Error("client_tls: a CA certificate is left out", "error", err)
	}
	c.RootCAs = pool
	for _, cert := range t.ClientCerts {
		pair, err := loadPair(dir, cert.Certificate.V, cert.PrivateKey.V)
		if err != nil {
			logger.Error("client_tls: a client certificate is left out", "certificate", cert.Certificate.V, "error", err)
			continue
		}
		c.Certificates = append(c.Certificates, pair)
	}
	return c
}

// serverTLS makes the settings of the listener, nil where it speaks plain HTTP.
// The error is a *ConfigError with every file that cannot be used.
func serverTLS(svc *config.Service, dir string) (*tls.Config, error) {
	t := svc.TLS
	if t == nil || t.Disabled.V {
		return nil, nil
	}
	c := &tls.Config{
		MinVersion:       tlsVersion(t.MinVersion.V),
		MaxVersion:       tlsVersion(t.MaxVersion.V),
		CurvePreferences: curves(t.CurvePreferences.V),
		CipherSuites:     suites(t.CipherSuites.V),
		NextProtos:       []string{"h2", "http/1.1"},
	}
	var problems []diag.Finding
	load := func(of config.Object, public, private config.Value[string]) {
		pair, found := keyPair(dir, of, public, private)
		problems = append(problems, found...)
		c.Certificates = append(c.Certificates, pair)
	}
	for _, k := range t.Keys {
		load(k.Object, k.PublicKey, k.PrivateKey)
	}
	if len(t.Keys) == 0 {
		load(t.Object, t.PublicKey, t.PrivateKey)
	}
	pool, err := certPool(in(dir, t.CACerts.V...), t.DisableSystemCAPool.V)
	if err != nil {
		problems = append(problems, unusable(t.CACerts.Span(), t.Field("ca_certs"), err))
	}
	if t.EnableMTLS.V {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, pool
	}
	if len(problems) > 0 {
		return nil, &ConfigError{Findings: problems}
	}
	return c, nil
}

// keyPair loads a certificate with its key; of is the object that names them.
func keyPair(dir string, of config.Object, public, private config.Value[string]) (pair tls.Certificate, problems []diag.Finding) {
	for _, file := range []struct {
		name string
		config.Value[string]
	}{{"public_key", public}, {"private_key", private}} {
		span := file.Span()
		if span.Source == nil {
			span = of.Node.Span
		}
		if file.V == "" {
			problems = append(problems, unusable(span, of.Field(file.name), fmt.Errorf("there is no %s", file.name)))
			continue
		}
		f, err := os.Open(in(dir, file.V)[0])
		if err != nil {
			problems = append(problems, unusable(span, of.Field(file.name), fmt.Errorf("%s: %w", file.name, err)))
			continue
		}
		f.Close()
	}
	if problems != nil {
		return pair, problems
	}
	pair, err := loadPair(dir, public.V, private.V)
	if err != nil {
		problems = append(problems, unusable(public.Span(), of.Field("public_key"), fmt.Errorf("%q and %q: %w", public.V, private.V, err)))
	}
	return pair, problems
}

// unusable is the finding of a file of tls without which nothing can listen.
func unusable(span syntax.Span, pointer string, err error) diag.Finding {
	f := diag.Finding{
		Rule: diag.FileMissing, Severity: diag.Error, Effect: diag.Refused, Span: span, Pointer: pointer, Message: "tls: " + strings.ReplaceAll(err.Error(), "\n", "; "),
	}
	if errors.Is(err, fs.ErrNotExist) {
		f.Hint = "relative paths start from the folder that the gateway is started in"
	}
	return f
}

// in puts paths that are relative into a folder.
func in(dir string, paths ...string) []string {
	list := make([]string, len(paths))
	for i, p := range paths {
		if dir != "" && !filepath.IsAbs(p) {
			p = filepath.Join(dir, p)
		}
		list[i] = p
	}
	return list
}

func loadPair(dir, public, private string) (tls.Certificate, error) {
	files := in(dir, public, private)
	return tls.LoadX509KeyPair(files[0], files[1])
}

func certPool(files []string, withoutSystem bool) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !withoutSystem {
		if system, err := x509.SystemCertPool(); err == nil {
			pool = system
		}
	}
	var problems []error
	for _, f := range files {
		pem, err := os.ReadFile(f)
		if err != nil {
			problems = append(problems, err)
		} else if !pool.AppendCertsFromPEM(pem) {
			problems = append(problems, fmt.Errorf("reading %q: it holds no certificate", f))
		}
	}
	return pool, errors.Join(problems...)
}

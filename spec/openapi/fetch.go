package openapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

const (
	defaultTimeout = 30 * time.Second
	maxRedirects   = 5
)

func readStream(in io.Reader) ([]byte, error) {
	if in == nil {
		return nil, &Error{Name: "<stdin>", Message: "there is no standard input to read"}
	}
	return readAll("<stdin>", in)
}

func readAll(name string, in io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return nil, &Error{Name: name, Message: cause(err), Err: err}
	}
	if len(data) > MaxBytes {
		return nil, &Error{Name: name, Message: fmt.Sprintf("it has more than %d MB", MaxBytes>>20)}
	}
	return data, nil
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		hint := ""
		if errors.Is(err, fs.ErrNotExist) {
			hint = "give the path of an OpenAPI document, its URL, or - for standard input"
		}
		return nil, &Error{Name: name, Message: cause(err), Hint: hint, Err: err}
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, &Error{Name: name, Message: "it is a directory", Hint: "name the document in it"}
	}
	return readAll(name, f)
}

// fetch gets a URL; the URL that it returns is where redirects led.
func (r *reader) fetch(u *url.URL) ([]byte, *url.URL, error) {
	name := u.Redacted()
	ctx, cancel := context.WithDeadline(r.ctx, r.started.Add(r.opts.Timeout))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, &Error{Name: name, Message: err.Error(), Err: err}
	}
	if r.main == nil || r.main.url != nil && r.main.url.Host == u.Host {
		for key, values := range r.opts.Header {
			req.Header[key] = values
		}
	}
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", "application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5")
	}
	res, err := r.client(u).Do(req)
	if err != nil {
		return nil, nil, r.unreachable(name, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, nil, &Error{Name: name, Message: "the server answers " + res.Status, Hint: hintForStatus(res.StatusCode)}
	}
	data, err := readAll(name, res.Body)
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, r.unreachable(name, ctx.Err())
		}
		return nil, nil, err
	}
	return data, res.Request.URL, nil
}

// client is the user's, or a plain one, that follows few redirects and takes
// the user's headers to no other host.
func (r *reader) client(from *url.URL) *http.Client {
	c := http.Client{}
	if r.opts.Client != nil {
		c = *r.opts.Client
	}
	if c.Transport == nil {
		c.Transport = r.guard.transport()
	}
	if c.CheckRedirect == nil {
		c.CheckRedirect = func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return fmt.Errorf("it redirects more than %d times", maxRedirects)
			}
			if r.main != nil && !r.allowed(req.URL) {
				return fmt.Errorf("it redirects to %s, which references may not reach", req.URL.Host)
			}
			if req.URL.Hostname() != from.Hostname() && !r.named(req.URL) {
				r.guard.watch(req.URL)
			}
			if req.URL.Host != from.Host {
				for key := range r.opts.Header {
					req.Header.Del(key)
				}
			}
			return nil
		}
	}
	return &c
}

func (r *reader) unreachable(name string, err error) error {
	e := &Error{Name: name, Message: cause(err), Err: err}
	switch {
	case r.ctx.Err() != nil:
		e.Message, e.Err = "it was interrupted", r.ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		e.Message = fmt.Sprintf("the server gives no complete answer within %s", r.opts.Timeout)
	case errors.Is(err, errPrivate):
		e.Message, e.Hint = "it redirects to a private address, which nobody named", "give that URL itself, or name its host with --allow-remote-refs"
	default:
		if opErr, ok := errors.AsType[*net.OpError](err); ok && opErr.Op == "dial" {
			e.Hint = "is the service running?"
		}
	}
	return e
}

func hintForStatus(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "send credentials with a header, or save the document to a file"
	case http.StatusNotFound:
		return "ASP.NET serves /swagger/v1/swagger.json or /openapi/v1.json, Spring /v3/api-docs, FastAPI /openapi.json"
	}
	return ""
}

// cause strips the path and the URL that packages os and http put into their
// errors: ours name them already.
func cause(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	return err.Error()
}

package stage

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

const (
	nsLuaEndpoint = "modifier/lua-endpoint"
	nsLuaProxy    = "modifier/lua-proxy"
	nsLuaBackend  = "modifier/lua-backend"
)

// luaSettings is what the three namespaces of Lua scripts have in common.
type luaSettings struct {
	Sources  []string          `json:"sources"`
	MD5      map[string]string `json:"md5"`
	Pre      string            `json:"pre"`
	Post     string            `json:"post"`
	Live     bool              `json:"live"`
	OpenLibs bool              `json:"allow_open_libs"`
	SkipNext bool              `json:"skip_next"`
}

// luaScript reads the settings of a namespace. Without usable ones it returns
// nil: the script is left out. A script that cannot run is told of at start, and
// fails each request.
func luaScript(p site, env *Env) *script {
	var s luaSettings
	if err := readSettings(p, &s); err != nil {
		env.notice(p, memberOf(err), diag.Unsafe, "the script is left out: "+err.Error(), "")
		return nil
	}
	sc := newScript(s, env)
	err := sc.load()
	switch {
	case errors.Is(err, errChecksum):
		env.notice(p, "md5", diag.Unsafe, "the script is left out: "+err.Error(), "")
		return nil
	case err != nil:
		env.notice(p, "", diag.Fails, "the script fails each request: "+err.Error(), "")
	}
	return sc
}

// luaProxy is modifier/lua-proxy: pre sees what the backends will be asked, post
// the answer of all of them.
func luaProxy(e *config.Endpoint, env *Env, next Proxy) Proxy {
	p, ok := placeAt(e, nsLuaProxy)
	if !ok {
		return next
	}
	return luaScript(p, env).around(next)
}

// luaBackend is modifier/lua-backend: pre sees the request that one backend will
// get, post its answer as it is shaped.
func luaBackend(b *config.Backend, env *Env, next Proxy) Proxy {
	p, ok := placeOf(b, nsLuaBackend)
	if !ok {
		return next
	}
	return luaScript(p, env).around(next)
}

// around runs pre before and post behind next; a script that is left out leaves
// next alone. Both share their globals. Of a partial answer post sees nothing.
func (s *script) around(next Proxy) Proxy {
	if s == nil {
		return next
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		run := s.begin(ctx)
		defer run.end()
		if s.settings.Pre != "" {
			r = scriptable(r)
			run.request = r
			if err := run.do(s.pre); err != nil {
				return nil, err
			}
		}
		var a *Answer
		var err error
		if s.settings.SkipNext {
			a = &Answer{}
		} else if a, err = next(ctx, r); err != nil || a == nil {
			return a, err
		}
		if s.settings.Post == "" {
			return a, nil
		}
		// What the script takes out of the answer may outlive it, in a header.
		a.memory = nil
		run.request, run.answer = r, a
		if err = run.do(s.post); err == nil {
			err = run.store()
		}
		if err != nil {
			if a.Body != nil {
				a.Body.Close()
			}
			return nil, err
		}
		return a, nil
	}
}

// scriptable returns a copy of a request that a script may change.
func scriptable(r *Request) *Request {
	q := *r
	q.Params, q.Header, q.Query = maps.Clone(r.Params), r.Header.Clone(), maps.Clone(r.Query)
	if q.Params == nil {
		q.Params = map[string]string{}
	}
	if q.Header == nil {
		q.Header = http.Header{}
	}
	if q.Query == nil {
		q.Query = url.Values{}
	}
	return &q
}

// luaGate runs a script over a client's request before it is taken apart. Where
// it fails the request is answered with the status that it names, or with 500.
func luaGate(p site, env *Env, limit time.Duration, named bool) Gate {
	s := luaScript(p, env)
	if s == nil || s.settings.Pre == "" {
		return nil
	}
	return func(w http.ResponseWriter, v *Visit) bool {
		ctx, cancel := context.WithTimeout(v.Context(), limit)
		defer cancel()
		run := s.begin(ctx)
		defer run.end()
		run.visit = v
		err := run.do(s.pre)
		if err == nil {
			return true
		}
		var refusal *Refusal
		status := http.StatusInternalServerError
		if errors.As(err, &refusal) && named {
			status = refusal.Status
			if refusal.ContentType != "" {
				w.Header()["Content-Type"] = []string{refusal.ContentType}
			}
		}
		env.Logger.LogAttrs(ctx, slog.LevelInfo, "request stopped by a script",
			slog.String("endpoint", p.endpoint.String()), slog.String("error", err.Error()))
		w.WriteHeader(status)
		return false
	}
}

func luaEndpoint(e *config.Endpoint, env *Env) Gate {
	p, ok := placeAt(e, nsLuaEndpoint)
	if !ok {
		return nil
	}
	return luaGate(p, env, Timeout(e), true)
}

// luaService is the same for all endpoints and for paths that have none; there
// every failure is a 500.
func luaService(svc *config.Service, env *Env) Gate {
	p, ok := placeIn(svc, nsLuaEndpoint)
	if !ok {
		return nil
	}
	return luaGate(p, env, Timeout(&config.Endpoint{Service: svc}), false)
}

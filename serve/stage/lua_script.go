package stage

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

// script is a compiled Lua script with its sources.
type script struct {
	settings luaSettings
	env      *Env
	pre      func() (*lua.FunctionProto, error)
	post     func() (*lua.FunctionProto, error)
	sources  func() ([]*lua.FunctionProto, error)
	states   sync.Pool // of *lua.LState
}

func newScript(s luaSettings, env *Env) *script {
	sc := &script{settings: s, env: env}
	sc.pre = sync.OnceValues(func() (*lua.FunctionProto, error) { return compileLua("pre-script", s.Pre) })
	sc.post = sync.OnceValues(func() (*lua.FunctionProto, error) { return compileLua("post-script", s.Post) })
	sc.sources = sc.read
	if !s.Live {
		sc.sources = sync.OnceValues(sc.read)
	}
	sc.states.New = func() any { return newState(sc) }
	return sc
}

// load compiles everything and returns all that is wrong with it.
func (s *script) load() error {
	_, err := s.sources()
	_, pre := s.pre()
	_, post := s.post()
	return errors.Join(err, pre, post)
}

var errChecksum = errors.New("a source has another md5 sum than the one that is noted")

// read reads and compiles the sources.
func (s *script) read() ([]*lua.FunctionProto, error) {
	var protos []*lua.FunctionProto
	for _, name := range s.settings.Sources {
		text, err := os.ReadFile(fileIn(s.env.Dir, name))
		if err != nil {
			return nil, err
		}
		sum := md5.Sum(text)
		if want, ok := s.settings.MD5[name]; ok && !strings.EqualFold(want, hex.EncodeToString(sum[:])) {
			return nil, fmt.Errorf("%w: %s", errChecksum, name)
		}
		proto, err := compileLua(name, string(text))
		if err != nil {
			return nil, err
		}
		protos = append(protos, proto)
	}
	return protos, nil
}

func compileLua(name, text string) (*lua.FunctionProto, error) {
	chunk, err := parse.Parse(strings.NewReader(text), name)
	if err != nil {
		return nil, errors.New(oneLine(err))
	}
	proto, err := lua.Compile(chunk, name)
	if err != nil {
		return nil, errors.New(oneLine(err))
	}
	return proto, nil
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// luaRun is one request in a script.
type luaRun struct {
	script *script
	ctx    context.Context
	state  *lua.LState // nil before something ran
	global *lua.LTable // of this request alone
	failed bool

	// What the script sees: the first two, or the third.
	request *Request
	answer  *Answer
	visit   *Visit

	data   *luaTable // of the answer, once it was asked for
	dirty  bool      // something in data was changed
	closes []func()
}

type luaRunKey struct{}

func (s *script) begin(ctx context.Context) *luaRun {
	r := &luaRun{script: s}
	r.ctx = context.WithValue(ctx, luaRunKey{}, r)
	return r
}

func runOf(L *lua.LState) *luaRun { return L.Context().Value(luaRunKey{}).(*luaRun) }

// end gives the state back. One in which a script failed is not used again.
func (r *luaRun) end() {
	for _, done := range r.closes {
		done()
	}
	switch {
	case r.state == nil:
	case r.failed:
		r.state.Close()
	default:
		r.state.SetTop(0)
		r.state.RemoveContext()
		r.script.states.Put(r.state)
	}
}

// do runs a part of the script. What is global in it is so for this request.
func (r *luaRun) do(part func() (*lua.FunctionProto, error)) error {
	if err := r.start(); err != nil {
		return err
	}
	proto, err := part()
	if err != nil {
		return err
	}
	return r.call(proto)
}

// start takes a state and runs the sources, once.
func (r *luaRun) start() error {
	if r.state != nil {
		return nil
	}
	protos, err := r.script.sources()
	if err != nil {
		return err
	}
	r.state = r.script.states.Get().(*lua.LState)
	r.state.SetContext(r.ctx)
	r.global = r.state.CreateTable(0, 4)
	r.global.RawSetString("_G", r.global)
	r.state.SetMetatable(r.global, r.state.GetTypeMetatable(typeGlobals))
	for _, proto := range protos {
		if err := r.call(proto); err != nil {
			return err
		}
	}
	return nil
}

func (r *luaRun) call(proto *lua.FunctionProto) error {
	f := r.state.NewFunctionFromProto(proto)
	f.Env = r.global
	err := r.state.CallByParam(lua.P{Fn: f, Protect: true})
	if err == nil {
		return nil
	}
	r.failed = true
	if ctxErr := r.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return scriptError(err)
}

// scriptError words what stopped a script: the refusal that it asked for, or its
// mistake with the line.
func scriptError(err error) error {
	var api *lua.ApiError
	if !errors.As(err, &api) {
		return err
	}
	if ud, ok := api.Object.(*lua.LUserData); ok {
		if refusal, ok := ud.Value.(*Refusal); ok {
			return refusal
		}
	}
	text := api.Object.String()
	chunk, rest, ok := strings.Cut(text, ":")
	line, message, ok2 := strings.Cut(rest, ": ")
	if !ok || !ok2 || strings.Trim(line, "0123456789") != "" {
		return errors.New(text)
	}
	return fmt.Errorf("%s (%s:L%s)", message, chunk, line)
}

// Package lsp is a language server for gateway configurations: it reports what
// lint finds as one types, explains fields and rules, completes keys, values
// and namespaces, and offers lint's fixes.
//
//	err := lsp.Serve(ctx, os.Stdin, os.Stdout, lsp.Options{})
//
// It speaks the Language Server Protocol 3.17 over a stream. It reads and
// writes no file, and looks at nothing but configurations: other files that an
// editor opens it leaves alone.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/gatewright/gatewright/lint"
)

// Options say how a server judges.
type Options struct {
	// Lint gives the options for the file at a path; nil is the zero options.
	Lint func(path string) lint.Options
	// Version is the program's.
	Version string
}

// ErrNoShutdown says that the editor ended the server without shutting it down
// before.
var ErrNoShutdown = errors.New("the client left without a shutdown")

// Serve speaks with one editor until it says exit or closes the stream.
func Serve(ctx context.Context, r io.Reader, w io.Writer, opts Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{conn: newConn(r, w), opts: opts, docs: map[string]*document{}}
	incoming := make(chan received)
	go s.receive(ctx, incoming)
	for {
		// What was changed is judged when there is nothing else to do: who types
		// fast is not waited for.
		var m received
		select {
		case m = <-incoming:
		default:
			if err := s.publish(ctx); err != nil {
				return err
			}
			select {
			case m = <-incoming:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if done, err := s.take(ctx, m); done || err != nil {
			return err
		}
	}
}

type server struct {
	conn *conn
	opts Options
	docs map[string]*document

	initialized, shutdown bool
}

type received struct {
	message *message
	err     error
}

// receive reads messages until the stream ends.
func (s *server) receive(ctx context.Context, to chan<- received) {
	for {
		m, err := s.conn.read()
		select {
		case to <- received{m, err}:
		case <-ctx.Done():
			return
		}
		var re *rpcError
		if err != nil && !errors.As(err, &re) {
			return
		}
	}
}

// take handles what was received; done says that it was the last.
func (s *server) take(ctx context.Context, in received) (done bool, err error) {
	var re *rpcError
	switch {
	case errors.As(in.err, &re):
		return false, s.conn.reply(json.RawMessage("null"), nil, in.err)
	case errors.Is(in.err, io.EOF):
		// What was sent last is judged, for who speaks without waiting.
		return true, s.publish(ctx)
	case in.err != nil:
		return true, in.err
	}
	m := in.message
	if m.Method == "exit" {
		if !s.shutdown {
			return true, ErrNoShutdown
		}
		return true, nil
	}
	if m.Method == "" {
		return false, nil // an answer, and nothing was asked
	}
	result, err := s.safely(ctx, m)
	if m.ID == nil {
		return false, nil // nobody waits for an answer
	}
	return false, s.conn.reply(m.ID, result, err)
}

// safely keeps the server alive whatever a message does to it.
func (s *server) safely(ctx context.Context, m *message) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &rpcError{codeInternal, fmt.Sprintf("internal error in %s: %v", m.Method, r)}
		}
	}()
	switch {
	case !s.initialized && m.Method != "initialize":
		return nil, &rpcError{codeNotInitialized, "the server is not initialized"}
	case s.shutdown:
		return nil, &rpcError{codeInvalidRequest, "the server is shut down"}
	}
	handle, ok := handlers[m.Method]
	if !ok {
		return nil, &rpcError{codeMethodNotFound, fmt.Sprintf("there is no method %q", m.Method)}
	}
	return handle(s, ctx, m.Params)
}

// handlers are what is done for each method.
var handlers = map[string]func(*server, context.Context, json.RawMessage) (any, error){
	"initialize":                       (*server).initialize,
	"initialized":                      nothing,
	"shutdown":                         (*server).shutDown,
	"$/cancelRequest":                  nothing,
	"$/setTrace":                       nothing,
	"textDocument/didOpen":             with((*server).didOpen),
	"textDocument/didChange":           with((*server).didChange),
	"textDocument/didClose":            with((*server).didClose),
	"textDocument/didSave":             nothing,
	"textDocument/hover":               with((*server).hover),
	"textDocument/completion":          with((*server).completion),
	"textDocument/codeAction":          with((*server).codeAction),
	"textDocument/formatting":          with((*server).formatting),
	"workspace/didChangeWatchedFiles":  nothing,
	"workspace/didChangeConfiguration": nothing,
}

func nothing(*server, context.Context, json.RawMessage) (any, error) { return nil, nil }

// with reads the parameters of a method.
func with[P any](handle func(*server, context.Context, P) (any, error)) func(*server, context.Context, json.RawMessage) (any, error) {
	return func(s *server, ctx context.Context, data json.RawMessage) (any, error) {
		var params P
		if err := json.Unmarshal(data, &params); err != nil {
			return nil, &rpcError{codeInvalidParams, err.Error()}
		}
		return handle(s, ctx, params)
	}
}

func (s *server) initialize(context.Context, json.RawMessage) (any, error) {
	if s.initialized {
		return nil, &rpcError{codeInvalidRequest, "the server is initialized already"}
	}
	s.initialized = true
	return initializeResult{
		Capabilities: json.RawMessage(capabilities),
		ServerInfo:   serverInfo{Name: "gatewright", Version: s.opts.Version},
	}, nil
}

func (s *server) shutDown(context.Context, json.RawMessage) (any, error) {
	s.shutdown = true
	return nil, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/internal/record"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
)

func (a *app) serveCommand() *cli.Command {
	return &cli.Command{
		Name:      "serve",
		Usage:     "run a configuration",
		UsageText: "gatewright serve [options] [FILE]",
		Description: "Runs the configuration as KrakenD Community Edition 2.13 would. It listens on the loopback\n" +
			"interface where the file names no listen_ip. SIGHUP reloads the file, SIGTERM ends.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright serve\n" +
			"  gatewright serve -c gateway.json --listen 127.0.0.1:9000\n" +
			"  gatewright serve --mock users.json --mock products.json",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "config", Aliases: []string{"c"}, Usage: "the configuration `FILE`"},
			&cli.StringFlag{Name: "listen", Usage: "listen on `HOST:PORT` instead of the file's listen_ip and port"},
			&cli.StringSliceFlag{Name: "mock", Usage: "answer for the backends from this document: `[HOST=]SPEC`"},
			&cli.StringFlag{Name: "record", Usage: "write what backends answer into files of `DIR`"},
			&cli.StringFlag{Name: "replay", Usage: "answer for the backends from the files of `DIR`"},
			&cli.BoolFlag{Name: "watch", Usage: "reload when the file, or one that it is rendered from, changes"},
			&cli.BoolFlag{Name: "docs", Usage: "show what is served at " + docsPath + ", to clients on this machine"},
			&cli.BoolFlag{Name: "docs-public", Usage: "show it to all clients"},
			&cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend, for --docs: `[HOST=]FILE`; repeatable; those of --mock, or of the project, if not given"},
			&cli.BoolFlag{Name: "trace", Usage: "print each backend call with status, time and size"},
			&cli.BoolFlag{Name: "explain-errors", Usage: "tell clients the reason of a failed call, for development"},
			&cli.BoolFlag{Name: "strict", Usage: "refuse to start on lint findings of effect refused, 500 or unsafe, and path parameters that change a backend's URL"},
			&cli.StringFlag{Name: "max-body", Usage: "take bodies of at most `SIZE` into memory, such as 64MB"},
			&cli.BoolFlag{Name: "random-hosts", Usage: "pick the hosts of a backend at random, not in turn"},
			&cli.BoolFlag{Name: "forwarded-prefix", Usage: "put the header X-Forwarded-Prefix in front of redirects; only behind a proxy that sets it"},
			&cli.StringFlag{Name: "access-log", Value: "text", Usage: "the log's form: text, json or off"},
		},
		Action: func(c *cli.Context) error { return a.serve(c.Context, c) },
	}
}

func (a *app) serve(ctx context.Context, c *cli.Context) error {
	p, err := a.project()
	if err != nil {
		return err
	}
	file, err := a.serveFile(c, p)
	if err != nil {
		return err
	}
	if at := c.String("listen"); at != "" {
		if _, _, err := net.SplitHostPort(at); err != nil {
			return usagef("write HOST:PORT, such as 127.0.0.1:8080, or :8080 for all interfaces", "--listen %q is no address", at)
		}
	}
	opts, err := a.serveOptions(ctx, c, p)
	if err != nil {
		return err
	}
	relax := collectOften()
	l, err := a.loadForServe(file)
	if err != nil {
		return err
	}
	if err := a.mockBackends(ctx, c, l.doc, &opts); err != nil {
		return err
	}
	watcher, err := a.watcher(c.Bool("watch"), file, l.files)
	if err != nil {
		return err
	}
	if watcher != nil {
		defer watcher.Close()
	}
	g, err := a.build(l.doc, opts)
	if err != nil {
		return err
	}
	relax()
	listen := c.String("listen")
	if listen == "" {
		listen = p.Serve.Listen
	}
	page, err := a.docs(ctx, c, p)
	if err != nil {
		return err
	}
	server := serve.NewServer(g, serve.ServerOptions{Address: listen, Wrap: page.around(), Ready: func(addr net.Addr) {
		a.say("serving %s on %s, %d endpoints", file, baseURL(addr), len(g.Routes()))
		if page != nil {
			a.say("docs on %s", baseURL(addr)+docsPath)
		}
	}})
	if page != nil {
		page.current = func() *config.Service { return server.Gateway().Service() }
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	defer a.reloads(ctx, &reloader{app: a, server: server, file: file}, watcher)()
	return a.running(server.Run(a.traced(ctx, c.Bool("trace"))))
}

// collectOften keeps memory low while a configuration is read and built: what
// that leaves behind would be the peak of a gateway's whole life. The result
// ends it.
func collectOften() (relax func()) {
	usual := debug.SetGCPercent(40)
	return func() { debug.SetGCPercent(usual) }
}

// serveFile is the file of -c, else the argument, else the usual one.
func (a *app) serveFile(c *cli.Context, p *project.File) (string, error) {
	file := c.String("config")
	switch {
	case c.Args().Len() > 1 || file != "" && c.Args().Present():
		return "", usagef("", "name one configuration")
	case file != "":
		return file, nil
	case c.Args().Present():
		return c.Args().First(), nil
	}
	return a.configFile(p)
}

func (a *app) serveOptions(ctx context.Context, c *cli.Context, p *project.File) (serve.Options, error) {
	opts := serve.Options{
		Version: buildVersion(), ExplainErrors: c.Bool("explain-errors"), Stdout: a.stdout, MaxBody: p.Serve.MaxBody,
		RandomHosts: c.Bool("random-hosts") || p.Serve.RandomHosts, ForwardedPrefix: c.Bool("forwarded-prefix") || p.Serve.ForwardedPrefix,
	}
	if size := c.String("max-body"); size != "" {
		n, err := project.ParseSize(size)
		if err != nil {
			return opts, usagef("write a number of bytes, or one with KB, MB or GB behind it", "%q of --max-body is no size", size)
		}
		opts.MaxBody = n
	}
	switch c.String("access-log") {
	case "text":
		opts.Logger = slog.New(slog.NewTextHandler(a.stderr, nil))
	case "json":
		opts.Logger = slog.New(slog.NewJSONHandler(a.stderr, nil))
	case "off":
		opts.Stdout = nil // and with it the log that the configuration asks for
	default:
		return opts, usagef("it is text, json or off", "unknown value %q of --access-log", c.String("access-log"))
	}
	if err := a.recordings(c, &opts); err != nil {
		return opts, err
	}
	if c.Bool("strict") || p.Serve.Strict {
		opts.StrictParams = true
		opts.Check = func(doc *config.Document) []diag.Finding {
			r, err := lint.Run(ctx, doc, lint.Options{})
			if err != nil {
				return nil
			}
			// What is only worth knowing stops nothing.
			return slices.DeleteFunc(r.Findings, func(f diag.Finding) bool { return f.Severity == diag.Info })
		}
	}
	return opts, nil
}

// mockBackends puts the documents of --mock in the place of the backends, and
// says which hosts none of them describes.
func (a *app) mockBackends(ctx context.Context, c *cli.Context, doc *config.Document, opts *serve.Options) error {
	specs := c.StringSlice("mock")
	if len(specs) == 0 {
		return nil
	}
	services, err := a.loadSpecs(ctx, bound(specs), specOptions{})
	if err != nil {
		return err
	}
	services = lint.Located(doc, services)
	opts.Transport = mock.New(services, mock.Options{})
	known := spec.NewIndex(services)
	told := map[string]bool{}
	for _, e := range doc.Service().Endpoints {
		for _, b := range e.Backends {
			if b == nil {
				continue
			}
			for _, host := range b.Hosts() {
				if told[host] || known.Knows(host) {
					continue
				}
				told[host] = true
				a.say("no document of --mock describes %s: its calls get a 404", host)
				a.say("  hint: --mock %s=FILE says which one does", host)
			}
		}
	}
	return nil
}

// recordings sets up --record and --replay.
func (a *app) recordings(c *cli.Context, opts *serve.Options) error {
	into, from := c.String("record"), c.String("replay")
	switch {
	case into != "" && from != "":
		return usagef("use one of them", "--record and --replay exclude each other")
	case from != "" && c.IsSet("mock"):
		return usagef("use one of them", "--mock and --replay exclude each other")
	case from != "":
		replay, err := record.Open(from)
		if err != nil {
			return err
		}
		opts.Transport = replay
	case into != "":
		if err := os.MkdirAll(into, 0o755); err != nil {
			return fmt.Errorf("recording into %q: %w", into, cause(err))
		}
		recorder := record.New(into, nil, record.Options{Report: func(err error) { a.say("%s", err) }})
		opts.Around = func(next http.RoundTripper) http.RoundTripper { return recorder.Over(next) }
	}
	return nil
}

// loadForServe reads the file; what was wrong with rendering it is said.
func (a *app) loadForServe(file string) (loaded, error) {
	l, err := a.loadWithFiles(file, "stdin.json")
	for _, f := range l.found {
		fmt.Fprintln(a.stderr, f)
	}
	return l, err
}

// build builds the gateway and says what it will not run.
func (a *app) build(doc *config.Document, opts serve.Options) (*serve.Gateway, error) {
	g, err := serve.Build(doc, opts)
	var refused *serve.ConfigError
	if errors.As(err, &refused) {
		return nil, &findingsError{refused.Findings}
	}
	if err != nil {
		return nil, err
	}
	for _, f := range g.Notices() {
		a.say("%s", f)
		if f.Hint != "" {
			a.say("  hint: %s", f.Hint)
		}
	}
	return g, nil
}

// running words the errors of a server that could not run.
func (a *app) running(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return &hinted{err, "another program listens there; choose another port with --listen or in the file"}
	}
	return err
}

// hinted is an error with a hint.
type hinted struct {
	error
	hint string
}

func (h *hinted) Unwrap() error { return h.error }

// Hint says what to do.
func (h *hinted) Hint() string { return h.hint }

// baseURL is the address of a listener as a client calls it.
func baseURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// traced puts a sink into the context that prints every backend call.
func (a *app) traced(ctx context.Context, on bool) context.Context {
	if !on {
		return ctx
	}
	var mu sync.Mutex
	return serve.WithTrace(ctx, func(c serve.Call) {
		mu.Lock()
		defer mu.Unlock()
		outcome := fmt.Sprintf("%d, %d bytes", c.Status, c.Size)
		if c.Err != nil {
			outcome += ": " + c.Err.Error()
		}
		fmt.Fprintf(a.stderr, "trace: %s: backend %d: %s %s in %s: %s\n",
			c.Endpoint, c.Backend, c.Method, c.URL, c.Duration.Round(10*time.Microsecond), outcome)
	})
}

// Package servecmd has the commands that run a configuration: serve for
// clients, test for itself, with backends that answer as their documents say.
package servecmd

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/release"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/internal/record"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
)

// action does what the commands here do, each in a method.
type action struct{ input.Inputs }

// Serve is the command serve.
func Serve(in input.Inputs) *cli.Command {
	a := action{in}
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
		Flags:  serveFlags(),
		Action: func(c *cli.Context) error { return a.serve(c.Context, c) },
	}
}

func serveFlags() []cli.Flag {
	return slices.Concat(
		option.In("what is served",
			option.Config(""),
			option.Listen("what the file says"),
			&cli.BoolFlag{Name: "watch", Usage: "reload when the file, or one that it is rendered from, changes"},
			&cli.BoolFlag{Name: "strict", Usage: "refuse to start on lint findings of effect refused, 500 or unsafe, and path parameters that change a backend's URL"},
			&cli.StringFlag{Name: "max-body", Usage: "take bodies of at most `SIZE` into memory, such as 64MB"},
			&cli.BoolFlag{Name: "random-hosts", Usage: "pick the hosts of a backend at random, not in turn"},
			&cli.BoolFlag{Name: "forwarded-prefix", Usage: "put the header X-Forwarded-Prefix in front of redirects; only behind a proxy that sets it"},
		),
		option.In("templates", option.Templates()...),
		option.In("instead of the backends",
			&cli.StringSliceFlag{Name: "mock", Usage: "answer for the backends from this document, or from those of " + project.Name + ": `[HOST=]SPEC`"},
			&cli.StringFlag{Name: "record", Usage: "write what backends answer into files of `DIR`"},
			&cli.StringFlag{Name: "replay", Usage: "take for the answers of backends what --record wrote into `DIR`"},
		),
		option.In("seeing what happens",
			option.Choice("access-log", "the log's `FORM`: text, json or off", "text", "json", "off"),
			&cli.BoolFlag{Name: "trace", Usage: "print each backend call with status, time and size"},
			&cli.BoolFlag{Name: "explain-errors", Usage: "tell clients the reason of a failed call, for development"},
			&cli.BoolFlag{Name: "docs", Usage: "show what is served at " + docsPath + ", to clients on this machine"},
			&cli.BoolFlag{Name: "docs-public", Usage: "show it to all clients"},
			option.Spec(),
		),
	)
}

func (a action) serve(ctx context.Context, c *cli.Context) error {
	p, err := a.Project()
	if err != nil {
		return err
	}
	file, err := a.serveFile(c, p)
	if err != nil {
		return err
	}
	listen, err := listenAt(c, p)
	if err != nil {
		return err
	}
	opts, err := a.serveOptions(ctx, c, p)
	if err != nil {
		return err
	}
	relax := a.collectOften()
	l, err := a.loadForServe(c, file)
	if err == nil {
		err = input.Foreign(l.Doc)
	}
	if err != nil {
		return err
	}
	stand, err := a.standIn(ctx, c, p)
	if err != nil {
		return err
	}
	if stand != nil {
		stand.follow(l.Doc)
		opts.Transport = stand
	}
	watcher, err := a.watcher(c, file, l.Files)
	if err != nil {
		return err
	}
	if watcher != nil {
		defer watcher.Close()
	}
	g, err := Build(a.Console, l.Doc, opts)
	if err != nil {
		return err
	}
	relax()
	page, err := a.docs(ctx, c, p)
	if err != nil {
		return err
	}
	server := serve.NewServer(g, serve.ServerOptions{Address: listen, Wrap: page.around(), Ready: func(addr net.Addr) {
		forgetCode()
		a.Say("serving %s on %s, %d endpoints", file, BaseURL(addr), len(g.Routes()))
		if page != nil {
			a.Say("docs on %s", BaseURL(addr)+docsPath)
		}
	}})
	if page != nil {
		page.current = func() *config.Service { return server.Gateway().Service() }
	}
	ctx, stop := console.UntilSignal(ctx)
	defer stop()
	defer a.reloads(ctx, &reloader{action: a, c: c, server: server, file: file, stand: stand}, watcher)()
	return Running(server.Run(a.traced(ctx, c.Bool("trace"))))
}

// listenAt is the address of --listen, else that of the project file, else "".
func listenAt(c *cli.Context, p *project.File) (string, error) {
	at := c.String("listen")
	if at == "" {
		return p.Serve.Listen, nil
	}
	if _, _, err := net.SplitHostPort(at); err != nil {
		return "", exit.Usagef("write HOST:PORT, such as 127.0.0.1:8080, or :8080 for all interfaces", "--listen %q is no address", at)
	}
	return at, nil
}

// How much the heap may grow, in percent, until garbage is collected: while a
// configuration is read and built, since what that leaves behind would be the
// peak of a gateway's whole life, and after it, when large answers in flight are
// most of what there is.
const (
	growthAtStart = 30
	growthServing = 120
)

// collectOften keeps memory low while a configuration is read and built; the
// result ends it. GOGC in the environment is the user's say of the time after.
func (a action) collectOften() (relax func()) {
	usual := debug.SetGCPercent(growthAtStart)
	forgetCode()
	return func() {
		if a.Env["GOGC"] == "" {
			usual = growthServing
		}
		debug.SetGCPercent(usual)
	}
}

// serveFile is the file of -c, else the argument, else the usual one.
func (a action) serveFile(c *cli.Context, p *project.File) (string, error) {
	file := c.String("config")
	switch {
	case c.Args().Len() > 1 || file != "" && c.Args().Present():
		return "", exit.Usagef("", "name one configuration")
	case file != "":
		return file, nil
	case c.Args().Present():
		return c.Args().First(), nil
	}
	return a.ConfigFile(p)
}

func (a action) serveOptions(ctx context.Context, c *cli.Context, p *project.File) (serve.Options, error) {
	opts := serve.Options{
		Version: release.Version(), Alone: true, ExplainErrors: c.Bool("explain-errors"), Stdout: a.Stdout, MaxBody: p.Serve.MaxBody,
		RandomHosts: c.Bool("random-hosts") || p.Serve.RandomHosts, ForwardedPrefix: c.Bool("forwarded-prefix") || p.Serve.ForwardedPrefix,
	}
	if size := c.String("max-body"); size != "" {
		n, err := project.ParseSize(size)
		if err != nil {
			return opts, exit.Usagef("write a number of bytes, or one with KB, MB or GB behind it", "%q of --max-body is no size", size)
		}
		opts.MaxBody = n
	}
	switch c.String("access-log") {
	case "text":
		opts.Logger = slog.New(slog.NewTextHandler(a.Stderr, nil))
	case "json":
		opts.Logger = slog.New(slog.NewJSONHandler(a.Stderr, nil))
	case "off":
		opts.Stdout = nil // and with it the log that the configuration asks for
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

// recordings sets up --record and --replay.
func (a action) recordings(c *cli.Context, opts *serve.Options) error {
	into, from := c.String("record"), c.String("replay")
	switch {
	case into != "" && from != "":
		return exit.Usagef("use one of them", "--record and --replay exclude each other")
	case from != "" && c.IsSet("mock"):
		return exit.Usagef("use one of them", "--mock and --replay exclude each other")
	case from != "":
		replay, err := record.Open(from)
		if err != nil {
			return err
		}
		opts.Transport = replay
	case into != "":
		if err := os.MkdirAll(into, 0o755); err != nil {
			return fmt.Errorf("recording into %q: %w", into, exit.Cause(err))
		}
		recorder := record.New(into, nil, record.Options{Report: func(err error) { a.Say("%s", err) }})
		opts.Around = func(next http.RoundTripper) http.RoundTripper { return recorder.Over(next) }
	}
	return nil
}

// loadForServe reads the file; what was wrong with rendering it is said.
func (a action) loadForServe(c *cli.Context, file string) (input.Loaded, error) {
	l, err := a.Load(c, file, "stdin.json")
	for _, f := range l.Found {
		fmt.Fprintln(a.Stderr, f)
	}
	if err == nil {
		a.SayPassedOver(l.Doc.Root)
	}
	return l, err
}

// traced puts a sink into the context that prints every backend call.
func (a action) traced(ctx context.Context, on bool) context.Context {
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
		fmt.Fprintf(a.Stderr, "trace: %s: backend %d: %s %s in %s: %s\n",
			c.Endpoint, c.Backend, c.Method, c.URL, c.Duration.Round(10*time.Microsecond), outcome)
	})
}

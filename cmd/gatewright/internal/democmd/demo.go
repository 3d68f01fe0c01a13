// Package democmd has the command demo: two services, and all that the program
// does with them, in one go.
package democmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/generatecmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/release"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/servecmd"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/examples/shop"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
)

// demoAddress is where the demo's gateway listens unless told otherwise.
const demoAddress = "127.0.0.1:8080"

// Demo is the command demo.
func Demo(in input.Inputs) *cli.Command {
	return &cli.Command{
		Name:      "demo",
		Usage:     "two services and a gateway in front of them, in one command",
		UsageText: "gatewright demo [--check] [--dir DIR] [--listen HOST:PORT]",
		Description: "Starts the services users and products, generates a configuration from their Swagger\n" +
			"documents, lints it and serves it. Ctrl-C stops everything.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright demo\n" +
			"  gatewright demo --check",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "check", Usage: "drive a whole scenario through the gateway, and exit"},
			&cli.StringFlag{Name: "dir", Usage: "write krakend.json into `DIR`; without it into a temporary folder"},
			option.Listen(demoAddress + ", or a free port"),
		},
		Action: func(c *cli.Context) error {
			if err := input.NoArgs(c); err != nil {
				return err
			}
			ctx, stop := console.UntilSignal(c.Context)
			defer stop()
			d := &demo{Inputs: in, dir: c.String("dir"), check: c.Bool("check")}
			return d.run(ctx, c.String("listen"))
		},
	}
}

// demo is one run of the demo.
type demo struct {
	input.Inputs
	dir   string
	check bool
}

func (d *demo) run(ctx context.Context, listen string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	sources, err := d.services(ctx)
	if err != nil {
		return err
	}
	services, err := d.Specs(ctx, sources, input.Fetch{Timeout: 10 * time.Second})
	if err != nil {
		return err
	}
	listener, err := demoListener(ctx, listen, d.check)
	if err != nil {
		return servecmd.Running(err)
	}
	defer listener.Close()
	file, err := d.generated(ctx, services, listener.Addr().(*net.TCPAddr).Port)
	if err != nil {
		return err
	}
	if d.check && d.dir == "" {
		defer os.RemoveAll(filepath.Dir(file))
	}
	doc, err := d.linted(ctx, file, services)
	if err != nil {
		return err
	}
	return d.served(ctx, cancel, doc, listener)
}

// services starts the two services on free loopback ports and names their
// documents.
func (d *demo) services(ctx context.Context) ([]input.Source, error) {
	var sources []input.Source
	for _, s := range []struct {
		name    string
		handler http.Handler
	}{{"users", shop.Users()}, {"products", shop.Products()}} {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("starting the service %s: %w", s.name, err)
		}
		server := &http.Server{Handler: s.handler, ReadHeaderTimeout: 10 * time.Second}
		go server.Serve(l)
		context.AfterFunc(ctx, func() { server.Close() })
		ref := servecmd.BaseURL(l.Addr()) + "/swagger/v1/swagger.json"
		d.Say("started   %-8s  %s", s.name, ref)
		sources = append(sources, input.Source{Name: s.name, Ref: ref})
	}
	return sources, nil
}

// demoListener listens where it is told to, else on the usual port, or on a
// free one when that is taken.
func demoListener(ctx context.Context, listen string, check bool) (net.Listener, error) {
	lc := &net.ListenConfig{}
	if listen != "" {
		return lc.Listen(ctx, "tcp", listen)
	}
	if !check {
		l, err := lc.Listen(ctx, "tcp", demoAddress)
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
	}
	return lc.Listen(ctx, "tcp", "127.0.0.1:0")
}

func (d *demo) generated(ctx context.Context, services []*spec.Service, port int) (string, error) {
	res, err := generate.Run(ctx, services, generate.Options{Name: "shop", Port: port})
	if err != nil {
		return "", err
	}
	dir := d.dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "gatewright-demo-"); err != nil {
			return "", exit.WithHint(fmt.Errorf("making a temporary folder in %q: %w", os.TempDir(), exit.Cause(err)), "--dir names a folder for krakend.json")
		}
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making %q: %w", dir, exit.Cause(err))
	}
	file := filepath.Join(dir, "krakend.json")
	if err := generatecmd.Write(file, res, services); err != nil {
		return "", err
	}
	d.Say("generated %s", file)
	d.Say("          %s", res.Report.Summary())
	return file, nil
}

func (d *demo) linted(ctx context.Context, file string, services []*spec.Service) (*config.Document, error) {
	doc, err := config.Open(file)
	if err != nil {
		return nil, err
	}
	r, err := lint.Run(ctx, doc, lint.Options{Services: services})
	if err != nil {
		return nil, err
	}
	if r.Fails(lint.FailOnWarning) {
		if err := report.Text(d.Stderr, []*lint.Result{r}, report.Options{}); err != nil {
			return nil, err
		}
	}
	if r.Fails(lint.FailOnError) {
		return nil, exit.ErrNo
	}
	d.Say("linted    %s", file)
	return doc, nil
}

func (d *demo) served(ctx context.Context, stop context.CancelFunc, doc *config.Document, listener net.Listener) error {
	g, err := servecmd.Build(d.Console, doc, serve.Options{Version: release.Version()})
	if err != nil {
		return err
	}
	base := servecmd.BaseURL(listener.Addr())
	failed := 0
	ready := func(net.Addr) {
		d.Say("serving   %s\n", base)
		if !d.check {
			d.routes(base, g.Routes())
			return
		}
		go func() {
			defer stop()
			failed = drive(ctx, base, shopScenario(), d.stepDone)
		}()
	}
	server := serve.NewServer(g, serve.ServerOptions{Listener: listener, Ready: ready})
	if err := servecmd.Running(server.Run(ctx)); err != nil {
		return err
	}
	if failed > 0 {
		return exit.ErrNo
	}
	return nil
}

func (d *demo) stepDone(s step, failed string) {
	mark := "ok  "
	if failed != "" {
		mark = "FAIL"
	}
	fmt.Fprintf(d.Stdout, "%s  %-26s %-6s %s", mark, s.what, s.method, s.path)
	if failed != "" {
		fmt.Fprintf(d.Stdout, ": %s", failed)
	}
	fmt.Fprintln(d.Stdout)
}

// routes prints a curl line for every route.
func (d *demo) routes(base string, routes []serve.Route) {
	bodies := map[string]string{
		"/users":    `{"firstName":"Grace","lastName":"Hopper","email":"grace@example.com"}`,
		"/products": `{"name":"Lamp","description":"A desk lamp","price":24.5,"quantity":3}`,
	}
	for _, r := range routes {
		path := r.Path
		if i := strings.IndexByte(path, '{'); i >= 0 {
			path = path[:i] + "1"
		}
		line := "curl -i"
		if r.Method != "GET" {
			line += " -X " + r.Method
		}
		if r.Method == "POST" || r.Method == "PUT" {
			for prefix, body := range bodies {
				if strings.HasPrefix(path, prefix) {
					line += " -H 'Content-Type: application/json' -d '" + body + "'"
				}
			}
		}
		fmt.Fprintf(d.Stdout, "%s %s%s\n", line, base, path)
	}
	d.Say("\nCtrl-C stops everything.")
}

package servecmd

import (
	"errors"
	"net"
	"syscall"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
)

// Build builds the gateway and says what it will not run.
func Build(con *console.Console, doc *config.Document, opts serve.Options) (*serve.Gateway, error) {
	g, err := serve.Build(doc, opts)
	var refused *serve.ConfigError
	if errors.As(err, &refused) {
		return nil, exit.Findings(refused.Findings)
	}
	if err != nil {
		return nil, err
	}
	for _, f := range g.Notices() {
		con.Say("%s", f)
		if f.Hint != "" {
			con.Say("  hint: %s", f.Hint)
		}
	}
	return g, nil
}

// Running words the errors of a server that could not run.
func Running(err error) error {
	if refused, ok := errors.AsType[*serve.ConfigError](err); ok {
		return exit.Findings(refused.Findings)
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return exit.WithHint(err, "another program listens there; choose another port with --listen or in the file")
	}
	return err
}

// BaseURL is the address of a listener as a client calls it.
func BaseURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

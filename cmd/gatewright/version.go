package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config/fact"
)

// version is set when a release is built.
var version = "dev"

// reference is the gateway whose behaviour and configuration are the measure.
const reference = "KrakenD Community Edition 2.13"

func (a *app) versionCommand() *cli.Command {
	return &cli.Command{
		Name:      "version",
		Usage:     "print the version",
		UsageText: "gatewright version [--format text|json]",
		Flags:     []cli.Flag{&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"}},
		Action: func(c *cli.Context) error {
			if err := noArgs(c); err != nil {
				return err
			}
			return a.printVersion(c.String("format"))
		},
	}
}

func (a *app) printVersion(format string) error {
	v := struct {
		Version       string `json:"version"`
		Commit        string `json:"commit,omitempty"`
		Go            string `json:"go"`
		ConfigVersion int    `json:"configVersion"`
		Reference     string `json:"reference"`
	}{buildVersion(), commit(), runtime.Version(), fact.ConfigVersion, reference}
	switch format {
	case "json":
		enc := json.NewEncoder(a.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	case "text":
		var b strings.Builder
		fmt.Fprintf(&b, "gatewright %s\n", v.Version)
		if v.Commit != "" {
			fmt.Fprintf(&b, "commit %s\n", v.Commit)
		}
		fmt.Fprintf(&b, "%s, configuration version %d, measured against %s\n", v.Go, v.ConfigVersion, reference)
		_, err := io.WriteString(a.stdout, b.String())
		return err
	}
	return usagef("it is text or json", "unknown format %q", format)
}

// buildVersion is the version of a release, else that of the module.
func buildVersion() string {
	if version != "dev" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return version
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

// noArgs refuses arguments where a command takes none.
func noArgs(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("run 'gatewright "+c.Command.Name+" --help'", "unexpected argument %q", c.Args().First())
	}
	return nil
}

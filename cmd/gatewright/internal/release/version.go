// Package release says which build of the program this is, and what that build
// is measured against.
package release

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config/fact"
)

// version is set when a release is built.
var version = "dev"

// reference is the gateway whose behaviour and configuration are the measure.
const reference = "KrakenD Community Edition 2.13"

// Command is the command version.
func Command(con *console.Console) *cli.Command {
	return &cli.Command{
		Name:      "version",
		Usage:     "print the version",
		UsageText: "gatewright version [--format text|json]",
		Flags:     []cli.Flag{option.Format("text", "json")},
		Action: func(c *cli.Context) error {
			if err := input.NoArgs(c); err != nil {
				return err
			}
			return Print(con, c.String("format"))
		},
	}
}

// Print prints the version, as text or json.
func Print(con *console.Console, format string) error {
	v := struct {
		Version       string `json:"version"`
		Commit        string `json:"commit,omitempty"`
		Go            string `json:"go"`
		ConfigVersion int    `json:"configVersion"`
		Reference     string `json:"reference"`
	}{Version(), commit(), runtime.Version(), fact.ConfigVersion, reference}
	switch format {
	case "json":
		enc := json.NewEncoder(con.Stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	case "text":
		var b strings.Builder
		fmt.Fprintf(&b, "gatewright %s\n", v.Version)
		if v.Commit != "" {
			fmt.Fprintf(&b, "commit %s\n", v.Commit)
		}
		fmt.Fprintf(&b, "%s, configuration version %d, measured against %s\n", v.Go, v.ConfigVersion, reference)
		_, err := io.WriteString(con.Stdout, b.String())
		return err
	}
	return exit.Usagef("it is text or json", "unknown format %q", format)
}

// Version is the version of a release, else that of the module.
func Version() string {
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

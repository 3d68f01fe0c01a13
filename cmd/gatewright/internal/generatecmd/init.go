package generatecmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/spec"
)

// Init is the command init.
func Init(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "init",
		Usage:     "write a project file from OpenAPI documents",
		UsageText: "gatewright init [options] [NAME=]SPEC...",
		Description: "Writes " + project.Name + " with a service for each document, or for each that is found\n" +
			"in the folder and below it. A project file that is there is never written over.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright init\n" +
			"  gatewright init users.yaml shop=http://localhost:5001/swagger/v1/swagger.json\n" +
			"  gatewright init && gatewright generate -o krakend.json",
		Flags: []cli.Flag{
			option.Config("krakend.json"),
			option.Header(),
			option.FetchTimeout(),
		},
		Action: func(c *cli.Context) error { return a.init(c.Context, c) },
	}
}

func (a action) init(ctx context.Context, c *cli.Context) error {
	if _, err := os.Lstat(project.Name); err == nil {
		return exit.Usagef("edit it, or move it away", "%q is there already", project.Name)
	}
	var sources []input.Source
	for _, arg := range c.Args().Slice() {
		name, ref := input.Named(arg)
		if ref == "-" {
			return exit.Usagef("name a file or a URL", "a project cannot read its documents from standard input")
		}
		sources = append(sources, input.Source{Name: name, Ref: ref})
	}
	if len(sources) == 0 {
		found, err := findDocuments(".")
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return exit.Usagef("name them: gatewright init users.json", "there are no OpenAPI documents in this folder or below it")
		}
		sources = found
	}
	services, err := a.Specs(ctx, sources, input.Fetch{Headers: c.StringSlice("header"), Timeout: c.Duration("fetch-timeout")})
	if err != nil {
		return err
	}
	if err := config.WriteFile(project.Name, []byte(projectText(c.String("config"), sources, services))); err != nil {
		return err
	}
	for i, svc := range services {
		note := ""
		if !hasServer(svc) {
			note = "; it names no server: write where it listens into " + project.Name + ", as host"
		}
		a.Say("%s: %s, %s%s", svc.Name, sources[i].Ref, console.Plural(len(svc.Operations), "operation"), note)
	}
	a.Say("wrote %s; next: gatewright generate -o %s", project.Name, c.String("config"))
	return nil
}

func hasServer(svc *spec.Service) bool {
	return slices.ContainsFunc(svc.Servers, func(s spec.Server) bool { return s.Origin != "" })
}

var (
	documentFile = regexp.MustCompile(`(?i)\.(json|ya?ml)$`)
	documentKey  = regexp.MustCompile(`(?m)^\s*["']?(openapi|swagger)["']?\s*:\s*["']?[23]|[{,]\s*"(openapi|swagger)"\s*:\s*"[23]`)
)

// findDocuments looks for OpenAPI documents: in a folder and below it, but not
// in hidden folders and those of dependencies.
func findDocuments(root string) ([]input.Source, error) {
	var found []input.Source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("reading %q: %w", path, exit.Cause(err))
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "vendor", "bin", "obj", "target"}, name)) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || !documentFile.MatchString(name) {
			return nil
		}
		head, err := readHead(path)
		if err != nil {
			return err
		}
		if documentKey.Match(head) {
			found = append(found, input.Source{Ref: filepath.ToSlash(path)})
		}
		return nil
	})
	return found, err
}

// headBytes is how far a file is read to see what it is.
const headBytes = 4 << 10

func readHead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, exit.Cause(err))
	}
	defer f.Close()
	head := make([]byte, headBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading %q: %w", path, err)
	}
	return head[:n], nil
}

// projectText writes a project file. What the documents leave open stands in it
// as a comment.
func projectText(file string, sources []input.Source, services []*spec.Service) string {
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\nconfig: %s\nservices:\n", config.Quote(file))
	names := map[string]bool{}
	var schemes []string
	for i, svc := range services {
		name := svc.Name
		for n := 2; names[name]; n++ {
			name = fmt.Sprintf("%s-%d", svc.Name, n)
		}
		names[name] = true
		fmt.Fprintf(&b, "  - name: %s\n    spec: %s\n", config.Quote(name), config.Quote(sources[i].Ref))
		if !hasServer(svc) {
			fmt.Fprintf(&b, "    # The document names no server.\n    # host: http://%s:8080\n", name)
		}
		for _, s := range tokenSchemes(svc) {
			if !slices.Contains(schemes, s) {
				schemes = append(schemes, s)
			}
		}
	}
	if len(schemes) > 0 {
		b.WriteString("# To have the gateway check tokens, say where their keys are.\n# auth:\n")
		for _, s := range schemes {
			fmt.Fprintf(&b, "#   %s:\n#     jwk_url: https://ISSUER/.well-known/jwks.json\n", config.Quote(s))
		}
	}
	return b.String()
}

// tokenSchemes are the security schemes of a document that carry tokens.
func tokenSchemes(svc *spec.Service) []string {
	var names []string
	for _, op := range svc.Operations {
		for _, alternative := range op.Security.Alternatives {
			for _, r := range alternative {
				token := r.Type == "oauth2" || r.Type == "openIdConnect" || r.Type == "http" && strings.EqualFold(r.HTTPScheme, "bearer")
				if token && !slices.Contains(names, r.Scheme) {
					names = append(names, r.Scheme)
				}
			}
		}
	}
	return names
}

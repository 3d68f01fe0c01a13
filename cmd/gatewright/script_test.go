package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output of the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gatewright": func() {
			os.Exit(run(context.Background(), os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs the command line as users do; each file in testdata/script
// is a scenario. The variable WEB is the address of a server that misbehaves:
// see misbehaving.
func TestScripts(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(misbehaving))
	t.Cleanup(web.Close)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("WEB", web.URL)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": exitCode},
	})
}

// exitCode is the script command "code N PROGRAM ARGS...": the program must
// exit with that code.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: code N PROGRAM ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		var ok bool
		if got, ok = exitStatus(err); !ok {
			ts.Fatalf("%v", err)
		}
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

func exitStatus(err error) (int, bool) {
	e, ok := err.(interface{ ExitCode() int })
	if !ok {
		return 0, false
	}
	return e.ExitCode(), true
}

func misbehaving(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/html":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!DOCTYPE html><html><head><title>Swagger UI</title></head><body></body></html>")
	case "/never":
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
	case "/swagger.json":
		fmt.Fprint(w, `{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "basePath": "/api",
"paths": {"/items": {"get": {"responses": {"200": {"description": "ok", "schema": {"type": "array", "items": {"type": "string"}}}}}}}}`)
	default:
		http.NotFound(w, r)
	}
}

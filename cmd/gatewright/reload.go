package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/gatewright/gatewright/internal/watch"
	"github.com/gatewright/gatewright/serve"
)

// reloader reads a file again and lets the server take it.
type reloader struct {
	app    *app
	server *serve.Server
	file   string
	mu     sync.Mutex // a signal and a change may come together
}

// reload exchanges the configuration and returns the files that it was made of.
// A broken one leaves the old one serving, and nil.
func (r *reloader) reload() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, err := r.app.loadForServe(r.file)
	if err == nil {
		err = r.server.Reload(l.doc)
	}
	var refused *serve.ConfigError
	if errors.As(err, &refused) {
		err = &findingsError{refused.Findings}
	}
	if err != nil {
		exitWith(r.app.stderr, "gatewright serve", err)
		r.app.say("gatewright serve: the old configuration goes on")
		return nil
	}
	g := r.server.Gateway()
	for _, f := range g.Notices() {
		r.app.say("%s", f)
	}
	r.app.say("reloaded %s, %d endpoints", r.file, len(g.Routes()))
	return l.files
}

// reloads reloads at each SIGHUP, and where there is a watcher at each change,
// until ctx ends. The function returned waits for that.
func (a *app) reloads(ctx context.Context, r *reloader, w *watch.Watcher) (wait func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	wg.Go(func() {
		defer signal.Stop(hangups)
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangups:
				r.reload()
			}
		}
	})
	if w != nil {
		wg.Go(func() {
			w.Run(ctx, func() []string {
				files := r.reload()
				if files == nil {
					return nil
				}
				return a.watched(files)
			})
		})
	}
	return func() {
		cancel()
		wg.Wait()
	}
}

// watcher watches the files of a configuration; it is nil where it is not asked
// for.
func (a *app) watcher(on bool, file string, files []string) (*watch.Watcher, error) {
	if !on {
		return nil, nil
	}
	if file == "-" {
		return nil, usagef("name a file", "--watch cannot watch the standard input")
	}
	return watch.New(a.watched(files))
}

// watched adds the folders of a template: a file that is new in one of them can
// take part too.
func (a *app) watched(files []string) []string {
	list := append([]string(nil), files...)
	if a.env["FC_ENABLE"] == "" {
		return list
	}
	for _, name := range []string{"FC_SETTINGS", "FC_PARTIALS", "FC_TEMPLATES"} {
		if dir := a.env[name]; dir != "" {
			list = append(list, dir)
		}
	}
	return list
}

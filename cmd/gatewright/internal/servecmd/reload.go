package servecmd

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/internal/watch"
	"github.com/gatewright/gatewright/serve"
)

// reloader reads a file again and lets the server take it.
type reloader struct {
	action
	c      *cli.Context
	server *serve.Server
	file   string
	stand  *standIn   // nil where backends answer themselves
	mu     sync.Mutex // a signal and a change may come together
}

// reload exchanges the configuration and returns the files that it was made of.
// A broken one leaves the old one serving, and nil.
func (r *reloader) reload() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, err := r.loadForServe(r.c, r.file)
	if err == nil {
		err = r.server.Reload(l.Doc)
	}
	var refused *serve.ConfigError
	if errors.As(err, &refused) {
		err = exit.Findings(refused.Findings)
	}
	if err != nil {
		exit.Report(r.Stderr, "gatewright serve", err)
		r.Say("gatewright serve: the old configuration goes on")
		return nil
	}
	if r.stand != nil {
		r.stand.follow(l.Doc)
	}
	g := r.server.Gateway()
	for _, f := range g.Notices() {
		r.Say("%s", f)
	}
	r.Say("reloaded %s, %d endpoints", r.file, len(g.Routes()))
	return l.Files
}

// reloads reloads at each SIGHUP, and where there is a watcher at each change,
// until ctx ends. The function returned waits for that.
func (a action) reloads(ctx context.Context, r *reloader, w *watch.Watcher) (wait func()) {
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
				return a.watched(r.c, files)
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
func (a action) watcher(c *cli.Context, file string, files []string) (*watch.Watcher, error) {
	if !c.Bool("watch") {
		return nil, nil
	}
	if file == "-" {
		return nil, exit.Usagef("name a file", "--watch cannot watch the standard input")
	}
	return watch.New(a.watched(c, files))
}

// watched adds the folders of a template: a file that is new in one of them can
// take part too.
func (a action) watched(c *cli.Context, files []string) []string {
	list := append([]string(nil), files...)
	if !a.IsTemplate(c, files[0]) {
		return list
	}
	folders, err := a.Folders(c, files[0])
	if err != nil {
		return list // a folder has gone since the start
	}
	for _, dir := range []string{folders.Settings, folders.Partials, folders.Templates} {
		if dir != "" {
			list = append(list, dir)
		}
	}
	return list
}

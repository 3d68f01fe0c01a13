// Command shop serves the two services of the example on the loopback
// interface: users on port 5001, products on port 5002.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gatewright/gatewright/examples/shop"
)

func main() {
	users := flag.Int("users", 5001, "port of the users service")
	products := flag.Int("products", 5002, "port of the products service")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *users, *products); err != nil {
		fmt.Fprintln(os.Stderr, "shop:", err)
		os.Exit(1)
	}
}

// run serves both until the context ends or one of them fails.
func run(ctx context.Context, users, products int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	services := []struct {
		name    string
		port    int
		handler http.Handler
	}{{"users", users, shop.Users()}, {"products", products, shop.Products()}}
	errs := make([]error, len(services))
	var wg sync.WaitGroup
	for i, s := range services {
		wg.Go(func() {
			errs[i] = serve(ctx, s.name, s.port, s.handler)
			cancel()
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func serve(ctx context.Context, name string, port int, h http.Handler) error {
	l, err := net.Listen("tcp", net.JoinHostPort("localhost", strconv.Itoa(port)))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Printf("%-8s  http://%s/swagger/v1/swagger.json\n", name, l.Addr())
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		server.Shutdown(end)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("%s: %w", name, err)
	}
	<-stopped
	return nil
}

// Package telemetry tells the outside what a gateway does: its log, counts and
// times of requests, and traces, as the telemetry namespaces of a configuration
// ask for.
//
// The common calls are
//
//	log, close := telemetry.Log(svc, telemetry.Places{Stdout: os.Stdout})
//
//	t, err := telemetry.Start(ctx, svc, telemetry.Options{})
//	t.ServeHTTP(w, r, gateway)
//	err = t.Shutdown(ctx)
//
// Nothing here changes an answer, waits for a collector, or fails a request.
// What no log may show is no part of a measurement either: query strings,
// headers and bodies are never reported.
package telemetry

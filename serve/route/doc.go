// Package route finds the endpoint of a request: a trie of path segments for
// each method, static segments before parameters, with backtracking.
//
// The common call is
//
//	r := route.New[http.Handler](route.Options{RedirectSlash: true})
//	err := r.Add("GET", "/users/:Id", h)
//	m := r.Find("GET", "/users/7")
//
// What is no match is told apart as the reference gateway does: a redirect to
// the path with or without a trailing slash, or in the right letters; another
// method; nothing at all. The recorded cases named routing and router hold it.
// The package answers no request itself.
package route

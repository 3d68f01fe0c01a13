package openapi

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
)

// maxFiles bounds how many files the references of one document may reach.
const maxFiles = 500

type refKey struct {
	src *syntax.Source
	ref string
}

type resolved struct {
	node *syntax.Node
	err  error
}

type external struct {
	doc *document
	err error
}

// resolve returns the node that a reference leads to, whatever that is. It is
// what spec.Schema.Resolve is for the documents of this package.
func (r *reader) resolve(ref *syntax.Node) (*syntax.Node, error) {
	if ref == nil || ref.Kind != syntax.String {
		return nil, errors.New("is no text")
	}
	key := refKey{ref.Source, ref.Text}
	r.mu.Lock()
	defer r.mu.Unlock()
	if found, ok := r.refs[key]; ok {
		return found.node, found.err
	}
	n, err := r.lookUp(ref)
	r.refs[key] = resolved{n, err}
	return n, err
}

func (r *reader) lookUp(ref *syntax.Node) (*syntax.Node, error) {
	file, fragment, _ := strings.Cut(ref.Text, "#")
	doc := r.docs[ref.Source]
	if doc == nil {
		return nil, errors.New("stands in no document that was read")
	}
	if file != "" {
		var err error
		if doc, err = r.external(doc, file); err != nil {
			return nil, err
		}
	}
	if strings.Contains(fragment, "%") {
		if s, err := url.PathUnescape(fragment); err == nil {
			fragment = s
		}
	}
	if fragment != "" && !strings.HasPrefix(fragment, "/") {
		return nil, errors.New("is no JSON pointer: only those are followed")
	}
	n := doc.root.At(fragment)
	if n == nil {
		if near := nearby(doc.root, fragment); near != "" {
			return nil, fmt.Errorf("leads nowhere, did you mean %q", file+"#"+near)
		}
		return nil, fmt.Errorf("leads nowhere: %s has nothing there", doc.src.Name)
	}
	return n, nil
}

// nearby returns the pointer that was probably meant where one name of it is
// misspelt, or "".
func nearby(n *syntax.Node, pointer string) string {
	found := ""
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, token := range tokens {
		name := syntax.UnescapeToken(token)
		if n.Get(name) == nil {
			var names []string
			for _, m := range n.Members() {
				names = append(names, m.Name)
			}
			if name = suggest.Near(name, names); name == "" {
				return ""
			}
		}
		n = n.Get(name)
		found = syntax.Join(found, name)
		if i == len(tokens)-1 {
			return found
		}
	}
	return ""
}

// external reads the file that a reference names, relative to its document.
func (r *reader) external(from *document, file string) (*document, error) {
	if u := httpURL(file); u != nil || from.url != nil {
		ref, err := url.Parse(file)
		if err != nil {
			return nil, errors.New("is no URL")
		}
		if from.url != nil {
			ref = from.url.ResolveReference(ref)
		}
		if !r.allowed(ref) {
			return nil, fmt.Errorf("is not followed: references may not reach the host %s", ref.Host)
		}
		return r.load(ref.String(), func(doc *document) (data []byte, err error) {
			data, doc.url, err = r.fetch(ref)
			return data, err
		})
	}
	if strings.Contains(file, "://") {
		return nil, errors.New("is not followed: references may reach files and the web alone")
	}
	if from.file == "" {
		return nil, errors.New("is not followed: a document from a stream has no folder")
	}
	if s, err := url.PathUnescape(file); err == nil {
		file = s
	}
	name := filepath.Join(filepath.Dir(from.file), filepath.FromSlash(file))
	if path.IsAbs(file) || filepath.IsAbs(file) {
		name = filepath.Clean(file)
	}
	return r.load(name, func(doc *document) ([]byte, error) {
		doc.file = name
		return r.readBelow(name)
	})
}

func (r *reader) load(name string, read func(*document) ([]byte, error)) (*document, error) {
	if found, ok := r.files[name]; ok {
		return found.doc, found.err
	}
	doc := &document{}
	err := error(nil)
	switch {
	case r.sealed:
		return nil, errors.New("is not followed: the file was not read with the document")
	case r.main.file != "" && filepath.Clean(r.main.file) == name || r.main.url != nil && r.main.url.String() == name:
		doc = r.main
	case len(r.files) >= maxFiles:
		err = fmt.Errorf("is not followed: the document reaches more than %d files", maxFiles)
	default:
		var data []byte
		if data, err = read(doc); err == nil {
			err = r.parse(doc, name, data)
		}
	}
	r.files[name] = external{doc, err}
	return doc, err
}

// readBelow reads a file that lies in the folder which references may reach,
// whatever symbolic links there are.
func (r *reader) readBelow(name string) ([]byte, error) {
	folder := r.opts.RefRoot
	if folder == "" {
		folder = filepath.Dir(r.main.file)
	}
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(folder, absolute)
	if err != nil || !filepath.IsLocal(rel) {
		return nil, fmt.Errorf("is not followed: it lies outside of %s", folder)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, errors.New(cause(err))
	}
	defer root.Close()
	f, err := root.Open(rel)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %s", cause(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.New("is a directory")
	}
	return readAll(name, f)
}

// allowed reports whether references may reach the host of a URL.
func (r *reader) allowed(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	if r.main != nil && r.main.url != nil && r.main.url.Host == u.Host && r.main.url.Scheme == u.Scheme {
		return true
	}
	return r.named(u)
}

// named reports whether the user names the host of a URL besides that of the
// document.
func (r *reader) named(u *url.URL) bool {
	return slices.ContainsFunc(r.opts.AllowRefHosts, func(h string) bool {
		return strings.EqualFold(h, u.Host) || strings.EqualFold(h, u.Hostname())
	})
}

package shop

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
)

// service is a controller of records in memory.
type service[T any] struct {
	// id is where a record has its number.
	id func(*T) *int
	// notFound is the body of a 404, given the number and what was sent.
	notFound func(id int, sent T) any

	mu      sync.Mutex
	records []T
}

func (s *service[T]) handler(path string, document []byte) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /swagger/v1/swagger.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.Write(document)
	})
	mux.HandleFunc("GET "+path, s.list)
	mux.HandleFunc("POST "+path, s.create)
	mux.HandleFunc("GET "+path+"/{id}", s.get)
	mux.HandleFunc("PUT "+path+"/{id}", s.update)
	mux.HandleFunc("DELETE "+path+"/{id}", s.remove)
	return mux
}

func (s *service[T]) list(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer(w, http.StatusOK, s.records)
}

func (s *service[T]) create(w http.ResponseWriter, r *http.Request) {
	record, ok := read[T](w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.id(&record) = len(s.records) + 1
	s.records = append(s.records, record)
	answer(w, http.StatusOK, record)
}

// get answers 204 for a record that is not there, as ASP.NET does when an
// action returns null.
func (s *service[T]) get(w http.ResponseWriter, r *http.Request) {
	id, ok := number(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(id)
	if i < 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, http.StatusOK, s.records[i])
}

func (s *service[T]) update(w http.ResponseWriter, r *http.Request) {
	id, ok := number(w, r)
	if !ok {
		return
	}
	record, ok := read[T](w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(id)
	if i < 0 {
		answer(w, http.StatusNotFound, s.notFound(id, record))
		return
	}
	*s.id(&record) = id
	s.records[i] = record
	answer(w, http.StatusOK, record)
}

func (s *service[T]) remove(w http.ResponseWriter, r *http.Request) {
	id, ok := number(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(id)
	if i < 0 {
		answer(w, http.StatusNotFound, id)
		return
	}
	s.records = slices.Delete(s.records, i, i+1)
}

func (s *service[T]) find(id int) int {
	return slices.IndexFunc(s.records, func(record T) bool { return *s.id(&record) == id })
}

// maxBody bounds what a client may send.
const maxBody = 1 << 20

func read[T any](w http.ResponseWriter, r *http.Request) (record T, ok bool) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err == nil {
		err = json.Unmarshal(data, &record)
	}
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"title": "the body is no such record", "status": http.StatusBadRequest})
		return record, false
	}
	return record, true
}

func number(w http.ResponseWriter, r *http.Request) (int, bool) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"title": "the id is no number", "status": http.StatusBadRequest})
		return 0, false
	}
	return id, true
}

func answer(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(data)
}

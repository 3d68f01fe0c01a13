package democmd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"
)

// step is one request of the demo's scenario with what must come back.
type step struct {
	what, method, path, body string
	status                   int
	// want is the JSON answer; length, where it is not 0, is how many elements
	// the answer's list must have.
	want   string
	length int
}

// shopScenario lists, gets, creates, changes and deletes at both services.
func shopScenario() []step {
	user := `{"firstName": "Grace", "lastName": "Hopper", "email": "grace@example.com"}`
	changed := `{"id": 4, "firstName": "Grace", "lastName": "Murray Hopper", "email": "grace@example.com"}`
	product := `{"name": "Lamp", "description": "A desk lamp", "price": 24.5, "quantity": 3}`
	cheaper := `{"id": 4, "name": "Lamp", "description": "A desk lamp", "price": 19.95, "quantity": 3}`
	return []step{
		{what: "list users", method: "GET", path: "/users", status: 200, length: 3},
		{what: "create a user", method: "POST", path: "/users", body: user, status: 200, want: strings.Replace(user, "{", `{"id": 4, `, 1)},
		{what: "get the user", method: "GET", path: "/users/4", status: 200, want: strings.Replace(user, "{", `{"id": 4, `, 1)},
		{what: "change the user", method: "PUT", path: "/users/4", body: changed, status: 200, want: changed},
		{what: "list users again", method: "GET", path: "/users", status: 200, length: 4},
		{what: "delete the user", method: "DELETE", path: "/users/4", status: 200},
		{what: "delete the user again", method: "DELETE", path: "/users/4", status: 404},
		{what: "get the missing user", method: "GET", path: "/users/4", status: 204},
		{what: "change the missing user", method: "PUT", path: "/users/4", body: changed, status: 500},
		{what: "list users at the end", method: "GET", path: "/users", status: 200, length: 3},
		{what: "list products", method: "GET", path: "/products", status: 200, length: 3},
		{what: "create a product", method: "POST", path: "/products", body: product, status: 200, want: strings.Replace(product, "{", `{"id": 4, `, 1)},
		{what: "get the product", method: "GET", path: "/products/4", status: 200, want: strings.Replace(product, "{", `{"id": 4, `, 1)},
		{what: "change the product", method: "PUT", path: "/products/4", body: cheaper, status: 200, want: cheaper},
		{what: "delete the product", method: "DELETE", path: "/products/4", status: 200},
		{what: "get the missing product", method: "GET", path: "/products/4", status: 204},
		{what: "list products at the end", method: "GET", path: "/products", status: 200, length: 3},
	}
}

// drive sends the steps to the gateway at base and returns what differed, a
// line each.
func drive(ctx context.Context, base string, steps []step, each func(s step, failed string)) (failed int) {
	client := &http.Client{Timeout: 10 * time.Second}
	for _, s := range steps {
		message := s.run(ctx, client, base)
		if message != "" {
			failed++
		}
		each(s, message)
	}
	return failed
}

func (s step) run(ctx context.Context, client *http.Client, base string) string {
	req, err := http.NewRequestWithContext(ctx, s.method, base+s.path, strings.NewReader(s.body))
	if err != nil {
		return err.Error()
	}
	if s.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(req)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return err.Error()
	}
	if resp.StatusCode != s.status {
		return fmt.Sprintf("status %d, want %d: %s", resp.StatusCode, s.status, bytes.TrimSpace(body))
	}
	return s.compare(body)
}

func (s step) compare(body []byte) string {
	if s.length > 0 {
		var list []any
		if err := json.Unmarshal(body, &list); err != nil {
			return fmt.Sprintf("the answer is no list: %s", body)
		}
		if len(list) != s.length {
			return fmt.Sprintf("the list has %d elements, want %d", len(list), s.length)
		}
	}
	if s.want == "" {
		return ""
	}
	var got, want any
	if err := json.Unmarshal(body, &got); err != nil {
		return fmt.Sprintf("the answer is no JSON: %s", body)
	}
	if err := json.Unmarshal([]byte(s.want), &want); err != nil {
		return err.Error()
	}
	if !reflect.DeepEqual(got, want) {
		return fmt.Sprintf("the answer is %s, want %s", body, s.want)
	}
	return ""
}

// Package shop is two small services to put behind a gateway: users and
// products. They keep their records in memory, answer as the controllers of an
// ASP.NET service do, and describe themselves in a Swagger 2.0 document at
// /swagger/v1/swagger.json.
//
// The common call is
//
//	http.ListenAndServe("localhost:5001", shop.Users())
//
// Every handler starts with fresh records. Some of its answers are the ones
// that trip gateways up: lists, an answer without a body where a record is
// missing, and a deletion that answers 200 without a body.
package shop

import (
	_ "embed" // for the documents
	"net/http"
)

//go:embed users.json
var usersDocument []byte

//go:embed products.json
var productsDocument []byte

// User is a record of the users service.
type User struct {
	ID        int    `json:"id"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	Email     string `json:"email"`
}

// Product is a record of the products service.
type Product struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Price       float64 `json:"price"`
	Quantity    int     `json:"quantity"`
}

// Users returns the users service with three users. It serves GET and POST
// /api/users, and GET, PUT and DELETE /api/users/{userId}.
func Users() http.Handler {
	s := &service[User]{
		id: func(u *User) *int { return &u.ID },
		// The controller answers with what it was sent.
		notFound: func(_ int, sent User) any { return sent },
		records: []User{
			{1, "Grace", "Hopper", "grace@example.com"},
			{2, "Edsger", "Dijkstra", "edsger@example.com"},
			{3, "Barbara", "Liskov", "barbara@example.com"},
		},
	}
	return s.handler("/api/users", usersDocument)
}

// Products returns the products service with three products. It serves GET and
// POST /api/products, and GET, PUT and DELETE /api/products/{productId}.
func Products() http.Handler {
	s := &service[Product]{
		id:       func(p *Product) *int { return &p.ID },
		notFound: func(id int, _ Product) any { return id },
		records: []Product{
			{1, "Keyboard", "Low profile, 75 keys", 79.9, 12},
			{2, "Trackball", "For the thumb", 54.5, 7},
			{3, "Desk lamp", "Dimmable, warm light", 39, 25},
		},
	}
	return s.handler("/api/products", productsDocument)
}

package schemas_test

import (
	"fmt"

	"github.com/gatewright/gatewright/schemas"
)

func ExampleDescribe() {
	field, ok := schemas.Describe("/endpoints/0/backend/0/is_collection")
	fmt.Println(ok, field.Type, field.Default)
	fmt.Println(field.Description)
	// Output:
	// true boolean false
	// Says that the backend answers a JSON array, which then stands under the key collection. Set wrongly, every request fails; only json and xml read it.
}

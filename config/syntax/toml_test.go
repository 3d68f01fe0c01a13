package syntax

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// TestTOMLRefusesWhatItsLibraryRefuses holds what is reported of tables and keys
// that stand twice to the library by which others read TOML.
func TestTOMLRefusesWhatItsLibraryRefuses(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(1))
	key := func() string {
		keys := []string{"a", "b", "c"}[:2+rnd.Intn(2)]
		parts := make([]string, 1+rnd.Intn(3))
		for i := range parts {
			parts[i] = keys[rnd.Intn(len(keys))]
		}
		return strings.Join(parts, ".")
	}
	value := func() string {
		return []string{"1", "[]", "[{}]", "{}", "{a = 1}", "{a = 1, a = 2}", "{a.b = 1}", "{a.b = 1, a.c = 2}", "[{a = 1}, {a = 1}]"}[rnd.Intn(9)]
	}
	refused := 0
	for range 20000 {
		var b strings.Builder
		for range 1 + rnd.Intn(5) {
			switch rnd.Intn(4) {
			case 0:
				fmt.Fprintf(&b, "[%s]\n", key())
			case 1:
				fmt.Fprintf(&b, "[[%s]]\n", key())
			default:
				fmt.Fprintf(&b, "%s = %s\n", key(), value())
			}
		}
		_, problems := ParseTOML(NewSource("f.toml", []byte(b.String())))
		err := toml.Unmarshal([]byte(b.String()), &map[string]any{})
		if err != nil {
			refused++
		}
		if (err != nil) != (len(problems) > 0) {
			t.Fatalf("the library says %v, we say %v to\n%s", err, problems, b.String())
		}
	}
	if refused < 2000 {
		t.Errorf("only %d were refused", refused)
	}
}

package rule

import "testing"

func TestBracketsOfGraphQLAreReadAsItsServersDo(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		``:                                      "",
		`{ users { name } }`:                    "",
		`{ users { name }`:                      `"{" is not closed`,
		`{ users { name } } }`:                  `"}" closes nothing`,
		`query($id: ID!) { u(id: $id } )`:       `"}" closes nothing`,
		`{ a(x: "}") }`:                         "",
		`{ a(x: "\"}") }`:                       "",
		`{ a(x: "open) }`:                       "a text is not closed",
		"{ a(x: \"open\n\") }":                  "a text is not closed",
		"{ a(x: \"\"\"one } \" \n two\"\"\") }": "",
		`{ a(x: """open) }`:                     "a text is not closed",
		`{ a(x: """a \""" }""") }`:              "",
		"{ a # }\n}":                            "",
		"{ a } # {":                             "",
		`{ a(x: [1, 2) }`:                       `")" closes nothing`,
	} {
		if got := bracketProblem(query); got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
}

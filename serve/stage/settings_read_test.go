package stage

import "testing"

func TestSettingsOfAWrongTypeAreNamed(t *testing.T) {
	for settings, want := range map[string]string{
		`{"alg":1}`:                              `"alg" is a number, it must be a text`,
		`{"audience":"a"}`:                       `"audience" is a text, it must be a list`,
		`{"audience":[1]}`:                       `"audience" is a number, it must be a text`,
		`{"cache":"yes"}`:                        `"cache" is a text, it must be a boolean`,
		`{"cache_duration":1.5}`:                 `"cache_duration" is a number, it must be a whole number`,
		`{"propagate_claims":{"sub":"x"}}`:       `"propagate_claims" is an object, it must be a list`,
		`[]`:                                     `the settings are a list, they must be an object`,
		`{"alg":null,"unknown":{},"cache":true}`: ``,
	} {
		p, _ := placeAt(endpointOf(t, `{"auth/validator":`+settings+`}`, `{}`), nsValidator)
		var s validatorSettings
		if got := errorText(readSettings(p, &s)); got != want {
			t.Errorf("%s: got %q, want %q", settings, got, want)
		}
	}
}

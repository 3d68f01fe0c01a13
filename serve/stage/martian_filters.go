package stage

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
)

// headerFilter looks for a header with a value.
func headerFilter(text []byte) (modifier, error) {
	s, err := settingsOf[nameAndValue](text)
	if err != nil {
		return modifier{}, err
	}
	fits := func(values []string) bool { return slices.Contains(values, s.Value) }
	return filtered(text, matcher{
		func(r *http.Request) bool { return fits(requestHeader(r, s.Name)) },
		func(r *http.Response) bool { return fits(r.Header.Values(s.Name)) },
	}, true)
}

// headerRegexFilter looks at a header of the request, for the answer too.
func headerRegexFilter(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		Header string `json:"header"`
		Regex  string `json:"regex"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	re, err := regexp.Compile(s.Regex)
	if err != nil {
		return modifier{}, err
	}
	return filtered(text, byRequest(func(r *http.Request) bool { return slices.ContainsFunc(r.Header.Values(s.Header), re.MatchString) }), false)
}

// cookieFilter looks for a cookie, by its name and, where one is given, its value.
func cookieFilter(text []byte) (modifier, error) {
	s, err := settingsOf[nameAndValue](text)
	if err != nil {
		return modifier{}, err
	}
	fits := func(c *http.Cookie) bool { return c.Name == s.Name && (s.Value == "" || c.Value == s.Value) }
	return filtered(text, matcher{
		func(r *http.Request) bool { return slices.ContainsFunc(r.Cookies(), fits) },
		func(r *http.Response) bool { return slices.ContainsFunc(r.Cookies(), fits) },
	}, true)
}

func queryFilter(text []byte) (modifier, error) {
	s, err := settingsOf[nameAndValue](text)
	if err != nil {
		return modifier{}, err
	}
	return filtered(text, byRequest(func(r *http.Request) bool {
		values, ok := r.URL.Query()[s.Name]
		return ok && (s.Value == "" || slices.Contains(values, s.Value))
	}), true)
}

// urlFilter compares the parts of the URL that it names.
func urlFilter(text []byte) (modifier, error) {
	s, err := settingsOf[urlParts](text)
	if err != nil {
		return modifier{}, err
	}
	fits := func(have, want string) bool { return want == "" || have == want }
	return filtered(text, byRequest(func(r *http.Request) bool {
		u := r.URL
		return fits(u.Scheme, s.Scheme) && (s.Host == "" || hostFits(u.Host, s.Host)) && fits(u.Path, s.Path) && fits(u.RawQuery, s.Query)
	}), true)
}

// urlRegexFilter looks at the whole URL.
func urlRegexFilter(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		Regex string `json:"regex"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	re, err := regexp.Compile(s.Regex)
	if err != nil {
		return modifier{}, err
	}
	return filtered(text, byRequest(func(r *http.Request) bool { return re.MatchString(r.URL.String()) }), true)
}

func portFilter(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		Port int `json:"port"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	return filtered(text, byRequest(func(r *http.Request) bool { return portOf(r.URL) == strconv.Itoa(s.Port) }), false)
}

package secret

import "testing"

func TestSecretsOfALineAreMasked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`  "client_secret": "abc",`:                            `  "client_secret": "****",`,
		`{"client_id": "me", "client_secret": "a\"b", "x": 1}`: `{"client_id": "me", "client_secret": "****", "x": 1}`,
		`"password":"p","token" : "t"`:                         `"password":"****","token" : "****"`,
		`client_secret: hunter2`:                               `client_secret: ****`,
		`api_key = 'k'`:                                        `api_key = '****'`,
		`"Password": "cut of`:                                  `"Password": "****"`,
		`"disable_token": true`:                                `"disable_token": true`,
		`"max_token": 12`:                                      `"max_token": 12`,
		`"token": ""`:                                          `"token": ""`,
		`"secrets": ["a"]`:                                     `"secrets": ["a"]`,
		`"secret": {"a": "b"}`:                                 `"secret": {"a": "b"}`,
		`"url_pattern": "/token: x"`:                           `"url_pattern": "/token: x"`,
		`"endpoint": "/password"`:                              `"endpoint": "/password"`,
		`"host": ["http://me:hunter2@users:5000/x"]`:           `"host": ["http://me:****@users:5000/x"]`,
		`"host": ["http://users:5000/a:b@c"]`:                  `"host": ["http://users:5000/a:b@c"]`,
		`GET -> GET me:hunter2@users/x  json`:                  `GET -> GET me:****@users/x  json`,
		`mail: me@users, at 12:30 @ home`:                      `mail: me@users, at 12:30 @ home`,
		`Authorization: Bearer abc.def`:                        `Authorization: ****`,
		`Set-Cookie: sid=1`:                                    `Set-Cookie: ****`,
		`"X-API-Key": "k"`:                                     `"X-API-Key": "****"`,
		`"admin": "$2y$10$abcdefghijklmnopqrstuv"`:             `"admin": "****"`,
		`"value": "eyJhbGciOi.eyJzdWIi.c2ln"`:                  `"value": "****"`,
		`"key": "4d2c61e1-34c4-4c2b-8f0e"`:                     `"key": "****"`,
		`"key": "X-Tenant"`:                                    `"key": "X-Tenant"`,
		`"strategy": "header"`:                                 `"strategy": "header"`,
	} {
		if got := Line(text); got != want {
			t.Errorf("%s\nbecomes %s\nwant    %s", text, got, want)
		}
	}
}

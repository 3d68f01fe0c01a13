package expression

import "testing"

func TestNamesHaveTheirTypes(t *testing.T) {
	tests := map[string]bool{
		`req_method == 'GET' && req_path.startsWith('/a')`:     true,
		`req_params.Id == '1' && size(req_headers['A']) == 1`:  true,
		`req_querystring['q'][0] == 'x'`:                       true,
		`resp_completed && resp_metadata_status == 200`:        true,
		`resp_metadata_headers['A'][0] == resp_data.any.thing`: true,
		`timestamp(now).getHours() < 12 && JWT.sub == 'a'`:     true,
		`req_body == ''`:                false,
		`req_headers['A'] == 'x'`:       false,
		`resp_metadata_status == '200'`: false,
	}
	env, err := Env()
	if err != nil {
		t.Fatal(err)
	}
	for text, fits := range tests {
		t.Run(text, func(t *testing.T) {
			if _, issues := env.Compile(text); (issues.Err() == nil) != fits {
				t.Errorf("compiles: %v, want %v: %v", !fits, fits, issues.Err())
			}
		})
	}
}

package tui

import "testing"

func TestTheLogShowsEditsAndTheCommandThatDoesTheSame(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40, loading, func(o *Options) { o.Path = "my file.json" })
	d.press("enter", "j", "j", "j", "enter", " 2s", "enter", "1", "D", "d", "3", "f", "@")
	d.sees("set timeout", `add /endpoints/0/timeout  "2s"`, `add /endpoints/1  { "endpoint": "/v1/products"`, "remove /endpoints/",
		"$ gatewright lint --fix --only ", " 'my file.json'")
	d.press("esc", "I", " products.yaml", "enter", "enter", "enter", "@", "G").sees("$ gatewright generate products.yaml -o 'my file.json' --into")
}

package tuicmd

import (
	"bytes"
	"os"
	"runtime"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui"
)

// piped returns the configuration that standard input brings, and the terminal
// that is the keyboard then.
func (a action) piped() (terminal *os.File, data []byte, err error) {
	if terminal, err = openTerminal(); err != nil {
		return nil, nil, exit.Usagef("run it in a terminal, or use 'gatewright lint -'", "%s, as standard input brings the configuration", tui.ErrNoTerminal)
	}
	defer func() {
		if err != nil {
			terminal.Close()
		}
	}()
	stdin, err := a.TakeStdin()
	if err != nil {
		return nil, nil, err
	}
	if data, err = config.ReadAll("stdin", stdin); err != nil {
		return nil, nil, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil, exit.Usagef("pipe a configuration into it, or name a file", "standard input is empty")
	}
	return terminal, data, nil
}

// openTerminal opens the terminal that the command runs in, whatever its standard
// input is.
func openTerminal() (*os.File, error) {
	name := "/dev/tty"
	if runtime.GOOS == "windows" {
		name = "CONIN$"
	}
	return os.Open(name)
}

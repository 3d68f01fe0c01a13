package servecmd

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"strings"
	"syscall"
)

// forgetCode lets go of the pages of the program's code that have been used: most
// of what runs before the first request, the initialisation of every package and
// the compiling of a configuration, never runs again, and would count as the
// gateway's memory for its whole life. What is still needed comes back as it is
// used, from the system's cache. It is some 8 MB.
func forgetCode() {
	if start, size, ok := ownCode(); ok {
		// Without it the pages stay: nothing is lost.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, start, size, syscall.MADV_DONTNEED)
	}
}

// ownCode finds where the code of the program is mapped. It is not ok where that
// is unknown, or where code differs from the file, as under a debugger: such pages
// would come back without the difference.
func ownCode() (start, size uintptr, ok bool) {
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return 0, 0, false
	}
	defer f.Close()
	own := reflect.ValueOf(ownCode).Pointer()
	var end uintptr
	found := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var from, to uintptr
		var rights string
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &rights); n == 3 {
			found = rights == "r-xp" && from <= own && own < to
			start, end = from, to
			continue
		}
		if changed, is := strings.CutPrefix(lines.Text(), "Anonymous:"); is && found {
			return start, end - start, strings.TrimSpace(changed) == "0 kB"
		}
	}
	return 0, 0, false
}

package servecmd

import (
	"os"
	"regexp"
	"strconv"
	"testing"
)

// fileMemory is how much of the memory in use, in KB, is pages of files.
func fileMemory(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`RssFile:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		t.Skip("the system does not tell")
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCodeIsForgotten(t *testing.T) {
	if _, err := os.Stat("/proc/self/smaps"); err != nil {
		t.Skip("the system does not tell where code is mapped")
	}
	before := fileMemory(t)
	if _, size, ok := ownCode(); !ok || size < 1<<20 {
		t.Fatalf("the program's code was not found: %d bytes, %t", size, ok)
	}
	forgetCode()
	if after := fileMemory(t); after > before-1000 {
		t.Errorf("%d KB of files before, %d after", before, after)
	}
}

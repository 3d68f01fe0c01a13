// Package house holds the program to its own plan: who may import whom, and
// where third-party types stop. It has only tests.
package house

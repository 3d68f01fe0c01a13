package journal

// Cause is why an editor has ended with edits that were not saved. The zero
// Cause is that nobody knows: it was killed, or the machine went down.
type Cause string

// The causes that an editor lives to tell.
const (
	Closed      Cause = "closed"
	Terminated  Cause = "terminated"
	Interrupted Cause = "interrupted"
	Crashed     Cause = "crashed"
	CalledOff   Cause = "called off"
	Failed      Cause = "terminal"
)

// String says it as a sentence without its period.
func (c Cause) String() string {
	switch c {
	case Closed:
		return "Its terminal was closed"
	case Terminated:
		return "It was told to terminate"
	case Interrupted:
		return "It was interrupted"
	case Crashed:
		return "It failed by a mistake of its own"
	case CalledOff:
		return "It was called off"
	case Failed:
		return "Its terminal failed"
	}
	return "Nothing tells why: it was killed, or the machine went down"
}

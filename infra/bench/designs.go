package main

// Design is a way to take a message in and to notice that the dialog has fallen
// quiet, by what each message of an open dialog uses.
type Design struct {
	Name string
	Use
}

// timed is what other designs do for each message: they start a timer of 30
// seconds, and when it fires a function looks whether anybody has said more
// (one strong read). And they write each counter by itself.
func timed(name string, ours, timer Use) Design {
	check := Use{Invocations: 1, Calls: 1, Reads: 1}
	return Design{name, ours.Plus(oneWriteACounter()).Plus(check).Plus(timer)}
}

// oneWriteACounter is what four more writes use: our one write of the dialog
// moves its last message, its quiet clock, whose turn it is, its state and its
// version; each of the five in an item of its own is a write unit and a call.
func oneWriteACounter() Use { return Use{Calls: 4, Writes: 4} }

// designs are ours, as it was counted, and others.
func designs(ours Use) []Design {
	// A state machine a message: wait, check, choose, succeed.
	const states = 4
	return []Design{
		{"Sufler: two writes, no timer", ours},
		timed("a delayed queue message per message, a write per counter", ours, Use{Sends: 1}),
		timed("a one-off schedule per message, a write per counter", ours, Use{Schedules: 1}),
		timed("a state machine per message, a write per counter", ours, Use{Transitions: states}),
	}
}

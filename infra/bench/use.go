package main

// Use is what something used of AWS: counted, not timed. Whoever repeats the
// same work gets the same Use.
type Use struct {
	Requests    int     // of the HTTP API
	Invocations int     // of functions, but for the feed's
	Told        int     // of the function feed, each with a batch of changes
	Frames      int     // that the gateway sends on browsers' WebSockets
	Calls       int     // to DynamoDB, one after another
	Writes      float64 // write units
	Reads       float64 // read units
	Sends       int     // messages put onto a queue
	Transitions int     // of Step Functions
	Objects     int     // files put into the bucket
	Schedules   int     // one-off schedules that fired; only other designs have them
	Readings    int     // by a model
	MicroUSD    int64   // what the model takes for them, at list price
}

// SQSRequests is what a message on a queue costs: it is sent, received and
// deleted. Lambda takes several at once where there are several; one by one is
// the dearest, and is what we count.
const SQSRequests = 3

// QueueRequests are the requests that the queues are paid for.
func (u Use) QueueRequests() int { return SQSRequests * u.Sends }

// Plus is both together.
func (u Use) Plus(v Use) Use {
	return Use{
		u.Requests + v.Requests, u.Invocations + v.Invocations, u.Told + v.Told, u.Frames + v.Frames, u.Calls + v.Calls, u.Writes + v.Writes,
		u.Reads + v.Reads, u.Sends + v.Sends, u.Transitions + v.Transitions, u.Objects + v.Objects, u.Schedules + v.Schedules,
		u.Readings + v.Readings, u.MicroUSD + v.MicroUSD,
	}
}

// Times is u done n times.
func (u Use) Times(n int) Use {
	return Use{
		u.Requests * n, u.Invocations * n, u.Told * n, u.Frames * n, u.Calls * n, u.Writes * float64(n),
		u.Reads * float64(n), u.Sends * n, u.Transitions * n, u.Objects * n, u.Schedules * n,
		u.Readings * n, u.MicroUSD * int64(n),
	}
}

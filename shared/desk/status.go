package desk

// Status is how far a message of ours got. It only moves forward.
type Status string

// The statuses, in their order. Unsure: the messenger was asked to send and
// its answer was lost, so nobody knows; it is not sent again by itself. Failed
// comes after sent: WhatsApp and Viber take a message and say later that it did
// not arrive.
const (
	StatusNone      Status = ""
	StatusQueued    Status = "queued"
	StatusUnsure    Status = "unsure"
	StatusSent      Status = "sent"
	StatusFailed    Status = "failed"
	StatusDelivered Status = "delivered"
	StatusRead      Status = "read"
)

var statusRank = map[Status]int{StatusNone: 0, StatusQueued: 1, StatusUnsure: 2, StatusSent: 3, StatusFailed: 4, StatusDelivered: 5, StatusRead: 6}

// After says whether s is further than t.
func (s Status) After(t Status) bool { return statusRank[s] > statusRank[t] }

// WithStatus is a message of ours that got as far as s; the customer's own have no
// status. Joined, repeated and in any order it comes to the same.
func (m Message) WithStatus(s Status, code, reason string) Message {
	if m.Author != ByCustomer && m.Author != AsNote && s.After(m.Status) {
		m.Status, m.Code, m.Reason = s, code, reason
	}
	return m
}

// Waits is a message of ours that could not go out yet, and why; one that went
// out or failed says something else by now, and stays.
func (m Message) Waits(code, reason string) Message {
	if m.Status == StatusQueued {
		m.Code, m.Reason = code, reason
	}
	return m
}

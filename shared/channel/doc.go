// Package channel holds the plugs to the messengers: how each one's webhook is
// verified and read, and how a message goes out through it.
//
// A plug knows one vendor's protocol and nothing of dialogs, stores or HTTP
// servers. Reading (Handshake, Verify, Parse) is pure: no clock but the one for
// an expiring session, no network, no storing, so the same bytes always give the
// same reading and a repeat is harmless. Sending calls the vendor and says what
// became of it as a *desk.SendError: again? tell whom?
//
// What the messenger said is data. A plug never trusts a field further than the
// vendor vouches for it, and never puts a customer's words into an error, a
// reason or a log.
//
// # How to add a channel
//
// A channel is its folder, its samples and its party; the rest of the code reads
// what the folder states and names no messenger (shared/messengers_test.go).
//
//  1. Name it: a constant in desk/channel.go, which ParseChannel has to know.
//  2. Write its folder beside the others. Its Plug is asked by the compiler for every
//     part: Handshake, Verify, Parse, Send, Setup, Numbers (which buttons have no form
//     there), Sign, Needs (a line's secrets and options, in words), and in traits.go
//     Traits and Pace: the window, file and text limits, templates, what its ids mean,
//     how fast. Add Fetch if it has files, Teardown if Setup registers something,
//     Lookup if it says more of a person when it is asked. Cite the vendor's page above
//     each struct of its protocol.
//  3. Use kit, never another messenger's folder: kit.Caller keeps a line from calling
//     what it should not, kit.Source does so for files, kit.Waiter sends the parts of a
//     message, kit.Decode reads what does not fit as far as it goes.
//  4. Add its line to Plugs in channel.go, and its folder to the plan in
//     shared/layers_test.go.
//  5. Put samples into events/<channel>, with the readings that they have (go test
//     ./shared/channel -run Samples -update writes them: look at each).
//  6. Play it: a file in infra/parties and its line there. The demo, the simulator and
//     their tests then have it.
//  7. Give the tables of the tests here a row: senders in send_test.go says what a line
//     is made of and what a success looks like. The contract holds the rest.
package channel

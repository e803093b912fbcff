// Package intake takes in what messengers and websites tell us: it stores what
// was said, notes what became of it, binds a new dialog to its cards, and keeps
// copies of the files. web's webhooks and the outbox drive it.
package intake

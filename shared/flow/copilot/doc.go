// Package copilot has dialogs read: it asks for runs, reads quiet dialogs, checks
// each claim, fills the cards, and takes what people decide about it.
package copilot

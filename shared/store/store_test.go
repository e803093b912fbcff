package store_test

import (
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/store"
)

// Every port is implemented, by the plain store and by the cached one.
var (
	_ interface {
		flow.Stream
		flow.Messages
		flow.Dialogs
		flow.Customers
		flow.Config
		flow.Cards
		flow.Registry
		flow.Firsts
		flow.Runs
		flow.Margins
		flow.Deliveries
		flow.Overdue
	} = store.Store{}
	_ flow.Config = (*store.Cached)(nil)
)

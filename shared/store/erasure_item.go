package store

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// keepErasure is how long it is known what became of an erasure.
const keepErasure = 90 * 24 * time.Hour

type erasureItem struct {
	ID       desk.ErasureID    `json:"id"`
	Customer desk.CustomerID   `json:"customer,omitempty"`
	Contact  string            `json:"contact,omitempty"`
	Cards    desk.Fate         `json:"cards"`
	By       string            `json:"by,omitempty"`
	State    desk.ErasureState `json:"state"`
	Code     desk.Code         `json:"code,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Parts    []partItem        `json:"parts,omitempty"`
	AskedAt  time.Time         `json:"asked_at,omitzero"`
	DoneAt   time.Time         `json:"done_at,omitzero"`
	Before   time.Time         `json:"before,omitzero"`
	Refs     []string          `json:"refs,omitempty"`
	Taken    takenItem         `json:"taken,omitzero"`
}

// The fields are desk.Part's and desk.Taken's.
type (
	partItem struct {
		Customer desk.CustomerID `json:"customer"`
		Number   int             `json:"number,omitempty"`
		Upto     desk.Seq        `json:"upto"`
	}
	takenItem struct {
		Dialogs  int `json:"dialogs,omitempty"`
		Messages int `json:"messages,omitempty"`
		Files    int `json:"files,omitempty"`
		Runs     int `json:"runs,omitempty"`
		Cards    int `json:"cards,omitempty"`
		Entries  int `json:"entries,omitempty"`
	}
)

func newErasure(e desk.Erasure) (Item, error) {
	b, err := blob(erasureItem{
		ID: e.ID, Customer: e.Customer, Contact: e.Contact.String(), Cards: e.Cards, By: e.By, State: e.State, Code: e.Code, Reason: e.Reason,
		Parts:   each(e.Parts, func(p desk.Part) partItem { return partItem(p) }),
		AskedAt: utc(e.AskedAt), DoneAt: utc(e.DoneAt), Before: utc(e.Before),
		Refs: each(e.Refs, desk.CardRef.String), Taken: takenItem(e.Taken),
	})
	k := erasureKey(e.ID)
	return Item{"pk": k.PK, "sk": k.SK, "e": b}, err
}

func erasureFrom(it Item) (desk.Erasure, error) {
	e, err := unblob[erasureItem](it, "e")
	return desk.Erasure{
		ID: e.ID, Customer: e.Customer, Contact: refFrom(e.Contact), Cards: e.Cards, By: e.By, State: e.State, Code: e.Code, Reason: e.Reason,
		Parts:   each(e.Parts, func(p partItem) desk.Part { return desk.Part(p) }),
		AskedAt: e.AskedAt, DoneAt: e.DoneAt, Before: e.Before, Refs: each(e.Refs, refFrom), Taken: desk.Taken(e.Taken), Version: it.Int("version"),
	}, err
}

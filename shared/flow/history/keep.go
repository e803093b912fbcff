package history

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/sight"
)

// Keeper makes history links, and ends them.
type Keeper struct {
	Links   Links
	Dialogs flow.Dialogs
	Config  flow.Config
	// Home is the address under which people reach us; "": nobody knows.
	Home func(context.Context) string
	Now  func() time.Time
}

// Path is where a link's page is, below Home.
const Path = "/history/"

// Make makes a link to the dialogs of a dialog's customer, for as long as life says, or
// for 0, the settings, and answers with its address. Repeating with the same id answers
// with the link that is there, and no address: its secret is known to nobody but
// whoever was told. For who may answer, and reads the dialog. Refused (too_many_links)
// while a customer has so many.
func (k *Keeper) Make(ctx context.Context, by desk.Actor, dialog desk.DialogID, id desk.HistoryLinkID, life time.Duration) (l desk.HistoryLink, address string, err error) {
	d, err := k.readable(ctx, by, dialog)
	if err != nil {
		return l, "", err
	}
	if life < 0 || life > desk.MaxHistoryLife {
		return l, "", desk.Wrong("link_year", "a history link lasts a year at most")
	}
	all, err := k.Links.HistoryLinks(ctx, d.Customer)
	if err != nil {
		return l, "", err
	}
	made := 0
	for _, l := range all {
		if !l.Own() && l.InForce(k.Now()) && l.ID != id {
			made++
		}
	}
	if made >= desk.MaxHistoryLinks {
		return l, "", desk.Refuse(desk.CodeTooManyLinks, fmt.Sprintf("The customer has %d history links. Revoke one first.", made))
	}
	asker := by.Asker()
	asker.Session = "" // it may end, and the link not with it
	return k.add(ctx, desk.HistoryLink{ID: id, Customer: d.Customer, Dialog: d.ID, By: asker}, life)
}

// ForNote is the address that goes into a note in a customer's CRM (CB-09): the note is
// told from others by its mark. "": none is to go there, or nobody knows our address.
// Each call makes a link, if the mark is another.
func (k *Keeper) ForNote(ctx context.Context, r desk.Run, mark string) (string, error) {
	s, err := k.Config.Settings(ctx)
	if err != nil || s.NoHistoryInNotes || k.Home(ctx) == "" {
		return "", err
	}
	_, address, err := k.add(ctx, desk.HistoryLink{ID: desk.HistoryLinkID(desk.Digest("hn", mark)), Customer: r.Customer, Dialog: r.Dialog}, 0)
	return address, err
}

func (k *Keeper) add(ctx context.Context, l desk.HistoryLink, life time.Duration) (desk.HistoryLink, string, error) {
	home := k.Home(ctx)
	if home == "" {
		return l, "", desk.Refuse(desk.CodeNoAddress, "It is not known under which address people reach this system, so a link can't be made.")
	}
	if life == 0 {
		s, err := k.Config.Settings(ctx)
		if err != nil {
			return l, "", fmt.Errorf("settings: %w", err)
		}
		life = s.HistoryLife()
	}
	secret := strings.ToLower(rand.Text())
	now := k.Now().UTC()
	l.Hash, l.CreatedAt, l.ExpiresAt = desk.HashHistory(secret), now, now.Add(life)
	stored, created, err := k.Links.AddHistoryLink(ctx, l)
	if err != nil || !created {
		return stored, "", err
	}
	// The secret is in the query, which no log of ours holds.
	return stored, strings.TrimRight(home, "/") + Path + url.PathEscape(string(l.Customer)) + "/" + url.PathEscape(string(l.ID)) + "?s=" + secret, nil
}

// List are the links to the dialogs of a dialog's customer, the newest first, without
// their secrets. For who reads the dialog; of the links, those of dialogs that they read.
func (k *Keeper) List(ctx context.Context, by desk.Actor, dialog desk.DialogID) ([]desk.HistoryLink, error) {
	d, err := k.readable(ctx, by, dialog)
	if err != nil {
		return nil, err
	}
	all, err := k.Links.HistoryLinks(ctx, d.Customer)
	if err != nil {
		return nil, err
	}
	sees := sight.Of(by, k.Dialogs)
	var out []desk.HistoryLink
	for _, l := range all {
		seen, err := sees.Named(ctx, l.Dialog)
		if err != nil {
			return nil, err
		}
		if seen == desk.SeesWords {
			out = append(out, l)
		}
	}
	return out, nil
}

// Revoke ends a link. Idempotent: one that is gone is no error. For who may answer, and
// reads the dialog and the link's own.
func (k *Keeper) Revoke(ctx context.Context, by desk.Actor, dialog desk.DialogID, id desk.HistoryLinkID) error {
	d, err := k.readable(ctx, by, dialog)
	if err != nil {
		return err
	}
	l, err := k.Links.HistoryLink(ctx, d.Customer, id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("history link %s: %w", id, err)
	}
	seen, err := sight.Of(by, k.Dialogs).Named(ctx, l.Dialog)
	if err != nil {
		return err
	}
	if seen != desk.SeesWords {
		return desk.Refuse(desk.CodeForbidden, "The link is of a dialog that you may not read.")
	}
	return k.Links.RevokeHistoryLink(ctx, d.Customer, id, k.Now().UTC())
}

// readable is the dialog, if the actor reads it.
func (k *Keeper) readable(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	d, err := k.Dialogs.Dialog(ctx, id)
	if err != nil {
		return d, fmt.Errorf("dialog %s: %w", id, err)
	}
	seen, err := sight.Of(by, k.Dialogs).Dialog(ctx, d)
	if err == nil && seen != desk.SeesWords {
		err = by.MustReadDialog(d)
	}
	return d, err
}

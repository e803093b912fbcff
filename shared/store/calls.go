package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// callItem is a recorded call.
type callItem struct {
	Name     string         `json:"name"`
	MIME     string         `json:"mime"`
	Size     int64          `json:"size"`
	Stored   string         `json:"stored,omitempty"`
	Folder   string         `json:"folder,omitempty"`
	Speakers int            `json:"speakers"`
	State    desk.CallState `json:"state"`
	Code     desk.Code      `json:"code,omitempty"`
	Said     [][2]string    `json:"said,omitempty"` // speaker, words
	Cut      bool           `json:"cut,omitempty"`
	HeardBy  string         `json:"heard_by,omitempty"`
	MicroUSD int64          `json:"micro_usd,omitempty"`
	AskedAt  time.Time      `json:"asked_at"`
	DoneAt   time.Time      `json:"done_at,omitzero"`
}

func newCall(c desk.Call) (Item, error) {
	said := each(c.Said, func(s desk.Speech) [2]string { return [2]string{s.Speaker, s.Text} })
	it, err := record(pkCalls, string(c.ID), callItem{
		c.Name, c.MIME, c.Size, c.Stored, c.Folder, c.Speakers, c.State, c.Code, said, c.Cut, c.HeardBy, c.MicroUSD, utc(c.AskedAt), utc(c.DoneAt),
	})
	it[TTL] = c.AskedAt.Add(desk.KeepCalls).Unix()
	return it, err
}

func callFrom(it Item) (desk.Call, error) {
	x, err := unblob[callItem](it, "x")
	return desk.Call{
		ID: desk.CallID(it.Str("sk")), Name: x.Name, MIME: x.MIME, Size: x.Size, Stored: x.Stored, Folder: x.Folder, Speakers: x.Speakers, State: x.State, Code: x.Code,
		Said: each(x.Said, func(s [2]string) desk.Speech { return desk.Speech{Speaker: s[0], Text: s[1]} }),
		Cut:  x.Cut, HeardBy: x.HeardBy, MicroUSD: x.MicroUSD, AskedAt: x.AskedAt, DoneAt: x.DoneAt, Version: it.Int("version"),
	}, err
}

// Call implements knowledge.Calls.
func (s Store) Call(ctx context.Context, id desk.CallID) (desk.Call, error) {
	it, err := s.get(ctx, Key{pkCalls, string(id)})
	if err != nil {
		return desk.Call{}, wrap(err, "call %s", id)
	}
	return callFrom(it)
}

// Calls implements knowledge.Calls.
func (s Store) Calls(ctx context.Context) ([]desk.Call, error) {
	its, err := s.all(ctx, pkCalls, "")
	if err != nil {
		return nil, wrap(err, "calls")
	}
	var out []desk.Call
	for _, it := range its {
		if s.expired(it) {
			continue
		}
		c, err := callFrom(it)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b desk.Call) int { return cmp.Or(b.AskedAt.Compare(a.AskedAt), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// AddCall implements knowledge.Calls.
func (s Store) AddCall(ctx context.Context, c desk.Call, job desk.Job) (desk.Call, error) {
	c.Version = 1
	it, err := newCall(c)
	if err != nil {
		return c, err
	}
	it["version"] = c.Version
	j, err := newJob(job)
	if err != nil {
		return c, err
	}
	was, err := s.Table().Create(ctx, it, Put(j))
	if err != nil {
		return c, wrap(err, "add call %s", c.ID)
	}
	if was != nil {
		return callFrom(was)
	}
	return callFrom(it)
}

// SaveCall implements knowledge.Calls.
func (s Store) SaveCall(ctx context.Context, c desk.Call) (desk.Call, error) {
	it, err := newCall(c)
	if err == nil {
		err = s.save(ctx, it, c.Version)
	}
	if err != nil {
		return c, wrap(err, "save call %s", c.ID)
	}
	c.Version++
	return c, nil
}

// DeleteCall implements knowledge.Calls.
func (s Store) DeleteCall(ctx context.Context, id desk.CallID) error {
	_, err := s.Engine.Write(ctx, Delete(Key{pkCalls, string(id)}))
	return wrap(err, "delete call %s", id)
}

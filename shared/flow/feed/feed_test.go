package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// listener hears, and fails or panics at what it is told to.
type listener struct {
	heard []string
	fails map[string]error // by what it hears
}

func (l *listener) hear(what string) error {
	l.heard = append(l.heard, what)
	if err, bad := l.fails[what]; bad {
		if err == nil {
			panic("a fault")
		}
		return err
	}
	return nil
}

func (l *listener) Changed(_ context.Context, r desk.FeedRecord) error {
	if r.Dialog != nil {
		return l.hear(fmt.Sprintf("%s %d", r.Dialog.New.ID, r.Dialog.Version))
	}
	return l.hear(fmt.Sprintf("%s %d", r.Message.New.External, r.Message.Version))
}

func message(id string, version int64) desk.FeedRecord {
	return desk.FeedRecord{Item: id, Message: &desk.Change[desk.Message]{Version: version, New: &desk.Message{External: desk.ExternalID(id)}}}
}

func dialog(id string, version int64) desk.FeedRecord {
	return desk.FeedRecord{Item: id, Dialog: &desk.Change[desk.Dialog]{Version: version, New: &desk.Dialog{ID: desk.DialogID(id)}}}
}

func TestTell_AFailureHoldsItsItemAndNoOther(t *testing.T) {
	broken := errors.New("the consumer is broken")
	batch := []desk.FeedRecord{message("a", 1), dialog("d", 1), message("a", 2), {Item: "alias"}, message("b", 1), message("a", 3), dialog("d", 2)}
	for name, c := range map[string]struct {
		fails map[string]error
		heard []string
		ok    []bool
	}{
		"nothing fails": {nil, []string{"a 1", "d 1", "a 2", "b 1", "a 3", "d 2"}, []bool{true, true, true, true, true, true, true}},
		"one fails":     {map[string]error{"a 2": broken}, []string{"a 1", "d 1", "a 2", "b 1", "d 2"}, []bool{true, true, false, true, true, false, true}},
		"one panics":    {map[string]error{"d 1": nil}, []string{"a 1", "d 1", "a 2", "b 1", "a 3"}, []bool{true, false, true, true, true, true, false}},
	} {
		bad, good := &listener{fails: c.fails}, &listener{}
		got := Dispatcher{Consumers: []Consumer{bad, good}}.Tell(t.Context(), batch)
		for _, l := range []*listener{bad, good} {
			if d := cmp.Diff(c.heard, l.heard); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
		for i, ok := range c.ok {
			if ok != (got[i] == nil) {
				t.Errorf("%s: record %d: got %v", name, i, got[i])
			}
		}
	}
}

func TestTell_WhatCantBeReadHoldsItsItem(t *testing.T) {
	l := &listener{}
	broken := errors.New("no such letter")
	got := Dispatcher{Consumers: []Consumer{l}}.Tell(t.Context(), []desk.FeedRecord{{Item: "a", Err: broken}, message("a", 2), message("b", 1)})
	if !errors.Is(got[0], broken) || !errors.Is(got[1], ErrHeld) || got[2] != nil || len(l.heard) != 1 {
		t.Errorf("got %v, heard %v", got, l.heard)
	}
}

// keeper keeps, and fails or panics as a listener.
type keeper struct{ listener }

func (k *keeper) Keep(ctx context.Context, r desk.FeedRecord) error { return k.Changed(ctx, r) }

func TestTell_WhatMayNeverBeToldIsKept(t *testing.T) {
	broken, worse := errors.New("the consumer is broken"), errors.New("and so is the keeper")
	batch := []desk.FeedRecord{message("a", 1), dialog("d", 1), message("a", 2), dialog("d", 2)}
	for name, fails := range map[string]map[string]error{"it works": nil, "it fails": {"a 1": worse}, "it panics": {"a 1": nil}} {
		m := &keeper{listener{fails: fails}}
		got := Dispatcher{Consumers: []Consumer{&listener{fails: map[string]error{"a 1": broken}}}, Keeper: m}.Tell(t.Context(), batch)
		if d := cmp.Diff([]string{"a 1", "a 2"}, m.heard); d != "" {
			t.Errorf("%s: what failed and what is held behind it: %s", name, d)
		}
		if errors.Is(got[0], ErrUnkept) != (name != "it works") || errors.Is(got[2], ErrUnkept) {
			t.Errorf("%s: got %v: whoever gives it up must know whether it is lost", name, got)
		}
		if !errors.Is(got[0], broken) || !errors.Is(got[2], ErrHeld) || got[1] != nil || got[3] != nil || errors.Is(got[0], worse) != (name == "it fails") {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestTell_WhatIsNotToldInTimeIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := &listener{}
	got := Dispatcher{Consumers: []Consumer{l}, Keeper: &keeper{listener{fails: map[string]error{"a 1": nil}}}}.Tell(ctx, []desk.FeedRecord{message("a", 1), message("b", 1)})
	if !errors.Is(got[0], desk.ErrBusy) || !errors.Is(got[1], desk.ErrBusy) || len(l.heard) != 0 {
		t.Errorf("got %v, heard %v, want both left for later", got, l.heard)
	}
}

func TestJournal_SaysIdsAndNoWords(t *testing.T) {
	var out bytes.Buffer
	j := Journal{Log: slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	m := desk.Message{Customer: "cust", Seq: 7, Text: "my secret words"}
	for _, r := range []desk.FeedRecord{
		{Message: &desk.Change[desk.Message]{Version: 3, New: &m}},
		{Message: &desk.Change[desk.Message]{Version: 3, Old: &m}},
		{Dialog: &desk.Change[desk.Dialog]{Version: 9, New: &desk.Dialog{ID: "dia", Contact: desk.CardRef{ID: "anna"}}}},
		{Run: &desk.Change[desk.Run]{Version: 2, New: &desk.Run{ID: "read", Reason: "a secret"}}},
		{Annotations: &desk.Change[desk.CardAnnotations]{Version: 5, New: &desk.CardAnnotations{Card: desk.CardRef{Kind: desk.KindDeal, ID: "beside"}}}},
		{Staff: true, Item: "olga's account"},
		{Card: &desk.Change[desk.Card]{Version: 6, New: &desk.Card{Ref: desk.CardRef{Kind: desk.KindLead, ID: "chairs"}, Title: "a secret"}}},
	} {
		if err := j.Changed(t.Context(), r); err != nil {
			t.Error(err)
		}
	}
	got := out.String()
	for _, want := range []string{"customer=cust seq=7 version=3 gone=false", "version=3 gone=true", "dialog=dia", "run=read", "card=deal:beside version=5", "card=lead:chairs version=6", "olga's account"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %q in it", got, want)
		}
	}
	if strings.Contains(got, "secret") || strings.Contains(got, "anna") {
		t.Errorf("it says too much: %s", got)
	}
}

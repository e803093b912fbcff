package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// decidedFolder is a folder as infra/local leaves it: a chat, and a run of which
// people kept, replaced and took back values; one field nobody looked at.
func decidedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	e, err := embedded.Open(filepath.Join(dir, "sufler.db"), embedded.Knobs{NoSync: true})
	must(t, err)
	ctx, st := t.Context(), store.Store{Engine: e, Now: func() time.Time { return noon }}
	crm := builtin.CRM{Table: st.Table()}
	line := desk.Line{ID: "site", Channel: desk.ChannelWeb, Active: true}
	_, err = st.SaveLine(ctx, line)
	must(t, err)
	for _, f := range []desk.Field{
		{Name: "city", Type: desk.TypeString}, {Name: "sum", Type: desk.TypeMoney, Currency: "EUR", On: true}, {Name: "qty", Type: desk.TypeInteger},
		{Name: "paid", Type: desk.TypeBoolean, On: true}, {Name: "off", Type: desk.TypeNumber, Grants: true},
	} {
		f.Card, f.Title, f.Policy = desk.KindLead, string(f.Name), desk.PolicyFillIfEmpty
		_, err = crm.SaveField(ctx, f)
		must(t, err)
	}
	card, err := crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindLead}, Title: "l"}, "test")
	must(t, err)
	lead := card.Ref
	customer := desk.NewCustomerID("site", "u1")
	var got desk.Appended
	for i, text := range []string{"Riga, 5 pieces, paid", "That is 50 euros", "later words"} {
		by := []desk.Author{desk.ByCustomer, desk.ByOperator, desk.ByCustomer}[i]
		got, err = st.Append(ctx, desk.Append{Line: line, Profile: desk.Profile{User: "u1"}, Message: desk.Message{
			Customer: customer, External: desk.ExternalID(text), Author: by, Text: text, SentAt: noon,
		}})
		must(t, err)
	}
	page, err := st.Messages(ctx, customer, 0, got.Dialog.Last, false, desk.PageAsk{Limit: 9})
	must(t, err)
	first, second := page.Items[0].Seq, page.Items[1].Seq
	run, _, err := st.CreateRun(ctx, desk.Run{ID: "r1", Dialog: got.Dialog.ID, Customer: customer, Line: "site", Card: lead, Language: "en", State: desk.RunWaiting, AskedAt: noon, StartsAt: noon})
	must(t, err)
	run.State, run.Reading = desk.RunDone, &desk.Reading{Upto: second, Reader: "script"}
	run.Outcomes = []desk.Outcome{
		{Field: "city", Kind: desk.OutcomeProposed, Old: "Oslo", Value: "Riga", Quote: "Riga", Message: first, Decision: desk.DecisionReplace},
		{Field: "sum", Kind: desk.OutcomeProposed, Old: "40.00 EUR", Value: "50.00 EUR", Quote: "50 euros", Message: second, Decision: desk.DecisionKeep},
		{Field: "paid", Kind: desk.OutcomeFilled, Value: "true", Quote: "paid", Message: first, Decision: desk.DecisionUndo},
		{Field: "qty", Kind: desk.OutcomeFilled, Value: "5", Quote: "5 pieces", Message: first},
		{Field: "off", Kind: desk.OutcomeNotFound},
	}
	_, err = st.SaveRun(ctx, run, nil, nil)
	must(t, err)
	must(t, e.Close())
	return dir
}

func TestDecisionsBecomeLabelledChats(t *testing.T) {
	dir, out := decidedFolder(t), filepath.Join(t.TempDir(), "labelled.jsonl")
	var progress bytes.Buffer
	for range 2 { // again: the same
		progress.Reset()
		must(t, fromStore(t.Context(), dir, out, &progress))
	}
	if progress.String() != "1 chats, 3 decisions\n" {
		t.Errorf("told %q", progress.String())
	}
	var got struct {
		ID        string
		Lang      string
		Messages  []chats.Message
		Fields    []struct{ Name, Current any }
		Gold      map[string]gold
		Forbidden map[string][]any
	}
	raw := readFile(t, out)
	must(t, json.Unmarshal([]byte(raw), &got))
	if len(got.Messages) != 2 || got.Messages[0].From != "client" || got.Messages[1].From != "operator" || strings.Contains(raw, "later words") {
		t.Errorf("messages %+v, want what the run had read", got.Messages)
	}
	current := map[any]any{}
	for _, f := range got.Fields {
		current[f.Name] = f.Current
	}
	type m = map[string]any
	for what, d := range map[string]string{
		"replace: gold is the new value":  cmp.Diff(map[string]gold{"city": {Value: "Riga", Evidence: []int{0}}}, got.Gold),
		"keep and undo: never that value": cmp.Diff(map[string][]any{"sum": {m{"amount": 50.0, "currency": "EUR"}}, "paid": {true}}, got.Forbidden),
		"what nobody decided is left out": cmp.Diff(map[any]any{"city": "Oslo", "sum": m{"amount": 40.0, "currency": "EUR"}, "paid": nil}, current),
	} {
		if d != "" {
			t.Errorf("%s (-want +got):\n%s", what, d)
		}
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v, want its owner's alone", info.Mode(), err)
	}
	// What was written is read like any labelled chats.
	must(t, run(t.Context(), out, filepath.Join(t.TempDir(), "p"), choice{name: "offline"}, &bytes.Buffer{}))
	must(t, compare(t.Context(), out, []string{"offline", "offline"}, choice{}, &bytes.Buffer{}))
}

func TestAnOpenFolderIsRefused(t *testing.T) {
	dir, out := decidedFolder(t), filepath.Join(t.TempDir(), "labelled.jsonl")
	e, err := embedded.Open(filepath.Join(dir, "sufler.db"), embedded.Knobs{NoSync: true})
	must(t, err)
	err = fromStore(t.Context(), dir, out, &bytes.Buffer{})
	if !errors.Is(err, desk.ErrBusy) || !strings.Contains(err.Error(), "stop what works on the folder") {
		t.Errorf("got %v, want busy, and what to do", err)
	}
	must(t, e.Close())
	if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was written: %v", err)
	}
	if err := fromStore(t.Context(), t.TempDir(), out, &bytes.Buffer{}); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("no folder: got %v, want not found", err)
	}
}

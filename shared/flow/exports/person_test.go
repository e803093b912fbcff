package exports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/exports"
)

// crowd is what is kept of a contact who wrote on two lines, so much on each, and has a
// deal in a CRM that is connected no more.
type crowd struct {
	exports.People // what is not asked for
	n              int
	looks          func() // at each page of messages
}

var anna = desk.CardRef{Kind: desk.KindContact, ID: "1"}

func (crowd) CustomersOf(_ context.Context, _ desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error) {
	if ask.Cursor == "" {
		return desk.Page[desk.Customer]{Items: []desk.Customer{{ID: "ca"}}, Next: "2"}, nil
	}
	return desk.Page[desk.Customer]{Items: []desk.Customer{{ID: "cb"}}}, nil
}

func (crowd) Known(_ context.Context, id desk.CustomerID) ([]desk.CustomerID, error) {
	return []desk.CustomerID{id}, nil
}

func (crowd) Customer(_ context.Context, id desk.CustomerID) (desk.Customer, error) {
	return desk.Customer{ID: id, Profile: desk.Profile{User: "u" + string(id), Name: "Anna"}, FirstAt: at}, nil
}

func (c crowd) Messages(_ context.Context, id desk.CustomerID, _, _ desk.Seq, _ bool, ask desk.PageAsk) (desk.Page[desk.Message], error) {
	c.looks()
	from, _ := strconv.Atoi(ask.Cursor)
	var out desk.Page[desk.Message]
	for i := from; i < min(from+ask.Limit, c.n); i++ {
		out.Items = append(out.Items, desk.Message{
			Customer: id, Seq: desk.Seq(at.UnixMicro() + int64(i)), Author: desk.ByCustomer, Text: fmt.Sprint(i, " ", strings.Repeat("words\u2028<b> ", 30)),
			Attachments: []desk.Attachment{{Kind: desk.AttachedDocument, Name: "bill.pdf", MIME: "application/pdf", Size: 7, Stored: "sent/1"}},
		})
	}
	if from+ask.Limit < c.n {
		out.Next = strconv.Itoa(from + ask.Limit)
	}
	return out, nil
}

func (c crowd) ListDialogs(_ context.Context, f desk.DialogFilter, _ desk.PageAsk) (desk.Page[desk.Dialog], error) {
	return desk.Page[desk.Dialog]{Items: []desk.Dialog{{ID: desk.NewDialogID(f.Customers[0], 1), Customer: f.Customers[0], OpenedAt: at}}}, nil
}

func (crowd) DialogRows(context.Context, []desk.Dialog) ([]desk.DialogRow, error) { return nil, nil }

func (crowd) DialogRuns(_ context.Context, d desk.DialogID, _ desk.PageAsk) (desk.Page[desk.Run], error) {
	return desk.Page[desk.Run]{Items: []desk.Run{{ID: "r", Dialog: d, State: desk.RunDone, Reading: &desk.Reading{Summary: "Chairs"}}}}, nil
}

func (crowd) Timeline(context.Context, desk.CardRef, desk.PageAsk) (desk.Page[desk.Entry], error) {
	return desk.Page[desk.Entry]{}, nil
}

func (crowd) Annotations(_ context.Context, ref desk.CardRef) (desk.CardAnnotations, error) {
	return desk.CardAnnotations{Card: ref}, nil
}

func (crowd) Merge(context.Context, desk.CardRef) (desk.Merge, error) {
	return desk.Merge{}, desk.ErrNotFound
}

func (crowd) MergedInto(context.Context, desk.CardRef) ([]desk.CardRef, error) { return nil, nil }

func (crowd) Card(_ context.Context, ref desk.CardRef) (desk.Card, error) {
	if ref.Connection != "" {
		return desk.Card{}, desk.Refuse(desk.CodeNoConnection, "gone")
	}
	return desk.Card{Ref: ref, Title: "Anna", Values: map[desk.FieldName]desk.Value{"phone": "+34600111222", "empty": ""}}, nil
}

func (crowd) CardsOf(context.Context, desk.CardRef) ([]desk.CardRef, error) {
	return []desk.CardRef{{Kind: desk.KindDeal, ID: "7", Connection: "gone"}}, nil
}

func (crowd) Fields(context.Context, desk.ConnectionID, desk.CardKind) ([]desk.Field, error) {
	return []desk.Field{{Name: "phone", Title: "Phone"}}, nil
}

// newPerson is a writer of a crowd, who has been asked for.
func newPerson(t *testing.T, n int, looks func()) *writer {
	t.Helper()
	w := newWriter(t, 0)
	c := crowd{n: n, looks: looks}
	w.Exporter.Reads.Lists, w.Exporter.Reads.People, w.Exporter.Reads.Cards = c, c, c
	w.Requester.People, w.Requester.Cards = c, c
	_, err := w.AskPerson(t.Context(), w.by, "x1", desk.Whom{Contact: anna})
	w.must(err)
	return w
}

// TestAPersonsFileKilledAnywhereIsOne_BX12: at each call, before or after it, the file is
// the same, and it is whole: every message of every line, and a card that nobody could
// read is named.
func TestAPersonsFileKilledAnywhereIsOne_BX12(t *testing.T) {
	const n = 500
	var want []byte
	for dies := 0; ; dies++ {
		for _, after := range []bool{false, true} {
			w := newPerson(t, n, func() {})
			w.on.calls, w.on.dies, w.on.after = 0, dies, after
			w.runs("x1")
			e, err := w.on.Export(t.Context(), "x1")
			w.must(err)
			got, err := os.ReadFile(filepath.Join(w.dir, "exports", "x1.json"))
			w.must(err)
			if e.State != desk.ExportDone || e.Rows != 2*n+6 || !e.Whom.IsZero() || e.Size != int64(len(got)) {
				t.Fatalf("killed at %d: got %+v", dies, e)
			}
			if want == nil {
				want = got
				if !json.Valid(got) || !bytes.Contains(got, []byte(`"text":"499 words`)) || !bytes.Contains(got, []byte(`{"record":"card","ref":"gone.deal:7","kind":"deal","values":[],"unread":true}`)) ||
					!bytes.Contains(got, []byte(`"values":[{"field":"phone","title":"Phone","value":"+34600111222"}]`)) {
					t.Fatalf("got %.3000s", got)
				}
			}
			if !bytes.Equal(got, want) {
				t.Errorf("killed at %d, after %v: the file is another, of %d bytes", dies, after, len(got))
			}
			if dies > w.on.calls {
				return
			}
		}
	}
}

// TestAPersonsFileTakesTheMemoryOfAPiece_BX12: however much was said.
func TestAPersonsFileTakesTheMemoryOfAPiece_BX12(t *testing.T) {
	lives := func(n int) (most uint64) {
		live := func() uint64 {
			var now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&now)
			return now.HeapAlloc
		}
		var had uint64
		calls := 0
		w := newPerson(t, n, func() {
			if calls++; calls%20 == 0 {
				now := live()
				most = max(most, now-min(now, had))
			}
		})
		had = live()
		w.runs("x1")
		if e, err := w.on.Export(t.Context(), "x1"); err != nil || e.State != desk.ExportDone || e.Rows != 2*n+6 || calls < 2*n/50 {
			t.Fatalf("got %+v after %d pages, %v", e, calls, err)
		}
		return most
	}
	few, more := lives(2_000), lives(20_000)
	t.Logf("2 x 2,000 messages: %d kB, 2 x 20,000: %d kB", few>>10, more>>10)
	if more > 8<<20 || more > few+1<<20 {
		t.Errorf("2 x 2,000 messages take %d kB, 2 x 20,000 %d kB", few>>10, more>>10)
	}
}

// TestWhoIsNoAdministratorWhenItIsWrittenGetsNothing_BX12_RS07: whatever else they may.
func TestWhoIsNoAdministratorWhenItIsWrittenGetsNothing_BX12_RS07(t *testing.T) {
	may := desk.Rights{Export: true, Customers: true, Dialogs: desk.ScopeAll, Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange}
	now := desk.Actor{Key: "k", Role: desk.RoleSupervisor, Rights: may}
	w := newPerson(t, 10, func() { t.Error("messages are read") })
	if _, err := w.AskPerson(t.Context(), now, "x2", desk.Whom{Contact: anna}); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("asked by a supervisor: %v", err)
	}
	w.save(desk.Key{Actor: now})
	w.runs("x1")
	if e, err := w.on.Export(t.Context(), "x1"); err != nil || e.State != desk.ExportFailed || e.Code != desk.CodeForbidden || !e.Whom.IsZero() {
		t.Errorf("got %+v, %v", e, err)
	}
	if left := w.files(); len(left) != 0 {
		t.Errorf("there are %v", left)
	}
}

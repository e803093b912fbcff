package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

func TestSmoke(t *testing.T) {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "x.db"), embedded.Knobs{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ctx := context.Background()
	s := store.Store{Engine: e, Now: time.Now}
	if err := s.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	fs, err := s.Fields(ctx, desk.Deal)
	if err != nil || len(fs) != 11 {
		t.Fatal(fs, err)
	}
	l, err := s.SaveLine(ctx, desk.Line{ID: "l", Channel: desk.Telegram, Secrets: map[string]string{"token": "x"}})
	if err != nil {
		t.Fatal(err)
	}
	c := desk.NewCustomerID("l", "u")
	for i := range 5 {
		a, err := s.Append(ctx, desk.Append{Line: l, Profile: desk.Profile{User: "u"}, Message: desk.Message{Customer: c, External: desk.ExternalID(fmt.Sprint(i)), Author: desk.ByCustomer, Text: "hi"}})
		if err != nil || !a.New || a.Opened != (i == 0) {
			t.Fatal(a, err)
		}
		a, err = s.Append(ctx, desk.Append{Line: l, Profile: desk.Profile{User: "u"}, Message: desk.Message{Customer: c, External: desk.ExternalID(fmt.Sprint(i)), Author: desk.ByCustomer, Text: "hi"}})
		if err != nil || a.New || a.Opened != (i == 0) || a.Dialog.Number != 1 {
			t.Fatal(a, err)
		}
	}
	p, err := s.ListDialogs(ctx, desk.DialogFilter{}, desk.PageAsk{})
	if err != nil || len(p.Items) != 1 {
		t.Fatal(p, err)
	}
	p, err = s.ListDialogs(ctx, desk.DialogFilter{Customer: c}, desk.PageAsk{})
	if err != nil || len(p.Items) != 1 {
		t.Fatal(p, err)
	}
	ms, err := s.Messages(ctx, c, 0, 0, true, desk.PageAsk{Limit: 3})
	if err != nil || len(ms.Items) != 3 {
		t.Fatal(ms, err)
	}
	t.Log(ms.Items[0])
}

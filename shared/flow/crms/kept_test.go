package crms_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/crms"
)

// A CRM is asked for its fields and pipelines once in ten minutes; a call that failed
// is made again.
func TestKept_TenMinutes(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f := &crmtest.Fake{Connection: "sold", Now: func() time.Time { return now }, Has: map[desk.CardKind][]desk.Field{desk.KindDeal: {{Name: "city"}}}}
	k := &crms.Kept{CRM: f, Now: func() time.Time { return now }}
	asks := func() error {
		_, err := k.Pipelines(t.Context(), "sold")
		_, err2 := k.Fields(t.Context(), "sold", desk.KindDeal)
		_, err3 := k.Users(t.Context(), "sold")
		return errors.Join(err, err2, err3)
	}
	f.FailAt(1, false)
	if err := asks(); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v", err)
	}
	var calls []int
	for range 12 {
		if err := asks(); err != nil {
			t.Error(err)
		}
		calls = append(calls, f.Calls())
		now = now.Add(time.Minute)
	}
	// The pipelines were asked for once more, after the failure.
	if d := cmp.Diff([]int{4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 7, 7}, calls); d != "" {
		t.Errorf("calls by the minute (-want +got)\n%s", d)
	}
}

// A field that vanished, or became another type, says so, is not read, and stops no
// other; what nobody noted the type of is read on.
func TestUsed_WhatVanishedIsUnsupported(t *testing.T) {
	f := &crmtest.Fake{Connection: "sold", Now: time.Now, Has: map[desk.CardKind][]desk.Field{desk.KindDeal: {
		{Card: desk.KindDeal, Name: "size", Type: desk.TypeString}, {Card: desk.KindDeal, Name: "sum", Type: desk.TypeInteger},
		{Card: desk.KindDeal, Name: "old", Type: desk.TypeString}, {Card: desk.KindDeal, Name: "unused", Type: desk.TypeString},
	}}}
	fill := desk.FieldUse{Policy: desk.PolicyFillIfEmpty}
	typed := func(t desk.FieldType) desk.FieldUse { u := fill; u.Type = t; return u }
	u := crms.Used{CRM: f, By: desk.Connection{ID: "sold", Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindDeal: {
		"size": typed(desk.TypeString), "sum": typed(desk.TypeMoney), "gone": typed(desk.TypeDate), "old": fill,
	}}}}
	all, err := u.Fields(context.Background(), "sold", desk.KindDeal)
	if err != nil {
		t.Fatal(err)
	}
	got := map[desk.FieldName]string{}
	for _, one := range all {
		got[one.Name] = "not read"
		if one.Readable() {
			got[one.Name] = "read"
		}
		if one.Unsupported != "" {
			got[one.Name] += ", and it is said why"
		}
	}
	want := map[desk.FieldName]string{"size": "read", "old": "read", "unused": "not read", "sum": "not read, and it is said why", "gone": "not read, and it is said why"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

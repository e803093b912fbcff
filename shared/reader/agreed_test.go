package reader_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/value"
)

func claims(err error, fs ...desk.Finding) readerFunc {
	return func(desk.Chat) (desk.Reading, error) {
		return desk.Reading{Reader: "r", Findings: append([]desk.Finding(nil), fs...)}, err
	}
}

func TestSecondOpinion(t *testing.T) {
	chat := chatOf("c:I take 5 of them, no, 6. Cash", "o:fine, six")
	chat.Fields = append(chat.Fields, desk.Field{Name: "price", Title: "Amount", Type: desk.TypeMoney, Currency: "USD", On: true})
	chat.Messages = append(chat.Messages, chatOf("x:", "x:", "c:I pay $3").Messages[2])
	price := desk.Finding{Field: "price", Value: "3.00 USD", Quote: "I pay $3", Message: seq(2), Confidence: 0.9}
	five := desk.Finding{Field: "qty", Value: "5", Quote: "5 of them", Message: seq(0), Confidence: 0.8}
	six := desk.Finding{Field: "qty", Value: "six", Quote: "fine, six", Message: seq(1)}
	note := desk.Finding{Field: "note", Value: "Cash", Quote: "Cash", Message: seq(0), Confidence: 0.8}
	for _, c := range []struct {
		rule   string
		first  desk.Finding
		second readerFunc
		want   float64
	}{
		{"agreement raises", desk.Finding{Field: "qty", Value: "6", Quote: "no, 6", Message: seq(0), Confidence: 0.6}, claims(nil, six), 0.97},
		{"disagreement on a typed value makes a proposal", five, claims(nil, six), 0.3},
		{"agreement on a price that only the customer names is still a proposal", price, claims(nil, price), 0.4},
		{"silence changes nothing", five, claims(nil), 0.8},
		{"an opinion without proof changes nothing", five, claims(nil, desk.Finding{Field: "qty", Value: "7", Quote: "7", Message: seq(0)}), 0.8},
		{"disagreement on a free text changes nothing", note, claims(nil, desk.Finding{Field: "note", Value: "fine", Quote: "fine", Message: seq(1)}), 0.8},
		{"a second reader that fails changes nothing", five, claims(desk.ErrBusy, six), 0.8},
		{"a second reader that panics changes nothing", five, func(desk.Chat) (desk.Reading, error) { panic("a fault") }, 0.8},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r := reader.SecondOpinion{First: claims(nil, c.first), Second: c.second, Prove: value.Prover{}.Prove}
			for range 2 {
				got, err := r.Read(t.Context(), chat)
				if err != nil || len(got.Findings) != 1 || got.Findings[0].Confidence != c.want {
					t.Fatalf("got %+v, %v, want %v", got.Findings, err, c.want)
				}
			}
			if c.want < desk.ProposeBelow != (c.want < 0.5) {
				t.Error("the threshold moved")
			}
		})
	}
	var told []error
	r := reader.SecondOpinion{First: claims(nil, five), Second: readerFunc(func(desk.Chat) (desk.Reading, error) { panic("their words") }), Report: func(err error) { told = append(told, err) }, Prove: value.Prover{}.Prove}
	if _, err := r.Read(t.Context(), chat); err != nil || len(told) != 1 || strings.Contains(told[0].Error(), "words") {
		t.Errorf("a panic of the second reader: %v, told %v", err, told)
	}
	if _, err := (reader.SecondOpinion{First: claims(desk.ErrBusy), Second: claims(nil)}).Read(t.Context(), chat); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want the first reader's error", err)
	}
}

func TestDailyBudget(t *testing.T) {
	now := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	zone := time.FixedZone("MSK", 3*3600)
	asked, id := 0, 0
	failing := false
	r := reader.Daily{
		Ledger: &purse{}, MaxMicroUSD: 10, MaxTokens: 1000, Zone: zone, Now: func() time.Time { return now },
		ID: func() string { id++; return string(rune('a' + id)) },
		Reader: readerFunc(func(desk.Chat) (desk.Reading, error) {
			asked++
			out := desk.Reading{Usage: desk.Usage{InputTokens: 10, MicroUSD: 4}}
			if failing {
				return out, desk.ErrBusy
			}
			return out, nil
		}),
	}
	read := func() error {
		_, err := r.Read(t.Context(), chatOf("c:x"))
		return err
	}
	if err := read(); err != nil {
		t.Fatal(err)
	}
	failing = true
	if err := read(); !errors.Is(err, desk.ErrBusy) {
		t.Fatal(err)
	}
	failing = false
	if err := read(); err != nil {
		t.Fatal(err)
	}
	var refusal *desk.Refusal
	err := read()
	if !errors.As(err, &refusal) || refusal.Code != desk.CodeBudgetSpent || asked != 3 {
		t.Fatalf("got %v after %d readings, want budget_spent after 3, one of them failed", err, asked)
	}
	if want := time.Date(2026, 11, 24, 0, 0, 0, 0, zone); !refusal.Until.Equal(want) {
		t.Errorf("got until %v, want %v", refusal.Until, want)
	}
	now = refusal.Until
	if err := read(); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

type brokenLedger struct{ *purse }

func (b brokenLedger) Spend(ctx context.Context, day, id string, u desk.Usage) error {
	if err := b.purse.Spend(ctx, day, id, u); err != nil {
		return err
	}
	return desk.ErrBusy // after the work was done
}

func TestALedgerThatFailsIsNotSwallowed(t *testing.T) {
	r := reader.Daily{
		Ledger: brokenLedger{&purse{}}, Now: time.Now, ID: func() string { return "x" },
		Reader: readerFunc(func(desk.Chat) (desk.Reading, error) { return desk.Reading{Usage: desk.Usage{InputTokens: 1}}, nil }),
	}
	if got, err := r.Read(t.Context(), chatOf("c:x")); !errors.Is(err, desk.ErrBusy) || got.Usage.InputTokens != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

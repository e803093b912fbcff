package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// full sets everything in v to something.
func full(v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, 1, 12, 0, 0, 7000, time.UTC)))
		return
	case desk.CardRef:
		v.Set(reflect.ValueOf(desk.CardRef{Kind: desk.KindDeal, ID: "5"}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		full(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		full(v.Index(0))
	case reflect.Map:
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		full(k)
		full(e)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(k, e)
	case reflect.Struct:
		for i := range v.NumField() {
			full(v.Field(i))
		}
	default:
		panic("the nouns grew a " + v.Kind().String())
	}
}

func filled[V any]() V {
	var v V
	full(reflect.ValueOf(&v).Elem())
	return v
}

// there stores v and reads it again.
func there[V any](t *testing.T, v V, write func(V) (Item, error), read func(Item) (V, error)) {
	t.Helper()
	it, err := write(v)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	it["version"] = int64(7)
	if err := ValidateItem(it); err != nil {
		t.Errorf("%T: %v", v, err)
	}
	got, err := read(it)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	if d := cmp.Diff(v, got); d != "" {
		t.Errorf("%T is not stored whole (-given +read)\n%s", v, d)
	}
}

// TestItems_NothingOfANounIsForgotten also when a noun grows.
func TestItems_NothingOfANounIsForgotten(t *testing.T) {
	m := filled[desk.Message]()
	there(t, m, func(m desk.Message) (Item, error) {
		put, err := putMessage(m)
		if err != nil {
			return nil, err
		}
		put.Set["changed"] = m.Changed.UnixMicro()
		return put.Apply(nil)
	}, messageFrom)
	d := filled[desk.Dialog]()
	d.ID, d.Customer = desk.NewDialogID("x", 7), "x"
	there(t, d, func(d desk.Dialog) (Item, error) { return head{Dialog: d}.item(headKey(d.Customer)) },
		func(it Item) (desk.Dialog, error) { h, err := headFrom(it); return h.Dialog, err })
	there(t, filled[desk.Customer](), newCustomer, func(it Item) (desk.Customer, error) { c, _, err := customerFrom(it); return c, err })
	there(t, filled[desk.Run](), func(r desk.Run) (Item, error) { return newRun(r, r.Version) }, runFrom)
	annotations := filled[desk.CardAnnotations]()
	there(t, annotations, newAnnotations, func(it Item) (desk.CardAnnotations, error) { return annotationsFrom(annotations.Card, it) })
	there(t, filled[desk.Entry](), newEntry, entryFrom)
	card := filled[desk.Card]()
	card.ETag = "7"
	there(t, card, func(c desk.Card) (Item, error) { return newCard(c, 7) }, cardFrom)
	there(t, filled[desk.Job](), newJob, jobFrom)
	there(t, filled[desk.Draft](), newDraft, draftFrom)
	there(t, filled[desk.Erasure](), newErasure, erasureFrom)
	there(t, filled[desk.Settings](), func(s desk.Settings) (Item, error) { return record("p", "s", settingsItem(s)) }, settingsFrom)
	line := filled[desk.Line]()
	line.Traits = desk.Traits{} // the channel's, not the item's
	there(t, line, func(l desk.Line) (Item, error) { return record(pkLines, string(l.ID), lineItem(l)) }, func(it Item) (desk.Line, error) {
		secrets, err := record(pkSecrets, string(line.ID), line.Secrets)
		if err != nil {
			return desk.Line{}, err
		}
		if err := setTrouble(secrets, line.Trouble); err != nil {
			return desk.Line{}, err
		}
		return lineFrom(it, secrets)
	})
	there(t, filled[desk.Field](), newField, fieldFrom)
	there(t, filled[desk.Pipeline](), newPipeline, pipelineFrom)
	there(t, filled[desk.Team](), newTeam, teamFrom)
	key := filled[desk.Key]()
	key.Session, key.Teams, key.Reads = "", nil, nil // of who signed in; a key has its operator's teams
	there(t, key, newKey, keyFrom)
	there(t, filled[desk.Operator](), newOperator, operatorFrom)
	there(t, filled[desk.Session](), newSession, sessionFrom)
	there(t, filled[desk.Attempts](), func(a desk.Attempts) (Item, error) { return newAttempts("x", a) }, attemptsFrom)
	there(t, filled[desk.Changed](), func(c desk.Changed) (Item, error) {
		ops, err := Store{}.changeOps(desk.Card{Ref: card.Ref}, c, changeKey(card.Ref, "i"), 1, false)
		return ops[0].Item, err
	}, changedFrom)
}

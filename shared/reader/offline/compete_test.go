package offline_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// What two orders compete for is asked, not filled; a number that is put right is not.
func TestTwoOrdersInOneTalkAreAsked_FF01(t *testing.T) {
	order := field("order", "Номер заказа", "Номер заказа в магазине", desk.TypeString)
	enOrder := field("order", "Order number", "", desk.TypeString)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want map[desk.FieldName]bool // of what is told: whether it is filled
	}{
		{"two numbers in two lines", ru("C: Здравствуйте, заказ ДМ-10482 перенесите на пятницу\nO: Хорошо\nC: и заказ ДМ-10517 отмените пожалуйста\nO: Отменили", order), map[desk.FieldName]bool{"order": false}},
		{"two numbers in one line", ru("C: У меня два заказа: ДМ-10482 и ДМ-10517, когда их привезут?\nO: Завтра", order), map[desk.FieldName]bool{"order": false}},
		{"one number", ru("C: Здравствуйте, заказ ДМ-10482 перенесите на пятницу\nO: Хорошо", order), map[desk.FieldName]bool{"order": true}},
		{"a number put right", ru("C: Здравствуйте, заказ ДМ-10482 перенесите на пятницу\nO: Хорошо\nC: ой, ошиблась, заказ ДМ-10483", order), map[desk.FieldName]bool{"order": true}},
		{"in English", en("C: order 55210 hasn't arrived, and can you change the address on order 55348?\nO: Sure", enOrder), map[desk.FieldName]bool{"order": false}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := map[desk.FieldName]bool{}
			r, err := offline.Reader{}.Read(context.Background(), c.chat)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range r.Findings {
				got[f.Field] = !desk.Unsure(f.Confidence)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

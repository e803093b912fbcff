package proof_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
)

// TestWhatIsTakenBackIsLookedAt_FF01: a count, a sum or a day that the customer takes back
// whole before anything else is talked of is a person's to look at; a correction, another
// thing's cancelling and the answer to a question are none. Each line is a chat: what the
// customer (no mark), an operator (>) says, and whether the first count is looked at.
func TestWhatIsTakenBackIsLookedAt_FF01(t *testing.T) {
	for said, look := range map[string]bool{
		"I want 3 chairs|no wait, cancel that":                              true,
		"I want 3 chairs. Oh sorry, forget it!":                             true,
		"I want 3 chairs|never mind":                                        true,
		"I want 3 chairs|>Noted.|Actually, I changed my mind":               true,
		"I want 3 chairs|hm|cancel the whole order, please":                 true,
		"Нужно 3 стула|ой, отмена":                                          true,
		"Нужно 3 стула|>Записал.|нет, я передумала":                         true,
		"Нужно 3 стула. Хотя стоп, не надо.":                                false, // "хотя" may lead to something else
		"Нужно 3 стула|стоп, не надо":                                       true,
		"Нужно 3 стула|Извините, уже не нужно":                              true,
		"Quiero 3 sillas|no, espera, cancélalo":                             true,
		"Quiero 3 sillas|>Anotado.|mejor olvídelo, gracias":                 true,
		"Quiero 3 sillas|perdón, ya no las quiero":                          true,
		"I want 3 chairs|no wait, make it 4":                                false,
		"I want 3 chairs|cancel that meeting, the chairs stay":              false,
		"I want 3 chairs|cancel the delivery, I'll pick them up":            false,
		"I want 3 chairs|forget it's a gift, no wrapping":                   false,
		"I want 3 chairs|>Do you need delivery?|never mind":                 false,
		"I want 3 chairs|>We could deliver them.|never mind":                false,
		"I want 3 chairs|>Shall I cancel the old order?|yes, cancel it":     false,
		"Нужно 3 стула|>Доставка нужна?|не надо":                            false,
		"Нужно 3 стула|>Могу завернуть.|не надо":                            false,
		"Нужно 3 стула|отмените прошлую доставку":                           false,
		"Quiero 3 sillas|>¿Se las enviamos?|no hace falta":                  false,
		"Quiero 3 sillas|cancelen la cita de mañana, las sillas las quiero": false,
		"cancel that|I want 3 chairs":                                       false,
	} {
		f := desk.Field{Name: "quantity", Title: "Quantity", Type: desk.TypeInteger, On: true}
		chat := desk.Chat{Fields: []desk.Field{f}}
		found := desk.Finding{Field: "quantity", Value: "3", Quote: "3", Confidence: 1}
		for i, s := range strings.Split(said, "|") {
			m := desk.Message{Seq: desk.Seq(i + 1), Author: desk.ByCustomer, Text: s}
			if after, is := strings.CutPrefix(s, ">"); is {
				m.Author, m.Text = desk.ByOperator, after
			}
			if strings.Contains(s, "3 ") && found.Message == 0 {
				found.Message = m.Seq
			}
			chat.Messages = append(chat.Messages, m)
		}
		if got := proof.Look(chat, found); desk.Unsure(got.Confidence) != look {
			t.Errorf("%q: sure to %.1f, want it looked at: %v", said, got.Confidence, look)
		}
	}
}

// TestWhoOneIsIsNotTakenBack_FF01: an order's number, a name and a phone stay what they are.
func TestWhoOneIsIsNotTakenBack_FF01(t *testing.T) {
	for _, f := range []desk.Field{
		{Name: "order", Title: "Order number", Type: desk.TypeString}, {Name: "phone", Title: "Phone", Type: desk.TypePhone}, {Name: "name", Title: "Client name", Type: desk.TypeString},
	} {
		chat := desk.Chat{Fields: []desk.Field{f}, Messages: []desk.Message{{Seq: 1, Author: desk.ByCustomer, Text: "It is A-1234"}, {Seq: 2, Author: desk.ByCustomer, Text: "Cancel it, please"}}}
		if got := proof.Look(chat, desk.Finding{Field: f.Name, Value: "A-1234", Quote: "A-1234", Message: 1, Confidence: 1}); desk.Unsure(got.Confidence) {
			t.Errorf("%s: is looked at", f.Title)
		}
	}
}

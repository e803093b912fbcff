package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A count that was changed and is put right again by a denial of the change (FF-01).
func TestADenialPutsACountRight_FF01(t *testing.T) {
	enCount := field("count", "Quantity", "How many units the client wants", desk.TypeInteger)
	enChairs := field("count", "Chairs", "Number of chairs", desk.TypeInteger)
	ruChairs := field("count", "Стульев", "Количество стульев", desk.TypeInteger)
	esChairs := field("count", "Sillas", "Número de sillas", desk.TypeInteger)
	for _, c := range []struct {
		says   string
		fields []desk.Field
		chat   func(lines string, fields ...desk.Field) desk.Chat
	}{
		{"C: I want 4 chairs\nC: make it 5\nC: No, not 5 chairs, 4", []desk.Field{enCount, enChairs}, en},
		{"C: I want 4 chairs\nO: Sure\nC: make it 5\nO: Done, 5 chairs\nC: No, not 5 chairs, 4", []desk.Field{enCount, enChairs}, en},
		{"C: I want 3 chairs\nO: Sure, 3 chairs\nC: make it 5\nO: ok\nC: No, not 5 chairs, 4", []desk.Field{enCount, enChairs}, en},
		{"C: I want 3 chairs\nC: make it 5\nC: sorry, not 5 but 4", []desk.Field{enCount, enChairs}, en},
		{"C: I want 3 chairs\nC: make it 5\nC: not 5, I said 4", []desk.Field{enCount, enChairs}, en},
		{"C: I want 3 chairs\nC: make it 5\nC: 4, not 5", []desk.Field{enCount, enChairs}, en},
		{"C: I want 3 chairs\nC: make it 5\nC: 4 chairs, not 5 chairs", []desk.Field{enCount, enChairs}, en},
		{"C: I want 4 chairs\nC: make it 5 chairs\nC: No, not five, four", []desk.Field{enCount, enChairs}, en},
		{"C: I want 3 chairs\nO: Sure\nC: make it 5\nO: 5 chairs then\nC: No, I don't want 5 chairs, 4 please", []desk.Field{enCount, enChairs}, en},
		{"C: мне нужно 3 стула\nC: давайте 5\nC: не нужно 5 стульев, нужно 4", []desk.Field{ruCount, ruChairs}, ru},
		{"C: quiero 3 sillas\nC: que sean 5\nC: no quiero 5 sillas, quiero 4", []desk.Field{esCount, esChairs}, es},
		{"C: мне нужно 4 стула\nC: давайте 5\nC: нет, не 5 стульев, а 4", []desk.Field{ruCount, ruChairs}, ru},
		{"C: мне нужно 3 стула\nO: Хорошо\nC: давайте 5\nO: Записал, 5 стульев\nC: нет, не 5 стульев, а 4", []desk.Field{ruCount, ruChairs}, ru},
		{"C: мне нужно 3 стула\nO: Хорошо\nC: давайте 5\nO: Записал, 5 стульев\nC: нет, не 5, 4", []desk.Field{ruCount, ruChairs}, ru},
		{"C: мне нужно 3 стула\nC: давайте 5\nC: 4, а не 5", []desk.Field{ruCount, ruChairs}, ru},
		{"C: мне нужно 3 стула\nC: давайте 5\nC: не пять стульев, а четыре", []desk.Field{ruCount, ruChairs}, ru},
		{"C: quiero 4 sillas\nC: mejor 5\nC: no 5 sillas, 4", []desk.Field{esCount, esChairs}, es},
		{"C: quiero 3 sillas\nO: Vale\nC: mejor 5\nO: Vale, 5 sillas\nC: no, no 5 sillas, 4", []desk.Field{esCount, esChairs}, es},
		{"C: quiero 3 sillas\nC: que sean 5\nC: no 5 sillas, sino 4", []desk.Field{esCount, esChairs}, es},
		{"C: quiero 3 sillas\nC: que sean 5\nC: 4, no 5", []desk.Field{esCount, esChairs}, es},
	} {
		for _, f := range c.fields {
			if diff := cmp.Diff(want{"count": "4"}, found(t, c.chat(c.says, f))); diff != "" {
				t.Errorf("%s\n%s: -want +got\n%s", c.says, f.Title, diff)
			}
		}
	}
}

// A denial speaks of what it names, or of what was said before it; a figure that is said
// later still counts (FF-01).
func TestADenialSpeaksOfWhatItNames_FF01(t *testing.T) {
	chairs := field("chairs", "Chairs", "Number of chairs", desk.TypeInteger)
	tables := field("tables", "Tables", "Number of tables", desk.TypeInteger)
	esCount := field("count", "Cantidad", "Cuántas unidades pide el cliente", desk.TypeInteger)
	guests := field("guests", "Guests", "Number of guests", desk.TypeInteger)
	nights := field("nights", "Nights", "Number of nights", desk.TypeInteger)
	for _, c := range []struct {
		says string
		chat desk.Chat
		want want
	}{
		{"of two counts the named one", en("C: I need 5 chairs and 5 tables\nC: not 5 tables, 4", chairs, tables), want{"chairs": "5", "tables": "4"}},
		{"the other one", en("C: I need 5 chairs and 3 tables\nC: no, not 5 chairs, 4", chairs, tables), want{"chairs": "4", "tables": "3"}},
		{"guests, not nights", en("C: a room for 3 people for 2 nights\nC: make it 5 people\nC: no, not 5 people, 4", guests, nights), want{"guests": "4", "nights": "2"}},
		{"nights, not guests", en("C: a room for 3 people for 2 nights\nC: make it 5 nights\nC: no, not 5, 4", guests, nights), want{"guests": "3", "nights": "4"}},
		{"what comes later", en("C: I need 3 chairs\nC: make it 5 chairs\nC: not 5 chairs, 4\nC: ok, 6 chairs after all", chairs), want{"chairs": "6"}},
		{"an hour is no count", en("C: I need 5 chairs\nC: deliver not at 5 pm, but at 4 pm", chairs), want{"chairs": "5"}},
		{"denied and said anew with other goods", en("C: I need 5 chairs\nO: 5 chairs, right?\nC: yes. not 3 tables, 2 tables", chairs), want{"chairs": "5"}},
		{"a no that takes back what was said", es("C: quiero 4 sillas\nC: 4, no, 5", esCount), want{"count": "5"}},
		{"a no that denies what was said last", es("C: quiero 3 sillas\nC: que sean 4\nC: que sean 5\nC: 4, no 5", esCount), want{"count": "4"}},
		{"nothing was said before", es("O: ¿Cuántas sillas?\nC: 4, no 5", esCount), want{"count": "5"}},
	} {
		if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.says, diff)
		}
	}
}

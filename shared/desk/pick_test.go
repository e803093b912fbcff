package desk

import "testing"

func TestPicked_ByWordsOrNumber(t *testing.T) {
	offered := []Button{{Text: "1 kg", Payload: "kg:1"}, {Text: "2 кг", Payload: "kg:2"}, {Text: "Prices", URL: "https://shop.example"}, {Text: "Other"}}
	twins := []Button{{Text: "Yes", Payload: "a"}, {Text: "yes", Payload: "b"}, {Text: "1", Payload: "c"}}
	for _, c := range []struct {
		words    string
		numbered bool
		from     []Button
		want     string // "": none
	}{
		{"1", true, offered, "kg:1"},
		{" 2. ", true, offered, "kg:2"},
		{"2)", true, offered, "kg:2"},
		{"2️⃣", true, offered, "kg:2"},
		{"4", true, offered, "Other"},
		{"1", false, offered, ""}, // the channel shows buttons: a number is a number
		{"3", true, offered, ""},  // a page, no answer
		{"5", true, offered, ""},
		{"0", true, offered, ""},
		{"-1", true, offered, ""},
		{"01", true, offered, ""},
		{"+1", true, offered, ""},
		{"1.)", true, offered, ""},
		{"1 or 2", true, offered, ""},
		{"1 KG", false, offered, "kg:1"},
		{"2 КГ", true, offered, "kg:2"},
		{"kg:2", false, offered, "kg:2"}, // a press, where a press comes as words
		{"prices", true, offered, ""},
		{"other", false, offered, "Other"},
		{"", true, offered, ""},
		{"YES", true, twins, ""},
		{"1", true, twins, ""}, // the first, or the one on which it stands
		{"3", true, twins, "c"},
		{"🔟", true, make([]Button, 9), ""},
		{"🔟", true, append(make([]Button, 9, 10), Button{Text: "ten"}), "ten"},
	} {
		var numbered []Button
		if c.numbered {
			numbered = c.from
		}
		b, ok := Picked(c.words, c.from, numbered)
		if got := b.Answer(); ok != (c.want != "") || got != c.want {
			t.Errorf("%q of %v (numbered: %v): got %q %v, want %q", c.words, c.from, c.numbered, got, ok, c.want)
		}
	}
}

func TestOffers_OursAlone(t *testing.T) {
	yes := []Button{{Text: "Yes"}}
	for _, c := range []struct {
		m    Message
		want bool
	}{
		{Message{Author: ByOperator, Buttons: yes}, true},
		{Message{Author: ByBot, Buttons: yes}, true},
		{Message{Author: ByOperator, Buttons: []Button{{Text: "Site", URL: "https://shop.example"}}}, false},
		{Message{Author: AsNote, Buttons: yes}, false},
		{Message{Author: ByOperator}, false},
	} {
		if got := c.m.HasButtons(); got != c.want {
			t.Errorf("%+v: got %v", c.m, got)
		}
	}
}

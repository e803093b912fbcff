package desk

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatAMessageMayProve(t *testing.T) {
	discount, size := Field{Name: "discount", Type: TypeNumber, Grants: true}, Field{Name: "size", Type: TypeString}
	long := strings.Repeat("я", MaxQuote)
	for _, c := range []struct {
		rule  string
		field Field
		by    Author
		said  string
		quote string
		why   string // "": it may
	}{
		{"a quote that stands", size, ByCustomer, "size 40, please", "size 40", ""},
		{"the longest quote", size, ByCustomer, long, long, ""},
		{"a longer one", size, ByCustomer, long + "я", long + "я", "longer"},
		{"words that were not said", size, ByCustomer, "size 40, please", "size 41", "does not stand"},
		{"no quote", size, ByCustomer, "size 40, please", "", "does not stand"},
		{"a note", size, AsNote, "size 40, please", "size 40", "does not stand"},
		{"a customer grants nothing", discount, ByCustomer, "10 percent", "10", "only an operator"},
		{"a bot grants nothing", discount, ByBot, "10 percent", "10", "only an operator"},
		{"an operator grants", discount, ByOperator, "10 percent", "10", ""},
	} {
		err := Finding{Quote: c.quote}.MayProve(c.field, Message{Author: c.by, Text: c.said})
		if (err == nil) != (c.why == "") || err != nil && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.why)) {
			t.Errorf("%s: got %v, want %q", c.rule, err, c.why)
		}
	}
}

func TestAConfidenceThatIsNotSaidIsNotLow(t *testing.T) {
	for confidence, want := range map[float64]bool{0: false, 0.01: true, 0.49: true, ProposeBelow: false, 1: false} {
		if Unsure(confidence) != want {
			t.Errorf("%v: got %t", confidence, !want)
		}
	}
}

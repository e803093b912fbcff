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

// opinion is a second reader that claims another phone than the model.
func opinion(c desk.Chat) (desk.Reading, error) {
	return desk.Reading{Findings: []desk.Finding{{Field: "phone", Value: "+79031112233", Quote: "8 903 111 22 33", Message: c.Messages[0].Seq}}}, nil
}

func TestAroundAModel(t *testing.T) {
	chat := chatOf("c:8 911 765 43 21 или 8 903 111 22 33")
	chat.Fields = []desk.Field{{Name: "phone", Title: "Телефон", Type: desk.TypePhone, On: true}}
	chat.Locale.Region = "RU"
	said := ""
	model := readerFunc(func(c desk.Chat) (desk.Reading, error) {
		said = c.Messages[0].Text
		quote, _, _ := strings.Cut(said, " или")
		return desk.Reading{
			Findings: []desk.Finding{{Field: "phone", Value: quote, Quote: quote, Message: c.Messages[0].Seq, Confidence: 0.9}},
			Usage:    desk.Usage{InputTokens: 10, MicroUSD: 60},
		}, nil
	})
	for _, c := range []struct {
		rule       string
		around     reader.Wrap
		said       string
		confidence float64
		budget     bool // the second reading is refused
	}{
		{"nothing is set", reader.Wrap{}, "8 911 765 43 21 или 8 903 111 22 33", 0.9, false},
		{"masked, and put back", reader.Wrap{Mask: true}, "[PHONE_1] или [PHONE_2]", 0.9, false},
		{"doubted by the second, who sees the chat as it is", reader.Wrap{Mask: true, Second: readerFunc(opinion)}, "[PHONE_1] или [PHONE_2]", 0.3, false},
		{"money of a day", reader.Wrap{DayMicroUSD: 60, Second: readerFunc(opinion)}, "8 911 765 43 21 или 8 903 111 22 33", 0.3, true},
		{"tokens of a day", reader.Wrap{DayTokens: 10}, "8 911 765 43 21 или 8 903 111 22 33", 0.9, true},
		{"more is left of the day", reader.Wrap{DayTokens: 11, DayMicroUSD: 61}, "8 911 765 43 21 или 8 903 111 22 33", 0.9, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			n := 0
			c.around.Ledger, c.around.Now, c.around.Prove = &purse{}, func() time.Time { return noon }, value.Prover{}.Prove
			c.around.ID = func() string { n++; return strings.Repeat("x", n) }
			r := c.around.Reader(model)
			got, err := r.Read(t.Context(), chat)
			if err != nil || said != c.said || len(got.Findings) != 1 || got.Findings[0].Quote != "8 911 765 43 21" || got.Findings[0].Confidence != c.confidence {
				t.Errorf("the model was told %q; got %+v, %v", said, got.Findings, err)
			}
			_, err = r.Read(context.Background(), chat)
			var refusal *desk.Refusal
			if spent := errors.As(err, &refusal) && refusal.Code == desk.CodeBudgetSpent && refusal.Until.Equal(noon.Truncate(24*time.Hour).AddDate(0, 0, 1)); spent != c.budget {
				t.Errorf("the second reading: %v, want it refused: %v", err, c.budget)
			}
		})
	}
}

package offline_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// Whom to call instead of the customer is a point of the summary, and in no field of theirs.
func TestASummaryTellsWhomToCallInstead_SU01(t *testing.T) {
	for _, c := range []struct {
		rule, want string
		chat       desk.Chat
	}{
		{"a friend", "звонить подруге Лене +7 903 220-14-15", ru("C: Хочу шкаф Осло, доставка завтра\nO: Хорошо, куда?\nC: Мира 12. звонить подруге Лене +7 903 220-14-15, я на работе\nO: Записала", shopFields()...)},
		{"a partner", "text my partner Callum on 415 555 2671", en("C: I'd like a lamp delivered\nO: Sure, when?\nC: Friday. text my partner Callum on 415 555 2671 when you're outside\nO: Noted", shopFields()...)},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r, err := offline.Reader{}.Read(context.Background(), c.chat)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(r.Summary, c.want) {
				t.Errorf("got %q, want %q in it", r.Summary, c.want)
			}
			for _, f := range r.Findings {
				if f.Field == "phone" && !desk.Unsure(f.Confidence) {
					t.Errorf("got %v: it is somebody else's", f)
				}
			}
		})
	}
	r, err := offline.Reader{}.Read(context.Background(), ru("C: Хочу шкаф, мой телефон 8 916 440-09-81, позвоните\nO: Хорошо", shopFields()...))
	if err != nil || strings.Count(r.Summary, "440-09-81") > 1 {
		t.Errorf("one's own number is said once: got %q, %v", r.Summary, err)
	}
}

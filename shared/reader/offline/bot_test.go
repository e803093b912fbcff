package offline_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// TestWhatTheBotWasAskedIsNoValue: a question that a bot answered states nothing; one that
// a person answers is read as ever, and so is what the customer says beside a question.
func TestWhatTheBotWasAskedIsNoValue(t *testing.T) {
	for _, c := range []struct {
		rule, second string
		by           desk.Author
		found        bool
	}{
		{"a bot answered the question", "А в воскресенье?", desk.ByBot, false},
		{"a person answered it", "А в воскресенье?", desk.ByOperator, true},
		{"the customer said so", "Запишите меня на воскресенье", desk.ByBot, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			chat := ru("C: Когда вы открыты?\nO: С девяти до шести.\nC: "+c.second+"\nO: Хорошо, с десяти до четырёх.", ruDay)
			for i, m := range chat.Messages {
				if m.Author == desk.ByOperator {
					chat.Messages[i].Author = c.by
				}
			}
			r, err := offline.Reader{}.Read(t.Context(), chat)
			if err != nil || len(r.Findings) > 0 != c.found {
				t.Errorf("got %v, %+v", err, r.Findings)
			}
		})
	}
}

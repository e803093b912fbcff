package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// Days and hours by what is said between messages. Wednesday is the 15th of April 2026.
func TestDaysBetweenMessages(t *testing.T) {
	esVisit := field("visit", "Fecha del evento", "", desk.TypeDate)
	ruBegin := field("begin", "Начало обслуживания", "", desk.TypeDate)
	ruUntil := field("until", "Сдать до", "До какого числа принять возврат", desk.TypeDate)
	enIn, enOut := field("in", "Check-in", "", desk.TypeDate), field("out", "Check-out", "", desk.TypeDate)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"a bare day is of the month spoken of", es("C: 4 de junio\nO: El 4 está reservado, tengo el 5 o el 11\nC: el 11", esVisit), want{"visit": "2026-06-11"}},
		{"a bare day without a month is the coming one", es("O: Tengo el 20 o el 21\nC: el 21", esVisit), want{"visit": "2026-04-21"}},
		{"who names two has chosen none", ru("O: Когда удобно?\nC: завтра вечером или в пятницу", ruDay), want{}},
		{"who then takes one has", ru("O: Когда удобно?\nC: завтра вечером или в пятницу\nO: В пятницу ждём?\nC: да", ruDay), want{"day": "2026-04-17"}},
		{"when a contract is sent is no visit", ru("O: Начнём с мая?\nC: да с 1 мая\nO: Договор пришлём в понедельник", ruBegin), want{"begin": "2026-05-01"}},
		{"when one begins to pay is no day of the event", es("C: 4 de octubre\nO: Seña de 100 mil\nC: te la transfiero hoy", esVisit), want{"visit": "2026-10-04"}},
		{"a last day", ru("C: отнесу в пункт\nO: Хорошо, ждём до 27 апреля", ruUntil), want{"until": "2026-04-27"}},
		{"a span whose month stands first", en("O: May 9 to 13, 4 nights?\nC: yes", enIn, enOut), want{"in": "2026-05-09", "out": "2026-05-13"}},
		{"two days are no span", en("O: Today or tomorrow?\nC: i work till 5 today so tomorrow", enDay), want{"day": "2026-04-16"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

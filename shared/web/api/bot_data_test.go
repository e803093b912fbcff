package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// asksForData is a line of a channel on which a lead waits for phone and e-mail.
func (h *house) asksForData(ch desk.Channel) desk.Line {
	h.t.Helper()
	l := h.botLine(ch)
	l.LeadPolicy, l.Required = desk.LeadWhenDataComplete, []desk.FieldName{"phone", "email"}
	l, err := h.st.SaveLine(h.t.Context(), l)
	must(h.t, err)
	h.reader.found = map[desk.FieldName][2]string{"phone": {"+442079460000", "+442079460000"}, "email": {"anna@example.com", "anna@example.com"}}
	return l
}

// leads are those of a dialog.
func (h *house) leads(id desk.DialogID) (n int) {
	h.t.Helper()
	for d := h.dialogNow(id); ; d = h.dialogNow(d.Continuation()) {
		for n = 0; n < len(d.Cards) && d.Cards[n].Ref.Kind == desk.KindLead; n++ {
		}
		if d.Continuation() == "" {
			return n
		}
	}
}

// TestBotAsksForData_FB13_FB27_CB04_CB05: what the line requires, one thing at a time, in
// the customer's language, before it hands over; the lead is made exactly when the last
// has come, and once.
func TestBotAsksForData_FB13_FB27_CB04_CB05(t *testing.T) {
	const handed = "A colleague will answer you here"
	for _, c := range []struct {
		rule string
		says []string
		want []string // what the bot says to each begins so
		lead int      // after which of them there is a lead; 0: none
	}{
		{"both, and the lead", []string{"is there a warranty?", "+442079460000", "anna@example.com"}, []string{"12 months.\n\nWhat phone number", "What is your e-mail", handed}, 3},
		{"in Russian, also after a number", []string{"кто победил в матче", "я про матч", "+442079460000", "anna@example.com"}, []string{"Не нашёл", "По какому номеру", "Какой у вас адрес", "Вам ответит"}, 4},
		{"in Spanish", []string{"quién ganó el partido de ayer", "el partido de fútbol", "+442079460000"}, []string{"No he encontrado", "¿En qué número", "¿Cuál es su correo"}, 0},
		{"both at once", []string{"is there a warranty?", "+442079460000, anna@example.com"}, []string{"12 months.", handed}, 2},
		{"said before it was asked for", []string{"my mail is anna@example.com, is there a warranty?", "+442079460000"}, []string{"12 months.\n\nWhat phone", handed}, 2},
		{"all is known", []string{"+442079460000 anna@example.com is there a warranty"}, []string{"12 months.\n\n" + handed}, 1},
		{"what can't be read is asked for once more, then a person goes on", []string{"is there a warranty?", "why do you ask", "well"}, []string{"12 months.", "Sorry, I could not read that. What phone", handed}, 0},
		{"who refuses is not asked again", []string{"is there a warranty?", "I'd rather not say"}, []string{"12 months.", handed}, 0},
		{"… with a plain no", []string{"is there a warranty?", "No."}, []string{"12 months.", handed}, 0},
		{"… in Russian", []string{"кто победил в матче", "я про матч", "не дам телефон"}, []string{"Не нашёл", "По какому номеру", "Вам ответит"}, 0},
		{"… in Spanish, the second thing", []string{"quién ganó el partido de ayer", "el partido de fútbol", "+442079460000", "prefiero no darlo"}, []string{"No he encontrado", "¿En qué número", "¿Cuál es su correo", "Un compañero"}, 0},
		{"… nor is what they say then left out", []string{"is there a warranty?", "No, call me instead: +442079460000"}, []string{"12 months.", "What is your e-mail"}, 0},
		{"a question meanwhile is answered", []string{"is there a warranty?", "how much is delivery", "+442079460000"}, []string{"12 months.", "It is free.\n\nWhat phone", "What is your e-mail"}, 0},
		{"who asks for a person is asked first, once", []string{"let me talk to a human", "+442079460000", "anna@example.com"}, []string{"I am calling a colleague. Just one thing first:\n\nWhat phone number", "What is your e-mail", handed}, 3},
		{"… in Russian", []string{"позовите оператора", "не скажу"}, []string{"Зову сотрудника. Только один вопрос перед этим:\n\nПо какому номеру", "Вам ответит"}, 0},
		{"… and what does not say it brings the person", []string{"let me talk to a human", "no"}, []string{"I am calling", handed}, 0},
		{"… with an answer, if it was a question", []string{"let me talk to a human", "how much is delivery?"}, []string{"I am calling", "It is free.\n\n" + handed}, 0},
		{"… as does asking again", []string{"let me talk to a human", "give me an operator"}, []string{"I am calling", handed}, 0},
		{"… of whom all is known, nothing is asked", []string{"let me talk to a human, +442079460000 anna@example.com"}, []string{handed}, 1},
		{"who complains is asked for nothing", []string{"I will call my lawyers"}, []string{handed}, 0},
		{"nor who asks for a person while asked", []string{"is there a warranty?", "give me an operator"}, []string{"12 months.", handed}, 0},
		{"an answer alone asks for nothing", []string{"how much is delivery"}, []string{"It is free."}, 0},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			l := h.asksForData(desk.ChannelTelegram)
			s, err := h.st.Settings(t.Context())
			must(t, err)
			s.Bot.Complaints = []string{"lawyer"}
			_, err = h.st.SaveSettings(t.Context(), s)
			must(t, err)
			var id desk.DialogID
			for i, text := range c.says {
				id = h.asks(l, "anna", text)
				h.work()
				said := h.botSaid(id)
				if len(said) != i+1 || !strings.HasPrefix(said[i], c.want[i]) {
					t.Fatalf("to %q: the bot says %q, want %q", text, said, c.want[:i+1])
				}
				want := 0
				if c.lead > 0 && i+1 >= c.lead {
					want = 1
				}
				if got := h.leads(h.first(id)); got != want {
					t.Errorf("after %q: %d leads, want %d", text, got, want)
				}
			}
			got, _ := h.unanswered("")
			if all := strings.Join(got, "\n"); strings.Contains(all, "why do you ask") || strings.Contains(all, " no") || strings.Contains(all, "44") {
				t.Errorf("answers to what the bot asked are no questions: %q", got)
			}
		})
	}
}

// first is the first dialog of a thread's customer.
func (h *house) first(id desk.DialogID) desk.DialogID {
	h.t.Helper()
	c, _, err := id.Split()
	must(h.t, err)
	return desk.NewDialogID(c, 1)
}

// TestBotAsksForDataOnEveryChannel_FB12_FB13: and stops at once when a person joins.
func TestBotAsksForDataOnEveryChannel_FB12_FB13_HO01(t *testing.T) {
	for _, ch := range channels() {
		t.Run(string(ch), func(t *testing.T) {
			h := newHouse(t)
			h.shop()
			h.known("olga")
			l := h.asksForData(ch)
			id := h.asks(l, "anna", "is there a warranty?")
			h.chat(l, "anna", "+442079460000")
			h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
			h.clock.move(3 * time.Second)
			h.work()
			want := []string{"12 months.\n\nWhat phone number can we reach you at?"}
			if d := cmp.Diff(want, h.botSaid(id)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			// What they said is known all the same, and the lead still waits for the rest.
			contact := h.dialogNow(id).Contact.String()
			values := h.as("admin", "GET", "/v1/cards/"+contact, nil).is(200)
			if h.leads(id) != 0 || !strings.Contains(string(values.body), "+442079460000") {
				t.Errorf("got %d leads, contact %s", h.leads(id), values.body)
			}
		})
	}
}

// TestBotWaitsForDataForAWhile_FB27_HO05: who says nothing to what they were asked for
// is handed over without it, once; what they say then still makes the lead.
func TestBotWaitsForDataForAWhile_FB27_HO05_CB05(t *testing.T) {
	h := newHouse(t)
	h.shop()
	l := h.asksForData(desk.ChannelTelegram)
	id := h.asks(l, "anna", "let me talk to a human")
	h.clock.move(desk.DefaultBotPatience - 10*time.Second)
	h.work()
	if d := h.dialogNow(id); d.State != desk.StateBot || len(h.botSaid(id)) != 1 {
		t.Fatalf("before the time is over: state %s, said %q", d.State, h.botSaid(id))
	}
	for range 3 {
		h.clock.move(11 * time.Second)
		h.work()
	}
	said := h.botSaid(id)
	if len(said) != 2 || !strings.HasPrefix(said[1], "A colleague will answer you here") {
		t.Fatalf("the bot said %q", said)
	}
	child := h.dialogNow(h.dialogNow(id).Continuation())
	if child.State != desk.StateWaiting || h.leads(id) != 0 {
		t.Errorf("got state %s, %d leads; want it waiting, and none", child.State, h.leads(id))
	}
	h.chat(l, "anna", "+442079460000, anna@example.com")
	h.work()
	if got := h.leads(id); got != 1 {
		t.Errorf("got %d leads, want one", got)
	}
}

package reader_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
)

// readerFunc is a reader made of a function.
type readerFunc func(desk.Chat) (desk.Reading, error)

func (f readerFunc) Read(_ context.Context, c desk.Chat) (desk.Reading, error) { return f(c) }

// seen is what a reader behind the mask is shown.
func seen(t *testing.T, chat desk.Chat) desk.Chat {
	t.Helper()
	var got desk.Chat
	_, err := reader.Masked{Reader: readerFunc(func(c desk.Chat) (desk.Reading, error) { got = c; return desk.Reading{}, nil })}.Read(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestMaskHides(t *testing.T) {
	for _, c := range []struct {
		rule  string
		lines []string
		want  []string
	}{
		{"phones, the same one alike however written", []string{"c:8 (911) 765-43-21", "o:+79117654321?", "c:или 8 903 111 22 33"},
			[]string{"[PHONE_1]", "[PHONE_1]?", "или [PHONE_2]"}},
		{"e-mail addresses", []string{"c:пишите на N.Belova@agro36.ru, не на info@почта.рф"}, []string{"пишите на [EMAIL_1], не на [EMAIL_2]"}},
		{"card numbers", []string{"c:карта 4276 3800 1122 3348", "c:4111-1111-1111-1111"}, []string{"карта [CARD_1]", "[CARD_2]"}},
		{"accounts", []string{"c:IBAN ES91 2100 0418 4502 0005 1332"}, []string{"IBAN [ACCOUNT_1]"}},
		{"passwords and codes", []string{"c:пароль: Qwerty123, код из смс 4821", "c:my password is hunter2!", "c:cvv 123", "c:sk-abcdefghij0123456789"},
			[]string{"пароль: [SECRET_1], код из смс [SECRET_2]", "my password is [SECRET_3]", "cvv [SECRET_4]", "[SECRET_5]"}},
		{"names after a cue, everywhere", []string{"c:Меня зовут Ойгерд", "o:Спасибо, Ойгерд!", "o:у Ойгерда заказ"},
			[]string{"Меня зовут [NAME_1]", "Спасибо, [NAME_1]!", "у [NAME_1] заказ"}},
		{"names as an answer", []string{"o:Как вас зовут?", "c:ирина крючкова", "o:Ждём, Ирина Павловна"},
			[]string{"Как вас зовут?", "[NAME_1] [NAME_2]", "Ждём, [NAME_1] [NAME_3]"}},
		{"names in three languages", []string{"c:Name's Omar Reyes", "c:a nombre de Lucía Prado", "c:Олег Санин, самовывоз"},
			[]string{"Name's [NAME_1] [NAME_2]", "a nombre de [NAME_3] [NAME_4]", "[NAME_5] [NAME_6], самовывоз"}},
		{"what only looks like a placeholder", []string{"c:[PHONE_1] 89117654321"}, []string{"[TEXT_1] [PHONE_1]"}},
		{"dates, amounts and counts stay", []string{"c:2025-03-14 12:00, 25 роз за 54 990 ₽, 1 250 000", "c:14.03.2025"},
			[]string{"2025-03-14 12:00, 25 роз за 54 990 ₽, 1 250 000", "14.03.2025"}},
		{"words stay", []string{"c:Да, Беру. Самовывоз", "o:Thank you. See you Monday"}, []string{"Да, Беру. Самовывоз", "Thank you. See you Monday"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var got []string
			for _, m := range seen(t, chatOf(c.lines...)).Messages {
				got = append(got, m.Text)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestMaskHidesCardAndAttachments(t *testing.T) {
	chat := chatOf("c:it is me")
	chat.Messages[0].Attachments = []desk.Attachment{{Kind: desk.AttachedContact, Own: true, Name: "Olga", Phone: "+34655102030"}, {Kind: desk.AttachedDocument, Name: "passport Olga.pdf", URL: "https://x.example/olga"}}
	chat.Messages[0].Versions = []desk.Version{{Text: "+34655102030"}, {Text: "it is me"}}
	chat.Current = map[desk.FieldName]desk.Value{"qty": "+34 655 10 20 30"}
	got := seen(t, chat)
	if s := got.Messages[0].SpokenText(); s != "it is me\nOlga [PHONE_1]" || len(got.Messages[0].Versions) != 0 || got.Messages[0].Attachments[1].URL != "" {
		t.Errorf("got %q and %+v", s, got.Messages[0])
	}
	if got.Current["qty"] != "[PHONE_1]" {
		t.Errorf("got %q", got.Current)
	}
	if chat.Messages[0].Text != "it is me" || len(chat.Messages[0].Attachments) != 2 {
		t.Error("the chat itself was changed")
	}
}

func TestMaskRestores(t *testing.T) {
	chat := chatOf("c:Пишите Олегу Санину, тел. 8 (911) 765-43-21", "o:это Олег Санин?", "c:карта 4276 3800 1122 3348, счёт 12")
	for _, c := range []struct {
		rule      string
		in, want  desk.Finding
		standsNot bool
	}{
		{"a value and its quote", desk.Finding{Value: "[PHONE_1]", Quote: "тел. [PHONE_1]", Message: seq(0)}, desk.Finding{Value: "8 (911) 765-43-21", Quote: "тел. 8 (911) 765-43-21", Message: seq(0)}, false},
		{"a part of a placeholder is the whole", desk.Finding{Value: "[PHONE_1]", Quote: "PHONE_1", Message: seq(0)}, desk.Finding{Value: "8 (911) 765-43-21", Quote: "8 (911) 765-43-21", Message: seq(0)}, false},
		{"a name in the form of its message", desk.Finding{Value: "[NAME_1] [NAME_2]", Quote: "[NAME_1] [NAME_2]", Message: seq(1)}, desk.Finding{Value: "Олег Санин", Quote: "Олег Санин", Message: seq(1)}, false},
		{"text around", desk.Finding{Value: "12", Quote: "счёт 12", Message: seq(2)}, desk.Finding{Value: "12", Quote: "счёт 12", Message: seq(2)}, false},
		{"never a card's number", desk.Finding{Value: "[CARD_1]", Quote: "карта [CARD_1]", Message: seq(2)}, desk.Finding{Value: "[CARD_1]", Quote: "карта [CARD_1]", Message: seq(2)}, true},
		{"a quote that does not stand stays", desk.Finding{Value: "1", Quote: "nowhere", Message: seq(0)}, desk.Finding{Value: "1", Quote: "nowhere", Message: seq(0)}, true},
		{"a placeholder that is none stays", desk.Finding{Value: "[PHONE_9]", Quote: "счёт", Message: seq(2)}, desk.Finding{Value: "[PHONE_9]", Quote: "счёт", Message: seq(2)}, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			inner := []desk.Finding{c.in}
			r := reader.Masked{Reader: readerFunc(func(desk.Chat) (desk.Reading, error) {
				return desk.Reading{Summary: "[NAME_1], [PHONE_1], [CARD_1]", Findings: inner}, nil
			})}
			for range 2 {
				got, err := r.Read(t.Context(), chat)
				if err != nil || len(got.Findings) != 1 || got.Findings[0] != c.want {
					t.Fatalf("got %+v, %v, want %+v", got.Findings, err, c.want)
				}
				if got.Summary != "Олегу, 8 (911) 765-43-21, [CARD_1]" {
					t.Errorf("got the summary %q", got.Summary)
				}
				for _, m := range chat.Messages {
					if m.Seq == c.want.Message && got.Findings[0].Stands(m) == c.standsNot {
						t.Errorf("stands: %v", !c.standsNot)
					}
				}
			}
		})
	}
}

// FuzzMask: whatever a model quotes of what it sees is, put back, a quote of
// what was said.
func FuzzMask(f *testing.F) {
	f.Add("тел. 8 (911) 765-43-21, карта 4276 3800 1122 3348, меня зовут Ойгерд", 3, 20)
	f.Add("[PHONE_1] \xff a@b.example", 0, 9)
	f.Fuzz(func(t *testing.T, text string, from, length int) {
		chat := chatOf("o:Как вас зовут?", "c:x")
		chat.Messages[1].Text = text
		var shown, quote string
		r := reader.Masked{Reader: readerFunc(func(c desk.Chat) (desk.Reading, error) {
			shown = c.Messages[1].SpokenText()
			if shown != "" {
				a := max(0, from) % len(shown)
				quote = shown[a : a+max(0, length)%(len(shown)-a+1)]
			}
			return desk.Reading{Findings: []desk.Finding{{Quote: quote, Value: quote, Message: seq(1)}}}, nil
		})}
		got, err := r.Read(t.Context(), chat)
		if err != nil {
			t.Fatal(err)
		}
		q := got.Findings[0].Quote
		if !strings.Contains(text, q) && !strings.Contains(quote, "[CARD_") && !strings.Contains(quote, "[SECRET_") && !strings.Contains(quote, "CARD") && !strings.Contains(quote, "SECRET") && !touchesSecret(shown, quote) {
			t.Errorf("%q shown as %q: the quote %q came back as %q", text, shown, quote, q)
		}
	})
}

// touchesSecret says whether a quote of shown begins or ends inside a
// placeholder that is never put back.
func touchesSecret(shown, quote string) bool {
	at := strings.Index(shown, quote)
	for _, kind := range []string{"[CARD_", "[SECRET_"} {
		for from := 0; ; {
			i := strings.Index(shown[from:], kind)
			if i < 0 {
				break
			}
			i += from
			end := i + strings.Index(shown[i:], "]") + 1
			if at < end && i < at+len(quote) {
				return true
			}
			from = end
		}
	}
	return false
}

package desk

import "testing"

// TestDeclines_FB27: who refuses what the bot asks for, in three languages; a question, a
// value, or a no to something else is no refusal.
func TestDeclines_FB27(t *testing.T) {
	for text, want := range map[string]bool{
		"no": true, "No.": true, "nope": true, "I'd rather not say": true, "I don’t want to give you my number": true, "I don't have an email": true, "why do you need it?": true,
		"нет": true, "Не дам почту": true, "не хочу говорить номер": true, "у меня нет почты": true,
		"prefiero no darlo": true, "no quiero": true, "no tengo correo": true,
		"+44 7911 123456": false, "anna@example.com": false, "Nora": false, "Nope Street 5": false, "Noe": false, "у меня нет времени, +7 912 345 67 80": false,
		"no problem, it is +44 7911 123456": false, "how much is delivery?": false, "": false, "12345": false, "Нетребко": false,
	} {
		if got := Declines(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A yes-or-no field is spoken of by all words of its title, not by its verb or by one of
// them: each title with a talk that only shares a word with it, and one that says it (FF-01).
func TestATitleIsMeantByAllOfItsWords_FF01(t *testing.T) {
	for _, c := range []struct {
		title, about string
		talk         func(string, ...desk.Field) desk.Chat
		other, meant string
	}{
		{"Devolver llamada", "El cliente pide que le llamen", es, "O: Lo sentimos mucho. Le devolvemos 59,95 € a la tarjeta.\nC: Gracias", "C: Hola, ¿me pueden llamar? Mejor por teléfono\nO: Claro, hoy mismo."},
		{"Enviar catálogo", "El cliente quiere el catálogo", es, "C: ¿Cuándo lo envían?\nO: Lo enviamos mañana.\nC: Vale", "C: Quiero que me envíen el catálogo\nO: Claro."},
		{"Cambiar ruedas", "Si cambia las ruedas", es, "C: quiero cambiar la cita al martes\nO: De acuerdo", "C: quiero cambiar las cuatro ruedas\nO: De acuerdo"},
		{"Return call", "The client asks for a call", en, "C: I'd like to return the shoes\nO: Sure, you have 30 days", "C: please return my call after six\nO: Sure"},
		{"Send samples", "The client wants samples", en, "C: please send it to Leeds\nO: Will do", "C: please send some samples first\nO: Will do"},
		{"Keep old parts", "The client keeps what was replaced", en, "C: keep the change of plan short please\nO: Sure", "C: I'd like to keep the old parts\nO: Sure"},
		{"Вернуть звонок", "Клиент просит позвонить ему", ru, "O: Вернём 1 500 ₽ на карту.\nC: Спасибо", "C: Перезвоните мне вечером, пожалуйста\nO: Хорошо"},
		{"Отправить каталог", "Клиент хочет каталог", ru, "O: Отправили заказ вчера.\nC: Спасибо, жду", "C: отправьте мне каталог\nO: Хорошо"},
		{"Поднять на этаж", "Нужен подъём на этаж", ru, "C: у нас пятый этаж, домофон 12\nO: Спасибо", "C: надо поднять на этаж\nO: Хорошо"},
	} {
		f := field("flag", c.title, c.about, desk.TypeBoolean)
		if diff := cmp.Diff(want{}, found(t, c.talk(c.other, f))); diff != "" {
			t.Errorf("%s, not spoken of: -want +got\n%s", c.title, diff)
		}
		if diff := cmp.Diff(want{"flag": "true"}, found(t, c.talk(c.meant, f))); diff != "" {
			t.Errorf("%s, asked for: -want +got\n%s", c.title, diff)
		}
	}
}

// What was asked in full may be answered in part.
func TestATitleMayBeSaidByBothSides_FF01(t *testing.T) {
	for _, c := range []struct {
		title string
		chat  func(string, ...desk.Field) desk.Chat
		lines string
		want  string
	}{
		{"Детский стул", ru, "O: Детский стул нужен?\nC: нет, стул не нужен", "false"},
		{"Cama supletoria", es, "O: ¿Cama supletoria?\nC: no, cama no hace falta", "false"},
		{"Gift wrap", en, "O: Shall we gift wrap it?\nC: yes, wrap it please", "true"},
	} {
		f := field("flag", c.title, "", desk.TypeBoolean)
		if diff := cmp.Diff(want{"flag": c.want}, found(t, c.chat(c.lines, f))); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.title, diff)
		}
	}
}

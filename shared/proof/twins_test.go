package proof_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

// Words that are the same in a customer's own data and in somebody else's: grammar
// tells them apart.
func TestTwinsOfWords(t *testing.T) {
	phone := desk.Field{Name: "phone", Title: "Телефон", Description: "Контактный телефон клиента", Type: desk.TypePhone, On: true}
	name := desk.Field{Name: "name", Title: "Имя клиента", Type: desk.TypeString, On: true}
	topic := desk.Field{Name: "topic", Title: "Тема", Type: desk.TypeEnum, On: true, Options: []desk.Option{{Value: "Возврат"}, {Value: "Доставка"}}}
	colour := desk.Field{Name: "colour", Title: "Цвет", Type: desk.TypeEnum, On: true, Options: []desk.Option{{Value: "Серый"}, {Value: "Синий"}}}
	number, ru := "8 905 123 44 01", desk.Locale{Language: "ru", Region: "RU"}
	for _, c := range []struct {
		field        desk.Field
		by           desk.Author
		value, quote string
		message      string
		ok           bool
	}{
		{phone, desk.ByCustomer, number, number, "ой, телефон другой: " + number, true},
		{phone, desk.ByCustomer, number, number, "телефон друга: " + number, false},
		{phone, desk.ByCustomer, number, number, "другу звоните: " + number, false},
		{phone, desk.ByCustomer, number, number, "Светлана, я мама. " + number, true},
		{phone, desk.ByCustomer, number, number, "моя мама Светлана, " + number, false},
		{name, desk.ByCustomer, "Светлана", "Светлана", "Светлана, я мама", true},
		{name, desk.ByCustomer, "Светлана", "Светлана", "Светлана, мама моя", false},
		{phone, desk.ByOperator, number, number, "Исправил: " + number, true},
		{phone, desk.ByOperator, number, number, "Наш новый номер: " + number, false},
		{phone, desk.ByOperator, number, number, "Исправили наш телефон: " + number, false},
		{topic, desk.ByCustomer, "Возврат", "всё верно", "всё верно", false},
		{topic, desk.ByCustomer, "Возврат", "верните деньги", "верните деньги", true},
		{colour, desk.ByCustomer, "Серый", "Анна Сергеевна", "Анна Сергеевна", false},
		{colour, desk.ByCustomer, "Серый", "тогда серое", "тогда серое", true},
	} {
		claim := desk.Finding{Field: c.field.Name, Value: c.value, Quote: c.quote, Message: 1}
		_, err := proof.Guard{Prover: value.Prover{}}.Prove(c.field, claim, desk.Message{Seq: 1, Author: c.by, Text: c.message}, ru)
		if (err == nil) != c.ok {
			t.Errorf("%s in %q: %v, want proven %v", c.value, c.message, err, c.ok)
		}
	}
}

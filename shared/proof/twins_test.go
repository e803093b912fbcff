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
	place := desk.Field{Name: "place", Title: "Адрес", Type: desk.TypeString, On: true}
	goods := desk.Field{Name: "goods", Title: "Товар", Type: desk.TypeString, On: true}
	price := desk.Field{Name: "price", Title: "Сумма", Type: desk.TypeMoney, Currency: "RUB", On: true}
	pieces := desk.Field{Name: "pieces", Title: "Количество", Type: desk.TypeInteger, On: true}
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
		{phone, desk.ByCustomer, number, number, "меня найдёте по " + number, true},
		{phone, desk.ByCustomer, number, number, "её найдёте по " + number, false},
		{phone, desk.ByCustomer, number, number, "me encuentran en el " + number, true},
		{phone, desk.ByCustomer, number, number, "a Lola la encuentran en el " + number, false},
		{phone, desk.ByCustomer, number, number, "you can find me at " + number, true},
		{phone, desk.ByCustomer, number, number, "you can find her at " + number, false},
		{name, desk.ByCustomer, "Мария", "Мария", "Привет, Мария меня зовут", true},
		{name, desk.ByCustomer, "Мария", "Мария", "Передайте привет, Мария на ресепшене", false},
		{price, desk.ByCustomer, "1.00 RUB", "1", "моя сумма =1+1", false},
		{price, desk.ByCustomer, "1.00 RUB", "=1+1", "моя сумма =1+1", false},
		{price, desk.ByCustomer, "2000.00 RUB", "2 тысячи", "сумма 2+2 тысячи", false},
		{price, desk.ByCustomer, "2000.00 RUB", "2 тысячи", "сумма = 2 тысячи", true},
		{price, desk.ByCustomer, "500.00 RUB", "500", "сумма 500*3", false},
		{pieces, desk.ByCustomer, "5", "5", "5 штук + доставка", true},
		{name, desk.ByCustomer, "Drop Table", "Drop Table", "Robert'); Drop Table students;--", false},
		{name, desk.ByCustomer, "Robert", "Robert", "'; SELECT name FROM users -- Robert", false},
		{goods, desk.ByCustomer, "SUM", "SUM", "=SUM(A1:A9)", false},
		{goods, desk.ByCustomer, "drop table", "drop table", "I want a drop table for the kitchen", true},
		{goods, desk.ByCustomer, "стол", "стол", "Выберите из таблицы стол; обновите мне цену", true},
		{pieces, desk.ByCustomer, "5", "5", "4 или 5, второе лучше", true},
		{pieces, desk.ByCustomer, "5", "5", "4 или 5, второе забудьте", false},
		{phone, desk.ByCustomer, number, number, "домофон не работает звоните " + number, true},
		{name, desk.ByCustomer, "Yamile", "Yamile", "soy la vecina de ella yo me llamo Yamile", true},
		{name, desk.ByCustomer, "Yamile", "Yamile", "soy la vecina de ella, se llama Yamile", false},
		{phone, desk.ByCustomer, number, number, "домофон не работает звоните мужу " + number, false},
		{phone, desk.ByCustomer, number, number, "я соседка ее меня зовут Ольга, " + number, true},
		{phone, desk.ByCustomer, number, number, "соседку ее зовут Ольга, " + number, false},
		{phone, desk.ByCustomer, number, number, number + " одним словом без пробелов", true},
		{place, desk.ByCustomer, "calle Mayor 5", "calle Mayor 5", "mi ex vive en calle Mayor 5, no mandéis nada ahí", false},
		{place, desk.ByCustomer, "calle Mayor 5", "calle Mayor 5", "mi tía vive en calle Mayor 5, mandadlo ahí", true},
		{place, desk.ByCustomer, "calle Mayor 5", "calle Mayor 5", "mi familia vive en calle Mayor 5", true},
		{name, desk.ByCustomer, "Dana Miles", "Dana Miles", `FYI from our old supplier: "Best, Dana Miles, 212-555-0199"`, false},
		{name, desk.ByCustomer, "Dana Miles", "Dana Miles", `my name: "Dana Miles"`, true},
		{name, desk.ByCustomer, "Светлана", "Светлана", "Светлана, я мама", true},
		{name, desk.ByCustomer, "Светлана", "Светлана", "Светлана, мама моя", false},
		{phone, desk.ByOperator, number, number, "Исправил: " + number, true},
		{phone, desk.ByOperator, number, number, "Наш новый номер: " + number, false},
		{phone, desk.ByOperator, number, number, "Исправили наш телефон: " + number, false},
		{topic, desk.ByCustomer, "Возврат", "всё верно", "всё верно", false},
		{topic, desk.ByCustomer, "Возврат", "верните деньги", "верните деньги", true},
		{colour, desk.ByCustomer, "Серый", "Анна Сергеевна", "Анна Сергеевна", false},
		{colour, desk.ByCustomer, "Серый", "тогда серое", "тогда серое", true},
		{name, desk.ByCustomer, "Светлана", "Светлана", "ваш оператор, Светлана, очень помогла", false},
		{name, desk.ByCustomer, "Светлана", "Светлана", "Светлана, ваш менеджер, очень помогла", false},
		{name, desk.ByCustomer, "Светлана", "Светлана", "Светлана, я вчера писала оператору", true},
		{name, desk.ByCustomer, "Мухина", "Мухина", "столик был на фамилию Мухина", true},
		{name, desk.ByCustomer, "Beth", "Beth", "Beth here, she'll be with my partner Tom", true},
		{name, desk.ByCustomer, "Beth", "Beth", "my partner Beth, here since noon", false},
		{place, desk.ByCustomer, "Бабушкина 15", "Бабушкина 15", "пвз на Бабушкина 15", true},
		{place, desk.ByCustomer, "Лесная 15", "Лесная 15", "у бабушки на Лесная 15", false},
		{place, desk.ByCustomer, "Лесная 15", "Лесная 15", "ваш магазин на Лесная 15", false},
		{place, desk.ByCustomer, "Лесная 15", "Лесная 15", "привезите в магазин на Лесная 15", true},
		{phone, desk.ByCustomer, number, number, "бухгалтер Ольга, но пишите лучше мне, " + number, true},
		{phone, desk.ByCustomer, number, number, "пишите лучше ей, бухгалтер Ольга, " + number, false},
		{phone, desk.ByCustomer, number, number, "телефон соседки, не мой: " + number, false},
		{phone, desk.ByCustomer, number, number, "мой, соседке не звоните: " + number, true},
		{phone, desk.ByCustomer, number, number, "соседке звоните: " + number, false},
		{goods, desk.ByCustomer, "диван", "диван", "Мы с вами говорили про диван", true},
		{goods, desk.ByCustomer, "диван", "диван", "ваш менеджер говорил про диван", false},
		{price, desk.ByCustomer, "300.00 RUB", "300 рублей", "Мы с вами говорили про 300 рублей", false},
		{pieces, desk.ByCustomer, "40", "40 стульев", "в рекламе было про 40 стульев", false},
		{pieces, desk.ByCustomer, "40", "40 стульев", "видели рекламу, нужно 40 стульев", true},
	} {
		claim := desk.Finding{Field: c.field.Name, Value: c.value, Quote: c.quote, Message: 1}
		_, err := proof.Guard{Prover: value.Prover{}}.Prove(c.field, claim, desk.Message{Seq: 1, Author: c.by, Text: c.message}, ru)
		if (err == nil) != c.ok {
			t.Errorf("%s in %q: %v, want proven %v", c.value, c.message, err, c.ok)
		}
	}
}

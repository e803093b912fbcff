package value_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

var (
	moscow, _ = time.LoadLocation("Europe/Moscow")
	ru        = desk.Locale{Language: "ru", Zone: moscow, Region: "RU", Currency: "RUB"}
	es        = desk.Locale{Language: "es", Zone: time.UTC, Region: "ES", Currency: "EUR"}
	en        = desk.Locale{Language: "en", Zone: time.UTC, Region: "US", Currency: "USD"}
	// A Friday.
	friday = time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)
)

func TestProveTakesWhatTheQuoteSaysAndNothingElse(t *testing.T) {
	pay := []desk.Option{{Value: "Наличные"}, {Value: "Банковская карта"}, {Value: "Безналичный расчёт"}}
	paid := []desk.Option{{Value: "Pagado"}, {Value: "Pendiente"}}
	paidRu := []desk.Option{{Value: "Оплачено"}, {Value: "Ожидает"}}
	for _, c := range []struct {
		rule         string
		field        desk.Field
		claim, quote string
		locale       desk.Locale
		want         desk.Value // "": refused
	}{
		{"a title's verb alone is no yes", desk.Field{Type: desk.TypeBoolean, Title: "Devolver llamada"}, "true", "Le devolvemos 59,95 €", es, ""},
		{"a title's kin are one", desk.Field{Type: desk.TypeBoolean, Title: "Devolver llamada"}, "true", "¿me pueden llamar?", es, "true"},
		{"a phone is made international", desk.Field{Type: desk.TypePhone}, "+79162045518", "8 916 204-55-18", ru, "+79162045518"},
		{"a phone may be claimed as said", desk.Field{Type: desk.TypePhone}, "8 916 204-55-18", "новый: 8 916 204-55-18", ru, "+79162045518"},
		{"another phone is refused", desk.Field{Type: desk.TypePhone}, "+79162045519", "8 916 204-55-18", ru, ""},
		{"an e-mail's domain is lowered", desk.Field{Type: desk.TypeEmail}, "Ann@Mail.COM", "write to Ann@Mail.COM", en, "Ann@mail.com"},
		{"a spelled e-mail is one", desk.Field{Type: desk.TypeEmail}, "petrov@mail.ru", "petrov собака mail точка ru", ru, "petrov@mail.ru"},
		{"a date counts from the message", desk.Field{Type: desk.TypeDate}, "2025-03-16", "послезавтра", ru, "2025-03-16"},
		{"a wrong date is refused", desk.Field{Type: desk.TypeDate}, "2025-03-17", "послезавтра", ru, ""},
		{"a weekday is the coming one", desk.Field{Type: desk.TypeDate}, "2025-03-17", "el lunes que viene", es, "2025-03-17"},
		{"an hour may be after noon", desk.Field{Type: desk.TypeString, Format: "time"}, "14:30", "at half past two", en, "14:30"},
		{"or before, when claimed", desk.Field{Type: desk.TypeString, Format: "time"}, "02:30", "at half past two", en, "02:30"},
		{"a moment is UTC", desk.Field{Type: desk.TypeDateTime}, "2025-03-15T07:00:00Z", "завтра в 10 утра", ru, "2025-03-15T07:00:00Z"},
		{"a number in words", desk.Field{Type: desk.TypeInteger}, "1500", "полторы тысячи штук", ru, "1500"},
		{"no fraction in an integer", desk.Field{Type: desk.TypeInteger}, "1.5", "1,5 метра", ru, ""},
		{"money takes the field's currency", desk.Field{Type: desk.TypeMoney, Currency: "EUR"}, "364", "Entonces 364", es, "364.00 EUR"},
		{"money keeps the currency said", desk.Field{Type: desk.TypeMoney, Currency: "EUR"}, "90 USD", "90 dollars", en, "90.00 USD"},
		{"another amount is refused", desk.Field{Type: desk.TypeMoney}, "1 RUB", "54 990 рублей", ru, ""},
		{"an article is no money", desk.Field{Type: desk.TypeMoney}, "1 EUR", "quiero hacer un pedido", es, ""},
		{"nor is a count in words", desk.Field{Type: desk.TypeMoney}, "3 RUB", "три заказа", ru, ""},
		{"a currency makes it money", desk.Field{Type: desk.TypeMoney}, "1 EUR", "solo un euro", es, "1.00 EUR"},
		{"a scale makes it money", desk.Field{Type: desk.TypeMoney}, "5000 RUB", "пять тысяч", ru, "5000.00 RUB"},
		{"yes is true", desk.Field{Type: desk.TypeBoolean, Title: "Подарок"}, "true", "да, конечно", ru, "true"},
		{"a denied word is false", desk.Field{Type: desk.TypeBoolean, Title: "Есть лифт"}, "false", "4 этаж без лифта", ru, "false"},
		{"and not true", desk.Field{Type: desk.TypeBoolean, Title: "Есть лифт"}, "true", "4 этаж без лифта", ru, ""},
		{"an inflected option", desk.Field{Type: desk.TypeEnum, Options: pay}, "банковская карта", "оплачу картой", ru, "Банковская карта"},
		{"an option's other word", desk.Field{Type: desk.TypeEnum, Options: pay}, "Наличные", "нал", ru, "Наличные"},
		{"an option not named", desk.Field{Type: desk.TypeEnum, Options: pay}, "Наличные", "оплачу картой", ru, ""},
		{"what is paid now is not yet paid", desk.Field{Type: desk.TypeEnum, Options: paid}, "Pagado", "pago con tarjeta", es, ""},
		{"nor is what is to be paid", desk.Field{Type: desk.TypeEnum, Options: paid}, "Pagado", "quiero pagar mañana", es, ""},
		{"what was paid is, whoever was", desk.Field{Type: desk.TypeEnum, Options: paid}, "Pagado", "la factura está pagada", es, "Pagado"},
		{"and many", desk.Field{Type: desk.TypeEnum, Options: paid}, "Pagado", "ya están pagados", es, "Pagado"},
		{"a promise to pay is no payment", desk.Field{Type: desk.TypeEnum, Options: paidRu}, "Оплачено", "оплачу завтра", ru, ""},
		{"a short form tells that it is done", desk.Field{Type: desk.TypeEnum, Options: paidRu}, "Оплачено", "заказ оплачен", ru, "Оплачено"},
		{"an address may spell the street out", desk.Field{Type: desk.TypeString}, "ул. Гагарина, д. 17, кв. 7", "Гагарина 17, кв 7", ru, "ул. Гагарина, д. 17, кв. 7"},
		{"a new figure is refused", desk.Field{Type: desk.TypeString}, "ул. Гагарина, д. 18", "Гагарина 17, кв 7", ru, ""},
		{"a new word is refused", desk.Field{Type: desk.TypeString}, "Олег Санин", "Олег", ru, ""},
		{"words may be translated", desk.Field{Type: desk.TypeText}, "broken kettle", "разбитый чайник", en, "broken kettle"},
		{"figures may not", desk.Field{Type: desk.TypeText}, "2 broken kettles", "разбитый чайник", en, ""},
		{"a card number is no value", desk.Field{Type: desk.TypeString}, "4111 1111 1111 1111", "моя карта 4111 1111 1111 1111", ru, ""},
		{"a one-time code is no value", desk.Field{Type: desk.TypeString}, "482913", "код из смс 482913", ru, ""},
		{"an empty claim is none", desk.Field{Type: desk.TypeString}, " ", "x", ru, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for range 2 {
				got, err := value.Prover{}.Prove(c.field, desk.Finding{Value: c.claim, Quote: c.quote}, desk.Message{SentAt: friday}, c.locale)
				if got != c.want || (c.want == "") != errors.Is(err, desk.ErrInvalid) {
					t.Fatalf("got %q, %v, want %q", got, err, c.want)
				}
			}
		})
	}
}

func TestFiguresOfAVoiceNoteAreWords(t *testing.T) {
	f := desk.Field{Name: "a", Title: "Адрес", Type: desk.TypeString, On: true}
	m := desk.Message{Seq: 1, Author: desk.ByCustomer, SentAt: friday}
	for claim, ok := range map[string]bool{"проспект Мира 101, квартира 9": true, "проспект Мира 102, квартира 9": false} {
		_, err := value.Prover{}.Prove(f, desk.Finding{Field: "a", Value: claim, Quote: "живу на проспекте мира сто один квартира девять", Message: 1}, m, ru)
		if (err == nil) != ok {
			t.Errorf("%s: got %v", claim, err)
		}
	}
}

func TestWhoeverCollectsNeedsNoDelivery(t *testing.T) {
	f := desk.Field{Title: "Доставка", Type: desk.TypeBoolean}
	for text, want := range map[string]value.Answer{"сам заберу": value.No, "самовывозом": value.No, "не самовывоз": value.Yes, "с доставкой": value.Yes, "без доставки": value.No} {
		if got := value.Polarity(f, text); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

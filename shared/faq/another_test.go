package faq

import "testing"

// TestAPlaceOrAMakeThatTheBaseDoesNotKnow_FB04: what it costs to bring something within one
// town is told to nobody who asks for another, nor the company's warranty to who has another
// make; names of people, and of places that an entry holds for, change nothing.
func TestAPlaceOrAMakeThatTheBaseDoesNotKnow_FB04(t *testing.T) {
	for _, c := range []struct {
		base []Entry
		want map[string]string
	}{
		{[]Entry{
			{"cost", []string{"Сколько стоит доставка?", "Цена доставки"}, "Доставка по Москве — 990 ₽."},
			{"where", []string{"Доставляете в Казань?", "В какие города доставляете?"}, "По всей России."},
			{"warranty", []string{"Какая гарантия?", "Гарантия на диван"}, "24 месяца."},
			{"return", []string{"Как вернуть товар?", "Возврат"}, "14 дней."},
			{"credit", []string{"Есть рассрочка?"}, "6 месяцев через Т-Банк."},
		}, map[string]string{
			"сколько стоит доставка слона в африку": "", "Сколько стоит доставка в Тверь?": "", "Сколько стоит доставка по Москве?": "cost", "сколько стоит доставка": "cost",
			"доставляете в Новосибирск?": "where", "Гарантия на холодильник Bosch": "", "гарантия на Bosch холодильник": "", "гарантия на матрас": "warranty",
			"Меня зовут Иван, сколько стоит доставка?": "cost", "Это Марина Козлова, какая гарантия?": "warranty", "Здравствуйте, Ольга! Какая гарантия?": "warranty",
			"СКОЛЬКО СТОИТ ДОСТАВКА": "cost", "Сколько Стоит Доставка": "cost",
		}},
		{[]Entry{
			{"cost", []string{"How much is delivery?", "Delivery price"}, "Delivery within London is £9."},
			{"where", []string{"Do you deliver to Bristol?", "Which cities do you deliver to?"}, "Anywhere in England."},
			{"warranty", []string{"Is there a warranty?", "Warranty of a sofa"}, "24 months."},
		}, map[string]string{
			"how much is delivery to Aberdeen": "", "How much is delivery within London?": "cost", "How much is delivery?": "cost",
			"is there a warranty on a Siemens fridge": "", "is there a warranty on a mattress": "warranty", "Hi, I am Peter Brown, how much is delivery?": "cost",
		}},
		{[]Entry{
			{"cost", []string{"¿Cuánto cuesta el envío?", "Precio del envío"}, "El envío en Madrid cuesta 9 €."},
			{"where", []string{"¿Enviáis a Sevilla?", "¿A qué ciudades enviáis?"}, "A todas las ciudades."},
			{"warranty", []string{"¿Qué garantía tienen?", "Garantía del sofá"}, "24 meses."},
		}, map[string]string{
			"¿Cuánto cuesta el envío a Tenerife?": "", "¿Cuánto cuesta el envío en Madrid?": "cost", "¿Cuánto cuesta el envío?": "cost",
			"¿Qué garantía tiene el frigorífico Bosch?": "", "Soy Marta Ruiz, ¿cuánto cuesta el envío?": "cost",
		}},
	} {
		b := New(c.base)
		for question, want := range c.want {
			got := ""
			best := b.Ask(question, 1, nil)
			if len(best) > 0 && best[0].Score >= b.Sure(.05) {
				got = best[0].ID
			}
			if got != want {
				t.Errorf("%q: got %q, want %q (%+v, sure from %.2f)", question, got, want, best, b.Sure(.05))
			}
		}
	}
}

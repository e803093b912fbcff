package offline_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// unsaid are talks beside cards of whose fields most are not spoken of, though a word, a
// day or a figure may tempt. What is not in want must stay empty: it may be proposed, not
// filled.
var unsaid = []struct {
	rule, lang, lines string
	fields            []desk.Field
	want              want
}{
	// Russian
	{"when somebody works", "ru", "C: Здравствуйте, вы в воскресенье работаете?\nO: Да, с 10 до 18\nC: ок, спасибо", unsaidRu("visit", "hour", "pay", "callback"), nil},
	{"a day in a question for a price", "ru", "C: почём баня в субботу вечером?\nO: В субботу 2 500 в час\nC: понял, подумаю", unsaidRu("visit", "hour", "pay", "deliver", "urgent"), nil},
	{"when it broke", "ru", "C: здравствуйте, в четверг перестал греть чайник, купили его 3 марта\nO: Пришлите, пожалуйста, фото чека\nC: сейчас поищу", unsaidRu("visit", "hour", "urgent", "deliver", "count"), nil},
	{"how others paid", "ru", "C: друг платил у вас картой, можно и так?\nO: Да, можно по-разному\nC: хорошо, решу на месте", unsaidRu("visit", "pay", "callback", "count"), nil},
	{"delivery as a place in a story", "ru", "C: ваша доставка мне в прошлый раз очень понравилась, курьер вежливый\nO: Спасибо, передадим!\nC: а каталог новый есть?\nO: Будет летом", unsaidRu("visit", "deliver", "pay", "urgent"), nil},
	{"years and rooms", "ru", "C: живём тут 12 лет, дом на 9 этажей\nO: Понятно. Чем помочь?\nC: трубу бы посмотреть, подтекает\nO: Мастер перезвонит, оставьте номер\nC: 8 905 123-44-10", unsaidRu("count", "visit", "pay", "urgent", "budget"), nil},
	{"what is not urgent", "ru", "C: подскажите, делаете ремонт обуви?\nO: Да. Срочно нужно?\nC: да просто интересуюсь", unsaidRu("urgent", "count", "visit", "pay", "reason"), nil},
	{"a discount day", "ru", "C: видела у вас скидки по средам\nO: Да, по средам минус 10%\nC: ясно", unsaidRu("visit", "pay", "count", "budget"), nil},
	{"what is for another time", "ru", "C: на Новый год думаем собраться, но пока рано решать\nO: Пишите ближе к делу\nC: обязательно", unsaidRu("visit", "hour", "count", "deliver"), nil},
	{"when money comes", "ru", "C: зарплата 25-го, тогда и решу\nO: Хорошо, ждём\nC: спасибо", unsaidRu("visit", "pay", "budget", "deliver"), nil},
	// Spanish
	{"when it is open", "es", "C: Hola, ¿abren el domingo?\nO: Sí, de 10 a 14\nC: vale, gracias", unsaidEs("visit", "hour", "pay", "callback"), nil},
	{"a day in a question for a price", "es", "C: ¿cuánto cuesta el sábado por la noche?\nO: El sábado son 90 €\nC: lo pienso", unsaidEs("visit", "hour", "pay", "deliver", "urgent"), nil},
	{"when it broke", "es", "C: el lunes dejó de funcionar la cafetera, la compré en enero\nO: ¿Tiene el ticket?\nC: lo busco y le digo", unsaidEs("visit", "hour", "urgent", "deliver", "count"), nil},
	{"how others paid", "es", "C: mi hermana pagó con tarjeta, ¿se puede?\nO: Sí, aceptamos varias formas\nC: pues ya veré", unsaidEs("visit", "pay", "callback", "count"), nil},
	{"delivery in a story", "es", "C: la otra vez el envío llegó perfecto, muy amables\nO: ¡Gracias!\nC: ¿tienen catálogo nuevo?\nO: En verano", unsaidEs("visit", "deliver", "pay", "urgent"), nil},
	{"years and floors", "es", "C: vivimos aquí hace 12 años, es un edificio de 9 plantas\nO: Entiendo. ¿En qué le ayudo?\nC: gotea una tubería\nO: Un técnico le dirá", unsaidEs("count", "visit", "pay", "urgent", "budget"), nil},
	{"what is given back", "es", "C: me cobraron dos veces\nO: Perdone, le devolvemos un cargo en 3 días\nC: gracias", unsaidEs("callback", "visit", "count", "pay", "deliver"), nil},
	{"a day of offers", "es", "C: vi que los miércoles hay ofertas\nO: Sí, 10 % los miércoles\nC: anda, qué bien", unsaidEs("visit", "pay", "count", "budget"), nil},
	{"what is for another time", "es", "C: para Navidad igual hacemos algo, pero aún es pronto\nO: Escríbanos cuando quiera\nC: claro", unsaidEs("visit", "hour", "count", "deliver"), nil},
	{"a phone that is kept", "es", "C: ¿tienen teléfono de atención?\nO: Sí, el 900 123 456, de lunes a viernes\nC: perfecto, gracias", unsaidEs("callback", "visit", "pay", "hour"), nil},
	// English
	{"when it is open", "en", "C: Hi, are you open on Sunday?\nO: Yes, 10 to 4\nC: ok thanks", unsaidEn("visit", "hour", "pay", "callback"), nil},
	{"a day in a question for a price", "en", "C: how much on Sunday?\nO: Sundays are $220\nC: let me think about it", unsaidEn("visit", "hour", "pay", "deliver", "urgent"), nil},
	{"when it broke", "en", "C: my kettle stopped working on Thursday, bought it March 3\nO: Do you have the receipt?\nC: I'll look for it", unsaidEn("visit", "hour", "urgent", "deliver", "count"), nil},
	{"how others paid", "en", "C: my brother paid by card, is that ok?\nO: We take most things\nC: cool, will see", unsaidEn("visit", "pay", "callback", "count"), nil},
	{"delivery in a story", "en", "C: your delivery guy was lovely last time\nO: Thank you!\nC: is there a new catalogue?\nO: In summer", unsaidEn("visit", "deliver", "pay", "urgent"), nil},
	{"years and floors", "en", "C: we've lived here 12 years, it's a 9 storey block\nO: I see. How can I help?\nC: a pipe is leaking\nO: A plumber will be in touch", unsaidEn("count", "visit", "pay", "urgent", "budget"), nil},
	{"a gift as a reason", "en", "C: looking for something for my mum, any ideas?\nO: Our candles are popular\nC: nice, I'll have a look online", unsaidEn("gift", "count", "visit", "pay", "deliver"), nil},
	{"a day of offers", "en", "C: I saw you have deals on Wednesdays\nO: Yes, 10% off\nC: good to know", unsaidEn("visit", "pay", "count", "budget"), nil},
	{"what is for another time", "en", "C: we might do something for Christmas, too early to say\nO: Write whenever you like\nC: will do", unsaidEn("visit", "hour", "count", "deliver"), nil},
	{"what is paid later", "en", "C: I get paid on the 25th so I'll decide then\nO: No rush\nC: thanks", unsaidEn("visit", "pay", "budget", "deliver"), nil},
}

func unsaidRu(names ...string) []desk.Field {
	return unsaidOf(names, map[string]desk.Field{
		"visit":    field("visit", "Дата визита", "Когда приедет клиент или мастер", desk.TypeDate),
		"hour":     field("hour", "Время", "Во сколько клиент придёт", "time"),
		"pay":      field("pay", "Способ оплаты", "Как клиент платит", desk.TypeEnum, "Наличные", "Карта", "Безналичный расчёт"),
		"reason":   field("reason", "Причина обращения", "", desk.TypeEnum, "Поломка", "Доставка", "Возврат", "Консультация"),
		"deliver":  field("deliver", "Доставка", "Нужна ли доставка", desk.TypeBoolean),
		"callback": field("callback", "Перезвонить", "Клиент просит ему перезвонить", desk.TypeBoolean),
		"urgent":   field("urgent", "Срочно", "Срочный ли заказ", desk.TypeBoolean),
		"count":    field("count", "Количество", "Сколько штук нужно", desk.TypeInteger),
		"budget":   field("budget", "Бюджет", "Сколько клиент готов потратить", desk.TypeMoney),
	})
}

func unsaidEs(names ...string) []desk.Field {
	return unsaidOf(names, map[string]desk.Field{
		"visit":    field("visit", "Fecha de visita", "Cuándo viene el cliente o el técnico", desk.TypeDate),
		"hour":     field("hour", "Hora", "A qué hora viene", "time"),
		"pay":      field("pay", "Forma de pago", "Cómo paga el cliente", desk.TypeEnum, "Efectivo", "Tarjeta", "Transferencia"),
		"reason":   field("reason", "Motivo", "Motivo de la consulta", desk.TypeEnum, "Avería", "Entrega", "Devolución", "Venta"),
		"deliver":  field("deliver", "Envío", "Si quiere envío a domicilio", desk.TypeBoolean),
		"callback": field("callback", "Devolver llamada", "El cliente pide que le llamen", desk.TypeBoolean),
		"urgent":   field("urgent", "Urgente", "Si es urgente", desk.TypeBoolean),
		"count":    field("count", "Cantidad", "Cuántas unidades quiere", desk.TypeInteger),
		"budget":   field("budget", "Presupuesto", "Cuánto quiere gastar", desk.TypeMoney),
	})
}

func unsaidEn(names ...string) []desk.Field {
	return unsaidOf(names, map[string]desk.Field{
		"visit":    field("visit", "Visit date", "When the client or the technician comes", desk.TypeDate),
		"hour":     field("hour", "Time", "What time they come", "time"),
		"pay":      field("pay", "Payment method", "How the client pays", desk.TypeEnum, "Cash", "Card", "Bank transfer"),
		"reason":   field("reason", "Reason", "Why the client wrote", desk.TypeEnum, "Repair", "Delivery", "Return", "Sales"),
		"deliver":  field("deliver", "Delivery", "Whether it is to be delivered", desk.TypeBoolean),
		"callback": field("callback", "Callback", "The client asks for a call", desk.TypeBoolean),
		"urgent":   field("urgent", "Urgent", "Whether it is urgent", desk.TypeBoolean),
		"gift":     field("gift", "Gift wrap", "Whether gift wrap is wanted", desk.TypeBoolean),
		"count":    field("count", "Quantity", "How many units the client wants", desk.TypeInteger),
		"budget":   field("budget", "Budget", "What the client can spend", desk.TypeMoney),
	})
}

func unsaidOf(names []string, all map[string]desk.Field) []desk.Field {
	var out []desk.Field
	for _, n := range names {
		out = append(out, all[n])
	}
	return out
}

// What nobody spoke of stays empty (FF-01).
func TestWhatIsNotSpokenOfStaysEmpty_FF01(t *testing.T) {
	in := map[string]func(string, ...desk.Field) desk.Chat{"ru": ru, "es": es, "en": en}
	fields, wrong := 0, 0
	for _, c := range unsaid {
		got := filled(t, in[c.lang](c.lines, c.fields...))
		expected := c.want
		if expected == nil {
			expected = want{}
		}
		fields += len(c.fields) - len(expected)
		for name := range got {
			if _, said := expected[name]; !said {
				wrong++
			}
		}
		if diff := cmp.Diff(expected, got); diff != "" {
			t.Errorf("%s, %s: -want +got\n%s", c.lang, c.rule, diff)
		}
	}
	t.Logf("%d of %d empty fields filled", wrong, fields)
}

// filled are the values of a reading that are sure enough to be filled.
func filled(t *testing.T, c desk.Chat) want {
	t.Helper()
	r, err := offline.Reader{}.Read(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	proven, out := found(t, c), want{}
	for _, f := range r.Findings {
		if v, ok := proven[string(f.Field)]; ok && f.Confidence >= desk.ProposeBelow {
			out[string(f.Field)] = v
		}
	}
	return out
}

// The same words where the field is spoken of: it is filled (FF-01).
func TestWhatIsSpokenOfIsFilled_FF01(t *testing.T) {
	in := map[string]func(string, ...desk.Field) desk.Chat{"ru": ru, "es": es, "en": en}
	for _, c := range []struct {
		rule, lang, lines string
		fields            []desk.Field
		want              want
	}{
		{"what broke is seen to on a day", "ru", "C: чайник сломался в понедельник, можете приехать в пятницу?\nO: Да, в пятницу приедем\nC: отлично", unsaidRu("visit"), want{"visit": "2026-04-17"}},
		{"what broke is seen to on a day", "es", "C: la cafetera dejó de funcionar el lunes, ¿pueden venir el viernes?\nO: Sí, el viernes vamos\nC: perfecto", unsaidEs("visit"), want{"visit": "2026-04-17"}},
		{"what broke is seen to on a day", "en", "C: the kettle stopped working on Monday, can you come on Friday?\nO: Yes, Friday it is\nC: great", unsaidEn("visit"), want{"visit": "2026-04-17"}},
		{"bought for a day", "ru", "O: На какой день вас записать?\nC: билеты купил на субботу, значит на субботу", unsaidRu("visit"), want{"visit": "2026-04-18"}},
		{"one's own card", "en", "O: How would you like to pay?\nC: my brother paid cash, I'll pay by card", unsaidEn("pay"), want{"pay": "Card"}},
		{"one's own card", "es", "O: ¿Cómo paga?\nC: con tarjeta, como la otra vez", unsaidEs("pay"), want{"pay": "Tarjeta"}},
		{"delivery this time", "ru", "O: Доставка нужна?\nC: да, в прошлый раз сам забирал, теперь везите", unsaidRu("deliver"), want{"deliver": "true"}},
		{"urgent indeed", "ru", "O: Срочно нужно?\nC: да, сегодня", unsaidRu("urgent"), want{"urgent": "true"}},
		{"one of many Mondays", "es", "C: el lunes voy\nO: Le esperamos el lunes", unsaidEs("visit"), want{"visit": "2026-04-20"}},
	} {
		if diff := cmp.Diff(c.want, filled(t, in[c.lang](c.lines, c.fields...))); diff != "" {
			t.Errorf("%s, %s: -want +got\n%s", c.lang, c.rule, diff)
		}
	}
}

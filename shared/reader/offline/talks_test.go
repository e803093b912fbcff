package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// Whole talks of several trades: what each says, and nothing else.
func TestTalks(t *testing.T) {
	for _, c := range []struct {
		trade string
		chat  desk.Chat
		want  want
	}{
		{"мебель", ru(`
			C: Здравствуйте, интересует диван Монако угловой
			O: Добрый день! Есть бежевый и графит, цена 45 900 ₽
			C: а дешевле никак?
			O: Могу сделать скидку 5%, будет 43 605 ₽
			C: ок, давайте графит. доставка в Химки, ул. Молодёжная, д. 34, кв. 89
			O: Доставка 1 500 ₽. На какую дату?
			C: в субботу после обеда, часам к трём
			O: Хорошо, 18 апреля к 15:00. Телефон и имя?
			C: Сергей, восемь девятьсот... ой, вот: 89161234455
			O: Оплата картой на сайте или наличными курьеру?
			C: наличными`,
			ruName, ruPhone, field("address", "Адрес доставки", "Куда везти", desk.TypeAddress), field("date", "Дата доставки", "Когда привезти", desk.TypeDate), field("time", "Время доставки", "К какому часу", "time"),
			field("color", "Цвет", "Цвет обивки", desk.TypeEnum, "Бежевый", "Графит", "Синий"), ruSum, ruOff, ruPay, ruEmail, field("prepay", "Предоплата", "Аванс клиента", desk.TypeMoney)),
			want{"name": "Сергей", "phone": "+79161234455", "address": "Химки, ул. Молодёжная, д. 34, кв. 89", "date": "2026-04-18", "time": "15:00", "color": "Графит", "sum": "43605.00 RUB", "off": "5", "pay": "Наличные"}},
		{"автосервис", ru(`
			C: День добрый. Стучит подвеска, шкода октавия 2017
			O: Здравствуйте! Приезжайте на диагностику, 1 200 руб. Какой пробег?
			C: 143 тыс
			O: Завтра в 9:40 подойдёт?
			C: нет, завтра работаю. В четверг на следующей неделе можно?
			O: Да, 23 апреля, свободно 9:40 и 17:20
			C: 17:20
			O: Записал. Номер машины?
			C: к456мр199
			O: Ваше имя?
			C: Павел Игнатьев`,
			ruName, field("km", "Пробег, км", "Пробег автомобиля", desk.TypeInteger), field("plate", "Госномер", "Номер автомобиля", desk.TypeString), ruDay, ruHour, ruPhone, ruOff),
			want{"name": "Павел Игнатьев", "km": "143000", "plate": "к456мр199", "day": "2026-04-23", "hour": "17:20"}},
		{"кафе", ru(`
			C: Привет! Хочу заказать торт на день рождения сына, 3 кг
			O: Здравствуйте! К какому числу?
			C: к 25 апреля
			O: Какая начинка: вишня, шоколад, карамель?
			C: шоколадная
			O: Итого 7 800 рублей, нужна предоплата 2 000
			C: ок, перевела 2000
			O: Получили. Самовывоз или доставка?
			C: самовывоз, часов в 12`,
			field("weight", "Вес, кг", "Вес торта", desk.TypeNumber), field("ready", "Дата готовности", "К какому дню", desk.TypeDate), field("fill", "Начинка", "Начинка торта", desk.TypeEnum, "Вишня", "Шоколад", "Карамель"),
			ruSum, field("prepay", "Предоплата", "Сколько внесено вперёд", desk.TypeMoney), field("way", "Получение", "Как клиент получит", desk.TypeEnum, "Самовывоз", "Доставка"), ruPhone, ruCount),
			want{"weight": "3", "ready": "2026-04-25", "fill": "Шоколад", "sum": "7800.00 RUB", "prepay": "2000.00 RUB", "way": "Самовывоз"}},
		{"стройка", ru(`
			C: нужен бетон М300, восемь с половиной кубов
			O: Здравствуйте. Адрес объекта?
			C: Дмитров, Лесная 7
			O: 8,5 м³ по 5 400, итого 45 900 руб. с доставкой
			C: годится, везите в пятницу к 8 утра
			O: Юрлицо или физлицо?
			C: ИП Сомов, счёт на somov-ip@list.ru`,
			field("vol", "Объём, м³", "Сколько бетона", desk.TypeNumber), ruSum, field("date", "Дата доставки", "Когда привезти", desk.TypeDate), field("time", "Время доставки", "К какому часу", "time"), ruEmail, ruCompany, ruPhone),
			want{"vol": "8.5", "sum": "45900.00 RUB", "date": "2026-04-17", "time": "08:00", "email": "somov-ip@list.ru", "company": "ИП Сомов"}},
		{"dentist", en(`
			C: hi, my crown fell off, can someone see me this week?
			O: Oh no! We have Thursday at 2:15 pm or Friday at 9 am.
			C: Friday works better
			O: Great, Friday April 17 at 9 am. Who is the appointment for?
			C: for me, Dana Whitfield
			O: And the best phone number?
			C: 646 555 0182. Do you take Delta Dental?
			O: We do. See you Friday!`,
			enName, enPhone, enDay, enHour, enEmail, enPrice, enOff),
			want{"name": "Dana Whitfield", "phone": "+16465550182", "day": "2026-04-17", "hour": "09:00"}},
		{"movers", en(`
			C: Need movers for a 2 bedroom apartment on May 3rd
			O: Happy to help! What's the pickup address?
			C: 77 Pine Street, apt 12
			O: And where are we taking your things?
			C: 1420 Lincoln Ave, Oakland
			O: That will be $640 for two movers and a truck. Deposit is $100.
			C: Could you do 600?
			O: OK, $600 it is.
			C: deal. I'm Marcus Bell, marcus.bell@example.com`,
			field("beds", "Bedrooms", "Number of bedrooms", desk.TypeInteger), field("date", "Moving date", "Date of the move", desk.TypeDate), enPrice, field("deposit", "Deposit", "Deposit to be paid", desk.TypeMoney), enName, enEmail, enPhone),
			want{"beds": "2", "date": "2026-05-03", "price": "600.00 USD", "deposit": "100.00 USD", "name": "Marcus Bell", "email": "marcus.bell@example.com"}},
		{"software", en(`
			C: Hello, we'd like the Pro plan for 25 users
			O: Great choice! Pro is $15 per user, $375 a month. Monthly or annual billing?
			C: annual if there's a discount
			O: Annual gets you 20% off.
			C: perfect, annual then. Company is Bluebird Labs LLC, invoices to billing@bluebird.example`,
			field("plan", "Plan", "Plan the client chose", desk.TypeEnum, "Basic", "Pro", "Enterprise"), field("users", "Users", "Number of users", desk.TypeInteger), field("bill", "Billing", "How often the client pays", desk.TypeEnum, "Monthly", "Annual"),
			enOff, field("company", "Company", "Client's company", desk.TypeString), enEmail, enPhone),
			want{"plan": "Pro", "users": "25", "bill": "Annual", "off": "20", "company": "Bluebird Labs LLC", "email": "billing@bluebird.example"}},
		{"hotel", es(`
			C: Hola, quisiera una habitación doble del 2 al 5 de mayo
			O: Hola, ¿para cuántas personas?
			C: dos adultos y un niño
			O: Serían 285 € por las tres noches, desayuno incluido
			C: perfecto, ¿aceptan mascotas?
			O: Sí, pequeñas. ¿Me dice su nombre y un teléfono?
			C: Raquel Montes, 644 55 66 77
			O: ¿Cómo prefiere pagar?
			C: por transferencia`,
			esName, esPhone, field("in", "Fecha de entrada", "Día de llegada", desk.TypeDate), field("out", "Fecha de salida", "Día de salida", desk.TypeDate), esSum, esPay, esEmail),
			want{"name": "Raquel Montes", "phone": "+34644556677", "in": "2026-05-02", "out": "2026-05-05", "sum": "285.00 EUR", "pay": "Transferencia"}},
		{"taller", es(`
			C: Buenos días, necesito cambiar los neumáticos, son cuatro
			O: Buenos días, ¿qué coche tiene?
			C: un Renault Clio, matrícula 4821 KLM
			O: Cuatro neumáticos montados, 320 euros
			C: vale. ¿Puede ser pasado mañana por la tarde, a las cinco?
			O: Sí, el viernes 17 a las 17:00. ¿Su nombre?
			C: Tomás Rivas, 622 010 203`,
			esName, esPhone, esDay, esHour, esSum, field("car", "Vehículo", "Marca y modelo", desk.TypeString), field("plate", "Matrícula", "Matrícula del vehículo", desk.TypeString), esEmail),
			want{"name": "Tomás Rivas", "phone": "+34622010203", "day": "2026-04-17", "hour": "17:00", "sum": "320.00 EUR", "car": "Renault Clio", "plate": "4821 KLM"}},
		{"reclamación", es(`
			C: Mi pedido 77120 llegó con una taza rota
			O: Lo siento mucho. ¿Prefiere reembolso o reenvío?
			C: el reembolso
			O: Le devolvemos 12,50 € en 3 días
			C: gracias, mi correo es l.vega@correo.es`,
			field("order", "Número de pedido", "Pedido del cliente", desk.TypeString), field("refund", "Reembolso", "Importe que se devuelve", desk.TypeMoney), field("solution", "Solución", "Qué quiere el cliente", desk.TypeEnum, "Reembolso", "Reenvío"), esEmail, esPhone, esSum),
			want{"order": "77120", "refund": "12.50 EUR", "solution": "Reembolso", "email": "l.vega@correo.es"}},
		{"ремонт техники", ru(`
			C: добрый вечер! холодильник Атлант не морозит, нужен мастер
			O: Добрый вечер. Адрес и этаж подскажите
			C: Рязань, проспект Мира 21 кв 46, третий подъезд, 5 этаж
			O: Диагностика 700 рублей, если чините у нас — бесплатно. Когда удобно?
			C: послезавтра с утра, часов в 9
			O: 17 апреля в 9:00, записала. Как вас зовут и телефон?
			C: Зоя Фёдоровна, 8-910-444-55-66, только звоните после 18
			O: Спасибо, мастер приедет`,
			ruName, ruPhone, ruAddress, ruCity, field("floor", "Этаж", "Этаж клиента", desk.TypeInteger), ruDay, ruHour, ruOff, ruEmail),
			want{"name": "Зоя Фёдоровна", "phone": "+79104445566", "address": "проспект Мира 21 кв 46", "city": "Рязань", "floor": "5", "day": "2026-04-17", "hour": "09:00"}},
		{"курсы", ru(`
			C: Здравствуйте, хочу записать сына в группу по робототехнике. Ему 9 лет
			O: Здравствуйте! Занятия по средам и субботам, 6 400 руб. в месяц. Первое занятие пробное. Запишем?
			C: Да, на субботу
			O: 18 апреля в 12:00. Как зовут ребёнка?
			C: Артём
			O: А вас?
			C: Наталья
			O: Оставьте почту, пришлём договор
			C: nata.li@bk.ru`,
			ruName, ruEmail, ruPhone, field("age", "Возраст ребёнка", "Сколько лет ребёнку", desk.TypeInteger), ruDay, ruHour, field("child", "Имя ребёнка", "Как зовут ребёнка", desk.TypeString)),
			want{"name": "Наталья", "email": "nata.li@bk.ru", "age": "9", "day": "2026-04-18", "hour": "12:00", "child": "Артём"}},
		{"такси", ru(`
			C: нужна машина завтра в 6:15 утра от Ленина 40 до аэропорта
			O: Сколько пассажиров?
			C: трое взрослых и чемодан
			O: 1 350 рублей, водитель позвонит. Номер телефона?
			C: +7 962 100-10-10`,
			ruPhone, field("date", "Дата поездки", "Когда ехать", desk.TypeDate), field("time", "Время подачи", "К какому времени", "time"), field("pax", "Пассажиров", "Сколько человек едет", desk.TypeInteger), ruSum, ruName),
			want{"phone": "+79621001010", "date": "2026-04-16", "time": "06:15", "pax": "3", "sum": "1350.00 RUB"}},
		{"спорт", ru(`
			C: сколько стоит годовой абонемент?
			O: 24 000, полугодовой 14 500
			C: а если оплачу сразу скидка будет?
			O: нет, скидок сейчас нет
			C: тогда полугодовой. можно перезвоните мне? 8 919 700 80 90`,
			ruPhone, ruOff, field("plan", "Абонемент", "Какой абонемент", desk.TypeEnum, "Месячный", "Полугодовой", "Годовой"), field("call", "Перезвонить", "Клиент просит перезвонить", desk.TypeBoolean), ruDay),
			want{"phone": "+79197008090", "plan": "Полугодовой", "call": "true"}},
		{"florist", en(`
			C: Hey! I want 30 tulips delivered to my sister tomorrow morning
			O: Lovely! Which colour: white, pink or red?
			C: pink pls
			O: That's $54 with delivery. Where should we bring them?
			C: 88 Cedar Lane, Portland
			O: Her phone number for the driver?
			C: 503-555-0166, her name is Amy
			O: And your own name and email for the receipt?
			C: Josh Turner josh.t@example.org`,
			field("count", "Quantity", "How many flowers", desk.TypeInteger), field("colour", "Colour", "Colour of the flowers", desk.TypeEnum, "White", "Pink", "Red"), enPrice, enAddress, enPhone,
			field("rphone", "Recipient phone", "Phone of the person who receives it", desk.TypePhone), enName, enEmail, field("date", "Delivery date", "When to deliver", desk.TypeDate)),
			want{"count": "30", "colour": "Pink", "price": "54.00 USD", "address": "88 Cedar Lane, Portland", "rphone": "+15035550166", "name": "Josh Turner", "email": "josh.t@example.org", "date": "2026-04-16"}},
		{"rental", en(`
			C: I'd like to rent an SUV from May 4 to May 9
			O: Pick up in Denver?
			C: Yes, at the airport
			O: An SUV is $71 a day, $355 in total. Extra insurance?
			C: no insurance
			O: May I have your full name and phone?
			C: It's Gloria Pratt, my cell is 303 555 0121`,
			field("type", "Car type", "Type of car", desk.TypeEnum, "Compact", "Sedan", "SUV"), field("start", "Pick-up date", "Start of the rental", desk.TypeDate), field("end", "Drop-off date", "End of the rental", desk.TypeDate), enPrice,
			field("ins", "Insurance", "Whether extra insurance is wanted", desk.TypeBoolean), enName, enPhone, enEmail),
			want{"type": "SUV", "start": "2026-05-04", "end": "2026-05-09", "price": "355.00 USD", "ins": "false", "name": "Gloria Pratt", "phone": "+13035550121"}},
		{"support", en(`
			C: my order #88-1207 never arrived
			O: I'm sorry. I can resend it or refund you $28.
			C: refund please
			O: Done, $28 will be back on your card in 3 days. Anything else?
			C: no that's all, thanks`,
			field("order", "Order number", "Number of the order", desk.TypeString), enRefund, field("want", "Resolution", "What the client wants", desk.TypeEnum, "Refund", "Replacement"), enPhone, enPrice),
			want{"order": "88-1207", "refund": "28.00 USD", "want": "Refund"}},
		{"clínica", es(`
			C: Hola, quería pedir hora con la dermatóloga
			O: Hola, ¿es primera visita?
			C: sí
			O: Tengo hueco el jueves 23 a las 12:15 o el viernes 24 a las 9:00
			C: el viernes mejor
			O: Perfecto, viernes 24 de abril a las 9:00. ¿Nombre completo?
			C: Beatriz Nogales Peña
			O: ¿Teléfono?
			C: 633.100.200`,
			esName, esPhone, esDay, esHour, field("first", "Primera visita", "Si es la primera visita", desk.TypeBoolean), esEmail, esSum),
			want{"name": "Beatriz Nogales Peña", "phone": "+34633100200", "day": "2026-04-24", "hour": "09:00", "first": "true"}},
		{"panadería", es(`
			C: buenas, quiero encargar una tarta para 15 personas
			O: ¡Hola! ¿Para qué día?
			C: para el 30 de abril
			O: ¿De chocolate, nata o fruta?
			C: de nata
			O: Son 42 euros. ¿La recoge usted o se la llevamos?
			C: me la traéis a la calle Sol 3, 1º A
			O: De acuerdo. ¿A nombre de quién?
			C: a nombre de Iván Prieto`,
			esPeople, field("date", "Fecha de entrega", "Para qué día", desk.TypeDate), field("taste", "Sabor", "Sabor de la tarta", desk.TypeEnum, "Chocolate", "Nata", "Fruta"), esSum, esAddress, esName, esPhone),
			want{"people": "15", "date": "2026-04-30", "taste": "Nata", "sum": "42.00 EUR", "address": "calle Sol 3, 1º A", "name": "Iván Prieto"}},
		{"seguros", es(`
			C: Quiero asegurar mi moto, una Yamaha del 2021
			O: ¿Cuántos kilómetros tiene?
			C: unos 18 mil
			O: El seguro a terceros son 190 € al año, todo riesgo 410 €
			C: a terceros
			O: ¿Fecha de nacimiento?
			C: 3 de julio de 1990
			O: ¿Y un correo?
			C: rmolina arroba correo punto es`,
			esKm, field("cover", "Cobertura", "Tipo de seguro", desk.TypeEnum, "Terceros", "Todo riesgo"), field("birth", "Fecha de nacimiento", "Nacimiento del cliente", desk.TypeDate), esEmail, esPhone, esName),
			want{"km": "18000", "cover": "Terceros", "birth": "1990-07-03", "email": "rmolina@correo.es"}},
		{"передумала", ru(`
			C: хочу заказать 3 пиццы Маргарита
			O: Отлично, 3 пиццы — 1 950 рублей. Добавить напитки?
			C: нет. и давайте не три, а две
			O: Две пиццы, 1 300 рублей. Адрес?
			C: Чехова 14, кв 3, домофон 3
			O: Оплата онлайн или курьеру?
			C: онлайн картой`,
			ruCount, ruSum, ruPay, ruAddress, ruPhone, ruName),
			want{"count": "2", "sum": "1300.00 RUB", "pay": "Банковская карта", "address": "Чехова 14, кв 3"}},
		{"только спросить", ru(`
			C: а до скольки вы работаете?
			O: До 21:00, без выходных. Телефон 8 800 100 20 30
			C: и в воскресенье?
			O: Да, и 19 апреля тоже
			C: спасибо`,
			ruPhone, ruDay, ruHour, ruName, ruSum), want{}},
		{"за друга", ru(`
			C: Здравствуйте, мой друг Илья у вас покупал велосипед за 32 000, хочу такой же
			O: Здравствуйте! Сейчас он стоит 36 500 рублей
			C: ого. дорого, подумаю
			O: Хорошо, обращайтесь`,
			ruName, ruSum, ruPhone, ruBudget), want{}},
		{"юрист", ru(`
			C: Нужна консультация юриста, развод
			O: Консультация 3 000 руб., онлайн или в офисе?
			C: онлайн. завтра после 16 можно?
			O: Завтра есть 16:30 и 18:00
			C: давайте 18:00
			O: Записала на 16 апреля, 18:00. Ваше имя и почта для ссылки?
			C: Ольга Викторовна, olga.v@inbox.ru`,
			ruName, ruEmail, ruDay, ruHour, ruSum, ruPhone, field("form", "Формат", "Где консультация", desk.TypeEnum, "Онлайн", "В офисе")),
			want{"name": "Ольга Викторовна", "email": "olga.v@inbox.ru", "day": "2026-04-16", "hour": "18:00", "sum": "3000.00 RUB", "form": "Онлайн"}},
		{"just asking", en(`
			C: Do you ship to Canada and how much is it?
			O: Yes, shipping to Canada is $18 and takes 5 days.
			C: And if I bought three?
			O: Three would ship for $30.
			C: ok let me think about it`,
			enPrice, enAddress, field("count", "Quantity", "How many units the client orders", desk.TypeInteger), enDay, enPhone), want{}},
		{"gym", en(`
			C: Hi I want to cancel the trial on Thursday and sign up for the monthly plan instead
			O: Sure! Monthly is $39. Can I get your full name?
			C: Hannah Brooks
			O: Start today or on May 1?
			C: May 1
			O: All set, Hannah. We'll email you the contract, which address?
			C: hannah_b@example.net`,
			enName, enEmail, field("plan", "Plan", "Plan the client chose", desk.TypeEnum, "Trial", "Monthly", "Yearly"), field("start", "Start date", "First day of the plan", desk.TypeDate), enPrice, enPhone),
			want{"name": "Hannah Brooks", "email": "hannah_b@example.net", "plan": "Monthly", "start": "2026-05-01", "price": "39.00 USD"}},
		{"sólo preguntar", es(`
			C: Hola, ¿cuánto cuesta una limpieza?
			O: Hola, 55 euros. ¿Quiere cita?
			C: de momento no, gracias`,
			esDay, esHour, esName, esPhone, esPay), want{}},
		{"cambio", es(`
			C: Tengo cita el 22 de abril a las 11:00 y no puedo ir
			O: ¿Qué día le viene bien?
			C: el 24 por la tarde
			O: El 24 tengo a las 17:30
			C: perfecto`,
			esDay, esHour, esName, esPhone), want{"day": "2026-04-24", "hour": "17:30"}},
	} {
		t.Run(c.trade, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

package value_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// values are what a text holds, in order.
func values(f desk.Field, text string, l desk.Locale) []string {
	var out []string
	for _, h := range value.Find(f, text, friday, l) {
		out = append(out, string(h.Value))
	}
	return out
}

type found struct {
	rule, text string
	locale     desk.Locale
	want       []string
}

func check(t *testing.T, f desk.Field, cases []found) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, values(f, c.text, c.locale)); diff != "" {
				t.Errorf("%q: %s", c.text, diff)
			}
		})
	}
}

func TestPhones(t *testing.T) {
	gb, mx := desk.Locale{Region: "GB"}, desk.Locale{Region: "MX"}
	check(t, desk.Field{Type: desk.TypePhone}, []found{
		{"eight is Russia's trunk", "8 916 204-55-18", ru, []string{"+79162045518"}},
		{"ten figures", "9261234567", ru, []string{"+79261234567"}},
		{"brackets", "call (512) 555-0147 please", en, []string{"+15125550147"}},
		{"another country's", "+34 611 22 33 44", ru, []string{"+34611223344"}},
		{"two of them", "8 916 204-55-18 / 8 917 204-55-18", ru, []string{"+79162045518", "+79172045518"}},
		{"dots", "633.100.200", es, []string{"+34633100200"}},
		{"Mexico", "55 1234 5678", mx, []string{"+525512345678"}},
		{"a possible one, if the words say so", "mobile: 07700 900123", gb, []string{"+447700900123"}},
		{"no tax number", "ИНН 7714123456", ru, nil},
		{"no order", "заказ № 9161234567", ru, nil},
		{"no date", "2025-03-14 10:00", ru, nil},
		{"no amount", "26 700 рублей", ru, nil},
		{"no code", "AB9161234567", ru, nil},
	})
}

func TestEmailsAndLinks(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeEmail}, []found{
		{"at a sentence's end", "пишите на a.b@mail.ru.", ru, []string{"a.b@mail.ru"}},
		{"spelled in Russian", "ivanov собака yandex точка ru", ru, []string{"ivanov@yandex.ru"}},
		{"spelled in Spanish", "ana arroba correo punto es", es, []string{"ana@correo.es"}},
		{"spelled in English", "ann at mail dot com", en, []string{"ann@mail.com"}},
		{"look at is no address", "look at example.com", en, nil},
		{"no double dots", "a..b@mail.ru", ru, nil},
	})
	check(t, desk.Field{Type: desk.TypeURL}, []found{
		{"with a scheme", "see https://example.org/a?b=1, ok", en, []string{"https://example.org/a?b=1"}},
		{"without", "наш сайт example.ru", ru, []string{"https://example.ru"}},
		{"an e-mail is none", "a@example.ru", ru, nil},
	})
}

func TestDates(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeDate}, []found{
		{"day and month", "14 апреля", ru, []string{"2025-04-14"}},
		{"the year rolls", "2 января", ru, []string{"2026-01-02"}},
		{"a week ago is this year", "обещали 7 марта", ru, []string{"2025-03-07"}},
		{"with a year", "3 de julio de 1990", es, []string{"1990-07-03"}},
		{"month first", "March 9th, 2026", en, []string{"2026-03-09"}},
		{"in words", "первого апреля", ru, []string{"2025-04-01"}},
		{"figures, Europe", "07.11.1988", ru, []string{"1988-11-07"}},
		{"figures, America", "4/5/2025", en, []string{"2025-04-05"}},
		{"figures, Spain", "4/5/2025", es, []string{"2025-05-04"}},
		{"tomorrow", "завтра", ru, []string{"2025-03-15"}},
		{"the day after", "the day after tomorrow", en, []string{"2025-03-16"}},
		{"pasado mañana", "pasado mañana", es, []string{"2025-03-16"}},
		{"a morning is no day", "por la mañana", es, nil},
		{"in days", "через три дня", ru, []string{"2025-03-17"}},
		{"in weeks", "in two weeks", en, []string{"2025-03-28"}},
		{"a weekday", "в понедельник", ru, []string{"2025-03-17"}},
		{"today's weekday is next week's", "on Friday", en, []string{"2025-03-21"}},
		{"next week's", "на следующей неделе во вторник", ru, []string{"2025-03-18"}},
		{"next week's, behind", "Wednesday next week", en, []string{"2025-03-19"}},
		{"que viene", "el lunes que viene", es, []string{"2025-03-17"}},
		{"a weekday and its date are one", "Monday, March 17", en, []string{"2025-03-17"}},
		{"a bare day", "давайте на 15-е", ru, []string{"2025-03-15"}},
		{"a bare day past", "the 7th please", en, []string{"2025-04-07"}},
		{"of this month", "the 20th of this month", en, []string{"2025-03-20"}},
		{"a range", "с 2 по 5 мая", ru, []string{"2025-05-02", "2025-05-05"}},
		{"no such day", "31.02.2025", ru, nil},
		{"an ordinal is no day", "the second flight", en, nil},
		{"may is a verb", "may I come", en, nil},
	})
}

func TestDatesCountInTheLocalesZone(t *testing.T) {
	late := time.Date(2025, 3, 14, 22, 30, 0, 0, time.UTC) // past midnight in Moscow
	hits := value.Dates("завтра", late, ru)
	if len(hits) != 1 || hits[0].Value != "2025-03-16" {
		t.Errorf("got %v, want 2025-03-16", hits)
	}
}

func TestTimes(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeString, Format: "time"}, []found{
		{"figures", "в 19:30", ru, []string{"19:30"}},
		{"pm", "7 pm", en, []string{"19:00"}},
		{"midnight's am", "12 am", en, []string{"00:00"}},
		{"half past", "half past two", en, []string{"14:30"}},
		{"quarter to", "quarter to 5 in the evening", en, []string{"16:45"}},
		{"in the morning", "к 9 утра", ru, []string{"09:00"}},
		{"in the evening", "часов в семь вечера", ru, []string{"19:00"}},
		{"half of the eighth", "в полвосьмого вечера", ru, []string{"19:30"}},
		{"y media", "a las 9 y media", es, []string{"09:30"}},
		{"de la tarde", "a las cinco de la tarde", es, []string{"17:00"}},
		{"a range", "4 pm-6 pm", en, []string{"16:00", "18:00"}},
		{"people are no hour", "table for 2 people", en, nil},
		{"money is no hour", "от 14 000", ru, nil},
	})
}

func TestNumbers(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeNumber}, []found{
		{"groups of three", "26 700", ru, []string{"26700"}},
		{"a comma's fraction", "54,5 кв. м", ru, []string{"54.5"}},
		{"Spain's thousands", "64.000 km", es, []string{"64000"}},
		{"America's thousands", "1,250 sq ft", en, []string{"1250"}},
		{"both signs", "1.400,50", es, []string{"1400.5"}},
		{"thousands in letters", "300к", ru, []string{"300000"}},
		{"thousands in words", "60 тысяч", ru, []string{"60000"}},
		{"one and a half thousand", "полторы тысячи", ru, []string{"1500"}},
		{"with a half", "восемь с половиной", ru, []string{"8.5"}},
		{"half a dozen", "half a dozen", en, []string{"6"}},
		{"twelve hundred", "twelve hundred", en, []string{"1200"}},
		{"with and", "two hundred and five", en, []string{"205"}},
		{"quinientos", "quinientos cincuenta", es, []string{"550"}},
		{"treinta y dos", "treinta y dos", es, []string{"32"}},
		{"people in one word", "нас будет пятеро", ru, []string{"5"}},
		{"a code is none", "заказ 48-2215, А-10442", ru, nil},
		{"a clock is none", "9:30", ru, nil},
	})
}

func TestMonies(t *testing.T) {
	mx := desk.Locale{Language: "es", Region: "MX", Currency: "MXN"}
	check(t, desk.Field{Type: desk.TypeMoney}, []found{
		{"roubles", "26 700 руб.", ru, []string{"26700.00 RUB"}},
		{"a sign before", "$449.95 total", en, []string{"449.95 USD"}},
		{"a sign behind", "45,50 €", es, []string{"45.50 EUR"}},
		{"another currency", "90 euros", en, []string{"90.00 EUR"}},
		{"whose dollar", "$27,550", mx, []string{"27550.00 MXN"}},
		{"the locale's", "364", es, []string{"364.00 EUR"}},
		{"millions", "1,5 млн", ru, []string{"1500000.00 RUB"}},
		{"with kopecks", "26 рублей 50 копеек", ru, []string{"26.50 RUB"}},
		{"per cent is none", "10%", ru, nil},
	})
}

func TestOptions(t *testing.T) {
	field := func(options ...string) desk.Field {
		f := desk.Field{Type: desk.TypeEnum}
		for _, o := range options {
			f.Options = append(f.Options, desk.Option{Value: o})
		}
		return f
	}
	check(t, field("Чёрный", "Серый"), []found{{"inflected", "серые давайте", ru, []string{"Серый"}}, {"denied", "только не чёрный", ru, nil}})
	check(t, field("Negro", "Rojo"), []found{{"plural", "Negras", es, []string{"Negro"}}})
	check(t, field("Hilton Hotel", "Hyatt Hotel"), []found{{"its own word", "the Hyatt then", en, []string{"Hyatt Hotel"}}, {"the shared word", "any hotel", en, nil}})
	check(t, field("Full-size", "Compact"), []found{{"written apart", "a full size car", en, []string{"Full-size"}}})
	check(t, field("Шоколад", "Вишня"), []found{{"derived", "шоколадную", ru, []string{"Шоколад"}}})
}

func TestAddresses(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeAddress}, []found{
		{"Russian", "Адрес: г. Мытищи, ул. Силикатная 41, кв. 102", ru, []string{"г. Мытищи, ул. Силикатная 41, кв. 102"}},
		{"the kind behind", "Невский проспект 88, кв 14", ru, []string{"Невский проспект 88, кв 14"}},
		{"Spanish", "Calle Mayor 12, 3º B, Madrid", es, []string{"Calle Mayor 12, 3º B, Madrid"}},
		{"American", "221 Elm Street, apt 4B, Austin, TX 78701", en, []string{"221 Elm Street, apt 4B, Austin, TX 78701"}},
		{"a count is none", "24 Red Roses", en, nil},
	})
}

func TestAnswers(t *testing.T) {
	for text, want := range map[string]value.Answer{
		"да, верно": value.Yes, "нет, новый": value.No, "ой, нет": value.No, "No, that's fine": value.No, "sounds good": value.Yes,
		"sí, claro": value.Yes, "vale": value.Yes, "Серые": value.Unclear, "": value.Unclear, "не 5, а 3": value.No,
	} {
		if got := value.Answered(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestSecrets(t *testing.T) {
	for _, c := range []struct {
		rule, claim, quote string
		want               bool
	}{
		{"a card", "4111-1111-1111-1111", "4111-1111-1111-1111", true},
		{"no card: the check digit", "4111 1111 1111 1112", "4111 1111 1111 1112", false},
		{"a code from a message", "48 29 13", "код из смс 48 29 13", true},
		{"an order's number", "482913", "заказ 482913", false},
	} {
		if got := value.IsSecret(c.claim, c.quote); got != c.want {
			t.Errorf("%s: got %v, want %v", c.rule, got, c.want)
		}
	}
	if got := value.HideCards("card 4111 1111 1111 1111 ok"); got != "card •••• ok" {
		t.Errorf("got %q", got)
	}
}

func TestMoments(t *testing.T) {
	day := func(d, h int) string { return time.Date(2025, 3, d, h, 0, 0, 0, zoneOf(ru)).UTC().Format(time.RFC3339) }
	check(t, desk.Field{Type: desk.TypeDateTime}, []found{
		{"each time has its own date, dates first", "завтра в 17 послезавтра в 18", ru, []string{day(15, 17), day(16, 18)}},
		{"and times first", "в 17 завтра, в 18 послезавтра", ru, []string{day(15, 17), day(16, 18)}},
		{"times share a date", "завтра в 17 или в 18", ru, []string{day(15, 17), day(15, 18)}},
		{"the nearer date", "ждал вчера весь день, приезжайте завтра в 17", ru, []string{day(15, 17)}},
		{"a time alone is today", "в 17:00", ru, []string{day(14, 17)}},
	})
}

func zoneOf(l desk.Locale) *time.Location {
	if l.Zone == nil {
		return time.UTC
	}
	return l.Zone
}

package proof_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

// wording is a line of testdata/attacks.txt or testdata/innocent.txt.
type wording struct {
	line     int
	language string
	by       desk.Author
	field    desk.Field
	value    string
	said     string
	quotes   []string // the marked words, their sentence, the whole message
}

// fields of the wordings, by language and name.
func wordedField(t *testing.T, language, name string) desk.Field {
	t.Helper()
	titles := map[string][3]string{
		"phone": {"Phone", "Телефон", "Teléfono"}, "email": {"E-mail", "Почта", "Correo"}, "name": {"Client name", "Имя клиента", "Nombre del cliente"},
		"address": {"Delivery address", "Адрес доставки", "Dirección de entrega"}, "amount": {"Amount", "Сумма", "Importe"},
		"discount": {"Discount, %", "Скидка, %", "Descuento, %"}, "refund": {"Refund", "Возврат денег", "Reembolso"},
		"quantity": {"Quantity", "Количество", "Cantidad"}, "date": {"Visit date", "Дата визита", "Fecha de la visita"}, "time": {"Visit time", "Время визита", "Hora de la visita"},
		"company": {"Company", "Компания", "Empresa"}, "payment": {"Payment method", "Способ оплаты", "Forma de pago"}, "status": {"Order status", "Статус заказа", "Estado del pedido"},
		"product": {"Product", "Товар", "Producto"}, "order": {"Order number", "Номер заказа", "Número de pedido"}, "comment": {"Comment", "Комментарий", "Comentario"}, "city": {"City", "Город", "Ciudad"},
	}
	options := map[string][3][]string{
		"payment": {{"Cash", "Card", "Bank transfer"}, {"Наличные", "Карта", "Безналичный расчёт"}, {"Efectivo", "Tarjeta", "Transferencia"}},
		"status":  {{"New", "Paid", "Cancelled"}, {"Новый", "Оплачен", "Отменён"}, {"Nuevo", "Pagado", "Cancelado"}},
	}
	types := map[string]desk.FieldType{
		"phone": desk.TypePhone, "email": desk.TypeEmail, "amount": desk.TypeMoney, "refund": desk.TypeMoney, "discount": desk.TypeNumber,
		"quantity": desk.TypeInteger, "date": desk.TypeDate, "payment": desk.TypeEnum, "status": desk.TypeEnum,
	}
	l := strings.Index("en ru es", language) / 3
	title, ok := titles[name]
	if !ok {
		t.Fatalf("no field %q", name)
	}
	f := desk.Field{Name: desk.FieldName(name), Title: title[l], Type: desk.TypeString, On: true}
	if typed, ok := types[name]; ok {
		f.Type = typed
	}
	if name == "time" {
		f.Format = "time"
	}
	for _, o := range options[name][l] {
		f.Options = append(f.Options, desk.Option{Value: o})
	}
	return f
}

var wordedLocales = map[string]desk.Locale{
	"en": {Language: "en", Region: "US", Currency: "USD", Zone: time.UTC},
	"ru": {Language: "ru", Region: "RU", Currency: "RUB", Zone: time.UTC},
	"es": {Language: "es", Region: "ES", Currency: "EUR", Zone: time.UTC},
}

func wordings(t *testing.T, name string) []wording {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // read only
	var out []wording
	language, n := "", 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		n++
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "== "):
			language = line[3:]
			continue
		}
		part := strings.SplitN(line, " | ", 4)
		if len(part) != 4 {
			t.Fatalf("%s:%d: four columns, please", name, n)
		}
		before, rest, ok := strings.Cut(part[3], "[[")
		quote, after, closed := strings.Cut(rest, "]]")
		if !ok || !closed {
			t.Fatalf("%s:%d: a quote in [[ ]], please", name, n)
		}
		w := wording{line: n, language: language, by: desk.Author(part[0]), field: wordedField(t, language, part[1]), value: part[2]}
		lineBreaks := strings.NewReplacer(`\n`, "\n")
		before, after = lineBreaks.Replace(before), lineBreaks.Replace(after)
		w.said = before + quote + after
		sentence := before[strings.LastIndexAny(before, ".!?\n")+1:] + quote + after[:endOf(after)]
		w.quotes = []string{quote, strings.TrimSpace(sentence), w.said}
		switch w.field.Type {
		case desk.TypeMoney:
			w.value = fmt.Sprintf("%s.00 %s", w.value, wordedLocales[language].Currency)
		}
		out = append(out, w)
	}
	return out
}

func endOf(s string) int {
	if i := strings.IndexAny(s, ".!?\n"); i >= 0 {
		return i
	}
	return len(s)
}

// proves says by which of its quotes a wording proves its value, and why by none.
func (w wording) proves(p proof.Prover) (quotes []string, why error) {
	m := desk.Message{Seq: 1, Author: w.by, Text: w.said, SentAt: time.Date(2025, 12, 1, 9, 0, 0, 0, time.UTC)}
	for _, q := range w.quotes {
		v, err := p.Prove(w.field, desk.Finding{Field: w.field.Name, Value: w.value, Quote: q, Message: 1}, m, wordedLocales[w.language])
		if err == nil && string(v) == w.value {
			quotes = append(quotes, q)
			continue
		}
		why = err
	}
	return quotes, why
}

func TestWordings(t *testing.T) {
	for name, most := range map[string]int{"attacks.txt": 0, "attacks-later.txt": 10, "attacks-third.txt": 0, "attacks-fourth.txt": 0} {
		all := wordings(t, name)
		through := 0
		for _, w := range all {
			if qs, why := w.proves(value.Prover{}); len(qs) == 0 {
				t.Errorf("%s:%d: fails without Guard, too, so it attacks nothing: %v: %s", name, w.line, why, w.said)
			}
			if qs, _ := w.proves(proof.Guard{Prover: value.Prover{}}); len(qs) > 0 {
				through++
				t.Logf("%s:%d: %s=%s is proven by %q: %s", name, w.line, w.field.Name, w.value, qs, w.said)
			}
		}
		if t.Logf("%s: %d of %d through", name, through, len(all)); through > most {
			t.Errorf("%s: %d through, want at most %d", name, through, most)
		}
	}
}

func TestInnocentWordings(t *testing.T) {
	for name, most := range map[string]int{"innocent.txt": 0, "innocent-later.txt": 0, "innocent-third.txt": 0, "innocent-fourth.txt": 0} {
		all := wordings(t, name)
		refused := 0
		for _, w := range all {
			if qs, why := w.proves(proof.Guard{Prover: value.Prover{}}); len(qs) == 0 {
				refused++
				t.Logf("%s:%d: %v: %s", name, w.line, why, w.said)
			}
		}
		if t.Logf("%s: %d of %d refused", name, refused, len(all)); refused > most {
			t.Errorf("%s: %d refused, want at most %d", name, refused, most)
		}
	}
}

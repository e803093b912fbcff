package openai_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

// worst is a chat whose words models like to tidy up when they quote them.
func worst() desk.Chat {
	c := desk.Chat{Dialog: "c1-1", Locale: desk.Locale{Language: "ru", Region: "RU", Currency: "RUB", Zone: time.UTC}, Fields: []desk.Field{
		{Name: "name", Title: "Имя клиента", Type: desk.TypeString}, {Name: "qty", Title: "Количество", Type: desk.TypeInteger},
		{Name: "pay", Title: "Оплата", Type: desk.TypeEnum, On: true, Options: []desk.Option{{Value: "Наличные"}, {Value: "Карта"}}},
		{Name: "product", Title: "Товар", Type: desk.TypeString}, {Name: "phone", Title: "Телефон", Type: desk.TypePhone, On: true},
	}}
	for i, text := range []string{
		"Здравствуйте! Меня зовут Фёдор Зелёный", "Нужно 12 кресел — модель “Осло”, ещё в сером", "Добрый день, Фёдор! Как будете платить?", "Оплачу картой.  Мой номер 8 916 123-45-67",
	} {
		m := desk.Message{Seq: desk.SeqAt(noon.Add(time.Duration(i) * time.Minute)), Author: desk.ByCustomer, Text: text}
		if i == 2 {
			m.Author = desk.ByOperator
		}
		c.Messages = append(c.Messages, m)
	}
	return c
}

// whole is what a reader without a fault says of it.
var whole = []map[string]any{
	{"field": "name", "quote": "Меня зовут Фёдор Зелёный", "message": 0, "value": "Фёдор Зелёный", "confidence": 0.9},
	{"field": "qty", "quote": "12 кресел", "message": 1, "value": "12", "confidence": 0.9},
	{"field": "pay", "quote": "Оплачу картой", "message": 3, "value": "Карта", "confidence": 0.9},
	{"field": "product", "quote": "модель “Осло”", "message": 1, "value": "модель Осло", "confidence": 0.9},
	{"field": "phone", "quote": "8 916 123-45-67", "message": 3, "value": "+79161234567", "confidence": 0.9},
}

var allOfIt = map[string]string{"name": "Фёдор Зелёный", "qty": "12", "pay": "Карта", "product": "модель Осло", "phone": "+79161234567"}

// answerOf is the tool's input, with some of the entries changed: field, key, value, …
func answerOf(changes ...any) string {
	var values []map[string]any
	for _, v := range whole {
		v = copyOf(v)
		for i := 0; i+2 < len(changes); i += 3 {
			if changes[i] == "*" || v["field"] == changes[i] {
				v[changes[i+1].(string)] = changes[i+2]
			}
		}
		values = append(values, v)
	}
	b, err := json.Marshal(map[string]any{"summary": "Кресла.", "values": values})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func copyOf(m map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func without(m map[string]string, names ...string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		out[k] = v
	}
	for _, n := range names {
		delete(out, n)
	}
	return out
}

// TestWorst is how models answer at their worst, and what of the values is left. What is
// wrong in form alone loses none; what is wrong in truth proves nothing; and one bad
// entry stops no other.
func TestWorst_FormAloneLosesNoTrueValue(t *testing.T) {
	plain := answerOf()
	twoCalls := func(a, b string) string {
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		return `{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"report_reading","arguments":` + string(x) + `}},{"id":"2","type":"function","function":{"name":"report_reading","arguments":` + string(y) + `}}]}`
	}
	other := func(name, arguments string) string {
		return strings.Replace(calls(arguments), "report_reading", name, 1)
	}
	list := plain[strings.Index(plain, "[") : strings.LastIndex(plain, "]")+1]
	asText, _ := json.Marshal(list)
	good := says("tool_calls", calls(plain))
	for name, c := range map[string]struct {
		replies []reply
		want    map[string]string // nil: the reading fails
	}{
		// Where the JSON is.
		"a call, as it should be":           {[]reply{good}, allOfIt},
		"JSON as text, no call":             {[]reply{says("stop", text(plain))}, allOfIt},
		"prose around the JSON":             {[]reply{says("stop", text("Sure! Here is the reading:\n"+plain+"\nLet me know if you need more."))}, allOfIt},
		"a fence around the JSON":           {[]reply{says("stop", text("```json\n"+plain+"\n```"))}, allOfIt},
		"prose with braces around the JSON": {[]reply{says("stop", text("The fields {name, qty}: "+plain+" {done}"))}, allOfIt},
		"thoughts before the JSON":          {[]reply{says("stop", text("<think>They say {12}. So qty.</think>"+plain))}, allOfIt},
		"the JSON twice":                    {[]reply{says("stop", text(plain+"\n\n"+plain))}, allOfIt},
		"a comma before the end":            {[]reply{says("stop", text(strings.Replace(plain, "}]", "},]", 1))), good}, allOfIt},
		"the list as a text":                {[]reply{says("tool_calls", calls(`{"summary":"x","values":`+string(asText)+`}`))}, allOfIt},
		"no summary":                        {[]reply{says("tool_calls", calls(`{"values":`+list+`}`)), good}, allOfIt},
		"only the list":                     {[]reply{says("stop", text(list)), good}, allOfIt},
		"two calls, the first empty":        {[]reply{says("tool_calls", twoCalls(`{"summary":"","values":[]}`, plain))}, allOfIt},
		"two calls, the same":               {[]reply{says("tool_calls", twoCalls(plain, plain))}, allOfIt},
		"another tool, then the right one":  {[]reply{says("tool_calls", other("web_search", `{"q":"x"}`)), good}, allOfIt},
		// Asked once more.
		"half a JSON, then a whole one": {[]reply{says("tool_calls", calls(plain[:len(plain)/2])), good}, allOfIt},
		"cut at its length, then whole": {[]reply{says("length", calls(plain[:200])), good}, allOfIt},
		"empty, then whole":             {[]reply{says("stop", text("")), good}, allOfIt},
		"words, then whole":             {[]reply{says("stop", text("I have read the chat.")), good}, allOfIt},
		"a loop, then whole":            {[]reply{says("length", text(strings.Repeat("Фёдор, ", 2000))), good}, allOfIt},
		"half a JSON twice":             {[]reply{says("tool_calls", calls(plain[:len(plain)/2])), says("tool_calls", calls(plain[:len(plain)/2]))}, nil},
		"empty twice":                   {[]reply{says("stop", text("")), says("stop", text(""))}, nil},
		// Ids.
		"messages counted from 1":       {[]reply{says("tool_calls", calls(answerOf("name", "message", 1, "qty", "message", 2, "product", "message", 2, "pay", "message", 4, "phone", "message", 4)))}, allOfIt},
		"messages as texts":             {[]reply{says("tool_calls", calls(answerOf("name", "message", "0", "qty", "message", "1")))}, allOfIt},
		"messages as #1":                {[]reply{says("tool_calls", calls(answerOf("qty", "message", "#1", "name", "message", "[0]")))}, allOfIt},
		"no message":                    {[]reply{says("tool_calls", calls(answerOf("*", "message", nil)))}, allOfIt},
		"a message that is not there":   {[]reply{says("tool_calls", calls(answerOf("qty", "message", 77)))}, allOfIt},
		"a field by its title":          {[]reply{says("tool_calls", calls(answerOf("qty", "field", "Количество")))}, allOfIt},
		"a field in capitals":           {[]reply{says("tool_calls", calls(answerOf("qty", "field", "QTY ")))}, allOfIt},
		"a field that nobody asked for": {[]reply{says("tool_calls", calls(answerOf("qty", "field", "discount")))}, without(allOfIt, "qty")},
		// Quotes.
		"ё written as е":               {[]reply{says("tool_calls", calls(answerOf("name", "quote", "Меня зовут Федор Зеленый")))}, allOfIt},
		"other quotation marks":        {[]reply{says("tool_calls", calls(answerOf("product", "quote", `модель "Осло"`)))}, allOfIt},
		"another dash":                 {[]reply{says("tool_calls", calls(answerOf("product", "quote", `12 кресел - модель «Осло»`)))}, allOfIt},
		"one space for two":            {[]reply{says("tool_calls", calls(answerOf("pay", "quote", "Оплачу картой. Мой номер")))}, allOfIt},
		"spaces and line ends around":  {[]reply{says("tool_calls", calls(answerOf("*", "value", nil, "name", "value", "Фёдор Зелёный ", "qty", "value", " 12\n", "pay", "value", "Карта", "product", "value", "модель Осло", "phone", "value", "+79161234567", "qty", "quote", " 12 кресел \n")))}, allOfIt},
		"a full stop too many":         {[]reply{says("tool_calls", calls(answerOf("name", "quote", "Меня зовут Фёдор Зелёный.")))}, allOfIt},
		"a quote in quotation marks":   {[]reply{says("tool_calls", calls(answerOf("qty", "quote", `"12 кресел"`)))}, allOfIt},
		"a quote in lower case":        {[]reply{says("tool_calls", calls(answerOf("name", "quote", "меня зовут фёдор зелёный")))}, allOfIt},
		"a quote with its author":      {[]reply{says("tool_calls", calls(answerOf("qty", "quote", "Нужно 12 кресел")))}, allOfIt},
		"a quote with dots at its end": {[]reply{says("tool_calls", calls(answerOf("qty", "quote", "Нужно 12 кресел…")))}, allOfIt},
		"a quote made up":              {[]reply{says("tool_calls", calls(answerOf("qty", "quote", "Двенадцать штук, пожалуйста")))}, without(allOfIt, "qty")},
		// Values.
		"a value as a number":             {[]reply{says("tool_calls", calls(answerOf("qty", "value", 12)))}, allOfIt},
		"a value as 12.0":                 {[]reply{says("tool_calls", calls(answerOf("qty", "value", json.Number("12.0"))))}, allOfIt},
		"a value with its noun":           {[]reply{says("tool_calls", calls(answerOf("qty", "value", "12 кресел")))}, allOfIt},
		"an option in lower case":         {[]reply{says("tool_calls", calls(answerOf("pay", "value", "карта")))}, allOfIt},
		"an option in the chat's case":    {[]reply{says("tool_calls", calls(answerOf("pay", "value", "картой")))}, allOfIt},
		"a phone as it was written":       {[]reply{says("tool_calls", calls(answerOf("phone", "value", "8 (916) 123-45-67")))}, allOfIt},
		"an option in another language":   {[]reply{says("tool_calls", calls(answerOf("pay", "value", "Card")))}, allOfIt},
		"another figure than the quote's": {[]reply{says("tool_calls", calls(answerOf("qty", "value", "21")))}, without(allOfIt, "qty")},
		"an entry that is a text":         {[]reply{says("tool_calls", calls(strings.Replace(plain, `"values":[`, `"values":["qty: 12",`, 1)))}, allOfIt},
		"an empty entry among them":       {[]reply{says("tool_calls", calls(strings.Replace(plain, `"values":[`, `"values":[{},null,`, 1)))}, allOfIt},
		"a sure 95 %":                     {[]reply{says("tool_calls", calls(answerOf("qty", "confidence", "95%")))}, allOfIt},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := serve(t, c.replies...)
			chat := worst()
			r, err := prompted(m).Read(context.Background(), chat)
			if (err != nil) != (c.want == nil) {
				t.Fatalf("got %v", err)
			}
			got := map[string]string{}
			for _, f := range r.Findings {
				if v, err := copilot.Check(chat, f, proof.Guard{Prover: value.Prover{}}); err == nil {
					got[string(f.Field)] = string(v)
				} else {
					t.Logf("%s=%q by %q: %v", f.Field, f.Value, f.Quote, err)
				}
			}
			if d := cmp.Diff(c.want, got); c.want != nil && d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

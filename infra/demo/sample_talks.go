package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/remote"
)

// sampleTalk is one chat of the sample.
type sampleTalk struct {
	line, name, language string
	by                   string // the operator who answers; "": nobody does
	// said is what was said in turn: "> " begins a reply, "# " a note, "? " what the bot
	// is asked and answers; else the customer says it.
	said []string
	// then is what the operator does at the end, nil: nothing.
	then func(s *Sample, ctx context.Context, by remote.Client, dialog string) error
}

// sampleTalks are a dialog in each state, and what CoPilot has to read.
func sampleTalks() []sampleTalk {
	return []sampleTalk{
		{sampleShop, "Grace Lee", "en", "Max", []string{
			"Hi, this is Grace Lee. Do you have the Bergen chair in grey?",
			"> Hello Grace! We do: 219 euros each.",
			"I take them, by card. My e-mail is grace.lee@example.com.",
			"> Thank you, the invoice is on its way.",
		}, (*Sample).completed},
		{sampleShop, "Anna Brown", "en", "Olga", []string{
			"Hello! I am Anna Brown, I need 3 office chairs for our new office.",
			"> Good day, Anna! We have two models: Oslo at 149 euros and Bergen at 219 euros, both in black and grey.",
			"# Ask for the discount for new offices",
			"Oslo, please. My phone is +1 415 555 2671, my e-mail is anna@example.com, please deliver to 9 Harbor Rd, Boston.",
		}, (*Sample).proposed},
		{sampleShop, "Carla Ruiz", "es", "Max", []string{
			"Hola, soy Carla Ruiz. ¿Tienen mesas de roble?",
			"> Hola, Carla. Sí, de 160 y de 200 cm.",
			"La de 200. Mi correo es carla.ruiz@example.com, pago con tarjeta.",
			"> Perfecto, se la reservamos.",
		}, (*Sample).read},
		{sampleShop, "Ирина Соколова", "ru", "Olga", []string{
			"Здравствуйте! Меня зовут Ирина Соколова, хочу стеллаж в гостиную.",
			"> Здравствуйте, Ирина! Какой ширины?",
			"Метр двадцать. Телефон +7 916 123-45-67, почта irina@example.com, оплачу картой.",
		}, (*Sample).read},
		{sampleShop, "Dmitri Volkov", "ru", "Max", []string{
			"Я получил столешницу с трещиной.",
			"> Очень жаль. Пришлите, пожалуйста, номер заказа.",
			"Номер 1182.",
		}, (*Sample).complained},
		{sampleShop, "Elena Sanz", "es", "Olga", []string{
			"¿Cuándo llega mi pedido?",
			"> El jueves, entre las 10 y las 14.",
		}, (*Sample).putOff},
		{sampleShop, "Anya Brown", "en", "", []string{"Hi again! Is the invoice for the chairs ready?"}, nil},
		{sampleShop, "Farid Karimov", "ru", "", []string{"Можно ли вернуть лампу?", "Она не подошла по цвету."}, (*Sample).urgent},
		{sampleShop, "Hugo Lind", "en", "", []string{"Do you rent chairs for a party of sixty?"}, nil},
		{sampleBot, "Mia Chen", "en", "", []string{"? What does delivery cost?"}, nil},
		{sampleBot, "Oscar Vega", "es", "", []string{"? ¿Están abiertos el domingo?"}, nil},
		{sampleBot, "Paula Stein", "en", "", []string{"? Which courier brings the parcel?", "? Who carries it up the stairs?"}, nil},
		{sampleBot, "Tom Reed", "en", "", []string{"? Do you sell elephants?"}, nil},
	}
}

func (s *Sample) talks(ctx context.Context) error {
	for i, t := range sampleTalks() {
		if err := s.talk(ctx, i, t); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// talk plays one chat.
func (s *Sample) talk(ctx context.Context, n int, t sampleTalk) error {
	who := s.person(t.line, t.name, t.language, n)
	for i, text := range t.said {
		kind, words := text[:2], text[2:]
		if kind != "> " && kind != "# " && kind != "? " {
			kind, words = "", text
		}
		var err error
		switch kind {
		case "> ", "# ":
			var d remote.Dialog
			if d, err = s.dialog(ctx, t); err != nil {
				return err
			}
			way := map[string]string{"> ": "reply", "# ": "note"}[kind]
			if i == 1 {
				if err := s.keys[t.by].Call(ctx, http.MethodPost, "/v1/dialogs/"+d.ID+"/accept", nil, nil); err != nil {
					return err
				}
			}
			err = s.keys[t.by].Call(ctx, http.MethodPost, "/v1/dialogs/"+d.ID+"/"+way, map[string]any{"text": words}, nil, "Idempotency-Key", fmt.Sprint("sample-", n, "-", i))
		default:
			if err = s.says(ctx, who, words); err == nil && kind == "? " {
				err = s.botSaid(ctx, t, i+1)
			}
		}
		if err != nil {
			return err
		}
	}
	if t.then == nil {
		return nil
	}
	d, err := s.dialog(ctx, t)
	if err != nil {
		return err
	}
	return t.then(s, ctx, s.keys[t.by], d.ID)
}

// soon asks until it is so, for half a minute at most.
func soon(ctx context.Context, is func() (bool, error)) error {
	for end := time.Now().Add(30 * time.Second); ; {
		if ok, err := is(); ok || err != nil {
			return err
		}
		if time.Now().After(end) {
			return errors.New("it did not come to that within half a minute")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// dialog is the chat's newest, once it has a contact.
func (s *Sample) dialog(ctx context.Context, t sampleTalk) (d remote.Dialog, err error) {
	err = soon(ctx, func() (bool, error) {
		var all remote.Page[struct{ ID, Name string }]
		if err := s.Call(ctx, http.MethodGet, "/v1/dialogs?"+url.Values{"line": {t.line}}.Encode(), nil, &all); err != nil {
			return false, err
		}
		for _, row := range all.Items {
			if row.Name == t.name {
				err := s.Call(ctx, http.MethodGet, "/v1/dialogs/"+row.ID, nil, &d)
				return d.Contact != "", err
			}
		}
		return false, nil
	})
	return d, err
}

// botSaid waits until the bot has said so much in the whole thread.
func (s *Sample) botSaid(ctx context.Context, t sampleTalk, n int) error {
	d, err := s.dialog(ctx, t)
	if err != nil {
		return err
	}
	return soon(ctx, func() (bool, error) {
		var all remote.Page[remote.Message]
		err := s.Call(ctx, http.MethodGet, "/v1/dialogs/"+d.ID+"/messages?thread=true", nil, &all)
		said := 0
		for _, m := range all.Items {
			if m.Author == "bot" {
				said++
			}
		}
		return said >= n, err
	})
}

// read has CoPilot read a chat, once it is quiet: nobody waits for it here.
func (s *Sample) read(ctx context.Context, by remote.Client, dialog string) error {
	return by.Call(ctx, http.MethodPost, "/v1/dialogs/"+dialog+"/runs", map[string]any{}, nil, "Idempotency-Key", "sample-"+dialog)
}

// proposed has it read for a card that holds another phone and e-mail already.
func (s *Sample) proposed(ctx context.Context, by remote.Client, dialog string) error {
	var d remote.Dialog
	if err := s.Call(ctx, http.MethodGet, "/v1/dialogs/"+dialog, nil, &d); err != nil {
		return err
	}
	values := map[string]any{"client_phone": "+14155550000", "client_email": "office@old.example"}
	if err := by.Call(ctx, http.MethodPatch, "/v1/cards/"+url.PathEscape(d.Cards[0].Card), map[string]any{"values": values}, nil, "If-Match", "*"); err != nil {
		return err
	}
	if err := change(ctx, by, dialog, map[string]any{"labels": []string{"b2b", "vip"}}); err != nil {
		return err
	}
	return s.read(ctx, by, dialog)
}

// completed is read, and over.
func (s *Sample) completed(ctx context.Context, by remote.Client, dialog string) error {
	if err := s.read(ctx, by, dialog); err != nil {
		return err
	}
	return by.Call(ctx, http.MethodPost, "/v1/dialogs/"+dialog+"/close", nil, nil)
}

// complained becomes a case, and goes on with another team.
func (s *Sample) complained(ctx context.Context, by remote.Client, dialog string) error {
	if err := by.Call(ctx, http.MethodPost, "/v1/dialogs/"+dialog+"/case", nil, nil); err != nil {
		return err
	}
	return by.Call(ctx, http.MethodPost, "/v1/dialogs/"+dialog+"/transfer", map[string]any{"team": "support"}, nil)
}

func (s *Sample) putOff(ctx context.Context, by remote.Client, dialog string) error {
	return change(ctx, by, dialog, map[string]any{"snooze": map[string]any{"until": time.Now().Add(20 * time.Hour).UTC().Format(time.RFC3339)}})
}

func (s *Sample) urgent(ctx context.Context, _ remote.Client, dialog string) error {
	return change(ctx, s.Client, dialog, map[string]any{"priority": "urgent"})
}

// change changes a dialog.
func change(ctx context.Context, by remote.Client, dialog string, in map[string]any) error {
	return by.Call(ctx, http.MethodPatch, "/v1/dialogs/"+dialog, in, nil)
}

// sampleEntries are the knowledge base.
func sampleEntries() (out []map[string]any) {
	for _, e := range []struct{ category, question, others, en, es, ru string }{
		{"Delivery", "What does delivery cost?", "How much is shipping?|Do you deliver for free?|Сколько стоит доставка?|¿Cuánto cuesta el envío?", "Delivery costs 5 euros, and nothing from 200 euros on.", "La entrega cuesta 5 euros, y nada desde 200 euros.", "Доставка стоит 5 евро, от 200 евро бесплатно."},
		{"Delivery", "How long does delivery take?", "When will my order arrive?|Когда привезут заказ?|¿Cuánto tarda el envío?", "Three working days within the city, a week elsewhere.", "Tres días laborables en la ciudad, una semana en otros lugares.", "По городу три рабочих дня, в другие места неделю."},
		{"Shop", "When are you open?", "Are you open on Sunday?|What are your hours?|Вы работаете в воскресенье?|¿Están abiertos el domingo?", "Every day from 9:00 to 20:00.", "Todos los días de 9:00 a 20:00.", "Каждый день с 9:00 до 20:00."},
		{"Payment", "How can I pay?", "Do you take cards?|Как можно оплатить?|¿Cómo puedo pagar?", "By card, by bank transfer, or in cash on delivery.", "Con tarjeta, por transferencia o en efectivo.", "Картой, переводом или наличными при получении."},
		{"Returns", "Can I return it?", "What if I do not like it?|Можно ли вернуть товар?|¿Puedo devolverlo?", "Within 30 days, in its box. We fetch what is heavy.", "En 30 días y en su caja. Recogemos lo pesado.", "В течение 30 дней, в упаковке. Тяжёлое мы заберём сами."},
		{"Shop", "Is there a warranty?", "How long is the guarantee?|Есть ли гарантия?|¿Hay garantía?", "Two years on all furniture.", "Dos años para todos los muebles.", "Два года на всю мебель."},
	} {
		out = append(out, map[string]any{"category": e.category, "question": e.question, "wordings": strings.Split(e.others, "|"), "answers": []any{
			map[string]any{"language": "en", "text": e.en}, map[string]any{"language": "es", "text": e.es}, map[string]any{"language": "ru", "text": e.ru},
		}})
	}
	return out
}

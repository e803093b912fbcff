package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// Sample gives a folder that holds no chat a shop's: for whoever looks at the console for
// the first time. It speaks to the running system as messengers and people do.
type Sample struct {
	remote.Client // of the system's admin
	// Bots is the address of who stands in for the messenger; it is told to the lines anew
	// at each start.
	Bots string

	keys   map[string]remote.Client // of the operators
	ids    map[string]string        // of the operators, by their names
	made   []string                 // keys to be deleted
	number int64
}

// Sample is the sample on this stage.
func (st *Stage) Sample() *Sample { return &Sample{Client: st.Client, Bots: st.api} }

// The sample's lines: on one people answer, on the other the bot does first.
const (
	sampleShop = "sample-shop"
	sampleBot  = "sample-bot"
)

// Play plays it. Where chats are already, it only tells the sample's lines, if they are
// there, where their messenger is now, and answers false.
func (s *Sample) Play(ctx context.Context) (bool, error) {
	var ds remote.Page[remote.Dialog]
	if err := s.Call(ctx, http.MethodGet, "/v1/dialogs", nil, &ds); err != nil {
		return false, fmt.Errorf("sample: %w", err)
	}
	if len(ds.Items) > 0 {
		return false, s.again(ctx)
	}
	s.keys, s.ids = map[string]remote.Client{}, map[string]string{}
	for _, step := range []func(context.Context) error{s.people, s.lines, s.company, s.deals, s.talks, s.twins, s.away} {
		if err := step(ctx); err != nil {
			return false, fmt.Errorf("sample: %w", err)
		}
	}
	return true, nil
}

// again tells lines that are there where their messenger is.
func (s *Sample) again(ctx context.Context) error {
	for _, line := range []string{sampleShop, sampleBot} {
		err := s.Patch(ctx, "/v1/lines/"+line, map[string]any{"options": map[string]any{"api_url": s.Bots}})
		var no remote.Problem
		if err != nil && !(errors.As(err, &no) && no.Status == http.StatusNotFound) {
			return fmt.Errorf("sample: line %s: %w", line, err)
		}
	}
	return nil
}

// people are the operators, with keys of theirs as long as the sample is played, and
// their teams. Whoever started the system is in both.
func (s *Sample) people(ctx context.Context) error {
	for _, o := range []struct{ name, role string }{{"Olga", "operator"}, {"Max", "operator"}, {"Nora", "supervisor"}} {
		var made struct{ ID, Token string }
		in := map[string]any{"name": o.name, "email": strings.ToLower(o.name) + "@oak.example", "role": o.role, "leads": "change", "deals": "change", "cases": "change", "customers": true, "dialogs": "team", "statistics": true}
		if err := s.Call(ctx, http.MethodPost, "/v1/operators", in, &made); err != nil {
			return err
		}
		s.ids[o.name] = made.ID
		in = map[string]any{"name": o.name, "role": o.role, "operator": made.ID, "leads": "change", "deals": "change", "cases": "change"}
		if err := s.Call(ctx, http.MethodPost, "/v1/keys", in, &made); err != nil {
			return err
		}
		s.made = append(s.made, made.ID)
		s.keys[o.name] = remote.Client{HTTP: s.HTTP, Base: s.Base, Key: made.Token}
	}
	for team, in := range map[string]map[string]any{
		"sales":   {"title": "Sales", "members": []string{"admin", s.ids["Olga"], s.ids["Max"]}, "rule": "load", "waitingAlertSeconds": 300},
		"support": {"title": "Support", "members": []string{"admin", s.ids["Nora"]}, "rule": "order"},
	} {
		if err := s.Call(ctx, http.MethodPut, "/v1/teams/"+team, in, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sample) lines(ctx context.Context) error {
	for _, in := range []map[string]any{
		{"id": sampleShop, "title": "Oak & Co", "team": "sales", "leadPolicy": "on_first_message"},
		{"id": sampleBot, "title": "Oak & Co, the bot first", "team": "support", "bot": "builtin", "leadPolicy": "never"},
	} {
		who := s.person(fmt.Sprint(in["id"]), "", "", 0)
		in["channel"], in["secrets"], in["options"] = parties.Usual, who.Line.Secrets, map[string]any{"api_url": s.Bots}
		in["idleSeconds"] = (30 * 24 * time.Hour).Seconds() // nobody is in a hurry
		if err := s.Call(ctx, http.MethodPost, "/v1/lines", in, nil); err != nil {
			return err
		}
	}
	return nil
}

// company is what an administrator sets up.
func (s *Sample) company(ctx context.Context) error {
	if err := s.Patch(ctx, "/v1/settings", map[string]any{"labels": []any{
		map[string]any{"id": "vip", "title": "VIP", "color": "#2f9e44"}, map[string]any{"id": "b2b", "title": "B2B", "color": "#1971c2"},
	}}); err != nil {
		return err
	}
	for _, e := range sampleEntries() {
		if err := s.Call(ctx, http.MethodPost, "/v1/faq", e, nil); err != nil {
			return err
		}
	}
	for _, t := range []map[string]any{
		{"title": "Greeting", "text": "Good day, {{customer.name|there}}! How can we help?"},
		{"title": "Delivery", "text": "We deliver within three days, and free of charge from 200 euros on."},
		{"title": "Saludo", "text": "Buenos días, {{customer.name|}}. ¿En qué podemos ayudarle?", "language": "es"},
		{"title": "Приветствие", "text": "Здравствуйте! Чем можем помочь?", "language": "ru"},
	} {
		t["scope"] = "all"
		if err := s.Call(ctx, http.MethodPost, "/v1/templates", t, nil); err != nil {
			return err
		}
	}
	return s.Call(ctx, http.MethodPost, "/v1/automations", map[string]any{
		"title": "Handed over goes first", "when": map[string]any{"kind": "handed_over"}, "then": []any{map[string]any{"kind": "priority", "priority": "high"}},
	}, nil)
}

// deals are those that came before the chats.
func (s *Sample) deals(ctx context.Context) error {
	var have struct{ Currency string }
	if err := s.Call(ctx, http.MethodGet, "/v1/settings", nil, &have); err != nil {
		return err
	}
	unit := have.Currency
	if unit == "" {
		unit = "EUR"
	}
	for _, d := range []struct {
		title, stage, client string
		amount               int
	}{
		{"Office chairs", "new", "Harbor Studio", 447}, {"Oak table", "new", "Elena Sanz", 890}, {"Desk lamps", "in_work", "Farid Karimov", 120},
		{"Shelves for a library", "in_work", "City Library", 2310}, {"Wardrobe", "won", "Hugo Lind", 640}, {"Bar stools", "lost", "Café Luna", 280},
	} {
		values := map[string]any{"client_name": d.client, "budget": map[string]any{"amount": d.amount, "currency": unit}}
		if err := s.Call(ctx, http.MethodPost, "/v1/cards", map[string]any{"kind": "deal", "title": d.title, "pipeline": "sales", "stage": d.stage, "values": values}, nil); err != nil {
			return err
		}
	}
	return nil
}

// person is a customer on a line.
func (s *Sample) person(line, name, language string, user int) parties.Person {
	return parties.Person{
		Line: desk.Line{ID: desk.LineID(line), Channel: parties.Usual, Secrets: map[string]string{"token": "1:" + line, "secret": "secret-" + line}},
		User: fmt.Sprint(6000 + user), Name: name, Language: language,
	}
}

// says has a customer write.
func (s *Sample) says(ctx context.Context, who parties.Person, text string) error {
	s.number++
	body, err := who.Body(parties.Saying{Kind: parties.Text, Text: text, Number: s.number, At: time.Now()})
	if err != nil {
		return err
	}
	header := []string{"Authorization", ""}
	for name, v := range channel.Sign(who.Line, body) {
		header = append(header, name, v)
	}
	got, err := s.Send(ctx, http.MethodPost, "/webhooks/"+string(who.Line.Channel)+"/"+string(who.Line.ID), body, header...)
	if err == nil && got.Status != http.StatusOK {
		err = got.Problem()
	}
	return err
}

// twins are two contacts that are one person.
func (s *Sample) twins(ctx context.Context) error {
	var all remote.Page[remote.Card]
	if err := s.Call(ctx, http.MethodGet, "/v1/cards?kind=contact", nil, &all); err != nil {
		return err
	}
	for _, c := range all.Items {
		if slices.Contains([]string{"Anna Brown", "Anya Brown"}, c.Title) {
			if err := s.Call(ctx, http.MethodPatch, "/v1/cards/"+c.Ref, map[string]any{"values": map[string]any{"phone": "+14155552671"}}, nil, "If-Match", "*"); err != nil {
				return err
			}
		}
	}
	return nil
}

// away takes the keys back.
func (s *Sample) away(ctx context.Context) error {
	for _, id := range s.made {
		if err := s.Call(ctx, http.MethodDelete, "/v1/keys/"+id, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// demoName is what the messengers show of the customer.
const demoName = "Anna Demo"

// What is said on every channel.
const (
	demoAsks    = "How much is the honey?"
	demoAnswers = "Nine a kilo. How much shall I pack?"
)

func demoButtons() []desk.Button {
	return []desk.Button{{Text: "1 kg", Payload: "kg:1"}, {Text: "2 kg", Payload: "kg:2"}}
}

// Channels plays one short chat on each channel, through its real webhook with
// its real signatures, and answers with what did not come out.
func (st *Stage) Channels(ctx context.Context, on *screen.Screen) ([]string, error) {
	on.Chapter("One chat on each channel")
	var wrong []string
	for _, ch := range parties.Channels() {
		m, _ := parties.Of(ch)
		w, err := st.Channel(ctx, "demo-"+desk.LineID(ch), ch, m, on)
		if wrong = append(wrong, w...); err != nil {
			return wrong, err
		}
	}
	m, _ := parties.Of(desk.ChannelWeb)
	s := newScene(st, desk.ChannelWeb, m, &terminal{on})
	s.Line.Origins = []string{"https://shop.example"}
	if err := s.visit(ctx); err != nil {
		return wrong, fmt.Errorf("chat on the website: %w", err)
	}
	return append(append(wrong, s.wrong...), st.Vendors.Wrong()...), nil
}

// Channel plays the chat on a line of one messenger's, with m on its side.
func (st *Stage) Channel(ctx context.Context, line desk.LineID, ch desk.Channel, m parties.Party, on *screen.Screen) ([]string, error) {
	s := newScene(st, ch, m, &terminal{on})
	s.Name, s.Line.ID = demoName, line
	if err := s.play(ctx); err != nil {
		return s.wrong, fmt.Errorf("chat on %s: %w", ch, err)
	}
	return s.wrong, nil
}

// scene is the chat on one channel.
type scene struct {
	*Stage
	parties.Person
	parties.Party
	to     *terminal
	dialog string
	wrong  []string
}

func newScene(st *Stage, ch desk.Channel, m parties.Party, to *terminal) *scene {
	s := &scene{Stage: st, Party: m, to: to}
	s.Line = desk.Line{ID: "demo-" + desk.LineID(ch), Channel: ch}
	s.Line.Secrets, s.Line.Options, s.User = m.Sample()
	return s
}

func (s *scene) check(ok bool, format string, args ...any) {
	if !ok {
		s.wrong = append(s.wrong, string(s.Line.Channel)+": "+fmt.Sprintf(format, args...))
	}
}

func (s *scene) webhook() string {
	return "/webhooks/" + string(s.Line.Channel) + "/" + string(s.Line.ID)
}

// play does everything on a messenger's channel.
func (s *scene) play(ctx context.Context) error {
	for _, step := range []func(context.Context) error{s.connect, s.ask, s.answer, s.pressed, s.seen, s.sendFile} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	end := "pressed: " + demoButtons()[1].Text
	if s.Takes() != nil {
		end += ", sent: jars.jpg"
	}
	s.to.channel(s.Line.Channel, end, len(s.wrong) == 0)
	return nil
}

// connect makes the line; its messenger is told our address.
func (s *scene) connect(ctx context.Context) error {
	ch := s.Line.Channel
	options := map[string]string{"api_url": s.vendors + "/" + string(ch)}
	maps.Copy(options, s.Line.Options)
	s.Line.Options = options
	s.Vendors.Know(s.Person)
	var made struct {
		Problem *struct{ Code, Reason string }
	}
	if err := s.Call(ctx, http.MethodPost, "/v1/lines", map[string]any{
		"id": s.Line.ID, "channel": ch, "secrets": s.Line.Secrets, "options": s.Line.Options,
	}, &made); err != nil {
		return err
	}
	s.check(made.Problem == nil, "the new line has the problem %+v", made.Problem)
	told := s.Vendors.Told(ch)
	s.check(!s.Tells() || told == s.Base+s.webhook(), "the messenger was told %q", told)
	return nil
}

// bring has the messenger bring a body, and wants it answered with a status.
func (s *scene) bring(ctx context.Context, body parties.Obj, status int, spoil bool) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	header := []string{"Authorization", ""}
	for name, v := range channel.Sign(s.Line, raw) {
		if spoil && name != "content-type" {
			v += "0"
		}
		header = append(header, name, v)
	}
	got, err := s.Send(ctx, http.MethodPost, s.webhook(), raw, header...)
	if err == nil {
		s.check(got.Status == status, "a webhook was answered %d, want %d: %s", got.Status, status, got.Body)
	}
	return err
}

// ask has the customer write, signed wrongly once, then twice as it should be.
func (s *scene) ask(ctx context.Context) error {
	body, err := s.Says(s.Person, parties.Saying{Kind: parties.Text, Text: demoAsks, Number: 1, At: s.Clock.Now()})
	if err != nil {
		return err
	}
	for _, try := range []struct {
		status int
		spoil  bool
	}{{http.StatusUnauthorized, true}, {http.StatusOK, false}, {http.StatusOK, false}} {
		if err := s.bring(ctx, body, try.status, try.spoil); err != nil {
			return err
		}
	}
	return s.find(ctx)
}

// find finds the dialog that the first message opened, and the customer's name
// in it.
func (s *scene) find(ctx context.Context) error {
	var ds remote.Page[remote.Dialog]
	if err := s.Call(ctx, http.MethodGet, "/v1/dialogs?line="+string(s.Line.ID), nil, &ds); err != nil {
		return err
	}
	if len(ds.Items) != 1 {
		return fmt.Errorf("the first message opened %d dialogs, want 1", len(ds.Items))
	}
	s.dialog = ds.Items[0].ID
	s.check(ds.Items[0].Channel == string(s.Line.Channel), "the dialog is on %s", ds.Items[0].Channel)
	var d remote.Dialog
	ok, err := s.until(ctx, func() (bool, error) {
		err := s.Call(ctx, http.MethodGet, "/v1/dialogs/"+s.dialog, nil, &d)
		return d.Contact != "" && d.Profile.Name == s.Name, err
	})
	s.check(ok, "bound to %q with the name %q, want a contact and %q", d.Contact, d.Profile.Name, s.Name)
	return err
}

// answer has the operator reply with buttons, twice under one key, and the
// messenger take it once.
func (s *scene) answer(ctx context.Context) error {
	var offered []parties.Obj
	for _, b := range demoButtons() {
		offered = append(offered, parties.Obj{"text": b.Text, "payload": b.Payload})
	}
	for range 2 {
		if err := s.Call(ctx, http.MethodPost, "/v1/dialogs/"+s.dialog+"/reply", parties.Obj{"text": demoAnswers, "buttons": offered}, nil, "Idempotency-Key", "demo-"+string(s.Line.ID)); err != nil {
			return err
		}
	}
	return s.status(ctx, "sent")
}

// status waits until the reply has got so far.
func (s *scene) status(ctx context.Context, want string) error {
	var reply remote.Message
	ok, err := s.until(ctx, func() (bool, error) {
		ms, err := s.messages(ctx)
		if len(ms) > 1 {
			reply = ms[1]
		}
		return reply.Status == want, err
	})
	s.check(ok && reply.Text == demoAnswers, "the reply %q is %s, want %s", reply.Text, reply.Status, want)
	return err
}

func (s *scene) messages(ctx context.Context) ([]remote.Message, error) {
	var ms remote.Page[remote.Message]
	err := s.Call(ctx, http.MethodGet, "/v1/dialogs/"+s.dialog+"/messages", nil, &ms)
	return ms.Items, err
}

// pressed has the customer press the second button, twice delivered.
func (s *scene) pressed(ctx context.Context) error {
	b := demoButtons()[1]
	body, err := s.Says(s.Person, parties.Saying{Kind: parties.Button, Text: b.Text, Payload: b.Payload, Number: 3, At: s.Clock.Now()})
	if err != nil {
		return err
	}
	for range 2 {
		if err := s.bring(ctx, body, http.StatusOK, false); err != nil {
			return err
		}
	}
	ms, err := s.messages(ctx)
	s.check(len(ms) == 3, "%d messages are stored, want 3", len(ms))
	if len(ms) == 3 {
		last := ms[2]
		s.check(last.Author == "customer" && (last.Text == b.Text || last.Text == b.Payload), "the press reads as %q of the %s", last.Text, last.Author)
	}
	return err
}

// seen checks what the messenger got, and has it tell that it was read.
func (s *scene) seen(ctx context.Context) error {
	sent := s.Vendors.Sent(s.Line.Channel)
	s.check(len(sent) == 1, "%d messages went out, want 1", len(sent))
	for _, raw := range sent {
		for _, part := range []string{demoAnswers, s.Form(), "1 kg", "2 kg"} {
			s.check(strings.Contains(raw, part), "%s is not in what went out: %s", part, raw)
		}
	}
	receipts := s.Receipts(s.Person, parties.Number(1), s.Clock.Now().Add(time.Second))
	for _, r := range receipts {
		if err := s.bring(ctx, r, http.StatusOK, false); err != nil {
			return err
		}
	}
	if receipts == nil {
		return nil
	}
	return s.status(ctx, "read")
}

// visit plays the chat of a website's visitor.
func (s *scene) visit(ctx context.Context) error {
	var made struct{ PublicKey string }
	if err := s.Call(ctx, http.MethodPost, "/v1/lines", parties.Obj{"id": s.Line.ID, "channel": "web", "origins": s.Line.Origins}, &made); err != nil {
		return err
	}
	at, origin := "/web/"+url.PathEscape(made.PublicKey), s.Line.Origins[0]
	refused, err := s.Send(ctx, http.MethodPost, at+"/session", parties.Obj{}, "Authorization", "", "Origin", "https://elsewhere.example")
	if err != nil {
		return err
	}
	s.check(refused.Status == http.StatusForbidden, "a foreign page was answered %d", refused.Status)
	var session struct{ Token string }
	if err := s.Call(ctx, http.MethodPost, at+"/session", parties.Obj{}, &session, "Authorization", "", "Origin", origin); err != nil {
		return err
	}
	visitor := []string{"Authorization", "Bearer " + session.Token, "Origin", origin}
	for range 2 {
		if err := s.Call(ctx, http.MethodPost, at+"/messages", parties.Obj{"id": "1", "text": demoAsks}, nil, visitor...); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context) error{s.find, s.answer} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if _, err := s.photo(ctx); err != nil {
		return err
	}
	var said struct {
		Items []struct {
			Text        string
			Buttons     []desk.Button
			Attachments []struct{ File string }
		}
	}
	if err := s.Call(ctx, http.MethodGet, at+"/messages", nil, &said, visitor...); err != nil {
		return err
	}
	ok := len(said.Items) == 3 && said.Items[1].Text == demoAnswers && len(said.Items[1].Buttons) == 2 && len(said.Items[2].Attachments) == 1
	s.check(ok, "the visitor sees %+v", said.Items)
	if ok {
		file, err := s.Send(ctx, http.MethodGet, strings.TrimPrefix(said.Items[2].Attachments[0].File, s.Base), nil, "Authorization", "")
		s.check(err == nil && string(file.Body) == demoPhoto, "the visitor's link gives %q, %v", file.Body, err)
	}
	s.to.channel(s.Line.Channel, "the visitor sees both, and jars.jpg", len(s.wrong) == 0)
	return nil
}

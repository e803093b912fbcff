package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
)

// OpenLine plays a chat that operators answer in their own CRM's chat, which completes it:
// the card there is filled by itself. It answers with what did not come out.
func (st *Stage) OpenLine(ctx context.Context, on *screen.Screen) ([]string, error) {
	on.Chapter("Operators stay in their CRM's own chat")
	l := &openLine{Stage: st, to: &terminal{on}, party: st.desk, line: "demo-open-line", field: "UF_CRM_CLIENT_NAME"}
	for _, step := range []func(context.Context) error{l.connect, l.asks, l.answered, l.finished} {
		if err := step(ctx); err != nil {
			return l.wrong, fmt.Errorf("the open line: %w", err)
		}
		if len(l.wrong) > 0 { // what comes next means nothing then
			break
		}
	}
	return l.wrong, st.Patch(ctx, "/v1/settings", map[string]any{"leadMode": "manual"})
}

// openLine is its scene.
type openLine struct {
	*Stage
	to          *terminal
	party       *parties.Bitrix24
	line, field string
	dialog      string
	state       string // the dialog's
	chat        string // as the CRM has it
	wrong       []string
}

func (l *openLine) check(ok bool, what, format string, args ...any) {
	if !ok {
		l.wrong = append(l.wrong, "open line: not so: "+what+": "+fmt.Sprintf(format, args...))
	}
	l.to.held(ok, what)
}

// posts is what the CRM, or a browser from there, posts to us.
func (l *openLine) posts(ctx context.Context, at, body string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := l.HTTP.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if said, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s was answered %d: %s (%w)", at, res.StatusCode, said, err)
	}
	return nil
}

// tells posts the events that the CRM has to tell.
func (l *openLine) tells(ctx context.Context, bodies ...string) error {
	for _, body := range append(l.party.Lined(), bodies...) {
		if err := l.posts(ctx, l.party.Handlers("ONIMCONNECTORMESSAGEADD")[0], body); err != nil {
			return err
		}
	}
	return nil
}

// connect installs the application, and has the line answered there.
func (l *openLine) connect(ctx context.Context) error {
	l.party.Move(l.Clock.Now().Sub(l.party.Now()))
	if err := l.Patch(ctx, "/v1/settings", map[string]any{"quietSeconds": demoQuiet.Seconds(), "subscription": true, "leadMode": "all"}); err != nil {
		return err
	}
	if err := l.Call(ctx, http.MethodPost, "/v1/connections", map[string]any{
		"id": "openline", "kind": "bitrix24", "secrets": map[string]any{"client_secret": l.party.ClientSecret},
		"options": map[string]any{"address": l.deskAt, "identity": l.deskAt, "client_id": l.party.ClientID, "open_lines": "on"},
	}, nil); err != nil {
		return err
	}
	if err := l.posts(ctx, l.Base+"/crm/openline/install", l.party.Installs(l.deskAt, 1)); err != nil {
		return err
	}
	if err := l.Call(ctx, http.MethodPut, "/v1/connections/openline/fields/lead/"+l.field, map[string]any{"description": "Client's name", "policy": "fill_if_empty"}, nil); err != nil {
		return err
	}
	var tried remote.Page[struct {
		What, Text string
		OK         bool
	}]
	var bad []string
	for _, deed := range []string{"prepare", "check"} {
		if err := l.Call(ctx, http.MethodPost, "/v1/connections/openline/"+deed, nil, &tried); err != nil {
			return err
		}
		for _, t := range tried.Items {
			if !t.OK {
				bad = append(bad, deed+": "+t.What+": "+t.Text)
			}
		}
	}
	l.party.SwitchOn("sufler_openline", "107")
	l.check(len(bad) == 0, "Sufler is a connector of the CRM's open line", "%s", strings.Join(bad, "; "))
	return l.Call(ctx, http.MethodPost, "/v1/lines", map[string]any{
		"id": l.line, "channel": parties.Usual, "language": "en", "leadPolicy": "on_first_message", "connection": "openline",
		"centre": map[string]any{"connection": "openline", "line": "107"}, "secrets": l.customer().Line.Secrets, "options": map[string]any{"api_url": l.api},
	}, nil)
}

func (l *openLine) customer() parties.Person {
	return (&connected{line: l.line, user: "9590"}).customer()
}

// asks has the customer write on their messenger.
func (l *openLine) asks(ctx context.Context) error {
	a := &act{Stage: l.Stage, who: l.customer(), line: l.line}
	for i, text := range []string{crmFirst, crmSecond} {
		l.to.Said("customer", l.Clock.Now(), time.UTC, text)
		if err := a.write(ctx, i+1, l.Clock.Now(), text); err != nil {
			return err
		}
	}
	var ds remote.Page[remote.Dialog]
	if err := l.Call(ctx, http.MethodGet, "/v1/dialogs?line="+l.line, nil, &ds); err != nil {
		return err
	}
	if len(ds.Items) != 1 {
		return fmt.Errorf("the messages opened %d dialogs, want 1", len(ds.Items))
	}
	l.dialog = ds.Items[0].ID
	l.chat, _, _ = strings.Cut(l.dialog, "-")
	there, err := l.until(ctx, func() (bool, error) { return len(l.party.Line(l.chat)) == 2, l.looks(ctx) })
	said := ""
	for _, m := range l.party.Line(l.chat) {
		said += m.Text + "\n"
	}
	l.check(there && said == crmFirst+"\n"+crmSecond+"\n", "operators see there what the customer writes, once and in order", "%q", said)
	return err
}

// looks reads the dialog: whoever reads is shown what was told until then.
func (l *openLine) looks(ctx context.Context) error {
	var d struct{ State string }
	err := l.Call(ctx, http.MethodGet, "/v1/dialogs/"+l.dialog, nil, &d)
	l.state = d.State
	return err
}

// answered has an operator there answer.
func (l *openLine) answered(ctx context.Context) error {
	l.to.Said("operator", l.Clock.Now(), time.UTC, crmAsks)
	body := l.party.Replies(l.chat, "Anna", crmAsks)
	for range 2 { // it is told twice
		if err := l.tells(ctx, body); err != nil {
			return err
		}
	}
	delivered, err := l.until(ctx, func() (bool, error) {
		all := l.party.Line(l.chat)
		return len(all) == 3 && all[2].Delivered, l.looks(ctx)
	})
	sent := 0
	for _, m := range l.Bots.From("1:" + l.line) {
		if strings.Contains(fmt.Sprint(m), crmAsks) {
			sent++
		}
	}
	l.check(delivered && sent == 1, "what is answered there goes to the customer, once, and is shown there as delivered", "sent %d times, %+v", sent, l.party.Line(l.chat))
	return err
}

// finished has the session ended there.
func (l *openLine) finished(ctx context.Context) error {
	l.party.Finishes(l.chat)
	if err := l.tells(ctx); err != nil {
		return err
	}
	var cards []map[string]any
	filled, err := l.until(ctx, func() (bool, error) {
		cards = l.party.Cards("lead")
		return len(cards) == 1 && cards[0][l.field] == any(crmNeil), l.looks(ctx)
	})
	l.check(filled && l.state == "closed", "the session ends there: the dialog is completed, and the card is filled by itself: "+crmNeil, "the dialog is %s, the cards are %v", l.state, cards)
	return err
}

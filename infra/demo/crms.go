package demo

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/desk"
)

// What is said to a company whose customers live in its own CRM, and what stood in the
// card before.
const (
	crmFirst  = "Hello, I want to order a dozen jars of honey."
	crmAsks   = "With pleasure. Where shall we deliver them, and what is your name?"
	crmSecond = "Deliver to 9 Harbor Road, please. My name is Neil."
	crmOld    = "1 Old Street"
	crmNew    = "9 Harbor Road"
	crmNeil   = "Neil"
)

// CRM is the fake of a kind of CRM; nil: there is none.
func (st *Stage) CRM(kind desk.CRMKind) http.Handler {
	for _, f := range st.crms {
		if f.kind == string(kind) {
			return f.party
		}
	}
	return nil
}

// CRMs plays a chat with a company on each CRM. It answers with what did not come out.
func (st *Stage) CRMs(ctx context.Context, on *screen.Screen) ([]string, error) {
	on.Chapter("A card in the company's own CRM")
	if err := st.Patch(ctx, "/v1/settings", map[string]any{"quietSeconds": demoQuiet.Seconds()}); err != nil {
		return nil, err
	}
	var wrong []string
	for i, f := range st.crms {
		c := &connected{Stage: st, crmFake: f, to: &terminal{on}, line: "demo-" + f.id, user: fmt.Sprint(9500 + i)}
		for _, step := range []func(context.Context) error{c.connect, c.talk, c.fills, c.decided, c.opens} {
			if err := step(ctx); err != nil {
				return append(wrong, c.wrong...), fmt.Errorf("%s: %w", f.title, err)
			}
			if len(c.wrong) > 0 { // what comes next means nothing then
				break
			}
		}
		wrong = append(wrong, c.wrong...)
	}
	return wrong, nil
}

// connected is the scene of one CRM.
type connected struct {
	*Stage
	*crmFake
	to     *terminal
	line   string
	user   string
	dialog string
	run    remote.Run
	wrong  []string
}

// check notes and shows whether something came out.
func (c *connected) check(ok bool, what, format string, args ...any) {
	what = c.title + ": " + what
	if !ok {
		c.wrong = append(c.wrong, "not so: "+what+": "+fmt.Sprintf(format, args...))
	}
	c.to.held(ok, what)
}

func (c *connected) customer() parties.Person {
	return parties.Person{
		Line: desk.Line{Channel: parties.Usual, Secrets: map[string]string{"token": "1:" + c.line, "secret": "secret-" + c.line}},
		User: c.user, Name: "Customer", Language: "en",
	}
}

// connect connects the CRM, puts two of its fields to use, and makes a line whose
// customers live there.
func (c *connected) connect(ctx context.Context) error {
	c.party.Move(c.Clock.Now().Sub(c.party.Now()))
	in := c.connection(c.base)
	in["id"] = c.id
	if err := c.Call(ctx, http.MethodPost, "/v1/connections", in, nil); err != nil {
		return err
	}
	if c.installs != nil {
		if err := c.tells(ctx, c.installs(c.base)); err != nil {
			return fmt.Errorf("install: %w", err)
		}
	}
	for i, what := range []string{"Client's name", "Where to deliver the order"} {
		if err := c.Call(ctx, http.MethodPut, "/v1/connections/"+c.id+"/fields/"+c.card+"/"+c.fields[i], map[string]any{"description": what, "policy": "fill_if_empty"}, nil); err != nil {
			return err
		}
	}
	deeds := []string{"check"}
	if c.prepares {
		deeds = []string{"prepare", "check"}
	}
	var bad []string
	for _, deed := range deeds {
		var tried remote.Page[struct {
			What, Text string
			OK         bool
		}]
		if err := c.Call(ctx, http.MethodPost, "/v1/connections/"+c.id+"/"+deed, nil, &tried); err != nil {
			return err
		}
		for _, t := range tried.Items {
			if !t.OK {
				bad = append(bad, deed+": "+t.What+": "+t.Text)
			}
		}
	}
	c.check(len(bad) == 0, "it is connected, and all that is tried there works", "%s", strings.Join(bad, "; "))
	return c.Call(ctx, http.MethodPost, "/v1/lines", map[string]any{
		"id": c.line, "channel": parties.Usual, "language": "en", "leadPolicy": "on_first_message", "connection": c.id,
		"secrets": c.customer().Line.Secrets, "options": map[string]any{"api_url": c.api},
	}, nil)
}

// talk is the chat: its first message makes the card, in which a person then sets the
// address.
func (c *connected) talk(ctx context.Context) error {
	a := &act{Stage: c.Stage, who: c.customer(), line: c.line}
	says := func(n int, text string) error {
		c.to.Said("customer", c.Clock.Now(), time.UTC, text)
		return a.write(ctx, n, c.Clock.Now(), text)
	}
	if err := says(1, crmFirst); err != nil {
		return err
	}
	var ds remote.Page[remote.Dialog]
	if err := c.Call(ctx, http.MethodGet, "/v1/dialogs?line="+c.line, nil, &ds); err != nil {
		return err
	}
	if len(ds.Items) != 1 {
		return fmt.Errorf("the first message opened %d dialogs, want 1", len(ds.Items))
	}
	c.dialog = ds.Items[0].ID
	var d remote.Dialog
	bound, err := c.until(ctx, func() (bool, error) {
		err := c.Call(ctx, http.MethodGet, "/v1/dialogs/"+c.dialog, nil, &d)
		return len(d.Cards) == 1 && len(c.cards()) == 1, err
	})
	if err != nil {
		return err
	}
	c.check(bound, "the first message makes a "+c.card+" there, once, and the dialog is bound to it", "cards %v there, the dialog has %v", c.cards(), d.Cards)
	if !bound {
		return nil
	}
	c.set(c.cards()[0]["id"], crmAddress, crmOld)
	c.to.Said("operator", c.Clock.Now(), time.UTC, crmAsks)
	if err := c.Call(ctx, http.MethodPost, "/v1/dialogs/"+c.dialog+"/reply", map[string]any{"text": crmAsks}, nil, "Idempotency-Key", c.line); err != nil {
		return err
	}
	return says(2, crmSecond)
}

// fills reads the dialog, and looks into the CRM.
func (c *connected) fills(ctx context.Context) error {
	if err := c.Call(ctx, http.MethodPost, "/v1/dialogs/"+c.dialog+"/runs", map[string]any{}, &c.run, "Idempotency-Key", c.line); err != nil {
		return err
	}
	if _, err := c.until(ctx, func() (bool, error) {
		err := c.Call(ctx, http.MethodGet, "/v1/runs/"+c.run.ID, nil, &c.run)
		return c.run.Ended(), err
	}); err != nil {
		return err
	}
	now := c.cards()[0]
	name, address := c.run.Outcome(c.fields[crmName]), c.run.Outcome(c.fields[crmAddress])
	c.check(name.Outcome == "filled" && now["name"] == any(crmNeil), "the name is filled there: "+crmNeil, "%+v, the card holds %v", name, now)
	c.check(c.run.State == "awaiting_approval" && address.Outcome == "proposed" && screen.Value(address.Value) == crmNew && now["address"] == any(crmOld),
		"the address that a person set there stays, and the new one is proposed: "+crmNew, "the run is %s: %s, %+v, the card holds %v", c.run.State, c.run.Reason, address, now)
	if len(c.wrong) > 0 {
		return nil
	}
	if c.notes == nil {
		return nil
	}
	noted, err := c.until(ctx, func() (bool, error) { return strings.Contains(c.notes(now["id"]), name.Quote) && name.Quote != "", nil })
	c.check(noted, "people see the value with its proof in the card", "%s", c.notes(now["id"]))
	return err
}

// tells is a call of the CRM's to us.
func (c *connected) tells(ctx context.Context, t told) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base+t.path, strings.NewReader(t.body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if t.header[0] != "" {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set(t.header[0], t.header[1])
	}
	res, err := c.HTTP.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // nothing is read of it
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("what the CRM tells is answered %d", res.StatusCode)
	}
	return nil
}

// decided has a person take the proposal, there.
func (c *connected) decided(ctx context.Context) error {
	id := c.cards()[0]["id"]
	if err := c.tells(ctx, c.takes(id, c.set)); err != nil {
		return err
	}
	var there []map[string]any
	taken, err := c.until(ctx, func() (bool, error) {
		there = c.cards()
		err := c.Call(ctx, http.MethodGet, "/v1/runs/"+c.run.ID, nil, &c.run)
		return len(there) == 1 && there[0]["address"] == any(crmNew) && c.run.State == "done", err
	})
	c.check(taken, "a person takes it there: the card holds it, and nothing waits with us", "the run is %s, the cards are %v", c.run.State, there)
	if err != nil || c.over == nil || !taken {
		return err
	}
	over, err := c.until(ctx, func() (bool, error) { return c.over(id) == "", nil })
	c.check(over, "nothing waits there: the badge is another one, and what was to do is done", "%s", c.over(id))
	return err
}

// opens has somebody without a key follow the history link.
func (c *connected) opens(ctx context.Context) error {
	var link struct{ URL string }
	if err := c.Call(ctx, http.MethodPost, "/v1/dialogs/"+c.dialog+"/history-link", map[string]any{"days": 1}, &link); err != nil {
		return err
	}
	at, ours := strings.CutPrefix(link.URL, c.Base+"/history/")
	page, err := remote.Client{HTTP: c.HTTP, Base: c.Base}.Send(ctx, http.MethodGet, "/history/"+at, nil)
	if err != nil {
		return err
	}
	shown := ours && page.Status == http.StatusOK
	for _, said := range []string{crmFirst, crmAsks, crmSecond} {
		shown = shown && strings.Contains(string(page.Body), said)
	}
	c.check(shown, "the history link shows what was said to who has no account", "%q was answered %d: %s", link.URL, page.Status, page.Body)
	return nil
}

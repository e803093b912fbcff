package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/desk"
)

// people plays two teams of three operators: a dialog that is not taken in time, one
// that waits because everybody is at their limit, and one that is handed to the
// other team. It answers with what did not come out.
func (st *Stage) people(ctx context.Context, on *screen.Screen) ([]string, error) {
	on.Chapter("Two teams, three operators")
	p := &shift{Stage: st, to: &terminal{on}, keys: map[string]remote.Client{}}
	for _, step := range []func(context.Context) error{p.begin, p.missed, p.full, p.handedOver} {
		if err := step(ctx); err != nil {
			return p.wrong, fmt.Errorf("the shift: %w", err)
		}
	}
	return p.wrong, nil
}

// shift is the scene of the operators.
type shift struct {
	*Stage
	to    *terminal
	keys  map[string]remote.Client // the operators'
	wrong []string
}

// routedDoc is how a dialog stands with operators.
type routedDoc struct {
	remote.Dialog
	Team   string `json:"team"`
	Missed []struct {
		Operator string `json:"operator"`
	} `json:"missed"`
	Waiting struct {
		Reason string `json:"reason"`
	} `json:"waiting"`
}

func (p *shift) check(ok bool, format string, args ...any) {
	if !ok {
		p.wrong = append(p.wrong, "operators: "+fmt.Sprintf(format, args...))
	}
}

// begin sets up teams, operators and a line.
func (p *shift) begin(ctx context.Context) error {
	for _, o := range []string{"olga", "max", "nora"} {
		var key struct {
			Token string `json:"token"`
		}
		if err := p.Call(ctx, http.MethodPost, "/v1/keys", map[string]any{"name": o, "role": "operator", "operator": o, "leads": "change", "deals": "change"}, &key); err != nil {
			return err
		}
		p.keys[o] = remote.Client{HTTP: p.HTTP, Base: p.Base, Key: key.Token}
	}
	for team, in := range map[string]any{
		"sales": map[string]any{"title": "Sales", "members": []string{"olga", "max"}, "timeToTakeSeconds": 1, "rule": "order"},
		"night": map[string]any{"title": "At night", "members": []string{"nora"}, "rule": "load"},
	} {
		if err := p.Call(ctx, http.MethodPut, "/v1/teams/"+team, in, nil); err != nil {
			return err
		}
	}
	who := p.customer(0)
	return p.Call(ctx, http.MethodPost, "/v1/lines", map[string]any{
		"id": "demo-shift", "channel": parties.Usual, "leadPolicy": "never", "team": "sales", "secrets": who.Line.Secrets, "options": map[string]any{"api_url": p.api},
	}, nil)
}

func (p *shift) customer(n int) parties.Person {
	return parties.Person{
		Line: desk.Line{Channel: parties.Usual, Secrets: map[string]string{"token": "1:demo-shift", "secret": "secret-demo-shift"}},
		User: fmt.Sprint(8000 + n), Name: "Customer", Language: "en",
	}
}

// status makes an operator active or not.
func (p *shift) status(ctx context.Context, o, status string) error {
	return p.keys[o].Call(ctx, http.MethodPut, "/v1/me/status", map[string]any{"status": status}, nil)
}

// comes has a customer write, and answers with the dialog.
func (p *shift) comes(ctx context.Context, n int) (string, error) {
	a := &act{Stage: p.Stage, who: p.customer(n), line: "demo-shift"}
	if err := a.write(ctx, n, p.Clock.Now(), "Is anybody there?"); err != nil {
		return "", err
	}
	var ds remote.Page[remote.Dialog]
	if err := p.Call(ctx, http.MethodGet, "/v1/dialogs?line=demo-shift", nil, &ds); err != nil {
		return "", err
	}
	if len(ds.Items) == 0 {
		return "", errors.New("the message opened no dialog")
	}
	return ds.Items[0].ID, nil
}

// until waits for a dialog to be as it is wanted, and says how it is.
func (p *shift) until(ctx context.Context, dialog, what string, is func(routedDoc) bool) (routedDoc, error) {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var d routedDoc
		if err := p.Call(ctx, http.MethodGet, "/v1/dialogs/"+dialog, nil, &d); err != nil {
			return d, err
		}
		if is(d) || time.Now().After(deadline) {
			p.check(is(d), "not so: %s; the dialog is %s, of %q, in %s, %s", what, d.State, d.Operator, d.Team, d.Waiting.Reason)
			p.to.Line("  %s %s", p.mark(is(d)), what)
			return d, nil
		}
	}
}

func (p *shift) mark(well bool) screen.Styled {
	if well {
		return p.to.In(screen.Green, "✔")
	}
	return p.to.In(screen.Red, "✘")
}

// missed is a dialog that Olga does not take in time, so that Max has it.
func (p *shift) missed(ctx context.Context) error {
	for _, o := range []string{"olga", "max"} {
		if err := p.status(ctx, o, "active"); err != nil {
			return err
		}
	}
	dialog, err := p.comes(ctx, 1)
	if err != nil {
		return err
	}
	if _, err := p.until(ctx, dialog, "Olga does not take it within a second: it goes to Max, and that is noted", func(d routedDoc) bool {
		return d.Operator == "max" && len(d.Missed) == 1 && d.Missed[0].Operator == "olga"
	}); err != nil {
		return err
	}
	if err := p.keys["max"].Call(ctx, http.MethodPost, "/v1/dialogs/"+dialog+"/accept", nil, nil); err != nil {
		return err
	}
	_, err = p.until(ctx, dialog, "Max accepts", func(d routedDoc) bool { return d.Operator == "max" && d.State == "in_progress" })
	return err
}

// full is a dialog that waits since all who are active are at their limit.
func (p *shift) full(ctx context.Context) error {
	if err := p.status(ctx, "olga", "inactive"); err != nil {
		return err
	}
	if err := p.Call(ctx, http.MethodPatch, "/v1/operators/max/workload", map[string]any{"limit": 1}, nil); err != nil {
		return err
	}
	dialog, err := p.comes(ctx, 2)
	if err != nil {
		return err
	}
	if _, err := p.until(ctx, dialog, "Olga is away, and Max takes one at a time: “1 active, all at their limit”", func(d routedDoc) bool {
		return d.Operator == "" && d.Waiting.Reason == "1 active, all at their limit"
	}); err != nil {
		return err
	}
	err = p.keys["max"].Call(ctx, http.MethodPost, "/v1/dialogs/"+dialog+"/accept", nil, nil)
	var no remote.Problem
	if err != nil && !errors.As(err, &no) {
		return err
	}
	p.check(no.Code == "limit_reached", "Max accepts one more: %v", err)
	p.to.Line("  %s", p.to.In(screen.Dim, "Max accepts it all the same? refused: "+no.Code))
	return nil
}

// handedOver is Max's dialog, handed to the other team: Nora has it, with all that
// was said, and Max has room for the one that waits.
func (p *shift) handedOver(ctx context.Context) error {
	if err := p.status(ctx, "nora", "active"); err != nil {
		return err
	}
	var mine struct {
		Dialogs []string `json:"dialogs"`
	}
	if err := p.keys["max"].Call(ctx, http.MethodGet, "/v1/me/status", nil, &mine); err != nil {
		return err
	}
	if len(mine.Dialogs) != 1 {
		return fmt.Errorf("max has %d dialogs, want 1", len(mine.Dialogs))
	}
	var child remote.Dialog
	if err := p.keys["max"].Call(ctx, http.MethodPost, "/v1/dialogs/"+mine.Dialogs[0]+"/transfer", map[string]any{"team": "night"}, &child); err != nil {
		return err
	}
	if _, err := p.until(ctx, child.ID, "Max hands his dialog to the night: Nora has it", func(d routedDoc) bool { return d.Operator == "nora" && d.Team == "night" }); err != nil {
		return err
	}
	var thread remote.Page[remote.Message]
	if err := p.keys["nora"].Call(ctx, http.MethodGet, "/v1/dialogs/"+child.ID+"/messages?thread=true", nil, &thread); err != nil {
		return err
	}
	p.check(len(thread.Items) == 1, "Nora sees %d messages of the thread, want 1", len(thread.Items))
	if err := p.keys["max"].Call(ctx, http.MethodGet, "/v1/me/status", nil, &mine); err != nil {
		return err
	}
	var ds remote.Page[remote.Dialog]
	if err := p.Call(ctx, http.MethodGet, "/v1/dialogs?line=demo-shift&state=waiting&team=sales", nil, &ds); err != nil {
		return err
	}
	if len(ds.Items) != 1 {
		return fmt.Errorf("%d dialogs are with the sales team, want 1", len(ds.Items))
	}
	_, err := p.until(ctx, ds.Items[0].ID, "Max has room: the one that waited is his to take", func(d routedDoc) bool { return d.Operator == "max" })
	return err
}

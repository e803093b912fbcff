package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
)

// show prints a dialog of a running system for a person to read: what
// was said, the summary, and field by field what came onto the card and why. It
// only reads, over the API.
func show(ctx context.Context, o options, out io.Writer) error {
	key, err := os.ReadFile(filepath.Join(o.Dir, "admin-key"))
	if err != nil {
		return fmt.Errorf("read the admin's key: %w (start it first with `%s`, or name its folder with -dir)", err, called("run"))
	}
	v := view{
		Client: remote.Client{HTTP: &http.Client{Timeout: 30 * time.Second}, Base: guide{Addr: o.Addr}.address(), Key: strings.TrimSpace(string(key))},
		to:     screen.New(out),
	}
	err = v.named(ctx, o.Dialog)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("nothing answers at %s: start it with `%s` in another terminal, or say with -addr where it serves", v.Base, called("run"))
	}
	return err
}

// view is somebody who looks at a running system.
type view struct {
	remote.Client
	to *screen.Screen
}

// named shows the dialog of that name; "": the newest.
func (v view) named(ctx context.Context, dialog string) error {
	if dialog != "" {
		var d remote.Dialog
		if err := v.Call(ctx, http.MethodGet, "/v1/dialogs/"+url.PathEscape(dialog), nil, &d); err != nil {
			return err
		}
		return v.dialog(ctx, d)
	}
	var newest remote.Page[remote.Dialog]
	if err := v.Call(ctx, http.MethodGet, "/v1/dialogs?limit=1", nil, &newest); err != nil {
		return fmt.Errorf("ask %s: %w", v.Base, err)
	}
	if len(newest.Items) == 0 {
		v.to.Line("Nobody has written yet. Paste what `" + called("run") + "` prints.")
		return nil
	}
	return v.dialog(ctx, newest.Items[0])
}

// dialog shows a dialog, and what the last run made of it.
func (v view) dialog(ctx context.Context, d remote.Dialog) error {
	v.to.Chapter(fmt.Sprintf("%s · %s · %s", d.ID, d.Channel, d.State))
	v.to.Line("")
	authors, err := v.messages(ctx, d.ID)
	if err != nil {
		return err
	}
	var runs remote.Page[remote.Run]
	if err := v.Call(ctx, http.MethodGet, "/v1/dialogs/"+d.ID+"/runs?limit=1", nil, &runs); err != nil {
		return err
	}
	switch {
	case len(runs.Items) == 0:
		v.to.Line("\n  CoPilot was not asked to read it yet: press CoPilot in the chat, or POST /v1/dialogs/%s/runs", d.ID)
	case !runs.Items[0].Ended():
		v.to.Line("\n  CoPilot reads it at %s, if nothing more is said.", runs.Items[0].StartsAt.Local().Format(time.TimeOnly))
	case runs.Items[0].State == "failed":
		v.to.Line("\n  CoPilot could not read it: %s. %s", runs.Items[0].Code, runs.Items[0].Reason)
	default:
		return v.run(ctx, runs.Items[0], authors)
	}
	return nil
}

// messages shows what was said, and answers with who said it.
func (v view) messages(ctx context.Context, dialog string) (authors map[int64]string, err error) {
	authors = map[int64]string{}
	for cursor := ""; ; {
		var said remote.Page[remote.Message]
		if err := v.Call(ctx, http.MethodGet, "/v1/dialogs/"+dialog+"/messages?cursor="+url.QueryEscape(cursor), nil, &said); err != nil {
			return nil, err
		}
		for _, m := range said.Items {
			authors[m.Seq] = m.Author
			text := m.Text
			for _, a := range m.Attachments {
				text += " [" + a.Kind + "]"
			}
			if m.Reason != "" {
				text += " (" + m.Status + ": " + m.Reason + ")"
			}
			v.to.Said(m.Author, time.UnixMicro(m.Seq), time.Local, screen.OneLine(text))
		}
		if cursor = said.Next; cursor == "" {
			return authors, nil
		}
	}
}

// run shows a run's summary, and field by field what became of it.
func (v view) run(ctx context.Context, r remote.Run, authors map[int64]string) error {
	kind, _, _ := strings.Cut(r.Card, ":")
	var fields remote.Page[struct{ Name, Title string }]
	if err := v.Call(ctx, http.MethodGet, "/v1/fields/"+kind, nil, &fields); err != nil {
		return err
	}
	var card remote.Card
	if err := v.Call(ctx, http.MethodGet, "/v1/cards/"+r.Card, nil, &card); err != nil {
		return err
	}
	v.to.Summary(r.Summary)
	v.to.Line("\n  %s  %s", v.to.In(screen.Bold, "Card "+r.Card), v.to.In(screen.Dim, "run "+r.State+", badges: "+screen.Badges(card)))
	for _, f := range fields.Items {
		o := r.Outcome(f.Name)
		if o.Field == "" {
			continue // the field came after the run
		}
		what, before, after := fate(o)
		v.to.Line("  %s  %s", v.to.Mark(what), v.to.Change(f.Title, what, before, after, o))
		if o.Quote != "" {
			v.to.Line("                  %s", v.to.In(screen.Dim, fmt.Sprintf("proof: “%s” (%s)", screen.OneLine(o.Quote), authors[o.Message])))
		}
		if o.Second != "" {
			v.to.Line("                  %s", v.to.In(screen.Dim, fmt.Sprintf("%s: “%s” (%s)", o.Rule, screen.OneLine(o.Second), authors[o.SecondIn])))
		}
		if o.Reason != "" {
			v.to.Line("                  %s", v.to.In(screen.Dim, "why: "+o.Reason))
		}
	}
	return nil
}

// fate is what became of a field, people's decisions included, and its value
// before and after.
func fate(o remote.Outcome) (what string, before, after json.RawMessage) {
	switch {
	case o.Decision == "undo":
		return "undone", o.Value, o.Old
	case o.Decision == "replace":
		return "replaced", o.Old, o.Value
	case o.Decision == "keep":
		return "kept", o.Old, o.Old
	case slices.Contains([]string{"filled", "unchanged"}, o.Outcome):
		return o.Outcome, o.Old, o.Value
	}
	return o.Outcome, o.Old, o.Old
}

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
)

// show prints a dialog of a running system for a person to read: what
// was said, the summary, and field by field what came onto the card and why. It
// only reads, over the API.
func show(ctx context.Context, o options, out io.Writer) error {
	key, err := os.ReadFile(filepath.Join(o.Dir, "admin-key"))
	if err != nil {
		return fmt.Errorf("read the admin's key: %w (start it first with `make run`, or name its folder with -dir)", err)
	}
	v := view{
		client: client{HTTP: &http.Client{Timeout: 30 * time.Second}, Base: guide{Addr: o.Addr}.address(), Key: strings.TrimSpace(string(key))},
		to:     &screen{w: out, plain: !isTerminal(out)},
	}
	err = v.named(ctx, o.Dialog)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("nothing answers at %s: start it with `make run` in another terminal, or say with -addr where it serves", v.Base)
	}
	return err
}

// view is somebody who looks at a running system.
type view struct {
	client
	to *screen
}

// named shows the dialog of that name; "": the newest.
func (v view) named(ctx context.Context, dialog string) error {
	if dialog != "" {
		var d dialogDoc
		if err := v.call(ctx, http.MethodGet, "/v1/dialogs/"+url.PathEscape(dialog), nil, &d); err != nil {
			return err
		}
		return v.dialog(ctx, d)
	}
	var newest page[dialogDoc]
	if err := v.call(ctx, http.MethodGet, "/v1/dialogs?limit=1", nil, &newest); err != nil {
		return fmt.Errorf("ask %s: %w", v.Base, err)
	}
	if len(newest.Items) == 0 {
		v.to.line("Nobody has written yet. Paste what `make run` prints.")
		return nil
	}
	return v.dialog(ctx, newest.Items[0])
}

// dialog shows a dialog, and what the last run made of it.
func (v view) dialog(ctx context.Context, d dialogDoc) error {
	v.to.chapter(fmt.Sprintf("%s · %s · %s", d.ID, d.Channel, d.State))
	v.to.line("")
	authors, err := v.messages(ctx, d.ID)
	if err != nil {
		return err
	}
	var runs page[runDoc]
	if err := v.call(ctx, http.MethodGet, "/v1/dialogs/"+d.ID+"/runs?limit=1", nil, &runs); err != nil {
		return err
	}
	switch {
	case len(runs.Items) == 0:
		v.to.line("\n  CoPilot was not asked to read it yet: POST /v1/dialogs/%s/runs", d.ID)
	case !runs.Items[0].ended():
		v.to.line("\n  CoPilot reads it at %s, if nothing more is said.", runs.Items[0].StartsAt.Local().Format(time.TimeOnly))
	case runs.Items[0].State == "failed":
		v.to.line("\n  CoPilot could not read it: %s. %s", runs.Items[0].Code, runs.Items[0].Reason)
	default:
		return v.run(ctx, runs.Items[0], authors)
	}
	return nil
}

// messages shows what was said, and answers with who said it.
func (v view) messages(ctx context.Context, dialog string) (authors map[int64]string, err error) {
	authors = map[int64]string{}
	for cursor := ""; ; {
		var said page[messageDoc]
		if err := v.call(ctx, http.MethodGet, "/v1/dialogs/"+dialog+"/messages?cursor="+url.QueryEscape(cursor), nil, &said); err != nil {
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
			v.to.said(m.Author, time.UnixMicro(m.Seq), time.Local, oneLine(text))
		}
		if cursor = said.Next; cursor == "" {
			return authors, nil
		}
	}
}

// run shows a run's summary, and field by field what became of it.
func (v view) run(ctx context.Context, r runDoc, authors map[int64]string) error {
	kind, _, _ := strings.Cut(r.Card, ":")
	var fields page[struct{ Name, Title string }]
	if err := v.call(ctx, http.MethodGet, "/v1/fields/"+kind, nil, &fields); err != nil {
		return err
	}
	var card cardDoc
	if err := v.call(ctx, http.MethodGet, "/v1/cards/"+r.Card, nil, &card); err != nil {
		return err
	}
	v.to.line("\n  %s %s", v.to.in(bold, "Summary"), r.Summary)
	v.to.line("\n  %s  %s", v.to.in(bold, "Card "+r.Card), v.to.in(dim, "run "+r.State+", badges: "+badges(card)))
	for _, f := range fields.Items {
		o := r.outcome(f.Name)
		if o.Field == "" {
			continue // the field came after the run
		}
		what, before, after := fate(o)
		v.to.line("  %s  %s", v.to.mark(what), v.to.change(f.Title, what, before, after, o))
		if o.Quote != "" {
			v.to.line("                  %s", v.to.in(dim, fmt.Sprintf("proof: “%s” (%s)", oneLine(o.Quote), authors[o.Message])))
		}
		if o.Reason != "" {
			v.to.line("                  %s", v.to.in(dim, "why: "+o.Reason))
		}
	}
	return nil
}

// fate is what became of a field, people's decisions included, and its value
// before and after.
func fate(o outcomeDoc) (what string, before, after json.RawMessage) {
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

func badges(c cardDoc) string {
	if len(c.Badges) == 0 {
		return "none"
	}
	return strings.Join(c.Badges, ", ")
}

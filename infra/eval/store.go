package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// labelled is a record with what people decided. Fields that nobody decided
// about are not in it: nobody knows whether they are right.
//
//   - replace: gold is the new value.
//   - keep: the field has no gold, so it must stay as current says; what was
//     offered is forbidden.
//   - undo: no gold either; what was written is forbidden.
type labelled struct {
	chats.Chat
	Source    string           `json:"source"`
	Gold      map[string]gold  `json:"gold"`
	Forbidden map[string][]any `json:"forbidden,omitempty"`
}

// fromStore turns what people decided into labelled chats, a line a run. It
// takes the store's lock, so it refuses while another process works on the
// folder, and it changes nothing that is kept there. Customers' words are in the file out,
// which only its owner may read, and nowhere else.
func fromStore(ctx context.Context, dir, out string, progress io.Writer) (err error) {
	path := filepath.Join(dir, "sufler.db")
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("%w: %s is no folder of infra/local's: %w", desk.ErrNotFound, dir, err)
	}
	engine, err := embedded.Open(path, embedded.Knobs{})
	if errors.Is(err, desk.ErrBusy) {
		return fmt.Errorf("stop what works on the folder %s first: %w", dir, err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	file, err := os.OpenFile(out, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write labelled chats: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriter(file)
	l := labeller{Store: store.Store{Engine: engine, Now: time.Now}, out: w}
	if err := l.dialogs(ctx); err != nil {
		return err
	}
	fmt.Fprintf(progress, "%d chats, %d decisions\n", l.chats, l.decisions)
	return w.Flush()
}

type labeller struct {
	store.Store
	out              io.Writer
	chats, decisions int
}

func (l *labeller) dialogs(ctx context.Context) error {
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := l.ListDialogs(ctx, desk.DialogFilter{}, ask)
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if err := l.runs(ctx, d); err != nil {
				return fmt.Errorf("dialog %s: %w", d.ID, err)
			}
		}
		if ask.Cursor = page.Next; page.Next == "" {
			return nil
		}
	}
}

func (l *labeller) runs(ctx context.Context, d desk.Dialog) error {
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := l.DialogRuns(ctx, d.ID, ask)
		if err != nil {
			return err
		}
		for _, r := range page.Items {
			if r.Reading == nil {
				continue
			}
			if err := l.run(ctx, d, r); err != nil {
				return fmt.Errorf("run %s: %w", r.ID, err)
			}
		}
		if ask.Cursor = page.Next; page.Next == "" {
			return nil
		}
	}
}

// run writes a run's line, if anything was decided.
func (l *labeller) run(ctx context.Context, d desk.Dialog, r desk.Run) error {
	chat, err := connecting.Connected(assembly.Parts{Store: l}, l.Table()).Chats().Chat(ctx, d, r.Card, r.Language)
	if err != nil {
		return err
	}
	out := labelled{Chat: recordOf(r, chat), Source: "store", Gold: map[string]gold{}, Forbidden: map[string][]any{}}
	places := map[desk.Seq]int{}
	for _, m := range chat.Messages {
		if m.Seq <= r.Reading.Upto {
			places[m.Seq] = len(out.Messages)
			out.say(len(out.Messages), m)
		}
	}
	for _, f := range chat.Fields {
		i, ok := r.Outcome(f.Name)
		if !ok || !decided(r.Outcomes[i]) {
			continue
		}
		if err := out.label(f, r.Outcomes[i], places); err != nil {
			return err
		}
		l.decisions++
	}
	if len(out.Fields) == 0 {
		return nil
	}
	l.chats++
	enc := json.NewEncoder(l.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func decided(o desk.Outcome) bool {
	return o.Decision == desk.DecisionKeep || o.Decision == desk.DecisionReplace || o.Decision == desk.DecisionUndo
}

func recordOf(r desk.Run, chat desk.Chat) chats.Chat {
	out := chats.Chat{ID: string(r.ID), Lang: chat.Locale.Language, Region: chat.Locale.Region, TZ: "UTC", Currency: chat.Locale.Currency}
	if chat.Locale.Zone != nil {
		out.TZ = chat.Locale.Zone.String()
	}
	return out
}

func (l *labelled) say(i int, m desk.Message) {
	from := "operator"
	if m.Author == desk.ByCustomer {
		from = "client"
	}
	l.Messages = append(l.Messages, chats.Message{I: i, From: from, TS: m.At(), Text: m.SpokenText()})
}

// label adds a field with its decision.
func (l *labelled) label(f desk.Field, o desk.Outcome, places map[desk.Seq]int) error {
	rf := chats.Field{
		Name: string(f.Name), Title: f.Title, Type: string(f.Type), Format: f.Format, Description: f.Description,
		Enum: f.OptionValues(), Currency: f.Currency, Grants: f.Grants, Current: json.RawMessage("null"),
	}
	l.Fields = append(l.Fields, rf)
	last := &l.Fields[len(l.Fields)-1]
	said, err := predictedOf(l.Chat, desk.Finding{Field: f.Name}, o.Value)
	if err != nil {
		return err
	}
	if o.Old != "" {
		old, err := predictedOf(l.Chat, desk.Finding{Field: f.Name}, o.Old)
		if err != nil {
			return err
		}
		if last.Current, err = json.Marshal(old.Value); err != nil {
			return err
		}
	}
	if o.Decision != desk.DecisionReplace {
		l.Forbidden[rf.Name] = []any{said.Value}
		return nil
	}
	g := gold{Value: said.Value}
	if at, ok := places[o.Message]; ok {
		g.Evidence = []int{at}
	}
	l.Gold[rf.Name] = g
	return nil
}

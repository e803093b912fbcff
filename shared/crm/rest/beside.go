package rest

import (
	"context"
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// What people see of ours on a card, where its description says how.

// Beside is how notes, or tasks, are spoken of.
type Beside struct {
	// Add makes one: {id} is the card's, {text} what it says, {now} this moment; of a task
	// {title} and {due}, too. Moments are as RFC 3339 has them, {now_ms} and {due_ms} are in
	// milliseconds, {now_local} and {due_local} by the clocks of the connection's zone.
	Add  Call   `json:"add"`
	List Call   `json:"list"` // {id}: those on a card; its Cards is the path of the list
	End  Call   `json:"end"`  // {entry}: takes a note away, or says that a task is done
	ID   string `json:"id"`   // the path of each in one of the list
	Text string `json:"text"`
	// Done is of a yes or no, whether a task is done; absent: done ones are not listed.
	Done string `json:"done"`
	// As is "html" where texts are: then what is written formats nothing.
	As string `json:"as"`
}

func (b Beside) described() bool { return b.Add.Path != "" }

// calls are what must be described of it, if anything is.
func (b Beside) calls(name string) []namedCall {
	must := b.described() || b.List.Path != "" || b.End.Path != ""
	return []namedCall{
		{name + ".add", b.Add, must, "{text}"}, {name + ".list", b.List, must, "{id}"}, {name + ".end", b.End, must, "{entry}"},
	}
}

func (b Beside) check(name string) error {
	switch {
	case !b.described():
		return nil
	case b.ID == "" || b.Text == "":
		return invalid("%s: id or text is missing: the paths of each in one of the list", name)
	case b.As != "" && b.As != "html":
		return invalid("%s: its text is not written as %q: leave it out for plain text, or write html", name, b.As)
	}
	return nil
}

// entry is one that is there.
type entry struct {
	id   string
	done bool
}

// maxMarked is how many notes or tasks with one mark are looked at: each is ended by a call
// of its own.
const maxMarked = 50

// marked are those on a card whose text has a mark.
func (m *CRM) marked(ctx context.Context, b Beside, card desk.CardRef, mark string) ([]entry, error) {
	values := map[string]string{"id": card.ID}
	said, err := m.call(ctx, b.List, values, b.List.body(values))
	if err != nil {
		return nil, err
	}
	all, _ := at(said, b.List.Cards).([]any)
	var out []entry
	for _, one := range all {
		if id := kit.Plain(at(one, b.ID)); id != "" && len(out) < maxMarked && strings.Contains(kit.Plain(at(one, b.Text)), mark) {
			done := read(one, b.Done)
			out = append(out, entry{id, done == "true" || done == "yes" || done == "1"})
		}
	}
	return out, nil
}

// tell has a moment told in a body, in each of its forms.
func (m *CRM) tell(values map[string]string, name string, t time.Time) {
	values[name], values[name+"_ms"], values[name+"_local"] = t.UTC().Format(time.RFC3339), strconv.FormatInt(t.UnixMilli(), 10), t.In(m.Place.Zone).Format(local)
}

// made makes one.
func (m *CRM) made(ctx context.Context, b Beside, card desk.CardRef, values map[string]string) error {
	now := m.Now()
	values["id"] = card.ID
	m.tell(values, "now", now)
	if b.As == "html" {
		for _, name := range []string{"text", "title"} {
			values[name] = strings.ReplaceAll(html.EscapeString(values[name]), "\n", "<br>")
		}
	}
	_, err := m.call(ctx, b.Add, values, b.Add.body(values))
	return err
}

// ended takes notes away, or says of tasks that they are done.
func (m *CRM) ended(ctx context.Context, b Beside, card desk.CardRef, all []entry) error {
	for _, e := range all {
		values := map[string]string{"id": card.ID, "entry": e.id}
		if e.done {
			continue
		}
		if _, err := m.call(ctx, b.End, values, b.End.body(values)); err != nil {
			return err
		}
	}
	return nil
}

// AddNote implements flow.Timelines. On a kind of card whose notes nobody described there is
// none.
func (m *CRM) AddNote(ctx context.Context, n desk.CardNote) error {
	b := m.Calls.Kinds[n.Card.Kind].Note
	if !b.described() {
		return nil
	}
	if _, err := m.Card(ctx, n.Card); err != nil { // not every CRM says of a note that it is nobody's
		return err
	}
	if n.Again {
		have, err := m.marked(ctx, b, n.Card, n.Mark)
		if err != nil || len(have) > 0 {
			return err
		}
	}
	if err := m.made(ctx, b, n.Card, map[string]string{"text": n.Text + "\n" + n.Mark}); err != nil {
		return fmt.Errorf("note on %s: %w", n.Card, err)
	}
	return nil
}

// TakeNote implements flow.Timelines.
func (m *CRM) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	b := m.Calls.Kinds[card.Kind].Note
	if !b.described() {
		return nil
	}
	have, err := m.marked(ctx, b, card, mark)
	if err == nil {
		err = m.ended(ctx, b, card, have)
	}
	if err != nil {
		return fmt.Errorf("take the note from %s: %w", card, err)
	}
	return nil
}

// SetTask implements flow.Timelines.
func (m *CRM) SetTask(ctx context.Context, t desk.CardTask) error {
	b := m.Calls.Kinds[t.Card.Kind].Task
	if !b.described() {
		return nil
	}
	if _, err := m.Card(ctx, t.Card); err != nil {
		return err
	}
	have, err := m.marked(ctx, b, t.Card, t.Mark)
	if err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, err)
	}
	open := false
	for _, e := range have {
		open = open || !e.done
	}
	switch {
	case t.Done:
		err = m.ended(ctx, b, t.Card, have)
	case !open:
		values := map[string]string{"title": t.Title, "text": t.Text + "\n" + t.Mark}
		m.tell(values, "due", t.Due)
		err = m.made(ctx, b, t.Card, values)
	}
	if err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, err)
	}
	return nil
}

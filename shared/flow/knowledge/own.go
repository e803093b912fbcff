package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Asked is where it stands what operators answered to what the bot could not.
type Asked struct {
	Dialogs   flow.Dialogs
	Messages  flow.Messages
	Customers flow.Customers
}

// Bounds of what is looked at for a draft.
const (
	maxDraftQuestions = 5  // of a group, the newest
	maxDraftDialogs   = 3  // of a thread, from the one on in which it was asked
	maxDraftMessages  = 30 // after the question
)

// Own is what operators answered themselves to a question: the draft of an entry,
// which a person looks at before it is one. It is never the bot's and never a note, and
// is read from where it was said, so nothing of it is kept, and what was erased is not
// in it.
type Own struct {
	Answer string // the longest; "": none
	Times  int    // of the questions that are looked at, so many were answered
}

// own is what operators answered to a group's newest questions, in threads that are
// over.
func (a Asked) own(ctx context.Context, g Group) (Own, error) {
	var out Own
	for _, u := range g.Questions[:min(len(g.Questions), maxDraftQuestions)] {
		text, err := a.answer(ctx, u)
		if errors.Is(err, desk.ErrNotFound) {
			continue // erased meanwhile
		}
		if err != nil {
			return out, fmt.Errorf("what was answered in %s: %w", u.Dialog, err)
		}
		if text == "" {
			continue
		}
		out.Times++
		if utf8.RuneCountInString(text) > utf8.RuneCountInString(out.Answer) {
			out.Answer = text
		}
	}
	return out, nil
}

// answer is what an operator said first after a question, until the customer went on;
// "": nothing, or the thread is not over.
func (a Asked) answer(ctx context.Context, u desk.Unanswered) (string, error) {
	d, err := a.Dialogs.Dialog(ctx, u.Dialog)
	for n := 1; err == nil && d.Continuation() != "" && n < maxDraftDialogs; n++ {
		d, err = a.Dialogs.Dialog(ctx, d.Continuation())
	}
	if err != nil || d.Open() || d.Continuation() != "" {
		return "", err
	}
	page, err := a.Messages.Messages(ctx, u.Customer, u.At, d.Last, false, desk.PageAsk{Limit: maxDraftMessages})
	if err != nil {
		return "", err
	}
	var said []string
	for _, m := range page.Items {
		if m.Author == desk.ByCustomer && len(said) > 0 {
			break
		}
		if m.Author == desk.ByOperator && !m.Deleted && m.Text != "" {
			said = append(said, m.Text)
		}
	}
	if len(said) == 0 {
		return "", nil
	}
	c, err := a.Customers.Customer(ctx, u.Customer)
	if err != nil {
		return "", err
	}
	answer := []rune(nameless(desk.Impersonal(strings.Join(said, " ")), c.Profile.Name))
	return string(answer[:min(len(answer), maxDraftAnswer)]), nil
}

// nameless is a text without the words of somebody's name.
func nameless(text, name string) string {
	bare := func(w string) string { return strings.ToLower(strings.Trim(w, ".,!?:;()\"'«»")) }
	var names []string
	for _, n := range strings.Fields(name) {
		names = append(names, bare(n))
	}
	return strings.Join(slices.DeleteFunc(strings.Fields(text), func(w string) bool {
		return slices.Contains(names, bare(w))
	}), " ")
}

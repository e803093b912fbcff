package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// reply is what the bot is about to say, and as what.
type reply struct {
	as        string
	said      []string
	buttons   []desk.Button
	files     []desk.Attachment
	entries   []desk.FAQID // that answer
	waits     bool         // for what it asks for
	languages []string     // in which it is said, the first that there is
}

// owes says that it answers nothing: that nothing suits, or that a person goes on. The
// customer waits for a reply as before (CL-10).
func (r reply) owes() bool { return r.as == asking || r.as == handing }

// Bounds of asking for data.
const (
	maxAsked    = 2 // how often a field is asked for
	maxAttempts = 3 // how often a CRM is tried that does not say what is missing
)

// reply decides what to say: what entries answer, what the line requires and is not
// known yet, one thing at a time, or that a person goes on. Who asks for a person is
// asked for each thing once, and what does not say it brings the person at once, as
// does asking again; who complains is asked for nothing (FB-27).
func (j *AnswerJob) reply(ctx context.Context, d desk.Dialog, line desk.Line, s desk.Settings, t talk) (reply, error) {
	found, r, err := j.look(ctx, d, line, s, t)
	if err != nil {
		return r, err
	}
	person := desk.WantsPerson(t.question)
	if person && t.data != "" || s.Bot.Complains(t.question) {
		return j.handOver(ctx, d, s, line, r)
	}
	var missing []desk.Field
	if t.data != "" {
		if missing, err = j.missing(ctx, d, line, t); err != nil {
			return r, err
		}
		if !slices.ContainsFunc(missing, func(f desk.Field) bool { return f.Name == t.data }) {
			found = desk.FAQFound{} // what they said was the answer to what they were asked
		}
	}
	if person {
		found = desk.FAQFound{} // what they ask for is a person
	}
	hand := r.take(found, line) || person || len(found.Answers) == 0 && t.missed
	switch {
	case t.data != "":
	case hand:
		if missing, err = j.missing(ctx, d, line, t); err != nil {
			return r, err
		}
	case len(found.Answers) == 0:
		r.as, r.said = asking, []string{desk.NoticeAgain.Text("", r.languages...)}
		return r, nil
	default:
		if line.RateAnswers && len(r.buttons) == 0 && found.Answers[0].Entry.Kind == desk.FAQQuestion {
			r.buttons = desk.RatingButtons()
		}
		return r, nil
	}
	if len(missing) == 0 || missing[0].Name == t.data && (t.person || t.tries >= maxAsked) {
		return j.handOver(ctx, d, s, line, r)
	}
	return r.demand(missing[0], t, person), nil
}

// demand asks for a field.
func (r reply) demand(f desk.Field, t talk, person bool) reply {
	if person {
		r.said = []string{desk.NoticeFirst.Text("", r.languages...)}
	}
	again := f.Name == t.data && len(r.said) == 0
	r.as, r.buttons, r.waits = demanding(f.Name, person || t.person), nil, true
	r.said = append(r.said, desk.AskFor(f, again, r.languages...))
	return r
}

// look asks the knowledge base, notes a question that it does not answer, and finds the
// languages of the reply.
func (j *AnswerJob) look(ctx context.Context, d desk.Dialog, line desk.Line, s desk.Settings, t talk) (found desk.FAQFound, r reply, err error) {
	if t.question != "" {
		if found, err = j.Knowledge.Answers(ctx, line.ID, t.question, t.before); err != nil {
			return found, r, err
		}
		open := len(found.Answers) == 0 || len(found.Open) > 0
		if open && t.data == "" && !desk.WantsPerson(t.question) && !s.Bot.Complains(t.question) {
			u := desk.Unanswered{Customer: d.Customer, Messages: t.parts, At: t.last.Seq, Dialog: d.ID, Line: line.ID, Parts: found.Open, Text: t.question}
			if err := j.Unanswered.NoteUnanswered(ctx, u); err != nil {
				return found, r, err
			}
		}
	}
	r, err = j.languages(ctx, d, line, s, t, found.Language)
	return found, r, err
}

// languages are those of a reply: the one that the customer plainly spoke last, and what
// their words may be in. A number or a name that they were asked for is in none.
func (j *AnswerJob) languages(ctx context.Context, d desk.Dialog, line desk.Line, s desk.Settings, t talk, guess string) (r reply, err error) {
	in, err := j.Knowledge.Speaks(ctx, append(t.spoken[:len(t.spoken):len(t.spoken)], t.ask)...)
	if err != nil {
		return r, err
	}
	c, err := j.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return r, fmt.Errorf("customer %s: %w", d.Customer, err)
	}
	all := []string{in, c.Profile.Language, guess, s.Locale(line).Language}
	return reply{as: answering, languages: slices.DeleteFunc(all, func(l string) bool { return l == "" })}, nil
}

// take says what entries answer; hand says that a person is to go on.
func (r *reply) take(found desk.FAQFound, line desk.Line) (hand bool) {
	for _, a := range found.Answers {
		hand = hand || a.Entry.HandOver
		r.entries = append(r.entries, a.Entry.ID)
		if answer, ok := a.Entry.Answer(r.languages...); ok && (answer.Text == "" || !slices.Contains(r.said, answer.Text)) {
			files, whole := line.Attach(answer.Files)
			r.said, r.buttons, r.files = append(r.said, answer.Text), append(r.buttons, answer.Buttons...), append(r.files, files...)
			hand = hand || !whole // what can't be sent, a person can show
		}
	}
	r.buttons = r.buttons[:min(len(r.buttons), desk.MaxFAQButtons)]
	r.files = r.files[:min(len(r.files), desk.MaxFiles)]
	if len(found.Open) > 0 {
		r.said = append(r.said, desk.NoticeRest.Text("", r.languages...))
	}
	return hand || len(found.Open) > 0
}

// missing is what is still to be asked for. A CRM that does not say, again and again,
// keeps no customer waiting: they are asked for nothing.
func (j *AnswerJob) missing(ctx context.Context, d desk.Dialog, line desk.Line, t talk) ([]desk.Field, error) {
	fields, err := j.Data.Missing(ctx, d, line)
	if err != nil && t.attempt >= maxAttempts && ctx.Err() == nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("what is missing of %s: %w", d.Customer, err)
	}
	return fields, nil
}

// handOver says that a person goes on: with the team's hours, if it does not work now.
func (j *AnswerJob) handOver(ctx context.Context, d desk.Dialog, s desk.Settings, line desk.Line, r reply) (reply, error) {
	notice := desk.NoticeHandOver.Text("", r.languages...)
	if d.Team != "" {
		team, err := j.Teams.Team(ctx, d.Team)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return r, fmt.Errorf("team %s: %w", d.Team, err)
		}
		if err == nil && !team.Hours.Open(j.Now(), s.Locale(line).Zone) {
			notice = desk.NoticeClosed.Text(team.Hours.Text(r.languages[0]), r.languages...)
		}
	}
	r.as, r.said, r.buttons = handing, append(r.said, notice), nil
	return r, nil
}

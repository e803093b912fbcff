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
	if t.filled && t.data == "" {
		return r.talk(desk.FAQGreeting), nil // a form asks for nothing
	}
	said := s.Bot.Decide(line, t.question, found, r.languages...)
	person := said.Why == desk.WhyPerson || t.wordless
	if person && t.data != "" || said.Why == desk.WhyComplaint {
		return j.handOver(ctx, d, s, line, r)
	}
	var missing []desk.Field
	if t.data != "" {
		if missing, err = j.missing(ctx, d, line, t); err != nil {
			return r, err
		}
		if !slices.ContainsFunc(missing, func(f desk.Field) bool { return f.Name == t.data }) {
			said = desk.BotDecision{} // what they said was the answer to what they were asked
		}
	}
	r.take(said)
	nothing := len(said.Found.Answers) == 0
	hand := said.HandOver && !nothing || person || nothing && said.Why != desk.WhySmallTalk && (t.missed || said.Why != desk.WhyNothing)
	switch {
	case t.data != "":
	case hand:
		if missing, err = j.missing(ctx, d, line, t); err != nil {
			return r, err
		}
	case said.Why == desk.WhySmallTalk:
		return r.talk(said.Talk), nil
	case nothing:
		r.as, r.said = asking, []string{desk.NoticeAgain.Text("", r.languages...)}
		return r, nil
	default:
		if line.RateAnswers && len(r.buttons) == 0 && said.Found.Answers[0].Entry.Kind == desk.FAQQuestion {
			r.buttons = desk.RatingButtons()
		}
		return r, nil
	}
	if len(missing) == 0 || missing[0].Name == t.data && (t.person || t.tries >= maxAsked || desk.Declines(t.question)) {
		return j.handOver(ctx, d, s, line, r)
	}
	return r.demand(missing[0], t, person), nil
}

// talk is the reply to small talk that no entry answers: a greeting is returned, and to
// thanks, a goodbye or a nod there is nothing to say.
func (r reply) talk(kind desk.FAQKind) reply {
	if kind == desk.FAQGreeting {
		r.said = []string{desk.NoticeHello.Text("", r.languages...)}
	}
	return r
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
		why := s.Bot.Decide(line, t.question, found).Why
		if t.data == "" && (why == desk.WhyNothing || why == desk.WhyLanguage || why == desk.WhyRest) {
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

// take says what entries answer, and that some of several questions have no answer.
func (r *reply) take(d desk.BotDecision) {
	r.said, r.buttons, r.files, r.entries = append(r.said, d.Says.Texts...), d.Says.Buttons, d.Says.Files, d.Says.Entries
	if d.Why == desk.WhyRest {
		r.said = append(r.said, desk.NoticeRest.Text("", r.languages...))
	} else if d.Found.TooMany && !d.HandOver {
		r.said = append(r.said, desk.NoticeTooMany.Text("", r.languages...))
	}
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

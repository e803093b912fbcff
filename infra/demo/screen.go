package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/desk"
)

// terminal shows the demo.
type terminal struct{ *screen.Screen }

func (s *terminal) opening(chats int) {
	s.Line("%s", s.In(screen.Bold, "Sufler plays "+fmt.Sprint(chats)+" chats through its own webhook and API."))
	s.Line("The quiet period is %s. Each message of a customer is delivered twice, as messengers do.", demoQuiet)
	s.Line("%s", s.In(screen.Dim, "Chats: events/chats. Reader: offline (rules, no model, no network)."))
}

// channel shows a chat on one channel.
func (s *terminal) channel(ch desk.Channel, end string, well bool) {
	mark := s.In(screen.Green, "✔")
	if !well {
		mark = s.In(screen.Red, "✘")
	}
	s.Line("  %s %-12s %s %s  %s %s  %s", mark, ch, s.In(screen.Cyan, "customer"), demoAsks, s.In(screen.Green, "operator"), demoAnswers+" [1 kg] [2 kg]", s.In(screen.Dim, end))
}

// held shows whether something came out.
func (s *terminal) held(ok bool, what string) {
	mark := s.In(screen.Green, "✔")
	if !ok {
		mark = s.In(screen.Red, "✘")
	}
	s.Line("  %s %s", mark, what)
}

func (s *terminal) title(c chat) {
	language := map[string]string{"ru": "Russian", "es": "Spanish", "en": "English"}[c.Lang]
	s.Chapter(fmt.Sprintf("%s · %s · %s · %s", c.ID, language, c.TZ, strings.Join(c.Tags, ", ")))
	s.Line("")
}

// refused shows a refusal of a run.
func (s *terminal) refused(p remote.Problem) {
	s.Line("  %s", s.In(screen.Dim, "          CoPilot? refused: "+p.Code+". "+p.Detail))
}

// waiting shows a run that was accepted.
func (s *terminal) waiting(r remote.Run) {
	s.Line("  %s", s.In(screen.Dim, "          CoPilot? "+r.State+": it starts by itself once the dialog is quiet"))
}

// card shows the summary and, field by field, what was there, what is, and why.
func (s *terminal) card(a *act) {
	s.Summary(a.run.Summary)
	s.Line("\n  %s  %s", s.In(screen.Bold, "Card "+a.card), s.In(screen.Dim, "run "+a.run.State+", badges: "+screen.Badges(a.after)))
	for _, f := range a.chat.Fields {
		o := a.run.Outcome(f.Name)
		s.Line("  %s  %s", s.Mark(o.Outcome), s.Change(f.Title, o.Outcome, a.before[f.Name], a.after.Values[f.Name], o))
		if o.Quote != "" {
			i := a.said[o.Message]
			s.Line("                  %s", s.In(screen.Dim, fmt.Sprintf("proof: “%s” (message %d, %s)", screen.OneLine(o.Quote), i+1, a.chat.Messages[i].From)))
		}
		if o.Reason != "" {
			s.Line("                  %s", s.In(screen.Dim, "why: "+o.Reason))
		}
	}
}

// decided shows what a person did.
func (s *terminal) decided(what string, a *act, o remote.Outcome, from, to string) {
	s.Line("  %s %s of %s: %s → %s", s.In(screen.Bold, what), o.Field, a.card, screen.OrNone(from), s.In(screen.Green, screen.OrNone(to)))
}

// verdict says whether everything came out.
func (s *terminal) verdict(played []*act, wrong []string, took time.Duration) {
	count := map[string]int{}
	labelled := 0
	for _, a := range played {
		labelled += len(a.chat.Gold)
		for _, o := range a.run.Outcomes {
			count[o.Outcome]++
		}
	}
	s.Line("\n%s %d of %d values that stand in the chats were found: %d filled, %d proposed, %d there already; %.1f s.",
		s.In(screen.Bold, "━━"), count["filled"]+count["proposed"]+count["unchanged"], labelled, count["filled"], count["proposed"], count["unchanged"], took.Seconds())
	if len(wrong) == 0 {
		s.Line("%s", s.In(screen.Green, "Everything came out as it should: each value is proven, nothing forbidden was written, no old value was lost."))
		return
	}
	for _, w := range wrong {
		s.Line("%s", s.In(screen.Red, "✘ "+w))
	}
}

package bot

import (
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// What the bot says is named after what it answers, and by what it is.
const (
	answering = "answer"
	asking    = "again"
	handing   = "hand"
)

func named(as string, to desk.ExternalID) desk.ExternalID {
	return desk.OwnPrefix + desk.ExternalID(desk.Digest("", "bot", as, string(to)))
}

// lately is how many of a thread's newest messages are looked at.
const lately = 40

// talk is what was said lately.
type talk struct {
	last     desk.Message      // the customer's newest that nobody answered; zero: there is none
	question string            // all that they said since anybody answered
	parts    []desk.ExternalID // the messages of it, the newest first
	before   string            // what they said before that
	missed   bool              // the last answer was that nothing suits
	promised desk.Seq          // the last answer, if it was that a person goes on; else 0
}

// talkOf reads messages, the newest first. What a message of the bot's answers, its
// name tells, and not its place: while it was stored, the customer may have gone on.
func talkOf(ms []desk.Message) talk {
	var t talk
	var now, before []desk.Message
	answers := answersIn(ms)
	answered := false
	for _, m := range ms {
		switch {
		case m.Author == desk.AsNote || answers.ours(m):
			continue
		case m.Author != desk.ByCustomer: // a person, or another bot: whatever came before is theirs
			if len(now) == 0 || len(before) > 0 {
				return t.with(now, before)
			}
			answered = true
			continue
		}
		if as, at := answers.to(m); as != "" {
			if len(now) == 0 || len(before) > 0 {
				return t.with(now, before)
			}
			if !answered {
				if answered, t.missed = true, as == asking; as == handing {
					t.promised = at
				}
			}
		}
		if answered {
			before = append(before, m)
			continue
		}
		if now = append(now, m); len(now) == 1 {
			t.last = m
		}
	}
	return t.with(now, before)
}

func (t talk) with(now, before []desk.Message) talk {
	t.question, t.before = together(now), together(before)
	for _, m := range now {
		t.parts = append(t.parts, m.External)
	}
	return t
}

// together is what messages say, the newest of them first.
func together(ms []desk.Message) (out string) {
	for _, m := range slices.Backward(ms) {
		if said := m.SpokenText(); said != "" && out != "" {
			out += "\n" + said
		} else {
			out += said
		}
	}
	return out
}

// answers are the bot's messages by their names.
type answers map[desk.ExternalID]desk.Message

func answersIn(ms []desk.Message) answers {
	said := map[desk.ExternalID]desk.Message{}
	for _, m := range ms {
		if m.Author == desk.ByBot {
			said[m.External] = m
		}
	}
	out := answers{}
	if len(said) == 0 {
		return out
	}
	for _, m := range ms {
		for _, as := range []string{answering, asking, handing} {
			if name := named(as, m.External); m.Author == desk.ByCustomer && said[name].Seq != 0 {
				out[name] = said[name]
			}
		}
	}
	return out
}

// ours says whether a message is the bot's to one that is known.
func (a answers) ours(m desk.Message) bool { return a[m.External].Seq != 0 }

// to is as what the bot answered a message, and where; "": it did not.
func (a answers) to(m desk.Message) (as string, at desk.Seq) {
	for _, as := range []string{handing, asking, answering} {
		if said := a[named(as, m.External)]; said.Seq != 0 {
			return as, said.Seq
		}
	}
	return "", 0
}

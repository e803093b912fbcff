package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// What the bot says is named after what it answers, and by what it is.
const (
	answering = "answer"
	asking    = "again"
	handing   = "hand"
)

// demanding is what asks for a field; person: of whom a person was asked for, once.
func demanding(f desk.FieldName, person bool) string {
	if person {
		return "first:" + string(f)
	}
	return "data:" + string(f)
}

// demands says whether what the bot said asks for a field.
func demands(as string) bool {
	return strings.HasPrefix(as, demanding("", false)) || strings.HasPrefix(as, demanding("", true))
}

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
	unheard  bool              // some of it nobody has written down yet
	wordless bool              // all of it is what the bot can neither see nor hear
	before   string            // what they said before that
	missed   bool              // the last answer was that nothing suits
	promised desk.Seq          // the last answer, if it was that a person goes on; else 0

	data    desk.FieldName // the last answer asked for it; "": for none
	person  bool           // … since the customer asks for a person
	to      desk.Message   // what the last answer was to
	at      time.Time      // when it was given
	tries   int            // how often that was asked for
	ask     string         // the words in which it was
	attempt int            // of answering, after some that failed
	filled  bool           // nothing but answers to a form was said
	spoken  []string       // what the customer said lately, the newest first, but for data that they were asked for
}

// spoken are the texts by which one tells the language of a customer: not what they answer
// to a question for data, unless it is a whole sentence.
func spoken(ms []desk.Message, t talk) (out []string) {
	for _, m := range ms {
		text := m.OwnWords()
		if m.Author != desk.ByCustomer || text == "" {
			continue
		}
		if t.data != "" && slices.Contains(t.parts, m.External) && datum(m) {
			continue
		}
		out = append(out, text)
	}
	return out
}

// sentence is how many words an answer has that is more than a name and a number.
const sentence = 6

// datum says whether what somebody says to a question for data is no more than that.
func datum(m desk.Message) bool {
	text := m.OwnWords()
	return !strings.ContainsAny(text, "?¿") && len(strings.Fields(text)) < sentence
}

// talkOf reads messages, the newest first, on a line that requires those fields. What
// a message of the bot's answers, its name tells, and not its place: while it was
// stored, the customer may have gone on.
func talkOf(ms []desk.Message, required []desk.FieldName) talk {
	var t talk
	var now, before []desk.Message
	said := saidIn(ms, required)
	done := false
	for i, m := range ms {
		if _, rating := rates(ms, i); rating {
			continue // it says nothing
		}
		switch {
		case m.Author == desk.AsNote:
			continue
		case said[m.External].as != "":
			if demands(said[m.External].as) { // what they said to that is no question before
				before = slices.DeleteFunc(before, datum)
			}
			continue
		case m.Author != desk.ByCustomer: // a person, or another bot: whatever came before is theirs
			if len(now) == 0 || len(before) > 0 {
				return t.with(now, before)
			}
			done = true
			continue
		}
		if answer, ok := said.to(m, required); ok {
			if len(before) > 0 {
				return t.with(now, before)
			}
			if !done {
				done, t = true, t.after(answer, said)
				t.to = m
			}
			if len(now) == 0 {
				return t.with(now, before)
			}
		}
		m = chosen(m, ms[i+1:])
		if done {
			before = append(before, m)
			continue
		}
		if now = append(now, m); len(now) == 1 {
			t.last = m
		}
	}
	return t.with(now, before)
}

// chosen is a message with the words of the button that it chooses, perhaps by its
// number, of what we offered last before it.
func chosen(m desk.Message, earlier []desk.Message) desk.Message {
	if m.Payload == "" {
		return m
	}
	for _, ours := range earlier {
		if ours.Author != desk.ByBot && ours.Author != desk.ByOperator {
			continue
		}
		for _, b := range ours.Buttons {
			if b.Answer() == m.Payload {
				m.Text = b.Text
			}
		}
		return m
	}
	return m
}

// after is the talk with its last answer.
func (t talk) after(last answer, all answers) talk {
	t.missed = last.as == asking
	if last.as == handing {
		t.promised = last.Seq
	}
	t.at = last.Seq.Time()
	for _, person := range []bool{false, true} {
		field, is := strings.CutPrefix(last.as, demanding("", person))
		if !is {
			continue
		}
		t.data, t.person, t.ask = desk.FieldName(field), person, last.Text
		for _, a := range all {
			if a.as == last.as {
				t.tries++
			}
		}
	}
	return t
}

func (t talk) with(now, before []desk.Message) talk {
	if t.data != "" {
		before = nil // they were asked for something, and not what they ask
	}
	t.question, t.before = together(asked(now)), together(asked(before))
	t.filled = t.question == "" && slices.ContainsFunc(now, desk.Message.Fills)
	for _, m := range now {
		t.parts = append(t.parts, m.External)
		t.unheard = t.unheard || m.Unheard()
		t.wordless = t.wordless || t.data == "" && t.question == "" && slices.ContainsFunc(m.Attachments, seen)
	}
	return t
}

// seen says whether somebody has to look at, or listen to, what is attached.
func seen(a desk.Attachment) bool {
	return a.Kind != desk.AttachedSticker && a.Kind != desk.AttachedOther
}

// asked are messages without those that are small talk, unless all are: thanks that needed
// no answer are no part of the question that follows them.
func asked(ms []desk.Message) []desk.Message {
	var out []desk.Message
	for _, m := range ms {
		if _, small := desk.SmallTalk(m.OwnWords()); !small {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		return ms
	}
	return out
}

// together is what messages say, the newest of them first.
func together(ms []desk.Message) string {
	var said []string
	for _, m := range slices.Backward(ms) {
		if text := m.OwnWords(); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, "\n")
}

// answer is a message of the bot's, and what it is.
type answer struct {
	desk.Message
	as string
}

// answers are the bot's to messages that are known, by their names.
type answers map[desk.ExternalID]answer

func saidIn(ms []desk.Message, required []desk.FieldName) answers {
	bots := map[desk.ExternalID]desk.Message{}
	for _, m := range ms {
		if m.Author == desk.ByBot {
			bots[m.External] = m
		}
	}
	out := answers{}
	for _, m := range ms {
		if len(bots) == 0 || m.Author != desk.ByCustomer {
			continue
		}
		for _, as := range kinds(required) {
			if name := named(as, m.External); bots[name].External != "" {
				out[name] = answer{bots[name], as}
			}
		}
	}
	return out
}

// to is what the bot answered a message.
func (a answers) to(m desk.Message, required []desk.FieldName) (answer, bool) {
	for _, as := range kinds(required) {
		if said, ok := a[named(as, m.External)]; ok {
			return said, true
		}
	}
	return answer{}, false
}

// kinds are what a message of the bot's may be.
func kinds(required []desk.FieldName) []string {
	out := []string{handing, asking, answering}
	for _, f := range required {
		out = append(out, demanding(f, false), demanding(f, true))
	}
	return out
}

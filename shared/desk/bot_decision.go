package desk

import "slices"

// BotWhy is why the bot says what it says.
type BotWhy string

// The reasons.
const (
	WhyAnswered  BotWhy = "answered"
	WhyPerson    BotWhy = "person"     // the customer asks for one
	WhyComplaint BotWhy = "complaint"  // or complains
	WhyEntry     BotWhy = "entry"      // an entry hands over, or has a file that the messenger does not take
	WhyRest      BotWhy = "rest"       // some of several questions have no answer
	WhyOrder     BotWhy = "order"      // the customer wants to buy, and says how to reach them, or nothing suits
	WhyLanguage  BotWhy = "language"   // nothing suits, and no entry is worded in the customer's language
	WhyNothing   BotWhy = "nothing"    // nothing suits
	WhySmallTalk BotWhy = "small_talk" // that no entry answers: it asks for nothing
)

// BotDecision is what the bot makes of what a customer says, before anything of their
// dialog is looked at: the dialog's bot and whoever tries the knowledge base out decide by
// it.
type BotDecision struct {
	Why      BotWhy
	Found    FAQFound // what of it may be said
	Says     BotSays
	HandOver bool    // a person goes on: where nothing suits (WhyNothing), the second time
	Talk     FAQKind // of small talk that no entry answers
}

// BotSays is what entries answer, as it is sent.
type BotSays struct {
	Texts   []string
	Notice  string // among them, that an entry answers in another language only
	Buttons []Button
	Files   []Attachment
	Entries []FAQID
}

// Decide is what the bot does with a question on a line, for which that was found, in the
// first of the languages.
func (s BotSettings) Decide(line Line, question string, found FAQFound, languages ...string) BotDecision {
	switch {
	case s.Complains(question):
		return BotDecision{Why: WhyComplaint, HandOver: true}
	case WantsPerson(question):
		return BotDecision{Why: WhyPerson, HandOver: true}
	}
	kind, talk := SmallTalk(question)
	if talk {
		found = found.small(question)
	}
	d := BotDecision{Why: WhyAnswered, Found: found}
	var handOver bool
	d.Says, handOver = line.says(found, languages...)
	switch {
	case len(found.Answers) == 0 && talk:
		d.Why, d.Talk = WhySmallTalk, kind
	case Orders(question), len(found.Answers) == 0 && Wishes(question):
		d.Why, d.HandOver = WhyOrder, true
	case len(found.Answers) == 0 && found.Foreign:
		d.Why, d.HandOver = WhyLanguage, true
	case len(found.Answers) == 0:
		d.Why, d.HandOver = WhyNothing, true
	case len(found.Open) > 0:
		d.Why, d.HandOver = WhyRest, true
	case handOver:
		d.Why, d.HandOver = WhyEntry, true
	}
	return d
}

// small is what of it may answer small talk: entries for that, and those that say just so.
func (f FAQFound) small(said string) FAQFound {
	var answers []FAQMatch
	for _, m := range f.Answers {
		own := m.Entry.Kind != FAQQuestion
		for _, w := range m.Entry.Texts() {
			own = own || plain(w) == plain(said)
		}
		if own {
			answers = append(answers, m)
		}
	}
	f.Answers, f.Open = answers, nil
	return f
}

// says is what entries answer on a line; handOver says that a person is to go on.
func (l Line) says(found FAQFound, languages ...string) (s BotSays, handOver bool) {
	for _, a := range found.Answers {
		handOver = handOver || a.Entry.HandOver
		s.Entries = append(s.Entries, a.Entry.ID)
		answer, ok := a.Entry.Answer(languages...)
		if !ok || answer.Text != "" && slices.Contains(s.Texts, answer.Text) {
			continue
		}
		if in := answer.In(); a.Entry.Kind == FAQQuestion && s.Notice == "" && found.Plain != "" && in != "" && in != found.Plain {
			s.Notice = OnlyIn(in, found.Plain)
			s.Texts = append(s.Texts, s.Notice)
		}
		files, whole := l.Attach(answer.Files)
		s.Texts, s.Buttons, s.Files = append(s.Texts, answer.Text), append(s.Buttons, answer.Buttons...), append(s.Files, files...)
		handOver = handOver || !whole && l.ID != "" // what can't be sent, a person can show
	}
	s.Buttons = s.Buttons[:min(len(s.Buttons), MaxFAQButtons)]
	s.Files = s.Files[:min(len(s.Files), MaxFiles)]
	return s, handOver
}

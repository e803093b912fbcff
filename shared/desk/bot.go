package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
)

// BotMode is which bot answers first on a line (D9).
type BotMode string

// The modes.
const (
	BotNone    BotMode = ""        // people only
	BotBuiltIn BotMode = "builtin" // ours, from the knowledge base; see BotExternal for others
)

// BotSettings are the company's for its bot.
type BotSettings struct {
	Quiet      time.Duration // how long it waits for the rest of a question; 0: DefaultBotQuiet
	WrongShare float64       // how often it may answer what no entry answers; 0: DefaultWrongShare
	Complaints []string      // words that go to a person at once, each met by any word that begins so; see ComplaintWords
	Patience   time.Duration // how long it waits for data it asked for before a person goes on; 0: DefaultBotPatience
	Engine     FAQEngine     // who finds the entries; a line may say otherwise
	Shorten    bool          // of a long answer a model says only the sentences that answer

	NoComplaints bool // no word goes to a person at once, not even a usual one
}

// Defaults and bounds of the bot's settings.
const (
	DefaultBotQuiet   = 2 * time.Second
	DefaultWrongShare = 0.05
	MaxBotQuiet       = time.Minute
	MaxComplaints     = 200

	DefaultBotPatience = 2 * time.Minute
	MaxBotPatience     = time.Hour
)

// QuietPeriod is how long the bot waits for the rest of a question.
func (s BotSettings) QuietPeriod() time.Duration {
	if s.Quiet > 0 {
		return s.Quiet
	}
	return DefaultBotQuiet
}

// DataPatience is how long the bot waits for data that it asked for: whoever says
// nothing more is not kept from a person by it.
func (s BotSettings) DataPatience() time.Duration {
	if s.Patience > 0 {
		return s.Patience
	}
	return DefaultBotPatience
}

// Wrong is how often the bot may answer what no entry answers, as a share.
func (s BotSettings) Wrong() float64 {
	if s.WrongShare > 0 {
		return s.WrongShare
	}
	return DefaultWrongShare
}

// Check says what is wrong with the settings. ErrInvalid.
func (s BotSettings) Check() error {
	switch {
	case s.Quiet < 0 || s.Quiet > MaxBotQuiet:
		return Wrong("bot_wait", "the bot waits at most a minute")
	case s.WrongShare < 0 || s.WrongShare > 0.5:
		return Wrong("bot_wrong", "the bot may be wrong in at most half of the cases")
	case s.Patience < 0 || s.Patience > MaxBotPatience:
		return Wrong("bot_patience", "the bot waits at most an hour for what it asked for")
	case !s.Engine.Valid():
		return fmt.Errorf("%w: answers are found by offline or model, or as the deployment says", ErrInvalid)
	case len(s.Complaints) > MaxComplaints:
		return Wrong("bot_words", fmt.Sprintf("at most %d words say that a customer complains", MaxComplaints), "n", strconv.Itoa(MaxComplaints))
	}
	for _, w := range s.Complaints {
		if plain(w) == "" || utf8.RuneCountInString(w) > 80 {
			return Wrong("bot_word", "a word of complaint has letters, and at most 80 characters")
		}
	}
	return nil
}

// Bots says whether our bot answers the line's new dialogs.
func (l Line) Bots() bool { return l.Bot == BotBuiltIn && l.Active }

// personWords ask for a person, whole words of plain text.
var personWords = lazy.Table(func() []string {
	return strings.Split(`human,real person,live person,live agent,operator,representative,talk to someone,speak to someone,talk to a person,speak to a person,speak with a person,talk with a person,customer service,is anyone there,is anybody there,anyone there,anybody there,speak to sb,talk to sb,speak to staff,not a bot,no bots,
оператор,оператора,оператору,оператором,живой человек,живого человека,живым человеком,с человеком,человека позовите,позовите человека,менеджер,менеджера,менеджеру,менеджером,консультант,консультанта,сотрудника,специалиста,есть кто живой,кто нибудь живой,живые люди,живого кого нибудь,не с ботом,не бот,
operador,operadora,agente,persona real,una persona,humano,hablar con alguien,asesor,representante,hay alguien ahí,alguien de verdad,persona de verdad,no un bot,con un bot no`, ",")
})

// asking are the words by which one is asked for ("I want a person", "call the
// manager"), between those that may stand between, people, and those that may follow.
// A desk for a manager is no manager.
var asking = lazy.Table(func() (words [4][]string) {
	for i, list := range []string{
		"want,need,call,get,give,connect,transfer,put,switch,talk,speak,chat,хочу,нужен,нужна,нужно,позовите,соедините,переключите,переведите,дайте,пригласите,поговорить,связаться,quiero,necesito,llame,pase,póngame,páseme,hablar",
		"me,us,to,2,with,through,a,an,the,your,some,real,live,any,in,на,с,со,мне,живого,живым,вашего,вашим,кого,нибудь,con,un,una,el,la,su,alguna",
		"person,human,manager,agent,operator,someone,somebody,consultant,people,человек,человека,человеком,людьми,gerente,persona,alguien,encargado,encargada",
		"please,plz,pls,now,here,asap,instead,пожалуйста,плиз,пж,сейчас,срочно,por,ya,ahora",
	} {
		words[i] = strings.Split(list, ",")
	}
	return words
})

// WantsPerson says whether a customer asks for a person, in English, Russian or
// Spanish, in any part of what they say: "My delivery is late. A person please".
func WantsPerson(text string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".,;:!?…\n", r) }), wantsPerson)
}

func wantsPerson(text string) bool {
	said := strings.Fields(plain(text))
	for _, w := range personWords.Get() {
		if hasWords(said, strings.Fields(w)) {
			return true
		}
	}
	verbs, between, people, after := asking.Get()[0], asking.Get()[1], asking.Get()[2], asking.Get()[3]
	among := func(w string, of []string) bool {
		return slices.ContainsFunc(of, func(o string) bool { return o == w || slipped(w, o) })
	}
	for i, w := range said {
		if !among(w, people) || i+1 < len(said) && !among(said[i+1], after) {
			continue
		}
		from := i
		for from > 0 && slices.Contains(between, said[from-1]) {
			from--
		}
		if from == 0 || among(said[from-1], verbs) {
			return true
		}
	}
	return false
}

// hasWords says whether words stand in a text one after another, perhaps with a slip.
func hasWords(said, words []string) bool {
	for i := 0; i+len(words) <= len(said); i++ {
		is := true
		for k, w := range words {
			is = is && (said[i+k] == w || slipped(said[i+k], w))
		}
		if is {
			return true
		}
	}
	return false
}

// How many letters a word has in which a letter may be missing or another, and in which two
// may have changed places.
const (
	slipFrom = 6
	swapFrom = 5
)

// slipped says whether a word is another with a typing error: a letter that is missing, too
// many or another, two that changed places; not at its beginning, and not an ending more or
// less, which makes another form of it.
func slipped(typed, meant string) bool {
	if typed == "" || meant == "" || typed[0] != meant[0] || max(len(typed)-len(meant), len(meant)-len(typed)) > 2 {
		return false // most words, by their bytes
	}
	a, b := []rune(typed), []rune(meant)
	n := len(b)
	if n < swapFrom || len(a) < swapFrom-1 || a[0] != b[0] || len(a) > n+1 || len(a) < n-1 || strings.HasPrefix(typed, meant) || strings.HasPrefix(meant, typed) {
		return false
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	swap := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return swap || n >= slipFrom && len(a) <= 1 && len(b) <= 1
}

// BotMayAnswer says whether the bot may still answer what a customer said at that
// place: nobody joined, nothing moved.
func (d Dialog) BotMayAnswer(said Seq) bool { return d.State == StateBot && d.LastSpoken == said }

// Joined says whether a person has the dialog, or it was answered in a person's place.
// To whom it is only assigned has not joined: the customer is still to hear that
// somebody goes on.
func (d Dialog) Joined() bool {
	return d.State == StateInProgress || d.Operator != "" && !d.Assigned() || d.State == StateWaiting && !d.RepliedAt.IsZero()
}

// FromBot is the dialog that goes on after the bot's: it waits for its team, and the
// customer for a reply (FB-18, FB-19).
func (d Dialog) FromBot(now time.Time) Dialog {
	n := d.Child("", d.Team, now)
	n.Turn = TurnOperator
	return n
}

// LeftBot says whether the dialog was the bot's, and a person has it now.
func (d Dialog) LeftBot(old *Dialog) bool {
	return old != nil && old.ID == d.ID && old.State == StateBot && d.State != StateBot && d.Open()
}

// FollowsBot says whether the dialog is the one in which a person goes on after the
// bot's.
func (d Dialog) FollowsBot(before Dialog) bool {
	return d.Parent == before.ID && (before.State == StateBot || before.ClosedBy == BotName)
}

// BotName is who closes a dialog that the bot hands over.
const BotName = "bot"

// ReplyBot marks the job of what the bot says: it is not sent once a person joined.
const ReplyBot ReplyKind = "bot"

// NewBotJob is the job of answering a customer's message.
func NewBotJob(d Dialog, m Message, due time.Time) Job {
	return Job{
		ID: JobID(Digest("q", string(m.Customer), string(m.External))), Kind: JobBot, Line: d.Line, Customer: d.Customer, Dialog: d.ID,
		Message: m.External, State: JobQueued, Due: due,
	}
}

// NewBotReplyJob is the job that sends what the bot says.
func NewBotReplyJob(d Dialog, m Message, now time.Time) Job {
	j := NewReplyJob(d.Line, m, d.ID, now)
	j.Reply = ReplyBot
	return j
}

// BotNotice is what the bot says of itself.
type BotNotice string

// The notices.
const (
	NoticeAgain    BotNotice = "again"     // nothing suits: say it otherwise
	NoticeHandOver BotNotice = "hand_over" // a person goes on
	NoticeClosed   BotNotice = "closed"    // … once they work again
	NoticeRest     BotNotice = "rest"      // … to some of the questions there is no answer
	NoticeTooMany  BotNotice = "too_many"  // … and more was asked than is looked at
	NoticeHello    BotNotice = "hello"     // to a greeting that no entry answers
	NoticeFirst    BotNotice = "first"     // a person goes on, after what is asked next
)

// Text is the notice in the first of the languages that it is in, else in English.
// hours are the team's, in words.
func (n BotNotice) Text(hours string, languages ...string) string {
	words := map[BotNotice]map[string]string{
		NoticeAgain: {
			"en": "I did not find an answer to that. Could you put it in other words?",
			"ru": "Не нашёл на это ответа. Спросите, пожалуйста, другими словами.",
			"es": "No he encontrado una respuesta. ¿Podría decirlo con otras palabras?",
		},
		NoticeHandOver: {
			"en": "A colleague will answer you here.",
			"ru": "Вам ответит сотрудник здесь же.",
			"es": "Un compañero le responderá aquí.",
		},
		NoticeClosed: {
			"en": "A colleague will answer you here in our working hours.",
			"ru": "Вам ответит сотрудник здесь же в рабочее время.",
			"es": "Un compañero le responderá aquí en nuestro horario.",
		},
		NoticeRest: {
			"en": "I have no answer to the rest of it.",
			"ru": "На остальное ответа у меня нет.",
			"es": "Para lo demás no tengo respuesta.",
		},
		NoticeTooMany: {
			"en": "That was a lot at once. Please ask what I left out once more.",
			"ru": "Вопросов было много сразу. Задайте, пожалуйста, оставшиеся ещё раз.",
			"es": "Eran muchas preguntas a la vez. Repita, por favor, las que faltan.",
		},
		NoticeHello: {
			"en": "Hello! What would you like to know?",
			"ru": "Здравствуйте! Что вы хотели бы узнать?",
			"es": "¡Hola! ¿Qué desea saber?",
		},
		NoticeFirst: {
			"en": "I am calling a colleague. Just one thing first:",
			"ru": "Зову сотрудника. Только один вопрос перед этим:",
			"es": "Aviso a un compañero. Solo una cosa antes:",
		},
	}[n]
	text := words["en"]
	for _, l := range languages {
		l, _, _ = strings.Cut(l, "-")
		if words[l] != "" {
			text = words[l]
			break
		}
	}
	if n == NoticeClosed && hours != "" {
		text += "\n" + hours
	}
	return text
}

// Text is the week in words: "Mo–Fr 09:00–18:00"; "": always.
func (h Hours) Text(language string) string {
	days := map[string][]string{"ru": {"вс", "пн", "вт", "ср", "чт", "пт", "сб"}, "es": {"do", "lu", "ma", "mi", "ju", "vi", "sá"}}[language]
	if days == nil {
		days = []string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"}
	}
	spans := func(day time.Weekday) string {
		var out []string
		for _, s := range h.Week[day] {
			out = append(out, fmt.Sprintf("%02d:%02d–%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60))
		}
		return strings.Join(out, ", ")
	}
	var parts []string
	for i := 1; i <= 7; {
		now := spans(time.Weekday(i % 7))
		from := i
		for i++; i <= 7 && spans(time.Weekday(i%7)) == now; i++ {
		}
		if now == "" {
			continue
		}
		name := days[from%7]
		if i-from > 1 {
			name += "–" + days[(i-1)%7]
		}
		parts = append(parts, name+" "+now)
	}
	return strings.Join(parts, "; ")
}

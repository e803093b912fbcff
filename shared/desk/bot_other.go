package desk

import (
	"strings"
	"time"
)

// BotExternal: another platform's bot answers first, and hands over to us what it can't
// answer. It talks to the messenger itself; we are told what is said (FB-14, FB-28).
const BotExternal BotMode = "external"

// BotFirst says whether a bot, ours or another's, answers the line's new dialogs.
func (l Line) BotFirst() bool { return l.Bots() || l.Bot == BotExternal }

// MustHaveOtherBot refuses a line on which no other platform's bot answers.
func (l Line) MustHaveOtherBot() error {
	if l.Bot != BotExternal {
		return Refuse(CodeBotOff, "On the line "+string(l.ID)+" no other platform's bot answers. An administrator can set its bot to external.")
	}
	return nil
}

// Joins says whether a message from elsewhere must be stored together with what it makes
// of the dialog: where a bot may be answering, a person's, and another bot's.
func (a Append) Joins() bool {
	by := a.Message.Author
	return a.Line.BotFirst() && by == ByOperator || a.Line.Bot == BotExternal && by == ByBot
}

// LeavesTurn says whether the message leaves whose turn it is in the dialog: what a bot
// that handed over still says answers nobody who waits for a person.
func (a Append) LeavesTurn(d Dialog) bool {
	return a.Aside || a.Line.Bot == BotExternal && a.Message.Author == ByBot && d.Peoples()
}

// Peoples says that people have the dialog, or that it waits for them.
func (d Dialog) Peoples() bool { return d.State == StateWaiting || d.State == StateInProgress }

// TakenBack is the waiting dialog once the bot that answers first took the customer back.
// What somebody has accepted stays theirs.
func (d Dialog) TakenBack(now time.Time) Dialog {
	if d.State == StateWaiting {
		d = d.Released(now)
		d.State, d.WaitingSince = StateBot, time.Time{}
	}
	return d
}

// FloorChange says to whom a change gives the word on a line where another platform's
// bot answers first: to people, to the bot, or, if ok is false, to nobody new.
func (r FeedRecord) FloorChange() (to Floor, ok bool) {
	if r.Dialog == nil || r.Dialog.New == nil || r.Dialog.New.Bot != BotExternal {
		return "", false
	}
	d, was := *r.Dialog.New, false
	switch {
	case r.Dialog.Old != nil && r.Dialog.Old.ID == d.ID:
		was = r.Dialog.Old.Peoples()
	case r.Left != nil && d.Parent == r.Left.ID:
		was = r.Left.Peoples()
	}
	switch {
	case d.Peoples() && !was:
		return FloorPeople, true
	case !was, d.Peoples(), d.CloseReason == ClosedTransfer, d.CloseReason == ClosedErased:
		return "", false
	}
	return FloorBot, true
}

// Floor is who has the word with a customer on a line where another platform's bot
// answers first.
type Floor string

// Who may have the word.
const (
	FloorPeople Floor = "people"
	FloorBot    Floor = "bot"
)

// Floor is who has the word in a customer's newest dialog: after it, the bot.
func (d Dialog) Floor() Floor {
	if d.Peoples() {
		return FloorPeople
	}
	return FloorBot
}

// Handing tells a bot's platform who has the word with a customer from now on.
type Handing struct {
	Customer Profile
	To       Floor
	// App is the bot's, as its messenger names it: who handed over, and so has the word
	// again; "": nobody said.
	App string
}

// NewFloorJob is the job that tells the bot's platform who has the word since a change of
// the dialog. A dialog has one for each who may have it, which is made anew for each
// change: Done is the version of the dialog of the last one.
func NewFloorJob(d Dialog, to Floor, version int64, now time.Time) Job {
	return Job{
		ID: JobID(Digest("fl", string(d.ID), string(to))), Kind: JobFloor, Floor: to, App: d.BotApp, Done: int(version),
		Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: now,
	}
}

// NewPassedJob is the job of a customer whom a bot's platform handed over to us in the
// dialog. mark is the external id of the note that says so; "": the customer's words do.
func NewPassedJob(d Dialog, mark ExternalID, app string, now time.Time) Job {
	named := string(d.ID)
	if mark != "" {
		named = string(d.Customer)
	}
	return Job{
		ID: JobID(Digest("pa", named, string(mark))), Kind: JobPassed, Floor: FloorPeople, App: app,
		Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: now,
	}
}

// NewTakenJob is the job of a customer whom the bot's platform took back from us.
func NewTakenJob(d Dialog, mark ExternalID, now time.Time) Job {
	j := NewPassedJob(d, mark, "", now)
	j.Floor = FloorBot
	return j
}

// FloorJobs are all jobs of a dialog on a line where another platform's bot answers first.
func FloorJobs(d Dialog, now time.Time) []Job {
	return []Job{NewFloorJob(d, FloorPeople, 0, now), NewFloorJob(d, FloorBot, 0, now), NewPassedJob(d, "", "", now)}
}

// BotNote is what a note says that we leave in a dialog, of a bot on another platform.
type BotNote string

// The notes.
const (
	NoteBotPassed BotNote = "passed"  // it handed the customer over
	NoteBotTook   BotNote = "taken"   // it took the customer back
	NoteBotGoesOn BotNote = "goes_on" // it could not be told to stop
	// NoteNotPassedOn: those who answer in a connected CRM do not see what is said.
	NoteNotPassedOn BotNote = "not_passed_on"
	// NoteNotDelivered tells them that what they said did not arrive.
	NoteNotDelivered BotNote = "not_delivered"

	NoteBotCommand BotNote = "command" // a person had our bot go on, from the messenger's own inbox
	NoteBotResumed BotNote = "resumed" // it goes on by itself
)

// Text is the note in a language, else in English.
func (n BotNote) Text(language string) string {
	language, _, _ = strings.Cut(language, "-")
	words := map[BotNote]map[string]string{
		NoteBotPassed: {
			"en": "The bot handed the chat over to people.",
			"ru": "Бот передал чат людям.",
			"es": "El bot pasó la conversación a una persona.",
		},
		NoteBotTook: {
			"en": "The bot's platform took the chat back.",
			"ru": "Платформа бота забрала чат обратно.",
			"es": "La plataforma del bot recuperó la conversación.",
		},
		NoteBotCommand: {
			"en": "Somebody wrote /bot in the messenger: the bot has the chat again. The customer sees those words there.",
			"ru": "В мессенджере написали /bot: чат снова у бота. Клиент видит там эти слова.",
			"es": "Alguien escribió /bot en el mensajero: el chat vuelve a ser del bot. El cliente ve allí esas palabras.",
		},
		NoteBotResumed: {
			"en": "Nobody wrote for as long as the line says: the bot has the chat again.",
			"ru": "Никто не писал столько, сколько указано у линии: чат снова у бота.",
			"es": "Nadie escribió durante el tiempo que indica la línea: el chat vuelve a ser del bot.",
		},
		NoteNotDelivered: {
			"en": "The customer did not get this message:",
			"ru": "Клиент не получил это сообщение:",
			"es": "El cliente no recibió este mensaje:",
		},
		NoteNotPassedOn: {
			"en": "What is said here could not be passed on to the CRM's chat: those who answer there do not see it.",
			"ru": "Не удалось передать сообщения в чат CRM: кто отвечает там, их не видит.",
			"es": "No se pudieron pasar los mensajes al chat del CRM: quienes responden allí no los ven.",
		},
		NoteBotGoesOn: {
			"en": "The bot's platform could not be told that people go on: it may answer, too.",
			"ru": "Платформе бота не удалось сообщить, что отвечают люди: бот может ответить тоже.",
			"es": "No se pudo avisar a la plataforma del bot de que responde una persona: el bot puede contestar también.",
		},
	}[n]
	if words[language] != "" {
		return words[language]
	}
	return words["en"]
}

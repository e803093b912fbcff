package history

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// TranscriptAnnouncer hears of dialogs that are closed, and has what was said in them
// written into their cards where the connection wants that (CB-08, HL-03). A consumer of
// the feed.
//
// Idempotent: a dialog has one job.
type TranscriptAnnouncer struct {
	Connections flow.Connections
	Jobs        flow.Jobs
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Changed implements feed.Consumer. A dialog that is bound after it was closed counts,
// too. One that comes to a place of its own was told of before, as it was closed there,
// unless a transfer closed it.
func (a *TranscriptAnnouncer) Changed(ctx context.Context, r desk.FeedRecord) error {
	if r.Dialog == nil || r.Dialog.New == nil || r.Dialog.New.Open() {
		return nil
	}
	d := *r.Dialog.New
	ref, is := d.TranscriptCard()
	had := r.Dialog.Old
	switch {
	case !is, had != nil && !had.Open() && hasCard(*had), had == nil && d.CloseReason != desk.ClosedTransfer:
		return nil
	}
	c, err := a.Connections.Connection(ctx, ref.Connection)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !c.WritesTranscripts() {
		return nil
	}
	if err == nil {
		err = work.Queue(ctx, a.Jobs, a.Outbox, desk.NewTranscriptJob(d, a.Now()), 0)
	}
	if err != nil {
		return fmt.Errorf("transcript of %s: %w", d.ID, err)
	}
	return nil
}

func hasCard(d desk.Dialog) bool {
	_, is := d.TranscriptCard()
	return is
}

// TranscriptJob writes what was said in a dialog into its card's timeline, in portions,
// each message once.
//
// Repeating is safe: each portion has a mark of its own and is looked for before it is
// written, and what was said in a closed dialog grows no more. Parent and child of a
// transfer are a transcript each: no message is in both.
type TranscriptJob struct {
	Reads       TranscriptReads
	Connections flow.Connections
	Timelines   flow.Timelines
	Annotations flow.Annotations
	Now         func() time.Time
}

// TranscriptReads are what was said, by whom, and where.
type TranscriptReads struct {
	Dialogs   flow.Dialogs
	Messages  flow.Messages
	Customers flow.Customers
	Config    flow.Config
}

// Job is the handler.
func (j *TranscriptJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *TranscriptJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, err := j.Reads.Dialogs.Dialog(ctx, v.Dialog)
	ref, is := d.TranscriptCard()
	if errors.Is(err, desk.ErrNotFound) || err == nil && (!is || d.Open()) { // erased
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("dialog %s: %w", v.Dialog, err)
	}
	c, err := j.Connections.Connection(ctx, ref.Connection)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !c.WritesTranscripts() { // not wanted any more
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("connection %s: %w", ref.Connection, err)
	}
	can, err := j.Timelines.Can(ctx, ref.Connection)
	if err != nil || !can.Transcripts {
		return 0, err
	}
	return 0, j.write(ctx, d, ref)
}

// GiveUp implements work.GivesUp.
func (j *TranscriptJob) GiveUp(ctx context.Context, v desk.Job, _ error) error {
	d, err := j.Reads.Dialogs.Dialog(ctx, v.Dialog)
	ref, is := d.TranscriptCard()
	if errors.Is(err, desk.ErrNotFound) || err == nil && !is {
		return nil
	}
	if err != nil {
		return err
	}
	return j.Annotations.AddEntries(ctx, []desk.Entry{{
		ID: desk.Digest("t", string(v.ID)), Card: ref, At: j.Now(), By: desk.Automatic.Name, Kind: desk.EntryFailed, Dialog: d.ID,
		Text: "What was said in the chat could not be written into the card in its CRM: " + v.Reason,
	}})
}

// maxPortion is how long a note is at most, in bytes: Kommo takes 20,000 characters, and
// people read less.
const maxPortion = 12000

// write writes what was said, portion by portion.
func (j *TranscriptJob) write(ctx context.Context, d desk.Dialog, ref desk.CardRef) error {
	says, err := j.teller(ctx, d)
	if err != nil {
		return err
	}
	n, portion := 0, ""
	flush := func() error {
		if portion == "" {
			return nil
		}
		err := j.Timelines.AddNote(ctx, desk.CardNote{Card: ref, Mark: desk.TranscriptPart(d.ID, n), Text: says.title(d, n) + portion, Again: true})
		n, portion = n+1, ""
		return err
	}
	after, upto := d.Span()
	if upto <= after { // nothing was said
		return nil
	}
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := j.Reads.Messages.Messages(ctx, d.Customer, after, upto, false, ask)
		if err != nil {
			return fmt.Errorf("messages of %s: %w", d.ID, err)
		}
		for _, m := range page.Items {
			for _, piece := range pieces(says.line(m)) {
				if len(portion)+len(piece) > maxPortion {
					if err := flush(); err != nil {
						return err
					}
				}
				portion += piece
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return flush()
		}
	}
}

// pieces are a text in parts that each fit a portion.
func pieces(s string) (out []string) {
	for len(s) > maxPortion {
		at := maxPortion
		for !utf8.RuneStart(s[at]) {
			at--
		}
		out, s = append(out, s[:at]), s[at:]
	}
	return append(out, s)
}

// teller tells what was said in the words of a line.
type teller struct {
	transcriptWords
	name string // the customer's
	zone *time.Location
}

func (j *TranscriptJob) teller(ctx context.Context, d desk.Dialog) (teller, error) {
	s, err := j.Reads.Config.Settings(ctx)
	if err != nil {
		return teller{}, fmt.Errorf("settings: %w", err)
	}
	line, err := j.Reads.Config.Line(ctx, d.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) { // deleted since: as the settings say
		return teller{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	c, err := j.Reads.Customers.Customer(ctx, d.Customer)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return teller{}, fmt.Errorf("customer %s: %w", d.Customer, err)
	}
	l := s.Locale(line)
	t := teller{transcriptWords: transcriptWordsOf(l.Language), name: strings.Join(strings.Fields(c.Profile.Name), " "), zone: l.Zone}
	if t.name == "" {
		t.name = t.customer
	}
	return t, nil
}

// title stands above a portion.
func (t teller) title(d desk.Dialog, n int) string {
	title := t.chat + ", " + d.OpenedAt.In(t.zone).Format("2006-01-02 15:04")
	if n > 0 {
		title += fmt.Sprintf(" (%d)", n+1)
	}
	return title + "\n"
}

// line is a message; "": it is for nobody in the CRM. What operators note is for
// themselves.
func (t teller) line(m desk.Message) string {
	who := t.operator
	switch m.Author {
	case desk.AsNote:
		return ""
	case desk.ByCustomer:
		who = t.name
	case desk.ByBot:
		who = t.bot
	}
	said := []string{}
	if text := m.SpokenText(); text != "" {
		said = append(said, text)
	}
	for _, a := range m.Attachments {
		if !m.Deleted && a.Transcript == "" && a.Kind != desk.AttachedLocation {
			said = append(said, strings.TrimSpace("["+string(a.Kind)+"] "+a.Name))
		}
	}
	switch {
	case m.Deleted:
		said = []string{"(" + t.deleted + ")"}
	case len(said) == 0 && m.Template.Name != "":
		said = []string{"[" + m.Template.Name + "]"}
	case m.Status == desk.StatusFailed:
		said = append(said, "("+t.failed+")")
	}
	return m.At().In(t.zone).Format("15:04") + " " + who + ": " + strings.Join(said, "\n") + "\n"
}

// transcriptWords are a language's.
type transcriptWords struct{ chat, customer, operator, bot, deleted, failed string }

func transcriptWordsOf(language string) transcriptWords {
	switch language, _, _ = strings.Cut(language, "-"); language {
	case "ru":
		return transcriptWords{"Переписка", "Клиент", "Оператор", "Бот", "отозвано", "не доставлено"}
	case "es":
		return transcriptWords{"Conversación", "Cliente", "Operador", "Bot", "retirado", "no entregado"}
	}
	return transcriptWords{"What was said", "Customer", "Operator", "Bot", "taken back", "not delivered"}
}

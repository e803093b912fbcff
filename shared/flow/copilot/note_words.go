package copilot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// spokenWords are what notes and tasks say around values.
type spokenWords struct {
	summary, filled, proposed string
	awaiting, look            string // a task's title and text
	history                   string
	// What is pressed on items, what became of a value there, and why nothing came of it.
	keep, replace, view, read, seen string
	kept, replaced, undone, refused string
	unsure                          string // the card may have been made twice

	in desk.Locale // whose words they are
}

// spoken are the words of a run's language, else of its line's; English where there
// are none of it.
func spoken(ctx context.Context, c flow.Config, run desk.Run) (spokenWords, error) {
	in, err := localeOf(ctx, c, run)
	if err != nil {
		return spokenWords{}, err
	}
	w := readWords(in.Language)
	if w.in = in; !run.Merges() {
		return w, nil
	}
	switch in.Language {
	case "ru":
		w.summary, w.look = "Данные объединённого контакта", "У контакта, который объединён с этим, другие значения полей. Оставьте прежние или замените их в Sufler."
	case "es":
		w.summary, w.look = "Datos de un contacto fusionado", "El contacto que se fusionó con este tiene otros valores. Decida en Sufler si se mantienen o se reemplazan."
	default:
		w.summary, w.look = "Values of a merged contact", "The contact that was merged into this one holds other values. Keep or replace them in Sufler."
	}
	w.awaiting = w.summary
	return w, nil
}

// localeOf is how values are told of a run: in its language, else its line's.
func localeOf(ctx context.Context, c flow.Config, run desk.Run) (desk.Locale, error) {
	s, err := c.Settings(ctx)
	if err != nil {
		return desk.Locale{}, fmt.Errorf("settings: %w", err)
	}
	line, err := c.Line(ctx, run.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) { // deleted since: as the settings say
		return desk.Locale{}, fmt.Errorf("line %s: %w", run.Line, err)
	}
	in := s.Locale(line)
	in.Language, _, _ = strings.Cut(cmp.Or(run.Language, in.Language), "-")
	return in, nil
}

// readWords are the words of a reading.
func readWords(language string) spokenWords {
	switch language {
	case "ru":
		return spokenWords{"CoPilot прочитал чат", "Заполнено", "Предложено", "CoPilot: ждёт разрешения", "CoPilot предлагает другие значения полей. Оставьте прежние или замените их в Sufler.", "Переписка",
			"Оставить", "Заменить", "Открыть", "CoPilot", "Просмотрено", "оставлено", "заменено", "отменено", "CoPilot не прочитал чат", "Неуверенно: CRM не может запомнить, из чего создана карточка. Проверьте, нет ли второй такой же.", desk.Locale{}}
	case "es":
		return spokenWords{"CoPilot leyó el chat", "Rellenado", "Propuesto", "CoPilot: espera aprobación", "CoPilot propone otros valores. Decida en Sufler si se mantienen o se reemplazan.", "Conversación",
			"Mantener", "Reemplazar", "Ver", "CoPilot", "Visto", "se mantiene", "reemplazado", "deshecho", "CoPilot no leyó el chat", "Sin certeza: el CRM no puede guardar de qué se creó esta ficha. Compruebe que no haya otra igual.", desk.Locale{}}
	}
	return spokenWords{"CoPilot read the chat", "Filled", "Proposed", "CoPilot: awaiting approval", "CoPilot proposes other values. Keep or replace them in Sufler.", "What was said",
		"Keep", "Replace", "View", "CoPilot", "Seen", "kept", "replaced", "undone", "CoPilot did not read the chat", "Unsure: the CRM can't keep what this card was made from. See whether there is another of it.", desk.Locale{}}
}

// How long a note and a quote in it may be, in runes: Bitrix24 and Kommo take 20,000 or
// more, and people read less.
const (
	maxNote  = 12000
	maxQuote = 300
)

// note is what a run's note says: the summary, each value with its quote, and where
// what was said can be read, if anywhere.
func (w spokenWords) note(run desk.Run, fields []desk.Field, history string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", w.summary, run.PlainSummary())
	for _, part := range []struct {
		kind  desk.OutcomeKind
		title string
	}{{desk.OutcomeFilled, w.filled}, {desk.OutcomeProposed, w.proposed}} {
		first := true
		for _, o := range run.Outcomes {
			if o.Kind != part.kind {
				continue
			}
			if first {
				fmt.Fprintf(&b, "\n%s\n", part.title)
			}
			first = false
			f := fieldNamed(fields, o.Field)
			value := oneLine(o.Value.InWords(f, w.in))
			if part.kind == desk.OutcomeProposed && o.Old != "" {
				value = oneLine(o.Old.InWords(f, w.in)) + " → " + value
			}
			fmt.Fprintf(&b, "• %s: %s", f.Title, value)
			if o.Quote != "" {
				fmt.Fprintf(&b, " — «%s»", cut(oneLine(o.Quote), maxQuote))
			}
			b.WriteByte('\n')
		}
	}
	text := cut(strings.TrimSpace(b.String()), maxNote)
	if history != "" {
		text += "\n\n" + w.history + ": " + history
	}
	return text
}

// fieldNamed is a card's field, with its name where it has no title; what is gone is only
// a name.
func fieldNamed(fields []desk.Field, name desk.FieldName) desk.Field {
	f := desk.Field{Name: name}
	if i := slices.IndexFunc(fields, func(f desk.Field) bool { return f.Name == name }); i >= 0 {
		f = fields[i]
	}
	f.Title = cmp.Or(f.Title, string(name))
	return f
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

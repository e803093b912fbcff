package proof

import (
	"context"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// Reader is the port that ReviewCap takes and is.
type Reader interface {
	Read(ctx context.Context, chat desk.Chat) (desk.Reading, error)
}

// lookConfidence is the most that a value has which no rule can check, so that a
// person looks.
const lookConfidence = 0.4

// ReviewCap bounds the confidence of what Reader finds where no rule can check it,
// so that it is proposed, not filled: a free text that is not in its quote's own
// words (a translation, CP-06), a price that only the customer names, a day that may
// be one of two, a sum or a count below nought, what was taken back later. The readers that ask a model, and
// reader.Agreed, do so by themselves; put it around any other.
type ReviewCap struct {
	Reader Reader
}

// Read implements the reader's port.
func (r ReviewCap) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	out, err := r.Reader.Read(ctx, chat)
	out.Findings = append([]desk.Finding(nil), out.Findings...)
	for i, f := range out.Findings {
		out.Findings[i] = Look(chat, f)
	}
	return out, err
}

// Look bounds a finding's confidence if a person must look at it.
func Look(chat desk.Chat, f desk.Finding) desk.Finding {
	i := slices.IndexFunc(chat.Fields, func(d desk.Field) bool { return d.Name == f.Field })
	if i < 0 {
		return f // the check drops it
	}
	field := chat.Fields[i]
	// Typed values are compared by their type, later.
	foreign := field.FreeText() && !sharesWords(f.Value, f.Quote)
	if (foreign || lonePrice(chat, field, f) || doubtful(chat, field, f) || belowNought(chat, field, f) || takenBackLater(chat, field, f)) && (f.Confidence == 0 || f.Confidence > lookConfidence) {
		f.Confidence = lookConfidence
	}
	return f
}

// doubtful says whether a day was said that has two readings, as likely: "next
// Tuesday", on a Monday.
func doubtful(chat desk.Chat, field desk.Field, f desk.Finding) bool {
	if field.Type != desk.TypeDate && field.Type != desk.TypeDateTime {
		return false
	}
	for _, m := range chat.Messages {
		if m.Seq != f.Message {
			continue
		}
		for _, h := range value.Dates(f.Quote, m.At(), chat.Locale) {
			if h.Doubt {
				return true
			}
		}
	}
	return false
}

// belowNought says whether it is, or may be, a sum or a count below nought, which a slip or a
// joke is sooner than a wish: "I need -5 chairs", where "chairs -5" is a dash.
func belowNought(chat desk.Chat, field desk.Field, f desk.Finding) bool {
	if !isFigure(field) || field.Type == desk.TypeNumber {
		return false
	}
	if strings.HasPrefix(strings.TrimSpace(f.Value), "-") {
		return true
	}
	for _, m := range chat.Messages {
		if m.Seq == f.Message {
			return slices.ContainsFunc(wantsLess.FindAllStringSubmatch(plain(m.SpokenText()), 9), func(said []string) bool { return strings.HasPrefix(f.Value, said[1]) })
		}
	}
	return false
}

var wantsLess = lazy.Pattern(wb + `(?:need|want|take|order|buy|like|нужн\p{L}+|надо|хочу|хотим|хотел\p{L}*|возьм\p{L}+|заказ\p{L}+|quiero|queremos|necesito|necesitamos|quisiera|pido) [-−–](\d+)`)

// lonePrice says whether a customer's words are the only ones for an amount that
// is the company's to agree to: no operator's message names it. A budget, an
// income, a down payment is the customer's own to tell.
func lonePrice(chat desk.Chat, field desk.Field, f desk.Finding) bool {
	if field.Type != desk.TypeMoney || ownMoney.MatchString(titleOf(field)) {
		return false
	}
	amount := words.Figures(f.Value)
	for _, m := range chat.Messages {
		if m.Author != desk.ByOperator {
			continue
		}
		if m.Seq == f.Message || len(amount) > 0 && words.Stands(amount[0], words.Supported(words.Visible(m.SpokenText()))) {
			return false
		}
	}
	return true
}

var ownMoney = lazy.Pattern(`бюджет|взнос|предоплат|доход|зарплат|budget|income|salary|down payment|deposit|presupuesto|ingres|entrada|salario`)

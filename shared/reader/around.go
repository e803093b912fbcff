package reader

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Wrap are the settings of what stands around a model, in the one order that
// is right: what leaves the house is masked, every reading that is paid for is
// counted, and the second opinion, which costs nothing, judges what is left.
type Wrap struct {
	// Mask keeps phones, e-mails, cards and names from the model; see Masked.
	Mask bool
	// DayTokens and DayMicroUSD bound a day, as Daily says; 0: no bound. Ledger,
	// Zone, Now and ID are Daily's.
	DayTokens   int
	DayMicroUSD int64
	Ledger      Ledger
	Zone        *time.Location
	Now         func() time.Time
	ID          func() string
	// Second gives its opinion as Agreed says; nil: nobody does.
	Second Reader
	// Report hears of a second opinion that failed.
	Report func(error)
	Prove  func(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error)
}

// The bounds of a company that set none: more than a busy one spends on a small
// model, and an end to what a flood of messages or a great model could cost.
const (
	DefaultDayMicroUSD = 20_000_000  // $20
	DefaultDayTokens   = 100_000_000 // for models without a price
	DefaultRunMicroUSD = 1_000_000   // $1
)

// Reader puts everything around a model's reader.
func (a Wrap) Reader(model Reader) Reader {
	out := model
	if a.Mask {
		out = Masked{Reader: out}
	}
	if a.DayTokens > 0 || a.DayMicroUSD > 0 {
		out = Daily{
			Reader: out, Ledger: a.Ledger, MaxTokens: a.DayTokens, MaxMicroUSD: a.DayMicroUSD,
			Zone: a.Zone, Now: a.Now, ID: a.ID,
		}
	}
	if a.Second != nil {
		out = SecondOpinion{First: out, Second: a.Second, Report: a.Report, Prove: a.Prove}
	}
	return out
}

package store

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A run's item: version, the part index while it has not ended, r the rest.

type runItem struct {
	ID        desk.RunID      `json:"id"`
	Dialog    desk.DialogID   `json:"dialog,omitempty"`
	Customer  desk.CustomerID `json:"customer,omitempty"`
	Line      desk.LineID     `json:"line,omitempty"`
	Card      string          `json:"card,omitempty"`
	By        string          `json:"by,omitempty"`
	Automatic bool            `json:"automatic,omitempty"`
	Language  string          `json:"language,omitempty"`
	Again     bool            `json:"again,omitempty"`
	Deals     bool            `json:"deals,omitempty"`
	State     desk.RunState   `json:"state"`
	AskedAt   time.Time       `json:"asked_at,omitzero"`
	StartsAt  time.Time       `json:"starts_at,omitzero"`
	StartedAt time.Time       `json:"started_at,omitzero"`
	DoneAt    time.Time       `json:"done_at,omitzero"`
	Attempt   int             `json:"attempt,omitempty"`
	ClaimedBy string          `json:"claimed_by,omitempty"`
	Code      desk.Code       `json:"code,omitempty"`
	Reason    string          `json:"reason,omitempty"`
	Reading   *readingItem    `json:"reading,omitempty"`
	Outcomes  []outcomeItem   `json:"outcomes,omitempty"`
	Beside    string          `json:"beside,omitempty"`
	Since     *sinceItem      `json:"since,omitempty"`
	Edits     []editItem      `json:"edits,omitempty"`
	Trial     *trialItem      `json:"trial,omitempty"`
	Of        desk.RunID      `json:"of,omitempty"`
	From      string          `json:"from,omitempty"`
}

// What a run says since the last one, its summary's versions, and what a dry one tries.
type (
	sinceItem struct {
		Run    desk.RunID `json:"run"`
		At     time.Time  `json:"at,omitzero"`
		Points []string   `json:"points,omitempty"`
	}
	editItem struct {
		Text string    `json:"text"`
		By   string    `json:"by,omitempty"`
		At   time.Time `json:"at,omitzero"`
	}
	trialItem struct {
		Rules    bool             `json:"rules,omitempty"`
		Fields   []trialFieldItem `json:"fields,omitempty"`
		Reading  *readingItem     `json:"reading,omitempty"`
		Outcomes []outcomeItem    `json:"outcomes,omitempty"`
	}
	trialFieldItem struct {
		Name        desk.FieldName `json:"name"`
		Title       string         `json:"title,omitempty"`
		Description string         `json:"description,omitempty"`
		On          bool           `json:"on,omitempty"`
	}
)

type readingItem struct {
	Upto     desk.Seq      `json:"upto"`
	Summary  string        `json:"summary,omitempty"`
	Findings []findingItem `json:"findings,omitempty"`
	Reader   string        `json:"reader,omitempty"`
	Model    string        `json:"model,omitempty"`
	Prompt   string        `json:"prompt,omitempty"`
	Usage    usageItem     `json:"usage,omitzero"`
}

// The fields are desk.Usage's, desk.Finding's and desk.Outcome's.
type (
	usageItem struct {
		InputTokens      int   `json:"input,omitempty"`
		OutputTokens     int   `json:"output,omitempty"`
		CacheReadTokens  int   `json:"cache_read,omitempty"`
		CacheWriteTokens int   `json:"cache_write,omitempty"`
		MicroUSD         int64 `json:"micro_usd,omitempty"`
	}
	findingItem struct {
		Field      desk.FieldName `json:"field"`
		Value      string         `json:"value,omitempty"`
		Quote      string         `json:"quote,omitempty"`
		Message    desk.Seq       `json:"message,omitempty"`
		Confidence float64        `json:"confidence,omitempty"`
		Second     string         `json:"second,omitempty"`
		SecondIn   desk.Seq       `json:"second_in,omitempty"`
		Rule       desk.ProofRule `json:"rule,omitempty"`
	}
	outcomeItem struct {
		Field      desk.FieldName   `json:"field"`
		Kind       desk.OutcomeKind `json:"kind"`
		Value      desk.Value       `json:"value,omitempty"`
		Claim      string           `json:"claim,omitempty"`
		Old        desk.Value       `json:"old,omitempty"`
		Quote      string           `json:"quote,omitempty"`
		Message    desk.Seq         `json:"message,omitempty"`
		Heard      bool             `json:"heard,omitempty"`
		Second     string           `json:"second,omitempty"`
		SecondIn   desk.Seq         `json:"second_in,omitempty"`
		Rule       desk.ProofRule   `json:"rule,omitempty"`
		News       desk.News        `json:"news,omitempty"`
		Said       time.Time        `json:"said,omitzero"`
		Confidence float64          `json:"confidence,omitempty"`
		Code       desk.WhyOutcome  `json:"code,omitempty"`
		Reason     string           `json:"reason,omitempty"`
		Decision   desk.Decision    `json:"decision,omitempty"`
		DecidedBy  string           `json:"decided_by,omitempty"`
		DecidedAt  time.Time        `json:"decided_at,omitzero"`
	}
)

func newRun(r desk.Run, version int64) (Item, error) {
	b, err := blob(runItem{
		ID: r.ID, Of: r.Of, From: r.From.String(), Dialog: r.Dialog, Customer: r.Customer, Line: r.Line, Card: r.Card.String(), By: r.By,
		Automatic: r.Automatic, Language: r.Language, Again: r.Again, Deals: r.Deals, State: r.State, AskedAt: utc(r.AskedAt), StartsAt: utc(r.StartsAt),
		StartedAt: utc(r.StartedAt), DoneAt: utc(r.DoneAt), Beside: r.Beside, Attempt: r.Attempt, ClaimedBy: r.ClaimedBy, Code: r.Code, Reason: r.Reason,
		Reading: newReading(r.Reading), Outcomes: each(r.Outcomes, newOutcome), Since: newSince(r.Since), Trial: newTrial(r.Trial),
		Edits: each(r.Edits, func(e desk.SummaryEdit) editItem { return editItem{e.Text, e.By, utc(e.At)} }),
	})
	k := runKey(r.ID)
	it := Item{"pk": k.PK, "sk": k.SK, "version": version, "r": b}
	if !r.Ended() {
		due := r.StartsAt
		if r.State == desk.RunRunning {
			due = r.StartedAt
		}
		it["part_pk"], it["part_sk"] = partRuns, Timed(due, string(r.ID))
	}
	return it, err
}

func newOutcome(o desk.Outcome) outcomeItem {
	o.DecidedAt, o.Said = utc(o.DecidedAt), utc(o.Said)
	return outcomeItem(o)
}

func outcomeFrom(o outcomeItem) desk.Outcome { return desk.Outcome(o) }

func newSince(s *desk.Since) *sinceItem {
	if s == nil {
		return nil
	}
	return &sinceItem{s.Run, utc(s.At), s.Points}
}

func newTrial(t *desk.Trial) *trialItem {
	if t == nil {
		return nil
	}
	return &trialItem{
		Rules: t.Compare.Rules, Fields: each(t.Compare.Fields, func(f desk.TrialField) trialFieldItem { return trialFieldItem(f) }),
		Reading: newReading(t.Reading), Outcomes: each(t.Outcomes, newOutcome),
	}
}

func newReading(r *desk.Reading) *readingItem {
	if r == nil {
		return nil
	}
	return &readingItem{
		Upto: r.Upto, Summary: r.Summary, Findings: each(r.Findings, func(f desk.Finding) findingItem { return findingItem(f) }),
		Reader: r.Reader, Model: r.Model, Prompt: r.Prompt, Usage: usageItem(r.Usage),
	}
}

func runFrom(it Item) (desk.Run, error) {
	r, err := unblob[runItem](it, "r")
	run := desk.Run{
		ID: r.ID, Of: r.Of, From: refFrom(r.From), Dialog: r.Dialog, Customer: r.Customer, Line: r.Line, Card: refFrom(r.Card), By: r.By,
		Automatic: r.Automatic, Language: r.Language, Again: r.Again, Deals: r.Deals, State: r.State, AskedAt: r.AskedAt, StartsAt: r.StartsAt,
		StartedAt: r.StartedAt, DoneAt: r.DoneAt, Beside: r.Beside, Attempt: r.Attempt, ClaimedBy: r.ClaimedBy, Code: r.Code, Reason: r.Reason,
		Reading: readingFrom(r.Reading), Outcomes: each(r.Outcomes, outcomeFrom),
		Edits:   each(r.Edits, func(e editItem) desk.SummaryEdit { return desk.SummaryEdit(e) }),
		Version: it.Int("version"),
	}
	if r.Since != nil {
		run.Since = &desk.Since{Run: r.Since.Run, At: r.Since.At, Points: r.Since.Points}
	}
	if t := r.Trial; t != nil {
		run.Trial = &desk.Trial{Reading: readingFrom(t.Reading), Outcomes: each(t.Outcomes, outcomeFrom), Compare: desk.Comparison{
			Rules: t.Rules, Fields: each(t.Fields, func(f trialFieldItem) desk.TrialField { return desk.TrialField(f) }),
		}}
	}
	return run, err
}

func readingFrom(g *readingItem) *desk.Reading {
	if g == nil {
		return nil
	}
	return &desk.Reading{
		Upto: g.Upto, Summary: g.Summary, Findings: each(g.Findings, func(f findingItem) desk.Finding { return desk.Finding(f) }),
		Reader: g.Reader, Model: g.Model, Prompt: g.Prompt, Usage: desk.Usage(g.Usage),
	}
}

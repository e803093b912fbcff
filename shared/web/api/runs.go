package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
)

// RunView is one reading of a dialog, and what became of each field.
type RunView struct {
	ID        desk.RunID    `json:"id"`
	Dialog    desk.DialogID `json:"dialog" doc:"Empty of one that proposes what a merged contact held."`
	Card      string        `json:"card" example:"deal:42"`
	By        string        `json:"by" doc:"Who asked: their name, as it was then; copilot: nobody did."`
	Automatic bool          `json:"automatic" doc:"Nobody asked: it followed the dialog's close."`
	Language  string        `json:"language,omitempty" doc:"Of the answer, if one was asked for."`
	Again     bool          `json:"again,omitempty" doc:"Who asked wants to hear also of values that were kept away or corrected."`
	Of        desk.RunID    `json:"of,omitempty" doc:"Of a contact's: the run of a lead or a deal that proved who the customer is, which this one brought on to their contact. Nobody read for it, and lists of a dialog's runs leave it out."`
	From      string        `json:"from,omitempty" example:"contact:17" doc:"Of a contact's: another contact that was merged into it, of which this run proposes what it held. Nobody read for it, and it has no dialog."`
	State     desk.RunState `json:"state" enum:"waiting,running,done,awaiting_approval,refused,failed,tried" doc:"tried: a dry run is over."`
	AskedAt   Time          `json:"askedAt"`
	StartsAt  Time          `json:"startsAt,omitzero" doc:"While waiting: the earliest moment, as known now. More messages push it on."`
	StartedAt Time          `json:"startedAt,omitzero"`
	DoneAt    Time          `json:"doneAt,omitzero"`
	Attempt   int           `json:"attempt,omitempty"`
	Code      desk.Code     `json:"code,omitempty" doc:"Why it was refused or failed."`
	Reason    string        `json:"reason,omitempty" doc:"The same, in words."`

	Summary  string               `json:"summary,omitempty" doc:"What was agreed, and what the next contact needs; as a person wrote it last, if one did."`
	Versions []SummaryVersionView `json:"summaryVersions,omitempty" doc:"All versions of the summary, the reader's first, once a person wrote it anew."`
	Current  bool                 `json:"summaryCurrent,omitempty" doc:"The summary is the dialog's current one for this card. Told of one run, not in lists."`
	Pinned   bool                 `json:"summaryPinned,omitempty" doc:"It stays that, whatever runs come later: a person wrote or pinned it. Told of one run, not in lists."`
	Outcomes []OutcomeView        `json:"outcomes" nullable:"false" doc:"One per field. Of a dry run: what would become of it."`
	Reader   *ReaderView          `json:"reader,omitempty" doc:"Who read, and what it cost."`
	Since    *SinceView           `json:"since,omitempty" doc:"What is new since the last run of the dialog for this card; absent: there was none."`
	// NewMessages is nil in lists.
	NewMessages *int          `json:"newMessages,omitempty" doc:"How many messages came since it was read: 100 stands for more, too. Told of one run, not in lists."`
	Dry         bool          `json:"dry,omitempty" doc:"It only tried: nothing was written."`
	Compared    *ComparedView `json:"compared,omitempty" doc:"Of a dry run that compares: the second reading, side by side with the first."`
	// FieldsUnknown: a CRM that is down, or gone, keeps nobody from seeing what was read.
	FieldsUnknown string `json:"fieldsUnknown,omitempty" doc:"Why the card's fields can't be told now, in words: values are texts then, as they are kept, and taken for customers' data."`
	// A card's values are the card's, whoever reads the dialog that they came from.
	Readable bool `json:"readable" doc:"Whoever asks may read the dialog; else its words are left out: the summary, quotes, claims and reasons."`
}

// OutcomeView is one field's result, with its proof.
type OutcomeView struct {
	Field      desk.FieldName   `json:"field"`
	Outcome    desk.OutcomeKind `json:"outcome" enum:"filled,proposed,unchanged,declined,stale,invalid,unsupported,not_found"`
	Value      FieldValue       `json:"value" doc:"What was found and proven."`
	Claim      Personal         `json:"claim,omitzero" doc:"Of an invalid one: what the reader said."`
	Old        FieldValue       `json:"old" doc:"What the card held."`
	Quote      string           `json:"quote,omitempty" doc:"The proof, word for word."`
	Message    desk.Seq         `json:"message,omitempty" doc:"The message in which the quote stands."`
	Heard      bool             `json:"transcribed,omitempty" doc:"The quote stands in a voice note's transcript, as a machine wrote it down."`
	Second     string           `json:"secondQuote,omitempty" doc:"A second quote, word for word, where one alone proves nothing."`
	SecondIn   desk.Seq         `json:"secondMessage,omitempty" doc:"The message in which the second quote stands."`
	News       desk.News        `json:"news,omitempty" enum:"new,changed" doc:"How the value stands to the last run's: that one had none, or another."`
	Rule       desk.ProofRule   `json:"rule,omitempty" enum:"confirmed,corrected,pointed" doc:"How the two prove the value together. confirmed: one side said it, the other's next message says yes. corrected: a part of it was said otherwise later. pointed: the first points back to a place that the second names, which was said before."`
	Confidence float64          `json:"confidence,omitempty" doc:"0 to 1, if the reader says."`
	Code       desk.WhyOutcome  `json:"code,omitempty" enum:"asks_first,unsure,taken_back,meanwhile,not_taken,says_more,kept_away,not_on" doc:"Why it is so, where the outcome alone does not say. asks_first: the field always asks. unsure: the readers do not agree on the value. taken_back: somebody took this very value back. meanwhile: somebody set the field while the chat was read. not_taken: the CRM did not take the value. says_more: the card says this, and more. kept_away: a person kept it away or corrected it, and it was not said anew. not_on: CoPilot is not switched on for the field."`
	Reason     string           `json:"reason,omitempty" doc:"Why, in words."`
	Decision   desk.Decision    `json:"decision,omitempty" enum:"keep,replace,undo,superseded"`
	DecidedBy  string           `json:"decidedBy,omitempty" doc:"Their name, as it was then."`
	DecidedAt  Time             `json:"decidedAt,omitzero"`
}

// ReaderView says who read a dialog, and what it cost.
type ReaderView struct {
	Reader           string  `json:"reader" example:"offline"`
	Model            string  `json:"model,omitempty"`
	Prompt           string  `json:"prompt,omitempty" doc:"The version of the prompt."`
	InputTokens      int     `json:"inputTokens"`
	OutputTokens     int     `json:"outputTokens"`
	CacheReadTokens  int     `json:"cacheReadTokens"`
	CacheWriteTokens int     `json:"cacheWriteTokens"`
	CostUSD          float64 `json:"costUsd" doc:"At list price."`
}

// runView needs the fields of the card's kind, to write values by their types.
func runView(run desk.Run, seen desk.Sight, fields map[desk.FieldName]desk.Field) RunView {
	v := RunView{
		ID: run.ID, Of: run.Of, From: run.From.String(), Dialog: run.Dialog, Card: run.Card.String(), By: run.By, Automatic: run.Automatic, Language: run.Language, Again: run.Again, State: run.State,
		AskedAt: Time{run.AskedAt}, StartedAt: Time{run.StartedAt}, DoneAt: Time{run.DoneAt}, Attempt: run.Attempt, Code: run.Code, Reason: run.Reason,
		Outcomes: []OutcomeView{}, Readable: seen == desk.SeesWords, Dry: run.Dry(),
	}
	v.Since, v.Compared = sinceView(run, v.Readable), comparedView(run, v.Readable, fields)
	v.StartsAt = Time{run.WillStart()}
	if !run.Merges() {
		v.Reader = readerView(run.Reading)
	}
	if v.Readable {
		v.Summary, v.Versions = run.Summary(), versionsOf(run)
	}
	for _, o := range run.Outcomes {
		v.Outcomes = append(v.Outcomes, outcomeView(o, v.Readable, fields[o.Field]))
	}
	return v
}

func readerView(rd *desk.Reading) *ReaderView {
	if rd == nil {
		return nil
	}
	u := rd.Usage
	return &ReaderView{rd.Reader, rd.Model, rd.Prompt, u.InputTokens, u.OutputTokens, u.CacheReadTokens, u.CacheWriteTokens, float64(u.MicroUSD) / 1e6}
}

func outcomeView(o desk.Outcome, readable bool, f desk.Field) OutcomeView {
	out := OutcomeView{
		Field: o.Field, Outcome: o.Kind, Code: o.Code, Value: jsonOf(f, o.Value), Old: jsonOf(f, o.Old), News: o.News,
		Confidence: o.Confidence, Decision: o.Decision, DecidedBy: o.DecidedBy, DecidedAt: Time{o.DecidedAt},
	}
	if readable {
		out.Claim, out.Quote, out.Message, out.Reason = personalIf(tells(f), o.Claim), o.Quote, o.Message, o.Reason
		out.Heard, out.Second, out.SecondIn, out.Rule = o.Heard, o.Second, o.SecondIn, o.Rule
	}
	return out
}

func (s *server) runBody(ctx context.Context, c *call, run desk.Run) (RunView, error) {
	seen, err := sightOf(ctx, s.sights(c), run)
	v := runView(run, seen, nil)
	fields, unknown := s.CRM.Fields(ctx, run.Card.Connection, run.Card.Kind)
	if unknown == nil {
		v = runView(run, seen, byName(fields))
	} else {
		_, v.FieldsUnknown = reason(unknown)
	}
	return v, err
}

// AskView asks for a run.
type AskView struct {
	Card     string       `json:"card,omitempty" example:"deal:42" doc:"The card to read for; absent: the dialog's own choice, its last created deal, else its lead."`
	Language string       `json:"language,omitempty" example:"es" doc:"Of the summary and of free-text values; absent: the line's."`
	Again    bool         `json:"again,omitempty" doc:"true: propose also what a person kept away or corrected before and the customer has not said anew since; else such a value is declined."`
	Wait     *bool        `json:"wait,omitempty" doc:"false: refuse (not_quiet_yet, with the time) instead of waiting until the dialog is quiet."`
	Dry      bool         `json:"dry,omitempty" doc:"true: only try. The dialog, also one that is long over, is read for the card's fields; the run tells what would be filled, proposed and refused, and why, and what it cost. Nothing else is written: no card, no timeline, no statistics but the cost, no event."`
	Compare  *CompareView `json:"compare,omitempty" doc:"With dry: read a second time, with other descriptions of fields or by another reader, and tell both side by side."`
}

// DecideView decides what was proposed.
type DecideView struct {
	All    desk.Decision                    `json:"all,omitempty" enum:"keep,replace" doc:"For every open offer that fields does not name."`
	Fields map[desk.FieldName]desk.Decision `json:"fields,omitempty" doc:"keep or replace, by field."`
}

// UndoView names what to take back.
type UndoView struct {
	Fields []desk.FieldName `json:"fields,omitempty" nullable:"false" doc:"Absent: everything that the run wrote."`
}

// RunPath names a run in an address.
type RunPath struct {
	ID desk.RunID `path:"id" maxLength:"128" doc:"The run's id."`
}

type askOutput struct {
	Status   int
	Location string `header:"Location"`
	Body     RunView
}

func (r router) runs() {
	add(r, op{method: http.MethodPost, path: "/v1/dialogs/{id}/runs", id: "ask-run", may: changeCards, tag: "CoPilot", status: http.StatusAccepted,
		summary:     "Ask CoPilot to read a dialog",
		description: "At any moment, and again. 202: it waits until the last message is more than the quiet period old, and then starts by itself; while such a run waits, asking again answers with it, in the language that was asked for last. It reads for the card that goes first when it starts. A dry run reads for any lead or deal that is bound to the dialog, stands in no other's way, and ends as tried; budgets hold for both of its readings. Refused with the condition that failed: too_few_messages, copilot_off, forbidden, no_card, card_not_bound, not_the_latest_deal, deal_goes_first, leads_and_deals_only, nothing_to_read.",
		done:        "The run has ended already."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Body *AskView
		}) (*askOutput, error) {
			return r.s.ask(ctx, c, in.ID, orZero(in.Body))
		})
	add(r, op{method: http.MethodGet, path: "/v1/dialogs/{id}/runs", id: "list-runs", may: readDialogs, tag: "CoPilot", summary: "List a dialog's runs",
		description: "The newest first, as far as the key may read their cards."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Dry bool `query:"dry" doc:"true: dry runs, and only those; else they are left out."`
			PageParams
		}) (*body[Page[RunView]], error) {
			return r.s.runsOf(ctx, c, in.ID, in.Dry, in.PageParams)
		})
	add(r, op{method: http.MethodGet, path: "/v1/runs/{id}", id: "get-run", may: readCards, tag: "CoPilot", summary: "Read a run",
		description: "With its summary and, field by field, what was found, the proof, and what became of it; what is new in it since the run before, and how many messages came since it was read."},
		func(ctx context.Context, c *call, in *RunPath) (*made[RunView], error) {
			run, err := r.s.Runs.Run(ctx, in.ID)
			if err == nil {
				err = c.MustRead(run.Card.Kind)
			}
			if err != nil {
				return nil, err
			}
			return r.s.wholeRun(ctx, c, run)
		})
	r.summaries()
	r.decisions()
	r.acknowledge()
}

// decisions are what people decide about a run's values.
func (r router) decisions() {
	add(r, op{method: http.MethodPost, path: "/v1/runs/{id}/decisions", id: "decide", may: changeCards, tag: "CoPilot", summary: "Keep or replace what was proposed",
		description: "Per field, or all at once. What can be done is done; the problem tells of the first field where it could not. A value that somebody changed meanwhile is left alone (changed_since)."},
		func(ctx context.Context, c *call, in *struct {
			RunPath
			Body DecideView
		}) (*body[RunView], error) {
			run, err := r.s.Decider.Decide(ctx, c.Actor, in.ID, in.Body.Fields, in.Body.All)
			return r.run(ctx, c, run, err)
		})
	add(r, op{method: http.MethodPost, path: "/v1/runs/{id}/undo", id: "undo", may: changeCards, tag: "CoPilot", summary: "Take back what the run wrote",
		description: "Per field, or all. Refused (changed_since) where somebody changed the value meanwhile."},
		func(ctx context.Context, c *call, in *struct {
			RunPath
			Body *UndoView
		}) (*body[RunView], error) {
			run, err := r.s.Decider.Undo(ctx, c.Actor, in.ID, orZero(in.Body).Fields)
			return r.run(ctx, c, run, err)
		})
}

// acknowledge is what takes the badge away.
func (r router) acknowledge() {
	add(r, op{method: http.MethodPost, path: "/v1/cards/{ref}/acknowledge", id: "acknowledge-card", may: changeCards, tag: "Cards", summary: "Acknowledge what CoPilot filled",
		description: "The badge fields_filled goes until CoPilot fills something again; marks and offers stay. It goes by itself once none of CoPilot's values is left."},
		func(ctx context.Context, c *call, in *CardPath) (*made[CardDetailView], error) {
			ref, err := readable(c, in.Ref)
			if err != nil {
				return nil, err
			}
			if err := r.s.Decider.Acknowledge(ctx, c.Actor, ref); err != nil {
				return nil, err
			}
			card, err := r.s.CRM.Card(ctx, ref)
			if err != nil {
				return nil, err
			}
			return r.s.cardDetail(ctx, c, card)
		})
}

// orZero is a body that may be left out.
func orZero[T any](v *T) T {
	if v == nil {
		return *new(T)
	}
	return *v
}

// run answers with a run.
func (r router) run(ctx context.Context, c *call, run desk.Run, err error) (*body[RunView], error) {
	if err != nil {
		return nil, err
	}
	v, err := r.s.runBody(ctx, c, run)
	return &body[RunView]{v}, err
}

func (s *server) ask(ctx context.Context, c *call, id desk.DialogID, in AskView) (*askOutput, error) {
	ask := copilot.Ask{ID: desk.RunID(c.id("m")), Dialog: id, Language: in.Language, Again: in.Again, NoWait: in.Wait != nil && !*in.Wait, Dry: in.Dry, Compare: in.Compare.comparison()}
	if ask.Compare.Wanted() && !ask.Dry {
		return nil, fmt.Errorf("%w: only a dry run compares: say dry, too", desk.ErrInvalid)
	}
	if err := checkLanguage(in.Language); err != nil {
		return nil, err
	}
	if in.Card != "" {
		ref, err := desk.ParseCardRef(in.Card)
		if err != nil {
			return nil, err
		}
		ask.Card = ref
	}
	run, err := s.RunRequester.Ask(ctx, c.Actor, ask)
	if err != nil {
		return nil, err
	}
	v, err := s.runBody(ctx, c, run)
	out := &askOutput{Status: http.StatusAccepted, Location: "/v1/runs/" + string(run.ID), Body: v}
	if run.Ended() {
		out.Status = http.StatusOK
	}
	return out, err
}

func (s *server) runsOf(ctx context.Context, c *call, id desk.DialogID, dry bool, ask PageParams) (*body[Page[RunView]], error) {
	if _, err := s.readableDialog(ctx, c, id); err != nil {
		return nil, err
	}
	kinds := s.kinds(ctx)
	return gather(ctx, ask, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return s.Lists.DialogRuns(ctx, id, ask)
	}, func(run desk.Run) (RunView, bool) {
		fs := kinds.of(run.Card)
		v := runView(run, desk.SeesWords, fs.fields)
		v.FieldsUnknown = fs.why
		return v, c.MustRead(run.Card.Kind) == nil && run.Dry() == dry && !run.Carried()
	})
}

package desk

import (
	"errors"
	"time"
)

// The five kinds of error. Everybody wraps them with what was being done; only
// web and boot look at the kind.
var (
	// ErrInvalid: what was asked can never work as it was asked.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound: it does not exist, or the asker may not know that it does.
	ErrNotFound = errors.New("not found")
	// ErrConflict: it changed meanwhile; look again and ask again.
	ErrConflict = errors.New("conflict")
	// ErrRefused: a rule says no; the Refusal says which and what to do.
	ErrRefused = errors.New("refused")
	// ErrBusy: not now; the same call may work later. Nothing is known to be
	// wrong with what was asked.
	ErrBusy = errors.New("busy")
)

// Later is ErrBusy of which is known how long it lasts: whoever was asked wants to be
// left alone until then, or is down.
type Later struct {
	Until time.Time
	Why   string // in words, without anybody's secrets
}

func (l *Later) Error() string {
	return l.Why + ", until " + l.Until.UTC().Format(time.RFC3339)
}

// Unwrap gives the kind.
func (l *Later) Unwrap() error { return ErrBusy }

// WrongPart is ErrInvalid, with which part of what was asked for is wrong, and why, in words;
// by Code, and the Values that a sentence about it fills in, others say it in their language.
type WrongPart struct {
	Name, Text string
	Code       string
	Values     map[string]string
}

func (w *WrongPart) Error() string { return ErrInvalid.Error() + ": " + w.Name + ": " + w.Text }

// Unwrap gives the kind.
func (w *WrongPart) Unwrap() error { return ErrInvalid }

// Away is a CRM that could not be asked, or did not say what became of it.
type Away struct {
	Connection ConnectionID
	Cause      error // of the kind ErrBusy, in words without anybody's secrets
}

func (a *Away) Error() string { return "the CRM " + string(a.Connection) + ": " + a.Cause.Error() }

// Unwrap gives the cause.
func (a *Away) Unwrap() error { return a.Cause }

// Code is a stable name of a refusal, for programs; people read the text.
type Code string

// The codes of refusals. They are part of the API: never renamed.
const (
	CodeCopilotOff        Code = "copilot_off"          // MC-14
	CodeNoSubscription    Code = "no_subscription"      // MC-05
	CodeAutomaticOff      Code = "automatic_off"        // MC-08
	CodeTooFewMessages    Code = "too_few_messages"     // MC-12
	CodeNotQuietYet       Code = "not_quiet_yet"        // MC-13
	CodeForbidden         Code = "forbidden"            // MC-15, RS-04
	CodeLeadsAndDealsOnly Code = "leads_and_deals_only" // CP-01
	CodeNoCard            Code = "no_card"              // nothing bound to read into
	CodeCardNotBound      Code = "card_not_bound"       // the card is not the dialog's
	CodeNotTheLatestDeal  Code = "not_the_latest_deal"  // CP-03
	CodeDealGoesFirst     Code = "deal_goes_first"      // CP-04
	CodeNoConnection      Code = "no_connection"        // nobody connected that CRM, or no longer
	CodeConnectionExists  Code = "connection_exists"    // the id is another connection's
	CodeCRMRefused        Code = "crm_refused"          // the CRM lets us in no more, or not there
	CodeNotAuthorized     Code = "not_authorized"       // a person must let us in, in the CRM
	CodeNoSuchCards       Code = "no_such_cards"        // the CRM has no cards of the kind
	CodeCantProcess       Code = "cant_process"         // the CRM has no processes that we could start
	CodeProcessUnsure     Code = "process_unsure"       // a process may have been started, and is not started again by itself
	CodeCantTask          Code = "cant_task"            // the CRM has no tasks that we could make
	CodeCantDrop          Code = "cant_drop"            // the CRM lets us delete no card
	CodeNothingToRead     Code = "nothing_to_read"      // no field is open to CoPilot
	CodeNoFieldOn         Code = "no_field_on"          // of a connection: nothing is filled there
	CodeDialogClosed      Code = "dialog_closed"
	CodeDialogMoved       Code = "dialog_moved"     // something was said or done meanwhile
	CodeBotOff            Code = "bot_off"          // the line has no bot
	CodeAlreadyAccepted   Code = "already_accepted" // DG-08: by another operator
	CodeLimitReached      Code = "limit_reached"    // DG-10, DG-17
	CodeOperatorOff       Code = "operator_off"     // their account is switched off
	CodeOperatorInactive  Code = "operator_inactive"
	CodeLineInactive      Code = "line_inactive" // CH-22
	CodeCustomerBlocked   Code = "customer_blocked"
	CodeNoEarlierContact  Code = "no_earlier_contact"  // OP-30
	CodeWindowClosed      Code = "window_closed"       // OP-31
	CodeBadTemplate       Code = "bad_template"        // not as WhatsApp takes it
	CodeTemplatesUnknown  Code = "templates_unknown"   // which the messenger has approved
	CodeOperatorUnknown   Code = "operator_unknown"    // nobody has the id: neither an account nor a key
	CodeNotAccepted       Code = "not_accepted"        // OP-10: it is assigned, and not accepted yet
	CodeNobodysDialog     Code = "nobodys_dialog"      // it can't be in progress without an operator
	CodeTeamUnknown       Code = "team_unknown"        // nobody set it up
	CodePeriodTooLong     Code = "period_too_long"     // figures of more days than are added up at once
	CodeTooManyRecordings Code = "too_many_recordings" // as many are kept as may be
	CodeTranscriptionOff  Code = "transcription_off"   // nobody writes recordings down
	CodeNoProposal        Code = "no_proposal"         // nothing offered for that field
	CodeAlreadyDecided    Code = "already_decided"     // decided otherwise before
	CodeChangedSince      Code = "changed_since"       // a person's value is safe
	CodeNotFilled         Code = "not_filled"          // nothing to undo
	CodeNotFinished       Code = "not_finished"        // the run has not ended
	CodeBudgetSpent       Code = "budget_spent"        // tokens or money
	CodeReaderRefused     Code = "reader_refused"      // the model would not
	CodeReaderSettings    Code = "reader_settings"     // the model can't be called as it is set up
	CodeCasesOff          Code = "cases_off"           // OP-17
	CodeOwnKey            Code = "own_key"
	CodeOwnAccount        Code = "own_account"
	CodeEmailTaken        Code = "email_taken"
	CodeInvitationOver    Code = "invitation_over"
	CodeWeakPassword      Code = "weak_password"
	CodeSignInFailed      Code = "sign_in_failed"
	CodeWrongPassword     Code = "wrong_password"
	CodeTooManyAttempts   Code = "too_many_attempts"
	CodeOpenIDOff         Code = "openid_off"
	CodeEmailUnverified   Code = "email_not_verified" // by the OpenID provider
	CodeNoAccount         Code = "no_account"         // of who is at the OpenID provider
	CodeSignInUnfinished  Code = "sign_in_unfinished" // at the OpenID provider
	CodeLineNotReady      Code = "line_not_ready"     // a secret is missing
	CodeFileTooBig        Code = "file_too_big"       // CH-20
	CodeFileType          Code = "file_type_not_allowed"
	CodePhone             Code = "phone_invalid"     // WG-03
	CodeEmail             Code = "email_invalid"     // WG-03
	CodeFileUnknown       Code = "file_unknown"      // never announced, or gone since
	CodeFileNotUploaded   Code = "file_not_uploaded" // announced, and its bytes did not come
	CodeFileQuota         Code = "file_quota"        // of a visitor's day (CH-19)
	CodeTooManyFiles      Code = "too_many_files"
	CodeContactMerged     Code = "contact_merged" // OP-36: it went into another contact
	CodeMerging           Code = "merge_in_progress"
	CodeMergeFinal        Code = "merge_final" // too long ago to be undone
	CodeTooMuchToMerge    Code = "too_much_to_merge"
	CodeErasing           Code = "erasure_in_progress"
	CodeBadVariable       Code = "bad_variable"       // of a canned response
	CodeTooManyTemplates  Code = "too_many_templates" // canned ones, of an owner
	CodeTooManyEntries    Code = "too_many_entries"   // of the knowledge base
	CodeTooManyWordings   Code = "too_many_wordings"  // of an entry
	CodeTooManyAnswers    Code = "too_many_answers"   // of an entry, in as many languages
	CodeSameQuestion      Code = "same_question"      // another entry answers it otherwise
	CodeWhichLanguage     Code = "which_language"     // a file's answer, of an entry that has some in several
	CodeStillNeeded       Code = "still_needed"       // something needs what was to be deleted
	CodeTooManyWebhooks   Code = "too_many_webhooks"
	CodeTooManyRules      Code = "too_many_automations"
	CodeTooManyExports    Code = "too_many_exports" // of one who asks, under way
	CodeWebhookOff        Code = "webhook_off"      // it is switched off, and so is told nothing
	CodeTooManyLinks      Code = "too_many_links"   // history links of a customer
	CodeNoAddress         Code = "no_address"       // nobody knows under which address people reach us
)

// Refusal is a rule's no: which rule, why, and what to do, in words for a
// person. Kind is ErrRefused unless set.
type Refusal struct {
	Code  Code
	Text  string
	Until time.Time // when the same request will be allowed, if that is known
	Kind  error
}

func (r *Refusal) Error() string { return string(r.Code) + ": " + r.Text }

// Unwrap gives the kind.
func (r *Refusal) Unwrap() error {
	if r.Kind != nil {
		return r.Kind
	}
	return ErrRefused
}

// Refuse makes a refusal.
func Refuse(code Code, text string) *Refusal { return &Refusal{Code: code, Text: text} }

// RefuseClosed refuses what only an open dialog takes.
func RefuseClosed() *Refusal {
	return Refuse(CodeDialogClosed, "The dialog is closed. The customer's next message opens a new one; to write first, start one yourself.")
}

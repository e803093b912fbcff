package desk

import (
	"errors"
	"fmt"
	"strings"
)

// Checked is one thing that was tried with a connection. The texts are English, for scripts
// and logs; the codes and their values say the same, for whoever words it in another language.
type Checked struct {
	About Code   // what was tried
	What  string // the same, in words
	OK    bool
	Code  Code   // what came of it
	Text  string // the same, in words: what is wrong, and what to do
	// Values are what belongs into the words of both codes: names, counts. Those of "reason"
	// are a code, too: why that came of it.
	Values map[string]string
}

// Saying is the finding with a value more. It is not added to what c came from.
func (c Checked) Saying(name, value string) Checked {
	values := map[string]string{name: value}
	for had, v := range c.Values {
		if had != name {
			values[had] = v
		}
	}
	c.Values = values
	return c
}

// Shortly is what was tried, as somebody reads it: what is said again is left out, and what
// failed for one reason is one line, which says how much else did.
func Shortly(all []Checked) (out []Checked) {
	type said struct{ what, text string }
	heard, because := map[said]bool{}, map[string]int{}
	more := map[int]int{}
	for _, c := range all {
		if heard[said{c.What, c.Text}] {
			continue
		}
		heard[said{c.What, c.Text}] = true
		if at, failed := because[c.Text]; !c.OK && failed {
			more[at]++
			continue
		}
		if !c.OK {
			because[c.Text] = len(out)
		}
		out = append(out, c)
	}
	for at, n := range more {
		out[at].What += fmt.Sprintf(", and %d more", n)
	}
	return out
}

// Unfit is what comes of trying a connection that can't work as it is set up: the error in
// words, and the names of what is wrong or missing.
func Unfit(err error, text string) Checked {
	var names []string
	if wrong := (*WrongSettings)(nil); errors.As(err, &wrong) {
		for _, f := range wrong.Faults {
			names = append(names, f.Name)
		}
	}
	return Checked{About: AboutSettings, What: "settings", Code: CheckedSettings, Text: text}.Saying("names", strings.Join(names, ", "))
}

// Because is an error of a CRM's, with a code of why and what belongs into its words.
type Because struct {
	Code   Code
	Values map[string]string
	Err    error
}

func (b *Because) Error() string { return b.Err.Error() }

// Unwrap gives the error.
func (b *Because) Unwrap() error { return b.Err }

// What is tried with a connection. Like codes of refusals, these are part of the API.
const (
	AboutSettings      Code = "settings"
	AboutReach         Code = "reach"
	AboutSignIn        Code = "sign_in"
	AboutWebhookRights Code = "webhook_rights"
	AboutAppRights     Code = "application_rights"
	AboutApplication   Code = "application"
	AboutTokenUser     Code = "token_user"
	AboutCards         Code = "cards" // of a kind
	AboutPipelines     Code = "pipelines"
	AboutProcesses     Code = "processes"
	AboutIdentity      Code = "identity" // that a contact is found by a messenger's id
	AboutHearing       Code = "hearing"
	AboutTab           Code = "tab"
	AboutBadges        Code = "badges"
	AboutOpenLines     Code = "open_lines"
	AboutShowing       Code = "showing" // hearing, tab and badges
	AboutOwnField      Code = "own_field"
	AboutFilling       Code = "filling"
	AboutPreparing     Code = "preparing"
	AboutResponsible   Code = "responsible"
	AboutTimes         Code = "times"
)

// What comes of trying.
const (
	CheckedReached       Code = "reached"
	CheckedAccount       Code = "account_reached"
	CheckedSignedIn      Code = "signed_in"
	CheckedAllowed       Code = "allowed"
	CheckedHasRights     Code = "rights_there"
	CheckedLacksRights   Code = "rights_missing"
	CheckedMayProcess    Code = "processes_allowed"
	CheckedCantProcess   Code = "processes_not_allowed"
	CheckedThere         Code = "there"
	CheckedNotThere      Code = "not_there"
	CheckedMade          Code = "made"
	CheckedNothingToMake Code = "nothing_to_make"
	CheckedNotMade       Code = "field_not_made"
	CheckedIdentity      Code = "identity_fields_there"
	CheckedNoIdentity    Code = "identity_fields_missing"
	CheckedFields        Code = "fields_there"
	CheckedFieldsSoon    Code = "fields_there_own_soon"
	CheckedNoOwnField    Code = "own_field_missing"
	CheckedNoOrigin      Code = "origin_column_missing"
	CheckedNoOriginPath  Code = "origin_not_described"
	CheckedPipelines     Code = "pipelines_there"
	CheckedNoPipelines   Code = "pipelines_missing"
	CheckedInstalled     Code = "installed"
	CheckedNotInstalled  Code = "not_installed"
	CheckedWhose         Code = "account_unknown"
	CheckedHears         Code = "hears"
	CheckedDeaf          Code = "hears_nothing"
	CheckedNoHook        Code = "hook_missing"
	CheckedHookRefused   Code = "hook_refused"
	CheckedHookUnknown   Code = "hook_unknown"
	CheckedNoAddress     Code = "address_unknown"
	CheckedSettings      Code = "settings_wrong"
	CheckedFilling       Code = "fields_on"
	CheckedResponsible   Code = "responsible_there"
	CheckedNoResponsible Code = "responsible_gone"
	CheckedZone          Code = "zone_of_times"
	// CodeNoFieldOn: none is.
)

// Why a CRM could not be asked, or said no.
const (
	WhyHostUnknown    Code = "host_unknown"
	WhyHostUnanswered Code = "host_not_looked_up"
	WhyCertificate    Code = "certificate_untrusted"
	WhyNoHTTPS        Code = "no_https"
	WhyNobodyListens  Code = "nobody_listens"
	WhyUnreachable    Code = "crm_unreachable"
	WhyBrokenOff      Code = "answer_broke_off"
	WhyStrange        Code = "answer_strange"
	WhyBusy           Code = "crm_busy"
	WhyGone           Code = "crm_lacks_it"
	WhyNotTaken       Code = "crm_took_it_not"
	WhyRefused        Code = "crm_said_no"
	WhyLockedOut      Code = "locked_out"
	WhyElsewhere      Code = "sent_elsewhere"
	WhyNoCRM          Code = "no_crm_there"
	WhyInFront        Code = "something_in_front"
	WhyToken          Code = "token_refused"
	WhySignIn         Code = "sign_in_refused"
	WhySession        Code = "session_refused"
	WhyUnpaid         Code = "crm_unpaid"
	WhyClosed         Code = "crm_closed"
	WhyPlan           Code = "plan_lacks_it"
	WhyRight          Code = "right_missing"
	WhyWebhook        Code = "webhook_unknown"
	WhyWebhookOver    Code = "webhook_over"
	WhyWebhookRight   Code = "webhook_right_missing"
	WhyEmployeeGone   Code = "employee_gone"
	WhyWantsHTTPS     Code = "https_wanted"
	WhyMethod         Code = "method_unknown"
	WhyAppsOnly       Code = "applications_only"
	WhyNoKind         Code = "kind_missing"
	WhyNotLetIn       Code = "not_let_in"
	WhyRevoked        Code = "token_revoked"
	WhyRemoved        Code = "application_removed"
	WhyRenewalLost    Code = "renewal_lost"
	WhySecretChanged  Code = "secret_changed"
	WhyOpenLine       Code = "open_line_off"
	WhyConnector      Code = "connector_unknown"
	WhyUsersRight     Code = "users_right_missing"
	WhyUsersUntold    Code = "users_not_described"
)

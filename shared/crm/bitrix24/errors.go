package bitrix24

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// errRefusedValue is what Bitrix24 says of a value that it does not take.
var errRefusedValue = fmt.Errorf("%w: Bitrix24 did not take what was written", desk.ErrInvalid)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", desk.ErrInvalid, fmt.Sprintf(format, args...))
}

type refusal struct {
	why  desk.Code
	text string
}

// refusals are the codes after which trying again is no use until a person has done
// something, with what that is.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/_includes/system-errors.md
var refusals = lazy.Table(func() map[string]refusal {
	return map[string]refusal{
		"NO_AUTH_FOUND":              {desk.WhyWebhook, "Bitrix24 does not know the webhook: it was deleted, or its address is not the whole one."},
		"expired_token":              {desk.WhyWebhookOver, "The webhook's time is over: make a new one in Bitrix24, and give its address here."},
		"invalid_token":              {desk.WhyWebhook, "Bitrix24 does not know the webhook: it was deleted, or its address is not the whole one."},
		"INVALID_CREDENTIALS":        {desk.WhyRight, "The employee whose webhook it is lacks a right in Bitrix24."},
		"insufficient_scope":         {desk.WhyWebhookRight, "The webhook, or the application, lacks a right: the connection's check says which. Set it in Bitrix24 where it was made."},
		"user_access_error":          {desk.WhyRight, "The employee whose webhook it is may not use it any more."},
		"allowed_only_intranet_user": {desk.WhyEmployeeGone, "The employee whose webhook it is has left the company's Bitrix24."},
		"INVALID_REQUEST":            {desk.WhyWantsHTTPS, "Bitrix24 wants to be called by https."},
		"PORTAL_DELETED":             {desk.WhyClosed, "The company's Bitrix24 is closed."},
		"PAYMENT_REQUIRED":           {desk.WhyUnpaid, "The company's plan of Bitrix24 has ended."},
		"ERROR_METHOD_NOT_FOUND":     {desk.WhyMethod, "Bitrix24 does not know a method that is needed: the webhook lacks the right crm, or the Bitrix24 is too old."},
		"WRONG_AUTH_TYPE":            {desk.WhyAppsOnly, "Bitrix24 allows that to applications only, and to no webhook."},

		"NOT_ACTIVE_LINE":                           {desk.WhyOpenLine, "The open line is switched off for Sufler in Bitrix24, or is no more: choose one in the settings of the connector there."},
		"IMCONNECTOR_NO_CORRECT_PROVIDER":           {desk.WhyConnector, "Bitrix24 does not know our connector of open lines: prepare the connection."},
		"IMCONNECTOR_NOT_SPECIFIED_CORRECT_COMMAND": {desk.WhyMethod, "Bitrix24 does not know a method of open lines that is needed: it is too old."},

		"CREATE_DYNAMIC_ITEM_RESTRICTED": {desk.WhyPlan, "The company's plan of Bitrix24 does not allow to make items of smart processes."},
		"UPDATE_DYNAMIC_ITEM_RESTRICTED": {desk.WhyPlan, "The company's plan of Bitrix24 does not allow to change items of smart processes."},
	}
})

// later are the codes of what may work after a while, whatever the status.
var later = lazy.Table(func() map[string]string {
	return map[string]string{
		"QUERY_LIMIT_EXCEEDED":    "it was called too often",
		"OPERATION_TIME_LIMIT":    "it was kept busy too long, and rests for up to ten minutes",
		"OVERLOAD_LIMIT":          "it shut itself because of too much load; its support opens it again",
		"INTERNAL_SERVER_ERROR":   "it has a fault of its own",
		"ERROR_UNEXPECTED_ANSWER": "it has a fault of its own",
	}
})

// Wait is how long an answer asks to be left alone, and why; 0: it does not. Two calls a
// second leave the bucket of fifty; what a method takes of ten minutes is counted by the
// minute.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/limits.md
func Wait(status int, _ http.Header, body []byte, _ time.Time) (time.Duration, string) {
	waits := map[string]time.Duration{"QUERY_LIMIT_EXCEEDED": 5 * time.Second, "OPERATION_TIME_LIMIT": time.Minute, "OVERLOAD_LIMIT": 15 * time.Minute}
	var f fault
	if decode(body, &f) == nil && waits[f.code()] > 0 {
		return waits[f.code()], "Bitrix24 is left alone: " + later.Get()[f.code()]
	}
	if status == http.StatusTooManyRequests {
		return 5 * time.Second, "Bitrix24 is left alone: " + later.Get()["QUERY_LIMIT_EXCEEDED"]
	}
	return 0, ""
}

// turnedAway is ErrBusy of a call that was not looked at.
type turnedAway struct{ error }

func (t turnedAway) Unwrap() error { return t.error }

// notDone is an error of a call that makes something each time, as a *desk.Later where it is
// known that nothing was made.
func (m *CRM) notDone(err error) error {
	var later *desk.Later
	if errors.As(err, &later) || !errors.As(err, &turnedAway{}) && !kit.NotSent(err) {
		return err
	}
	return &desk.Later{Until: m.Now().Add(5 * time.Second), Why: "Bitrix24 could not be asked, or had no time"}
}

// classified is a fault as the kinds of error that verbs know. The text decides where
// older methods say no code; it is never repeated.
func classified(status int, f fault) error {
	code, says := f.code(), strings.ToLower(f.Description)
	if why, ok := later.Get()[code]; ok {
		err := fmt.Errorf("%w: Bitrix24 answered %s: %s", desk.ErrBusy, code, why)
		if strings.HasSuffix(code, "_LIMIT") || strings.HasSuffix(code, "_EXCEEDED") {
			return turnedAway{err}
		}
		return err
	}
	if no, ok := refusals.Get()[code]; ok {
		return kit.Refused(no.why, no.text)
	}
	switch {
	case code == "ACCESS_DENIED" && status == http.StatusForbidden:
		return kit.Refused(desk.WhyPlan, "The company's plan of Bitrix24 has no REST API.")
	case code == "ACCESS_DENIED", code == "" && saysAny(says, denials):
		return kit.Refused(desk.WhyRight, "The employee whose webhook it is may not read or change such cards in Bitrix24.")
	case code == "NOT_FOUND", code == "OWNER_NOT_FOUND", code == "" && (strings.HasSuffix(strings.TrimRight(says, ". "), "not found") || saysAny(says, absences)):
		return fmt.Errorf("Bitrix24 has it no longer: %w", desk.ErrNotFound)
	case status == http.StatusTooManyRequests, status >= 500:
		return fmt.Errorf("%w: Bitrix24 answered %d", desk.ErrBusy, status)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return kit.Refused(desk.WhyRight, "Bitrix24 answered "+strconv.Itoa(status)+": it does not let the webhook do that.")
	}
	return fmt.Errorf("%w (it answered %d)", errRefusedValue, status)
}

// What older methods say in the portal's language, where they say no code: that somebody may
// not, and that something is not there.
var (
	denials  = []string{"access denied", "доступ запрещ", "нет прав", "доступ заборон", "немає прав", "acceso denegado"}
	absences = []string{"не найден", "не знайден", "no se encontró", "no se ha encontrado"}
)

func saysAny(says string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(says, w) })
}

// noJSON is what is wrong with an answer that is a page, or nothing.
func noJSON(status int) error {
	switch {
	case status >= 300 && status < 400:
		return kit.Refused(desk.WhyElsewhere, "Bitrix24 sends us elsewhere, where we don't go: was it renamed? Give the webhook's address as it is now.", "status", strconv.Itoa(status))
	case status == http.StatusNotFound:
		return kit.Refused(desk.WhyNoCRM, "There is no Bitrix24 at the webhook's address.")
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return kit.Refused(desk.WhyInFront, "Bitrix24 answered "+strconv.Itoa(status)+" with a page: something in front of it does not let us in.", "status", strconv.Itoa(status))
	}
	return kit.Because(desk.WhyStrange, fmt.Errorf("%w: Bitrix24 answered %d with something that is no JSON, as the page of a proxy; see whether the address is Bitrix24's own", desk.ErrBusy, status), "status", strconv.Itoa(status))
}

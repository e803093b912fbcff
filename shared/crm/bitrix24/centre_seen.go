package bitrix24

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// What events told, or would have told, read again: Bitrix24 tells each once.

// mostClosed is how many sessions Bitrix24 lists in one answer, at most.
const mostClosed = 200

// Seen implements centre.Centres, in one call: the session's messages, and the line's sessions
// that were closed since. The latter need a plan and a right that the company may not have
// (the reports of open lines); without them answers are heard all the same.
//
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/openlines/sessions/imopenlines-session-history-get.md
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/statistics/imopenlines-v2-session-list.md
func (m *CRM) Seen(ctx context.Context, to desk.Centre, in desk.PassedIn, since time.Time) (desk.CentreSeen, error) {
	if !m.centre() {
		return desk.CentreSeen{}, errNoCentre
	}
	line, err := strconv.Atoi(to.Line)
	if err != nil || in.Session == "" {
		return desk.CentreSeen{}, invalid("an open line and its session are named by their numbers")
	}
	got, err := m.batch(ctx, batch{
		"history": {"imopenlines.session.history.get", args{"SESSION_ID": in.Session}},
		"closed": {"imopenlines.v2.Session.list", args{
			"configId": line, "source": m.connector(), "status": "closed", "dateCloseFrom": since.Add(-time.Hour).UTC().Format(time.RFC3339),
			"dateCloseTo": m.Now().Add(time.Hour).UTC().Format(time.RFC3339), "order": "dateClose", "limit": mostClosed,
		}},
	})
	if err != nil {
		return desk.CentreSeen{}, fmt.Errorf("look at a session: %w", err)
	}
	for _, name := range []string{"history", "closed"} {
		if err := got.err(name); err != nil && !errors.Is(err, desk.ErrRefused) && !errors.Is(err, desk.ErrNotFound) && !errors.Is(err, desk.ErrInvalid) {
			return desk.CentreSeen{}, fmt.Errorf("look at a session: %w", err)
		}
	}
	seen := desk.CentreSeen{Said: answersIn(got.result("history"))}
	closed, _ := got.result("closed").(map[string]any)
	all, _ := closed["sessions"].([]any)
	for _, one := range all {
		s, _ := one.(map[string]any)
		seen.Ended = seen.Ended || kit.Plain(s["id"]) == in.Session && kit.Plain(s["status"]) == "closed"
	}
	return seen, nil
}

// answersIn are the operators' messages of a session, in order.
func answersIn(history any) (out []desk.CentreEvent) {
	h, _ := history.(map[string]any)
	all, _ := h["message"].(map[string]any)
	users, _ := h["users"].(map[string]any)
	files, _ := h["files"].(map[string]any)
	for _, one := range all {
		message, _ := one.(map[string]any)
		user, _ := users[kit.Plain(message["senderid"])].(map[string]any)
		params, _ := message["params"].(map[string]any)
		if user == nil || user["connector"] != false || user["bot"] == true || !outspoken(params) {
			continue
		}
		e := desk.CentreEvent{
			Kind: desk.CentreSaid, Name: kit.Plain(user["name"]), Mark: desk.CentreMark{Chat: kit.Plain(message["chatid"]), Message: kit.Plain(message["id"])},
		}
		if _, err := strconv.Atoi(e.Mark.Message); err != nil || len(e.Mark.Message) > 20 || len(e.Mark.Chat) > 20 {
			continue
		}
		_, e.Text = spoken(kit.Plain(message["text"]))
		ids, _ := params["fileId"].([]any)
		for _, id := range ids[:min(len(ids), maxFiles)] {
			file, _ := files[kit.Plain(id)].(map[string]any)
			e.Files = append(e.Files, unfetched(file))
		}
		if e.Text != "" || len(e.Files) > 0 {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b desk.CentreEvent) int {
		return cmp.Or(cmp.Compare(len(a.Mark.Message), len(b.Mark.Message)), strings.Compare(a.Mark.Message, b.Mark.Message))
	})
	return out
}

// outspoken says whether a message is one that Bitrix24 sends to customers. What operators say
// to each other in the same chat, what Bitrix24 says by itself and what was deleted is marked
// by parameters of which the documents show few: so a message with any but these is left
// alone, rather than shown to the customer. Those of sending, and the class of what is said
// among operators, are Bitrix24's own code's (modules/imopenlines/lib/connector.php).
func outspoken(params map[string]any) bool {
	for name := range params {
		switch name {
		case "connectorMid", "fileId", "sending", "sendingTs":
		default:
			return false
		}
	}
	return true
}

// unfetched is a file of which the history has an address for browsers that are signed in.
func unfetched(file map[string]any) desk.Attachment {
	a := desk.Attachment{Kind: desk.AttachedDocument, Name: kit.Plain(file["name"]), Missing: "The file could not be fetched from the CRM."}
	if kit.Plain(file["type"]) == "image" {
		a.Kind = desk.AttachedPhoto
	}
	return a
}

// withCustomers finds the customers of events that name Bitrix24's own chat alone, as the
// documents have the end of a session; its own code names the connector's chat, which is our
// customer. One that can't be found is heard of by looking at the session (Seen).
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/openlines/sessions/imopenlines-dialog-get.md
func (m *CRM) withCustomers(ctx context.Context, all []desk.CardEvent) (out []desk.CardEvent) {
	for _, e := range all {
		if c := e.Centre; c != nil && c.Customer == "" && c.Mark.Chat != "" {
			said, err := m.call(ctx, "imopenlines.dialog.get", args{"CHAT_ID": c.Mark.Chat})
			if err != nil {
				continue
			}
			chat, _ := said.(map[string]any)
			// connector|line|the connector's chat|its user
			at := strings.Split(kit.Plain(chat["entity_id"]), "|")
			if kit.Plain(chat["id"]) != c.Mark.Chat || len(at) != 4 || !strings.EqualFold(at[0], m.connector()) || !customerID(desk.CustomerID(at[2])) {
				continue
			}
			c.Customer, c.Mark = desk.CustomerID(at[2]), desk.CentreMark{}
		}
		out = append(out, e)
	}
	return out
}

package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// roles are the columns of rights.
var roles = []string{"admin", "supervisor", "operator", "reader", "leads only", "deals only", "cases only", "no cards"}

// may is who may: y or 403, by role in their order.
func may(s string) []string { return strings.Fields(strings.ReplaceAll(s, "-", "403")) }

var (
	all        = may("y y y y y y y y")
	admins     = may("y - - - - - - -")
	reading    = may("y y y y y y y -")
	answering  = may("y y y - y y y -")
	supervises = may("y y - - - - - -")
	readDeals  = may("y y y y - y - -")
	deals      = may("y y y - - y - -")
	leads      = may("y y y - y - - -")
	cases      = may("y y y - - - y -")
	noKeys     = may("- - - - - - - -") // who signed in, see TestRightsOfWhoSignedIn
)

// rights is who may ask for which operation (RS-01, RS-04, RS-05, RS-07, MC-10,
// MC-15). Each role asks with a dialog, cards and a run that nobody has touched;
// words in braces stand for them, see granted.
var rights = map[string]struct {
	method, path, body string
	may                []string
}{
	"ask for health":       {"GET", "/v1/health", "", all},
	"list dialogs":         {"GET", "/v1/dialogs", "", reading},
	"search":               {"GET", "/v1/search?q=anna", "", reading},
	"see statistics":       {"GET", "/v1/statistics?by=day", "", admins},
	"count anew":           {"POST", "/v1/statistics/rebuild", "", may("y - - - - - - -")},
	"list anew":            {"POST", "/v1/lists/rebuild", "", may("y - - - - - - -")},
	"what was not told":    {"GET", "/v1/changes/untold", "", may("y - - - - - - -")},
	"tell it once more":    {"POST", "/v1/changes/untold/none/retell", "", may("404 - - - - - - -")},
	"how far figures are":  {"GET", "/v1/statistics/rebuild/none", "", may("404 - - - - - - -")},
	"how far lists are":    {"GET", "/v1/lists/rebuild/none", "", may("404 - - - - - - -")},
	"see the load":         {"GET", "/v1/statistics/load", "", admins},
	"ask what changed":     {"GET", "/v1/changes", "", reading},
	"ask where it is told": {"GET", "/v1/live", "", reading},
	"be let in there":      {"POST", "/v1/live/ticket", "", reading},
	"read one's views":     {"GET", "/v1/me/views", "", may("422 y y y y y y -")},
	"set one's views":      {"PUT", "/v1/me/views", `{"views":[]}`, may("422 y y y y y y -")},
	"list rules":           {"GET", "/v1/automations", "", admins},
	"make a rule":          {"POST", "/v1/automations", `{"title":"x","when":{"kind":"closed"},"then":[{"kind":"note","text":"x"}]}`, admins},
	"read a rule":          {"GET", "/v1/automations/none", "", may("404 - - - - - - -")},
	"change a rule":        {"PATCH", "/v1/automations/none", `{"off":true}`, may("404 - - - - - - -")},
	"delete a rule":        {"DELETE", "/v1/automations/none", "", admins},
	"see what a rule did":  {"GET", "/v1/automations/none/log", "", may("404 - - - - - - -")},
	"list buttons":         {"GET", "{dialog}/actions", "", answering},
	"press a button":       {"POST", "{dialog}/actions/none", "", may("404 404 404 - 404 404 404 -")},
	"export a list":        {"POST", "/v1/exports", `{}`, admins},
	"list one's exports":   {"GET", "/v1/exports", "", admins},
	"read an export":       {"GET", "/v1/exports/none", "", may("404 - - - - - - -")},
	"read a dialog":        {"GET", "{dialog}", "", reading},
	"read its messages":    {"GET", "{dialog}/messages", "", reading},
	"say what one read":    {"PUT", "{dialog}/read", `{"upto":{seq}}`, may("422 y y y y y y -")},
	"say one types":        {"POST", "{dialog}/typing", "", may("422 y y - y y y -")},
	"keep a draft":         {"PUT", "{dialog}/draft", `{"text":"Hi"}`, may("422 y y - y y y -")},
	"read one's draft":     {"GET", "{dialog}/draft", "", may("422 404 404 - 404 404 404 -")}, // there is none
	"drop one's draft":     {"DELETE", "{dialog}/draft", "", may("422 y y - y y y -")},
	"list one's drafts":    {"GET", "/v1/me/drafts", "", may("422 y y - y y y -")},
	"make a history link":  {"POST", "{dialog}/history-link", "", answering},
	"list history links":   {"GET", "{dialog}/history-links", "", reading},
	"revoke one":           {"DELETE", "{dialog}/history-links/none", "", answering},
	"restart the bot":      {"POST", "{dialog}/bot", "", may("409 409 409 - 409 409 409 -")}, // bot_off
	"say as the bot":       {"POST", "{dialog}/bot/reply", `{"text":"Hi"}`, may("409 409 409 - 409 409 409 -")},
	"hand over as the bot": {"POST", "{dialog}/bot/handover", "", may("409 409 409 - 409 409 409 -")},
	"rate an answer":       {"PUT", "{dialog}/messages/{seq}/rating", `{"good":true}`, may("422 422 422 - 422 422 422 -")}, // none of the bot's
	"list entries":         {"GET", "/v1/faq", "", reading},
	"make an entry":        {"POST", "/v1/faq", `{"question":"x","answers":[{"text":"x"}]}`, supervises},
	"read an entry":        {"GET", "/v1/faq/{entry}", "", reading},
	"change an entry":      {"PUT", "/v1/faq/{entry}", `{"question":"y","answers":[{"text":"y"}]}`, supervises},
	"read its versions":    {"GET", "/v1/faq/{entry}/versions", "", reading},
	"restore an entry":     {"POST", "/v1/faq/{entry}/restore", `{"version":1}`, supervises},
	"delete an entry":      {"DELETE", "/v1/faq/{entry}", "", supervises},
	"export entries":       {"GET", "/v1/faq/export", "", reading},
	"import entries":       {"POST", "/v1/faq/import", "question,answer\nw,y", supervises},
	"draft out of calls":   {"POST", "/v1/faq/calls", "Ann: How much is it?\nShop: Free.", supervises},
	"take a recording":     {"POST", "/v1/recordings", `{"file":"none"}`, may("422 422 - - - - - -")},
	"list recordings":      {"GET", "/v1/recordings", "", supervises},
	"price a recording":    {"GET", "/v1/recordings/estimate?size=100", "", supervises},
	"draft out of those":   {"GET", "/v1/recordings/questions", "", supervises},
	"read a recording":     {"GET", "/v1/recordings/none", "", may("404 404 - - - - - -")},
	"drop a recording":     {"DELETE", "/v1/recordings/none", "", supervises},
	"list unanswered":      {"GET", "/v1/faq/unanswered", "", supervises},
	"make one a wording":   {"POST", "/v1/faq/unanswered/none/wording", `{"entry":"{entry}"}`, may("404 404 - - - - - -")},
	"make one an entry":    {"POST", "/v1/faq/unanswered/none/entry", `{"answers":[{"text":"x"}]}`, may("404 404 - - - - - -")},
	"dismiss one":          {"DELETE", "/v1/faq/unanswered/none", "", supervises},
	"try a question":       {"POST", "/v1/faq/try", `{"question":"x"}`, reading},
	"list templates":       {"GET", "/v1/templates", "", reading},
	"make one's template":  {"POST", "/v1/templates", `{"title":"x","text":"x"}`, may("422 y y y y y y -")},
	"make all's template":  {"POST", "/v1/templates", `{"title":"x","text":"x","scope":"all"}`, supervises},
	"read a template":      {"GET", "/v1/templates/{template}", "", reading},
	"change a template":    {"PATCH", "/v1/templates/{template}", `{"text":"y"}`, supervises},
	"fill a template in":   {"POST", "/v1/templates/{template}/render", `{"dialog":"{dialogid}"}`, reading},
	"delete a template":    {"DELETE", "/v1/templates/{template}", "", supervises},
	"export templates":     {"GET", "/v1/templates/export", "", reading},
	"import templates":     {"POST", "/v1/templates/import", `{"templates":[]}`, reading},
	"write first":          {"POST", "/v1/dialogs", `{"customer":"{customer}","text":"Hi"}`, answering},
	"reply":                {"POST", "{dialog}/reply", `{"text":"Hi"}`, answering},
	"send it again":        {"POST", "{dialog}/messages/{seq}/again", "", may("422 422 422 - 422 422 422 -")}, // it is the customer's
	"leave a note":         {"POST", "{dialog}/note", `{"text":"Hi"}`, answering},
	"accept":               {"POST", "{dialog}/accept", "", may("422 y y - y y y -")},
	"close":                {"POST", "{dialog}/close", "", answering},
	"transfer":             {"POST", "{dialog}/transfer", `{"operator":"otto{n}"}`, answering},
	"give to an operator":  {"PATCH", "{dialog}", `{"operator":"otto{n}"}`, supervises},
	"set a state":          {"PATCH", "{dialog}", `{"state":"bot"}`, answering},
	"announce a file":      {"POST", "/v1/files", `{"name":"a.pdf","type":"application/pdf","size":5}`, answering},
	"fetch files again":    {"POST", "{dialog}/messages/{seq}/files", "", reading},
	"make a case":          {"POST", "{dialog}/case", "", cases},
	"bind a deal":          {"POST", "{dialog}/cards", `{"card":"{deal}"}`, deals},
	"bind a lead":          {"POST", "{dialog}/cards", `{"card":"{lead}"}`, leads},
	"ask for a run":        {"POST", "{dialog}/runs", `{"card":"{deal}"}`, deals},
	"ask for a lead's run": {"POST", "{leaddialog}/runs", `{}`, leads},
	"try a run":            {"POST", "{dialog}/runs", `{"card":"{deal}","dry":true}`, deals},
	"write a summary":      {"PATCH", "{run}", `{"summary":"y"}`, deals},
	"list dry runs":        {"GET", "{dialog}/runs?dry=true", "", reading},
	"list proposals":       {"GET", "/v1/proposals", "", reading},
	"list runs":            {"GET", "{dialog}/runs", "", reading},
	"read a run":           {"GET", "{run}", "", readDeals},
	"undo a run":           {"POST", "{run}/undo", `{}`, deals},
	"decide on a run":      {"POST", "{run}/decisions", `{"all":"keep"}`, may("409 409 409 - - 409 - -")}, // it proposes nothing
	"list deals":           {"GET", "/v1/cards?kind=deal", "", readDeals},
	"list leads":           {"GET", "/v1/cards?kind=lead", "", may("y y y y y - - -")},
	"list cases":           {"GET", "/v1/cards?kind=case", "", may("y y y y - - y -")},
	"list contacts":        {"GET", "/v1/cards?kind=contact", "", reading},
	"read a deal":          {"GET", "/v1/cards/{deal}", "", readDeals},
	"read its timeline":    {"GET", "/v1/cards/{deal}/timeline", "", readDeals},
	"read its dialogs":     {"GET", "/v1/cards/{deal}/dialogs", "", readDeals},
	"see duplicates":       {"GET", "/v1/contacts/{contact}/duplicates", "", reading},
	"read a history":       {"GET", "/v1/contacts/{contact}/history", "", reading},
	"merge contacts":       {"POST", "/v1/contacts/{contact}/merge", `{"into":"{contact2}"}`, answering},
	"undo a merge":         {"POST", "/v1/contacts/{merged}/unmerge", "", answering},
	"where one is reached": {"GET", "/v1/cards/{deal}/customers", "", readDeals},
	"make a deal":          {"POST", "/v1/cards", `{"kind":"deal","title":"x"}`, deals},
	"list companies":       {"GET", "/v1/cards?kind=company", "", reading},
	"make a company":       {"POST", "/v1/cards", `{"kind":"company","title":"x"}`, answering},
	"make a contact":       {"POST", "/v1/cards", `{"kind":"contact","title":"x"}`, answering},
	"see what was filled":  {"POST", "/v1/cards/{deal}/acknowledge", "", deals},
	"change a deal":        {"PATCH", "/v1/cards/{deal}", `{"title":"y"}`, deals},
	"read settings":        {"GET", "/v1/settings", "", all},
	"change settings":      {"PATCH", "/v1/settings", `{"copilot":true}`, admins},
	"switch cases on":      {"PATCH", "/v1/settings", `{"cases":true}`, admins},
	"the leads' mode":      {"PATCH", "/v1/settings", `{"leadMode":"all"}`, leads},
	"a pipeline's mode":    {"PATCH", "/v1/settings", `{"pipelineModes":{"sales":"first"}}`, deals},
	"both modes":           {"PATCH", "/v1/settings", `{"leadMode":"all","pipelineModes":{"sales":"first"}}`, may("y y y - - - - -")},
	"a mode and more":      {"PATCH", "/v1/settings", `{"leadMode":"all","idleSeconds":60}`, admins},
	"read lines":           {"GET", "/v1/lines", "", all},
	"read a line":          {"GET", "/v1/lines/site", "", all},
	"change a line":        {"PATCH", "/v1/lines/site", `{"title":"x"}`, admins},
	"make a line":          {"POST", "/v1/lines", `{"id":"l{n}","channel":"web"}`, admins},
	"register a line":      {"POST", "/v1/lines/site/setup", "", admins},
	"list approved ones":   {"GET", "/v1/lines/site/templates", "", answering},
	"list channels":        {"GET", "/v1/channels", "", all},
	"choose a platform":    {"POST", "/v1/channels/recommend", `{"accounts":{"telegram":1}}`, all},
	"read fields":          {"GET", "/v1/fields/deal", "", all},
	"set a field":          {"PUT", "/v1/fields/deal/size", `{"title":"Size","type":"string"}`, admins},
	"take a field away":    {"DELETE", "/v1/fields/deal/size", "", admins},
	"list kinds of CRM":    {"GET", "/v1/crms", "", admins},
	"list connections":     {"GET", "/v1/connections", "", admins},
	"connect a CRM":        {"POST", "/v1/connections", `{"id":"c{n}","kind":"rest","options":{"address":"https://crm.example","calls":"{\"kinds\":{\"contact\":{\"read\":{\"path\":\"/{id}\"},\"create\":{\"path\":\"/\"},\"change\":{\"path\":\"/{id}\"},\"find\":{\"path\":\"/?q={value}\"},\"id\":\"id\",\"origin\":\"from\"}}}"}}`, admins},
	"read a connection":    {"GET", "/v1/connections/none", "", may("404 - - - - - - -")},
	"change a connection":  {"PATCH", "/v1/connections/none", `{"title":"x"}`, may("404 - - - - - - -")},
	"disconnect a CRM":     {"DELETE", "/v1/connections/none", "", admins},
	"try a connection":     {"POST", "/v1/connections/none/check", "", may("404 - - - - - - -")},
	"let us in to a CRM":   {"POST", "/v1/connections/none/authorize", "", may("404 - - - - - - -")},
	"prepare a connection": {"POST", "/v1/connections/none/prepare", "", may("404 - - - - - - -")},
	"read a CRM anew":      {"POST", "/v1/connections/none/refresh", "", may("404 - - - - - - -")},
	"use a CRM's field":    {"PUT", "/v1/connections/none/fields/deal/x", `{"policy":"never"}`, may("404 - - - - - - -")},
	"use it no more":       {"DELETE", "/v1/connections/none/fields/deal/x", "", may("404 - - - - - - -")},
	"list webhooks":        {"GET", "/v1/webhooks", "", admins},
	"make a webhook":       {"POST", "/v1/webhooks", `{"url":"https://hooks.example","kinds":["dialog.opened"]}`, admins},
	"read a webhook":       {"GET", "/v1/webhooks/none", "", may("404 - - - - - - -")},
	"change a webhook":     {"PATCH", "/v1/webhooks/none", `{"off":true}`, may("404 - - - - - - -")},
	"delete a webhook":     {"DELETE", "/v1/webhooks/none", "", admins},
	"rotate its secret":    {"POST", "/v1/webhooks/none/rotate", "", may("404 - - - - - - -")},
	"try a webhook":        {"POST", "/v1/webhooks/none/test", "", may("404 - - - - - - -")},
	"see what it was told": {"GET", "/v1/webhooks/none/deliveries", "", may("404 - - - - - - -")},
	"send it once more":    {"POST", "/v1/webhooks/none/deliveries/none/resend", "", may("404 - - - - - - -")},
	"read pipelines":       {"GET", "/v1/pipelines", "", all},
	"set a pipeline":       {"PUT", "/v1/pipelines/p", `{"title":"P","stages":[{"id":"a","title":"A"}]}`, admins},
	"read teams":           {"GET", "/v1/teams", "", all},
	"set a team":           {"PUT", "/v1/teams/support", `{"title":"Support"}`, admins},
	"read a team":          {"GET", "/v1/teams/sales", "", all},
	"make a team":          {"POST", "/v1/teams", `{"id":"t{n}","title":"T"}`, admins},
	"change a team":        {"PATCH", "/v1/teams/sales", `{"rule":"load"}`, admins},
	"delete a team":        {"DELETE", "/v1/teams/t{n}", "", admins},
	"whom to hand it to":   {"GET", "/v1/transfer-targets", "", answering},
	"ask for one's status": {"GET", "/v1/me/status", "", may("422 y y y y y y y")},
	"become active":        {"PUT", "/v1/me/status", `{"status":"active"}`, may("422 y y - y y y -")},
	"read a workload":      {"GET", "/v1/operators/olga/workload", "", supervises},
	"set a limit":          {"PATCH", "/v1/operators/olga/workload", `{"limit":9}`, supervises},
	"set a priority":       {"PATCH", "{dialog}", `{"priority":"high"}`, answering},
	"list keys":            {"GET", "/v1/keys", "", admins},
	"make a key":           {"POST", "/v1/keys", `{"name":"x","role":"admin"}`, admins},
	"revoke a key":         {"DELETE", "/v1/keys/{key}", "", admins},
	"read the provider":    {"GET", "/v1/settings/openid", "", admins},
	"set the provider":     {"PUT", "/v1/settings/openid", `{"issuer":""}`, admins},
	"list operators":       {"GET", "/v1/operators", "", admins},
	"list a CRM's users":   {"GET", "/v1/users", "", admins},
	"read an operator":     {"GET", "/v1/operators/{operator}", "", admins},
	"make an operator":     {"POST", "/v1/operators", `{"name":"x","email":"x{n}@shop.example","role":"admin"}`, admins},
	"change an operator":   {"PATCH", "/v1/operators/{operator}", `{"role":"supervisor"}`, admins},
	"switch one off":       {"PATCH", "/v1/operators/{operator}", `{"off":true}`, admins},
	"invite anew":          {"POST", "/v1/operators/{operator}/invitation", "", admins},
	"take an invitation":   {"POST", "/v1/invitations/{code}", `{"password":"vier kleine katzen"}`, all},
	"sign in":              {"POST", "/v1/session", `{"email":"joined{n}@shop.example","password":"vier kleine katzen"}`, all},
	"how to sign in":       {"GET", "/v1/session/ways", "", all},
	"sign out":             {"DELETE", "/v1/session", "", all},
	"ask who one is":       {"GET", "/v1/me", "", all},
	"change one's own":     {"PATCH", "/v1/me", `{"language":"es"}`, noKeys},
	"see one's picture":    {"GET", "/v1/me/photo", "", noKeys},
	"show a picture":       {"PUT", "/v1/me/photo", `{"image":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="}`, noKeys},
	"show no picture":      {"DELETE", "/v1/me/photo", "", noKeys},
	"set a password":       {"PUT", "/v1/me/password", `{"old":"x","new":"vier kleine hunde"}`, noKeys},
	"list own sessions":    {"GET", "/v1/me/sessions", "", noKeys},
	"end other sessions":   {"DELETE", "/v1/me/sessions", "", noKeys},
	"end a session":        {"DELETE", "/v1/me/sessions/s1", "", noKeys},
	"erase a customer":     {"DELETE", "/v1/customers/{customer}", "", admins},
	"erase a contact":      {"DELETE", "/v1/contacts/{contact}", "", admins},
	"hand out a customer":  {"POST", "/v1/customers/{customer}/export", "", admins},
	"hand out a contact":   {"POST", "/v1/contacts/{contact}/export", "", admins},
	"look at an erasure":   {"GET", "/v1/erasures/{erasure}", "", admins},
	"delete a line":        {"DELETE", "/v1/lines/{spareline}", "", admins},
	"delete a pipeline":    {"DELETE", "/v1/pipelines/{sparepipeline}", "", admins},
	"delete a card":        {"DELETE", "/v1/cards/{lead}", "", admins},
}

// granted makes what the rows of rights speak of, untouched, and puts its names
// into their words.
func (h *house) granted(n int) *strings.Replacer {
	h.t.Helper()
	dialog, deal := h.bound("")
	h.known(desk.OperatorID(fmt.Sprint("otto", n)))
	customer, _, err := dialog.Split()
	must(h.t, err)
	messages := h.as("admin", "GET", "/v1/dialogs/"+string(dialog)+"/messages", nil).is(200).doc()
	invited, code := h.invited(fmt.Sprintf("invited%d@shop.example", n), desk.RoleOperator, desk.Rights{})
	h.joined(fmt.Sprintf("joined%d@shop.example", n), desk.RoleOperator, desk.Rights{})
	leadDialog := h.chat(h.line(desk.LineID(fmt.Sprint("leads", n)), desk.LeadOnFirstMessage), "z", "Hello", "One more")
	return strings.NewReplacer("{dialog}", "/v1/dialogs/"+string(dialog), "{leaddialog}", "/v1/dialogs/"+string(leadDialog), "{dialogid}", string(dialog), "{template}", h.template("supervisor", `{"scope":"all","title":"x","text":"x"}`), "{entry}", h.entry(`{"question":"x","answers":[{"text":"x"}]}`), "{customer}", string(customer),
		"{deal}", deal, "{lead}", h.card(desk.KindLead, ""), "{run}", "/v1/runs/"+h.read(dialog), "{key}", keyID(h.keys["no operator"]),
		"{contact}", string(h.card(desk.KindContact, "")), "{contact2}", h.card(desk.KindContact, ""), "{merged}", h.mergedContact(), "{erasure}", h.erasure(), "{spareline}", string(h.line(desk.LineID(fmt.Sprint("spare", n)), desk.LeadNever).ID),
		"{sparepipeline}", h.sparePipeline(n), "{n}", fmt.Sprint(n), "{operator}", string(invited), "{code}", code, "{seq}", fmt.Sprintf("%.0f", at(messages, "items", 0, "seq")))
}

// mergedContact is one that went into another.
func (h *house) mergedContact() string {
	h.t.Helper()
	from := h.card(desk.KindContact, "")
	h.as("admin", "POST", "/v1/contacts/"+from+"/merge", `{"into":"`+h.card(desk.KindContact, "")+`"}`).is(202)
	h.work()
	return from
}

// erasure is one that was asked for.
func (h *house) erasure() string {
	h.t.Helper()
	return h.as("admin", "DELETE", "/v1/contacts/"+h.card(desk.KindContact, ""), nil).is(202).doc()["id"].(string)
}

// sparePipeline is a pipeline that nothing is in.
func (h *house) sparePipeline(n int) string {
	h.t.Helper()
	id := fmt.Sprint("spare", n)
	h.as("admin", "PUT", "/v1/pipelines/"+id, `{"title":"Spare","stages":[{"id":"a","title":"A"}]}`).is(200)
	return id
}

// TestRights_… asks for every row as every role, and finds a row for every operation
// of the description that is the API's; TestRightsBesideTheAPI has the others.
func TestRights_RS01_RS04_RS05_RS07_MC10_MC15(t *testing.T) {
	left := operations(t)
	for id, o := range left {
		if o.beside {
			delete(left, id)
		}
	}
	for name, c := range rights {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}}
			for i, role := range roles {
				fill := h.granted(i)
				path := fill.Replace(c.path)
				for id, o := range left {
					if o.method == c.method && o.path.MatchString(path) {
						delete(left, id)
					}
				}
				var body any
				if c.body != "" {
					body = fill.Replace(c.body)
				}
				a := h.as(role, c.method, path, body, "If-Match", "*")
				got := fmt.Sprint(a.status)
				if a.status < 300 {
					got = "y"
				}
				if got != c.may[i] {
					t.Errorf("%s: got %s %s, want %s", role, got, a.body, c.may[i])
				}
				if a.status == 403 {
					a.no(403, "forbidden")
				}
			}
		})
	}
	for id, o := range left {
		t.Errorf("%s (%s %s) has no row in rights", id, o.method, o.path)
	}
}

// TestWhoMayNotLearnsNothing: the right is asked for before anything of the request
// is looked at: body, parameters, whether there is such a thing.
func TestWhoMayNotLearnsNothing(t *testing.T) {
	h := newHouse(t)
	fill := h.granted(0)
	nobody := strings.NewReplacer("{dialog}", "/v1/dialogs/nobody-1", "{leaddialog}", "/v1/dialogs/nobody-1", "{run}", "/v1/runs/nobody", "{deal}", "deal:nobody", "{seq}", "1", "{key}", "nobody")
	for name, c := range rights {
		if c.may[len(roles)-1] != "403" {
			continue
		}
		there, absent := fill.Replace(c.path), nobody.Replace(c.path)
		sep := "?"
		if strings.Contains(there, "?") {
			sep = "&"
		}
		for what, a := range map[string]answer{
			"a body of nonsense":   h.as("no cards", c.method, there, `{"nonsense":[1]}`),
			"a body that is none":  h.as("no cards", c.method, there, `{"non`),
			"a parameter too many": h.as("no cards", c.method, there+sep+"nonsense=1", nil),
			"what is not there":    h.as("no cards", c.method, absent, nil),
		} {
			if a.status != 403 {
				t.Errorf("%s, with %s: got %d %s, want 403", name, what, a.status, a.body)
			}
		}
	}
	h.as("leads only", "POST", "/v1/cards", `{"kind":"deal"}`).no(403, "forbidden")
	h.as("operator", "PATCH", "/v1/settings", `{"idleSeconds":-1}`).no(403, "forbidden")
}

// operation is one of the description.
type operation struct {
	method string
	path   *regexp.Regexp
	beside bool // no operation of the API: no key is taken
}

// ofOthers says whether a tag is of what is served beside the API.
func ofOthers(tag string) bool { return tag == "Website" || tag == "Webhooks" }

func operations(t *testing.T) map[string]operation {
	t.Helper()
	w := httptest.NewRecorder()
	blank(api.API{}).ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			Tags        []string
		}
	}
	must(t, json.Unmarshal(w.Body.Bytes(), &doc))
	out := map[string]operation{}
	for path, ops := range doc.Paths {
		pattern := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, `[^/?]+`)
		for method, o := range ops {
			out[o.OperationID] = operation{strings.ToUpper(method), regexp.MustCompile(`^` + pattern + `(\?.*)?$`), ofOthers(o.Tags[0])}
		}
	}
	if len(out) < 40 {
		t.Fatalf("got %d operations", len(out))
	}
	return out
}

// TestWhatAnotherAcceptedIsTheirs_DG08: whoever may not accept a dialog may not do
// what accepting is for.
func TestWhatAnotherAcceptedIsTheirs_DG08(t *testing.T) {
	for name, c := range map[string]struct {
		method, path, body string
		theirs             bool // the holder's alone, and a supervisor's
	}{
		"accept":             {"POST", "{dialog}/accept?takeOver=true", "", true},
		"reply":              {"POST", "{dialog}/reply", `{"text":"Hi"}`, true},
		"write first":        {"POST", "/v1/dialogs", `{"customer":"{customer}","text":"Hi"}`, true},
		"transfer to myself": {"POST", "{dialog}/transfer", `{"operator":"dan"}`, true},
		"close":              {"POST", "{dialog}/close", "", true},
		"set a state":        {"PATCH", "{dialog}", `{"state":"bot"}`, true},
		"leave a note":       {"POST", "{dialog}/note", `{"text":"Hi"}`, false},
		"read":               {"GET", "{dialog}/messages", "", false},
		"ask for a run":      {"POST", "{dialog}/runs", `{}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			for i, who := range []string{"deals only", "operator", "supervisor", "admin"} {
				fill := h.granted(i)
				h.as("operator", "POST", fill.Replace("{dialog}/accept"), nil).is(200)
				var body any
				if c.body != "" {
					body = fill.Replace(c.body)
				}
				a := h.as(who, c.method, fill.Replace(c.path), body)
				switch {
				case c.theirs && who == "deals only":
					a.no(409, "already_accepted")
					d := h.as("admin", "GET", fill.Replace("{dialog}"), nil).is(200).doc()
					if d["state"] != "in_progress" || d["operator"] != "olga" {
						t.Errorf("%s: it is refused, and the dialog is %v of %v", who, d["state"], d["operator"])
					}
				case name == "accept" && who == "admin":
					a.no(422, "invalid") // stands for no operator
				case a.status > 299:
					t.Errorf("%s: got %d %s", who, a.status, a.body)
				}
			}
		})
	}
}

// TestListsHideWhatOneMayNotRead: RS-07 in lists of dialogs and runs.
func TestListsHideWhatOneMayNotRead(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound("")
	lead := h.card(desk.KindLead, "")
	h.as("admin", "POST", "/v1/dialogs/"+string(dialog)+"/cards", `{"card":"`+lead+`"}`).is(200)
	h.read(dialog)
	for who, want := range map[string]struct {
		cards []string
		runs  int
	}{
		"admin":      {[]string{deal, lead}, 1},
		"reader":     {[]string{deal, lead}, 1},
		"leads only": {[]string{lead}, 0},
		"deals only": {[]string{deal}, 1},
		"cases only": {nil, 0},
	} {
		for _, d := range []any{h.as(who, "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc(), at(h.as(who, "GET", "/v1/dialogs", nil).is(200).doc(), "items", 0)} {
			var got []string
			for _, b := range at(d, "cards").([]any) {
				got = append(got, fmt.Sprint(at(b, "card")))
			}
			if fmt.Sprint(got) != fmt.Sprint(want.cards) {
				t.Errorf("%s: got cards %v, want %v", who, got, want.cards)
			}
		}
		runs := at(h.as(who, "GET", "/v1/dialogs/"+string(dialog)+"/runs", nil).is(200).doc(), "items").([]any)
		if len(runs) != want.runs {
			t.Errorf("%s: got %d runs, want %d", who, len(runs), want.runs)
		}
	}
}

package bitrix24

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Install takes what Bitrix24 posts once an administrator added the application: to one
// that "uses only the API" an event, to one with pages of its own a form of the browser's.
//
// Nobody's word is taken for it. The refresh token is shown to the server of tokens with
// the application's secret: so it is the application's, and the company is the one that
// the server names. And whoever it is of must be an administrator there, since each
// employee's browser has such a token of their own. Refused otherwise.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/settings/app-installation/local-apps/installation-callback.md
func (m *CRM) Install(ctx context.Context, w desk.Webhook) (desk.Grant, error) {
	if m.app.id == "" {
		return desk.Grant{}, desk.Refuse(desk.CodeForbidden, "The connection has a webhook, and no application.")
	}
	form, err := formOf(w)
	if err != nil {
		return desk.Grant{}, err
	}
	said := func(inEvent, inForm string) string {
		if v := form.Get("auth[" + inEvent + "]"); v != "" {
			return v
		}
		return form.Get(inForm)
	}
	refresh, member, token := said("refresh_token", "REFRESH_ID"), said("member_id", "member_id"), said("application_token", "APPLICATION_TOKEN")
	if refresh == "" || member == "" {
		return desk.Grant{}, invalid("what Bitrix24 posts on installing has a refresh token and a member_id")
	}
	t, err := m.tokens(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}})
	if err != nil {
		return desk.Grant{}, err
	}
	if t.member != member {
		return desk.Grant{}, desk.Refuse(desk.CodeNotAuthorized, "The tokens are of another Bitrix24 than the call says.")
	}
	g, err := m.granted(t)
	if err != nil {
		return desk.Grant{}, err
	}
	who, err := m.callAs(ctx, kit.Access{Address: t.endpoint, Token: t.tokens.Access}, "profile", nil)
	if err != nil {
		return desk.Grant{}, err
	}
	if p, _ := who.(map[string]any); p["ADMIN"] != true {
		return desk.Grant{}, desk.Refuse(desk.CodeNotAuthorized, "Only an administrator of the company's Bitrix24 installs the application.")
	}
	if token != "" {
		g.Events = desk.Digest("events", token)
	}
	return g, nil
}

// formOf are the fields of a post, those in its address among them.
func formOf(w desk.Webhook) (url.Values, error) {
	if len(w.Body) > maxEvent {
		return nil, invalid("what Bitrix24 posts is shorter")
	}
	form, err := url.ParseQuery(string(w.Body))
	if err != nil {
		return nil, invalid("what Bitrix24 posts is a form")
	}
	for name, values := range w.Query {
		if _, there := form[name]; !there {
			form[name] = values
		}
	}
	return form, nil
}

// callAs makes a call with a token of somebody's.
func (m *CRM) callAs(ctx context.Context, by kit.Access, method string, in args) (any, error) {
	status, said, err := m.send(ctx, by, method, in)
	switch {
	case err != nil:
		return nil, err
	case said.Error != nil || status != http.StatusOK:
		return nil, classified(status, said.fault)
	}
	return said.Result, nil
}

// key stands in the address to which Bitrix24 tells events: an application's token is
// known to each employee's browser, and this is not.
func (m *CRM) key() string {
	key, err := hkdf.Key(sha256.New, []byte(m.app.secret), nil, "sufler events of "+string(m.Connection), 16)
	if err != nil { // it is long enough
		return ""
	}
	return hex.EncodeToString(key)
}

// tabs are the places of our page, each with what its cards are.
func tabs() map[string]desk.CardKind {
	return map[string]desk.CardKind{"CRM_LEAD_DETAIL_TAB": desk.KindLead, "CRM_DEAL_DETAIL_TAB": desk.KindDeal}
}

// badges are what the kanban shows of ours. A language that is not installed there is
// refused (WRONG_LANG), and English stands for those that are not said.
func badges() []badge {
	return []badge{
		{desk.BadgeAwaiting, "warning", "Awaiting approval", "Ждёт разрешения"},
		{desk.BadgeFilled, "success", "Fields filled", "Поля заполнены"},
	}
}

type badge struct {
	badge         desk.Badge
	color, en, ru string
}

// badgeCode is the code of a badge of ours.
func badgeCode(b desk.Badge) string { return "sufler_" + string(b) }

// bound is something of the application's that is told to an address of ours.
type bound struct{ what, handler string }

// Register binds what the application hears and shows, to addresses of ours below base,
// and makes its badges: what lacks, and what is bound to other addresses of ours is taken
// away. One call to look and one to do. Repeating does nothing.
func (m *CRM) Register(ctx context.Context, base string) []desk.Checked {
	if m.app.id == "" {
		return nil
	}
	if base == "" {
		return []desk.Checked{{About: desk.AboutShowing, What: "hear and show in the cards", Code: desk.CheckedNoAddress, Text: "It is not known under which address Bitrix24 reaches us."}}
	}
	base = strings.TrimRight(base, "/")
	have, err := m.registered(ctx)
	if err != nil {
		return []desk.Checked{kit.Failed(desk.Checked{About: desk.AboutShowing, What: "hear and show in the cards"}, err)}
	}
	hear, tab := base+"/webhooks/crm/"+string(m.Connection)+"?key="+m.key(), base+"/crm/"+string(m.Connection)+"/tab"
	b, parts := batch{}, map[part][]string{} // the commands of each part, of which the names say the order
	add := func(p part, name string, c command) { b[name], parts[p] = c, append(parts[p], name) }
	for _, event := range m.events() {
		if !slices.Contains(have.events, bound{event, hear}) {
			add(partHearing, "1_"+event, command{"event.bind", args{"event": event, "handler": hear}})
		}
	}
	for _, e := range have.events {
		if e.handler != hear || !slices.Contains(m.events(), e.what) {
			add(partHearing, "0_"+e.what+"_"+desk.Digest("", e.handler)[:8], command{"event.unbind", args{"event": e.what, "handler": e.handler}})
		}
	}
	for _, place := range slices.Sorted(maps.Keys(tabs())) {
		if !slices.Contains(have.tabs, bound{place, tab}) {
			add(partTab, "1_"+place, command{"placement.bind", args{
				"PLACEMENT": place, "HANDLER": tab, "TITLE": "CoPilot", "LANG_ALL": args{"en": args{"TITLE": "CoPilot"}, "ru": args{"TITLE": "CoPilot"}},
			}})
		}
	}
	for _, t := range have.tabs {
		if t.handler != tab {
			add(partTab, "0_"+t.what+"_"+desk.Digest("", t.handler)[:8], command{"placement.unbind", args{"PLACEMENT": t.what, "HANDLER": t.handler}})
		}
	}
	for _, o := range badges() {
		if code := badgeCode(o.badge); !slices.Contains(have.badges, code) {
			add(partBadges, "1_"+code, command{"crm.activity.badge.add", args{
				"code": code, "title": "CoPilot", "value": args{"en": o.en, "ru": o.ru}, "type": o.color,
			}})
		}
	}
	if m.centre() { // it is not told where its settings are: it is made anew each time
		add(partLines, "1_connector", m.register(base+"/crm/"+string(m.Connection)+"/centre"))
	}
	return m.make(ctx, b, parts)
}

// make does the commands, and says what came of each part.
func (m *CRM) make(ctx context.Context, b batch, parts map[part][]string) []desk.Checked {
	got, err := answers{}, error(nil)
	if len(b) > 0 {
		got, err = m.batch(ctx, b)
	}
	var out []desk.Checked
	for _, p := range m.shown() {
		c := p.checked()
		if len(parts[p]) > 0 {
			c.Code, c.Text = desk.CheckedMade, "It was made."
		}
		for _, name := range parts[p] {
			if bad := first(err, got.err(name), unmade(got.result(name))); bad != nil && c.OK {
				c = kit.Failed(c, bad)
			}
		}
		out = append(out, c)
	}
	return out
}

// part is a part of what is registered, by the code of what is tried.
type part desk.Code

const (
	partHearing = part(desk.AboutHearing)
	partTab     = part(desk.AboutTab)
	partBadges  = part(desk.AboutBadges)
	partLines   = part(desk.AboutOpenLines)
)

// checked is the finding that it is there.
func (p part) checked() desk.Checked {
	what := "hear what people do there"
	switch p {
	case partTab:
		what = "show a tab in leads and deals"
	case partBadges:
		what = "show badges in the kanban"
	case partLines:
		what = "serve open lines"
	}
	return desk.Checked{About: desk.Code(p), What: what, OK: true, Code: desk.CheckedThere, Text: "It is there."}
}

// shown are the parts of what is registered, each of which can fail alone.
func (m *CRM) shown() []part {
	all := []part{partHearing, partTab, partBadges}
	if m.centre() {
		all = append(all, partLines)
	}
	return all
}

// unmade is the error in an answer that says of itself that nothing was made, as that of
// imconnector.register does with 200.
func unmade(result any) error {
	if o, _ := result.(map[string]any); o["result"] == false {
		return fmt.Errorf("%w: it was not made", errRefusedValue)
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// events are what the application wants to be told.
func (m *CRM) events() []string {
	all := []string{"ONAPPUNINSTALL", "ONCRMDEALDELETE", "ONCRMDEALUPDATE", "ONCRMLEADDELETE", "ONCRMLEADUPDATE", pressed}
	if m.centre() {
		all = append(all, lineEvents()...)
	}
	return all
}

// bindings are what the application has bound and made.
type bindings struct {
	events, tabs []bound
	badges       []string
	connector    bool // of open lines
}

func (m *CRM) registered(ctx context.Context) (have bindings, err error) {
	b := batch{"events": {"event.get", nil}, "tabs": {"placement.get", nil}, "badges": {"crm.activity.badge.list", nil}}
	if m.centre() {
		b["connectors"] = command{"imconnector.list", nil}
	}
	got, err := m.batch(ctx, b)
	if err != nil {
		return have, err
	}
	if err := first(got.err("events"), got.err("badges"), got.err("tabs")); err != nil {
		return have, err
	}
	each := func(v any, do func(one map[string]any)) {
		all, _ := v.([]any)
		for _, one := range all {
			if o, ok := one.(map[string]any); ok {
				do(o)
			}
		}
	}
	each(got.result("events"), func(o map[string]any) {
		have.events = append(have.events, bound{strings.ToUpper(kit.Plain(o["event"])), kit.Plain(o["handler"])})
	})
	each(got.result("tabs"), func(o map[string]any) {
		if _, ours := tabs()[kit.Plain(o["placement"])]; ours {
			have.tabs = append(have.tabs, bound{kit.Plain(o["placement"]), kit.Plain(o["handler"])})
		}
	})
	connectors, _ := got.result("connectors").(map[string]any)
	_, have.connector = connectors[m.connector()]
	all, _ := got.result("badges").(map[string]any)
	each(all["badges"], func(o map[string]any) { have.badges = append(have.badges, kit.Plain(o["code"])) })
	return have, nil
}

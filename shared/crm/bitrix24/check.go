package bitrix24

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// rights are what is tried: each with what fails without it.
var rights = []struct {
	kind desk.CardKind
	lack string
}{
	{desk.KindContact, "Without it no customer is found or made."},
	{desk.KindCompany, "Without it no contact's company is shown."},
	{desk.KindLead, "Without it no lead is found, made or filled."},
	{desk.KindDeal, "Without it no deal is found, made or filled."},
	{desk.KindCase, "Without it no case is made."},
}

// Try calls what changes nothing, and says in words what works: one call, of an
// application two.
func (m *CRM) Try(ctx context.Context) []desk.Checked {
	if m.app.id != "" {
		return m.tryApp(ctx)
	}
	out, _ := m.try(ctx, batch{})
	return out
}

// tryApp is Try of an application: what it hears and shows is looked at, too, by one call
// more.
func (m *CRM) tryApp(ctx context.Context) []desk.Checked {
	out, got := m.try(ctx, batch{"app": {"app.info", nil}})
	if !out[0].OK {
		return out
	}
	c := desk.Checked{About: desk.AboutApplication, What: "the application", OK: true, Code: desk.CheckedInstalled, Text: "It is installed."}
	if info, _ := got.result("app").(map[string]any); got.err("app") != nil || info["INSTALLED"] != true {
		c.OK, c.Code, c.Text = false, desk.CheckedNotInstalled, "Bitrix24 does not take it for installed, and shows nothing of it: tick \"Uses only the API\" in the application, and save it."
	}
	if m.keeper != nil && c.OK {
		if g, err := m.keeper.Grants.Grant(ctx, m.Connection); err == nil && g.Account == "" { // let in before that was asked for
			c.OK, c.Code, c.Text = false, desk.CheckedWhose, "It is not known which Bitrix24 let us in, so none of its events and tabs is believed: let us in anew, by the address that `authorize` answers with."
		}
	}
	have, err := m.registered(ctx)
	wants := func(p part, there bool) desk.Checked {
		c := p.checked()
		switch {
		case err != nil:
			c = kit.Failed(c, err)
		case !there:
			c.OK, c.Code, c.Text = false, desk.CheckedNotThere, "It is not there, or not all of it: prepare the connection."
		}
		return c
	}
	hears, shows, badged := true, true, true
	for _, event := range m.events() {
		hears = hears && slices.ContainsFunc(have.events, func(b bound) bool { return b.what == event && strings.HasSuffix(b.handler, "?key="+m.key()) })
	}
	for place := range tabs() {
		shows = shows && slices.ContainsFunc(have.tabs, func(b bound) bool { return b.what == place })
	}
	for _, o := range badges() {
		badged = badged && slices.Contains(have.badges, badgeCode(o.badge))
	}
	out = append(out, c, wants(partHearing, hears), wants(partTab, shows), wants(partBadges, badged))
	if m.centre() {
		out = append(out, wants(partLines, have.connector))
	}
	return out
}

// try makes what is tried, and more, in one call.
func (m *CRM) try(ctx context.Context, more batch) ([]desk.Checked, answers) {
	b := batch{"scope": {"scope", nil}, "fields": {"crm.contact.userfield.list", args{"filter": args{"XML_ID": ownXML}}}}
	for _, r := range rights {
		if k, err := m.kind(r.kind); err == nil {
			b[string(r.kind)] = command{"crm.item.list", args{"entityTypeId": k.entity, "select": []any{"id"}, "start": -1}}
		}
	}
	maps.Copy(b, more)
	got, err := m.batch(ctx, b)
	if err != nil {
		return []desk.Checked{kit.Failed(desk.Checked{About: desk.AboutReach, What: "reach it"}, err)}, got
	}
	out := []desk.Checked{{About: desk.AboutReach, What: "reach it", OK: true, Code: desk.CheckedReached, Text: "Bitrix24 answered."}, m.scopes(got), m.processes(got)}
	for _, r := range rights {
		if _, asked := b[string(r.kind)]; !asked {
			continue
		}
		c := desk.Checked{About: desk.AboutCards, What: "read a " + string(r.kind), OK: true, Code: desk.CheckedAllowed, Text: "Allowed."}.Saying("kind", string(r.kind))
		if err := got.err(string(r.kind)); err != nil {
			c = kit.Failed(c, err)
			c.Text += " " + r.lack
		}
		out = append(out, c)
	}
	return append(out, m.owns(got)), got
}

// scopes says which of the rights of the webhook, or of the application, lack.
func (m *CRM) scopes(got answers) desk.Checked {
	whose, about, wants := "the webhook", desk.AboutWebhookRights, []string{"crm"}
	if m.app.id != "" {
		whose, about, wants = "the application", desk.AboutAppRights, []string{"crm", "placement", "user_brief"}
		if m.centre() {
			wants = append(wants, "imopenlines", "imconnector")
		}
	}
	c := desk.Checked{About: about, What: whose + "'s rights", OK: true, Code: desk.CheckedHasRights, Text: "It has " + strings.Join(wants, ", ") + "."}.Saying("rights", strings.Join(wants, ", "))
	if err := got.err("scope"); err != nil {
		return kit.Failed(c, err)
	}
	has, _ := got.result("scope").([]any)
	lack := slices.DeleteFunc(wants, func(s string) bool {
		// user and user_basic hold what user_brief does.
		return slices.Contains(has, any(s)) || s == "user_brief" && (slices.Contains(has, any("user")) || slices.Contains(has, any("user_basic")))
	})
	if len(lack) > 0 {
		c.OK, c.Code, c.Text = false, desk.CheckedLacksRights, "It lacks the right "+strings.Join(lack, ", ")+": set it in Bitrix24 where "+whose+" was made."
		c = c.Saying("rights", strings.Join(lack, ", "))
	}
	return c
}

// processes says whether rules may start business processes. Whoever has no such rule
// needs no right for it, so that it lacks is no fault.
func (m *CRM) processes(got answers) desk.Checked {
	c := desk.Checked{About: desk.AboutProcesses, What: "start business processes", OK: true, Code: desk.CheckedMayProcess, Text: "Allowed: it has the right bizproc."}
	if has, _ := got.result("scope").([]any); !slices.Contains(has, any("bizproc")) {
		c.Code, c.Text = desk.CheckedCantProcess, "Not allowed: it lacks the right bizproc. Only rules and buttons that start a business process need it; set it in Bitrix24 where the webhook or the application was made."
	}
	return c
}

// owns says whether the fields of our own are there.
func (m *CRM) owns(got answers) desk.Checked {
	c := desk.Checked{About: desk.AboutIdentity, What: "find a contact by a messenger's id", OK: true, Code: desk.CheckedIdentity, Text: "The fields for it are there."}
	if has, _ := got.result("fields").([]any); got.err("fields") != nil || len(has) == 0 {
		c.OK, c.Code, c.Text = false, desk.CheckedNoIdentity, "Contacts have no fields for it yet: prepare the connection. Until then who wrote before is known by what Sufler keeps itself, and by phone and e-mail."
	}
	return c
}

// Prepare makes the contact's fields that hold messengers' ids, those that lack: one
// call to look and one to make them. Two who do it at once make one: Bitrix24 takes no
// second field of a name.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/contacts/userfield/crm-contact-userfield-add.md
func (m *CRM) Prepare(ctx context.Context, ids []desk.Field) []desk.Checked {
	k, _ := m.kind(desk.KindContact)
	s, err := m.schema(ctx, k, 0)
	if err != nil {
		return []desk.Checked{kit.Failed(desk.Checked{About: desk.AboutIdentity, What: "read the contact's fields"}, err)}
	}
	b := batch{}
	for _, one := range ids {
		name := string(one.Name)
		if !slices.ContainsFunc(s.fields, func(f field) bool { return string(f.name) == name }) {
			b[name] = command{"crm.contact.userfield.add", args{"fields": args{
				"FIELD_NAME": "SUFLER_" + strings.ToUpper(name), "USER_TYPE_ID": "string", "XML_ID": ownXML, "LABEL": one.Title, "SHOW_FILTER": "I", "EDIT_IN_LIST": "N",
			}}}
		}
	}
	var out []desk.Checked
	got := answers{}
	if len(b) > 0 {
		if got, err = m.batch(ctx, b); err != nil {
			return []desk.Checked{kit.Failed(desk.Checked{About: desk.AboutIdentity, What: "make the contact's fields"}, err)}
		}
	}
	for _, one := range ids {
		c := desk.Checked{About: desk.AboutOwnField, What: "the contact's field " + one.Title, OK: true, Code: desk.CheckedThere, Text: "It is there.", Values: map[string]string{"title": one.Title, "kind": string(desk.KindContact)}}
		name := string(one.Name)
		if _, asked := b[name]; asked {
			if c.Code, c.Text = desk.CheckedMade, "It was made."; got.err(name) != nil {
				c.OK, c.Code, c.Text = false, desk.CheckedNotMade, "Bitrix24 did not make it: only an administrator of its CRM may. Have one make the webhook, or the text field UF_CRM_SUFLER_"+strings.ToUpper(name)+"."
				c = c.Saying("field", "UF_CRM_SUFLER_"+strings.ToUpper(name))
			}
		}
		out = append(out, c)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.schemas, desk.KindContact)
	return out
}

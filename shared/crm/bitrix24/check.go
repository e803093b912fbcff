package bitrix24

import (
	"context"
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

// Try calls what changes nothing, and says in words what works: one call.
func (m *CRM) Try(ctx context.Context) []desk.Checked {
	b := batch{"scope": {"scope", nil}, "fields": {"crm.contact.userfield.list", args{"filter": args{"XML_ID": ownXML}}}}
	for _, r := range rights {
		if k, err := m.kind(r.kind); err == nil {
			b[string(r.kind)] = command{"crm.item.list", args{"entityTypeId": k.entity, "select": []any{"id"}, "start": -1}}
		}
	}
	got, err := m.batch(ctx, b)
	if err != nil {
		return []desk.Checked{{What: "reach it", Text: kit.Said(err)}}
	}
	out := []desk.Checked{{What: "reach it", OK: true, Text: "Bitrix24 answered."}, m.scopes(got)}
	for _, r := range rights {
		if _, asked := b[string(r.kind)]; !asked {
			continue
		}
		c := desk.Checked{What: "read a " + string(r.kind), OK: true, Text: "Allowed."}
		if err := got.err(string(r.kind)); err != nil {
			c.OK, c.Text = false, kit.Said(err)+" "+r.lack
		}
		out = append(out, c)
	}
	return append(out, m.owns(got))
}

// scopes says which of the webhook's rights lack.
func (m *CRM) scopes(got answers) desk.Checked {
	c := desk.Checked{What: "the webhook's rights", OK: true, Text: "It has crm."}
	if err := got.err("scope"); err != nil {
		c.OK, c.Text = false, kit.Said(err)
		return c
	}
	if has, _ := got.result("scope").([]any); !slices.Contains(has, any("crm")) {
		c.OK, c.Text = false, "It lacks the right crm: set it in Bitrix24 where the webhook was made."
	}
	return c
}

// owns says whether the fields of our own are there.
func (m *CRM) owns(got answers) desk.Checked {
	c := desk.Checked{What: "find a contact by a messenger's id", OK: true, Text: "The fields for it are there."}
	if has, _ := got.result("fields").([]any); got.err("fields") != nil || len(has) == 0 {
		c.OK, c.Text = false, "Contacts have no fields for it yet: prepare the connection. Until then who wrote before is known by what Sufler keeps itself, and by phone and e-mail."
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
		return []desk.Checked{{What: "read the contact's fields", Text: kit.Said(err)}}
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
			return []desk.Checked{{What: "make the contact's fields", Text: kit.Said(err)}}
		}
	}
	for _, one := range ids {
		c := desk.Checked{What: "the contact's field " + one.Title, OK: true, Text: "It is there."}
		name := string(one.Name)
		if _, asked := b[name]; asked {
			if c.Text = "It was made."; got.err(name) != nil {
				c.OK, c.Text = false, "Bitrix24 did not make it: only an administrator of its CRM may. Have one make the webhook, or the text field UF_CRM_SUFLER_"+strings.ToUpper(name)+"."
			}
		}
		out = append(out, c)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.schemas, desk.KindContact)
	return out
}

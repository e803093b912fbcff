package bitrix24

import (
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Multi-fields: a card has any number of phones and e-mails, each with an id of its own.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/universal/crm-item-update.md

// entry is one phone or e-mail.
type entry struct{ id, value string }

// multi are a card's entries of a type, in their order.
func multi(item map[string]any, of string) (out []entry) {
	all, _ := item["fm"].([]any)
	for _, one := range all {
		in, _ := one.(map[string]any)
		if e := (entry{kit.Plain(in["id"]), kit.Plain(in["value"])}); kit.Plain(in["typeId"]) == of && e.value != "" {
			out = append(out, e)
		}
	}
	return out
}

// writeMulti puts a phone or an e-mail in the place of the first one, or beside none;
// an empty one takes it away. The others stay.
func (f field) writeMulti(into args, have []entry, v desk.Value) {
	fm, _ := into["fm"].(map[string]any)
	if fm == nil {
		fm = map[string]any{}
	}
	if len(have) > 0 {
		fm[have[0].id] = args{"typeId": f.key, "valueType": "WORK", "value": string(v)}
	} else if v != "" {
		fm["n"+map[string]string{"PHONE": "0", "EMAIL": "1"}[f.key]] = args{"typeId": f.key, "valueType": "WORK", "value": string(v)}
	}
	if len(fm) > 0 {
		into["fm"] = fm
	}
}

// forms are the ways in which people write a phone in Bitrix24, which compares digits.
func (m *CRM) forms(phone string) []any {
	bare := strings.TrimPrefix(phone, "+")
	out := []any{phone, bare}
	if rest, ok := strings.CutPrefix(bare, m.country); ok && m.country != "" {
		out = append(out, "0"+rest, rest)
		if m.country == "7" {
			out = append(out, "8"+rest)
		}
	}
	return out
}

// email is an address with its domain in lower case.
func email(s string) string {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return s[:i] + strings.ToLower(s[i:])
	}
	return s
}

package parties

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// actionsIn are all actions of a layout.
func actionsIn(v any) (out []Obj) {
	o, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if a, ok := o[name].(map[string]any); ok && name == "action" {
			out = append(out, a)
		}
		out = append(out, actionsIn(o[name])...)
	}
	return out
}

// layActivity sets an activity's fields and its layout, which it looks at closely.
func (b *Bitrix24) layActivity(a, in Obj) (int, any) {
	fields, _ := in["fields"].(map[string]any)
	for name, to := range map[string]string{"completed": "COMPLETED", "badgeCode": "BADGE", "originatorId": "ORIGINATOR_ID", "originId": "ORIGIN_ID", "responsibleId": "RESPONSIBLE_ID"} {
		if v, ok := fields[name]; ok {
			a[to] = fmt.Sprint(v)
		}
	}
	layout, _ := in["layout"].(map[string]any)
	if len(layout) == 0 {
		return bitrixFault(400, "ERROR_EMPTY_LAYOUT", "Поле layout должно быть заполнено")
	}
	if code := wrongLayout(layout); code != "" {
		return bitrixFault(400, code, "Ошибка в layout")
	}
	a["LAYOUT"] = asked(layout)
	return 200, nil
}

// asked is a layout with its yes and no as Bitrix24 reads them out of a batch, where all is
// text: Y and TRUE are yes, and any other text is no, 1 too.
func asked(layout Obj) Obj {
	out := Obj{}
	for name, v := range layout {
		switch v := v.(type) {
		case map[string]any:
			out[name] = asked(v)
		case string:
			out[name] = any(v)
			if name == "hideIfReadonly" || name == "inline" || name == "multiline" || name == "bold" {
				out[name] = slices.Contains([]string{"Y", "TRUE"}, strings.ToUpper(v))
			}
		default:
			out[name] = v
		}
	}
	return out
}

// wrongLayout is the code of what is wrong with a layout; "": nothing.
func wrongLayout(layout Obj) string {
	shapes := []struct {
		at       string
		needs    string
		may      string
		most     int // of what is in it
		anything bool
	}{
		{"", "icon header body", "footer", 0, false}, {"icon", "code", "", 0, false}, {"header", "title", "titleAction tags", 0, false},
		{"header.tags", "", "", 2, true}, {"body", "logo blocks", "", 0, false}, {"body.logo", "code", "action", 0, false}, {"body.blocks", "", "", 20, true},
		{"footer", "", "buttons menu", 0, false}, {"footer.buttons", "", "", 2, true}, {"footer.menu", "", "showPinItem showPostponeItem showDeleteItem items", 0, false},
	}
	for _, s := range shapes {
		at, there := layout, true
		for part := range strings.SplitSeq(s.at, ".") {
			if part != "" && there {
				at, there = at[part].(map[string]any)
			}
		}
		if !there {
			continue
		}
		for name := range at {
			if !bitrixKey.MatchString(name) {
				return "KEY_CONTAIN_WRONG_SYMBOLS"
			}
			if !s.anything && !slices.Contains(strings.Fields(s.needs+" "+s.may), name) {
				return "FIELD_IS_REDUNDANT"
			}
		}
		for name := range strings.FieldsSeq(s.needs) {
			if at[name] == nil {
				return "FIELD_IS_REQUIRED"
			}
		}
		if s.most > 0 && len(at) > s.most {
			return "TOO_MANY_ITEMS"
		}
	}
	foot, _ := layout["footer"].(map[string]any)
	menu, _ := foot["menu"].(map[string]any)
	for at, may := range map[string]string{"buttons": "title type action scope hideIfReadonly", "items": "title action scope hideIfReadonly"} {
		all, ok := foot[at].(map[string]any)
		if !ok {
			all, _ = menu[at].(map[string]any)
		}
		for name, v := range all {
			one, _ := v.(map[string]any)
			for key := range one {
				if !slices.Contains(strings.Fields(may), key) {
					return "FIELD_IS_REDUNDANT"
				}
			}
			if one["title"] == nil || one["action"] == nil || !bitrixKey.MatchString(name) {
				return "FIELD_IS_REQUIRED"
			}
		}
	}
	body := layout["body"].(map[string]any)
	blocks, _ := body["blocks"].(map[string]any)
	if len(blocks) == 0 {
		return "FIELD_IS_REQUIRED"
	}
	for _, block := range blocks {
		if code := wrongBlock(block); code != "" {
			return code
		}
	}
	return ""
}

// wrongBlock is wrongLayout of one block.
func wrongBlock(v any) string {
	block, _ := v.(map[string]any)
	may, known := map[string]string{
		"text": "value multiline title bold size color scope", "largeText": "value scope", "link": "text action bold scope",
		"withTitle": "title block inline scope", "lineOfBlocks": "blocks scope", "deadline": "readonly scope",
	}[fmt.Sprint(block["type"])]
	if !known {
		return "ENUM_FIELD"
	}
	properties, _ := block["properties"].(map[string]any)
	for name := range properties {
		if !slices.Contains(strings.Fields(may), name) {
			return "FIELD_IS_REDUNDANT"
		}
	}
	inner, _ := properties["blocks"].(map[string]any)
	if block["type"] == "lineOfBlocks" && len(inner) == 0 {
		return "FIELD_IS_REQUIRED"
	}
	for name, one := range inner {
		if !bitrixKey.MatchString(name) {
			return "KEY_CONTAIN_WRONG_SYMBOLS"
		}
		if code := wrongBlock(one); code != "" {
			return code
		}
	}
	return ""
}

// LayoutOf is an activity's layout, as it was sent.
func LayoutOf(activity map[string]any) string {
	raw, _ := json.Marshal(activity["LAYOUT"])
	return string(raw)
}

package parties

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bitrixTypes are the types of card of Bitrix24, by our names.
var bitrixTypes = map[string]int{"lead": 1, "deal": 2, "contact": 3, "company": 4, "case": BitrixCases}

// BitrixCases is the smart process whose items are cases.
const BitrixCases = 1038

// Cards are a kind's cards ("contact", "deal") as they are there, the first made first.
func (b *Bitrix24) Cards(kind string) []map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []map[string]any
	for _, item := range b.items[bitrixTypes[kind]] {
		out = append(out, maps.Clone(item))
	}
	return out
}

// Make is a person who makes a card there.
func (b *Bitrix24) Make(kind string, fields map[string]any) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, out := b.add(Obj{"entityTypeId": bitrixTypes[kind], "fields": fields})
	item := out.(Obj)["item"].(Obj)
	item["updatedBy"] = 7
	return number(item["id"])
}

// Set is a person who sets fields of a card there.
func (b *Bitrix24) Set(kind string, id int, fields map[string]any) {
	b.mu.Lock()
	if item := b.find(bitrixTypes[kind], id); item != nil {
		b.write(bitrixTypes[kind], item, fields)
		item["updatedBy"] = 7
	}
	b.mu.Unlock()
	b.tell("ONCRM"+strings.ToUpper(kind)+"UPDATE", id)
}

// Take is a person who deletes a card there.
func (b *Bitrix24) Take(kind string, id int) {
	b.mu.Lock()
	t := bitrixTypes[kind]
	b.items[t] = slices.DeleteFunc(b.items[t], func(item Obj) bool { return number(item["id"]) == id })
	b.mu.Unlock()
	b.tell("ONCRM"+strings.ToUpper(kind)+"DELETE", id)
}

// tell posts an event, if somebody wants it.
func (b *Bitrix24) tell(event string, id int) {
	if b.Changed != nil {
		b.Changed(BitrixEvent(event, id, "app-token"))
	}
}

// BitrixEvent is the body of an event: what happened to which card, and no more.
func BitrixEvent(event string, id int, token string) string {
	return url.Values{
		"event": {event}, "event_handler_id": {"975"}, "data[FIELDS][ID]": {strconv.Itoa(id)}, "ts": {"1766047124"},
		"auth[domain]": {"company.bitrix24.com"}, "auth[client_endpoint]": {"https://company.bitrix24.com/rest/"},
		"auth[member_id]": {BitrixMember}, "auth[application_token]": {token},
	}.Encode()
}

func (b *Bitrix24) find(kind, id int) Obj {
	for _, item := range b.items[kind] {
		if number(item["id"]) == id {
			return item
		}
	}
	return nil
}

func (b *Bitrix24) forbids(in Obj) bool {
	return slices.Contains(b.Forbids, number(in["entityTypeId"])) || slices.Contains(b.Blind, b.as)
}

// stamp is a moment in the zone of the webhook's owner.
func (b *Bitrix24) stamp() string {
	return b.At.In(time.FixedZone("", 3*60*60)).Format("2006-01-02T15:04:05-07:00")
}

func (b *Bitrix24) get(in Obj) (int, any) {
	if b.forbids(in) {
		return bitrixFault(400, "ACCESS_DENIED", "У Вас нет прав на просмотр этого элемента")
	}
	item := b.find(number(in["entityTypeId"]), number(in["id"]))
	if item == nil {
		return bitrixFault(400, "NOT_FOUND", "Элемент не найден")
	}
	return 200, Obj{"item": item}
}

func (b *Bitrix24) add(in Obj) (int, any) {
	if b.forbids(in) {
		return bitrixFault(400, "ACCESS_DENIED", "Доступ запрещен")
	}
	kind := number(in["entityTypeId"])
	b.last++
	item := Obj{"id": 100 + b.last, "createdTime": b.stamp(), "createdBy": 1, "entityTypeId": kind, "contactId": 0, "companyId": 0, "assignedById": 1, "title": fmt.Sprint("Элемент #", 100+b.last)}
	switch kind {
	case 1:
		item["stageId"], item["opportunity"], item["currencyId"] = "NEW", json.Number("0"), "EUR"
	case 2:
		item["categoryId"], item["stageId"], item["opportunity"], item["currencyId"] = 0, "NEW", json.Number("0"), "EUR"
	case BitrixCases:
		item["categoryId"], item["stageId"] = 5, "DT1038_5:NEW"
	}
	fields, _ := in["fields"].(map[string]any)
	if who, given := fields["assignedById"]; given && bitrixNames(number(who)) == "" {
		return bitrixFault(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Значение поля задано неверно")
	}
	if status, fault := b.write(kind, item, fields); status != 200 {
		return status, fault
	}
	if b.items == nil {
		b.items = map[int][]Obj{}
	}
	b.items[kind] = append(b.items[kind], item)
	return 200, Obj{"item": item}
}

func (b *Bitrix24) update(in Obj) (int, any) {
	if b.forbids(in) || slices.Contains(b.Lookers, b.as) {
		return bitrixFault(400, "ACCESS_DENIED", "Доступ запрещен")
	}
	kind := number(in["entityTypeId"])
	item := b.find(kind, number(in["id"]))
	if item == nil {
		return bitrixFault(400, "NOT_FOUND", "Элемент не найден")
	}
	fields, _ := in["fields"].(map[string]any)
	if status, fault := b.write(kind, item, fields); status != 200 {
		return status, fault
	}
	return 200, Obj{"item": item}
}

// write sets what it knows, and passes over the rest.
func (b *Bitrix24) write(kind int, item, fields Obj) (int, any) {
	if said, _ := json.Marshal(fields); b.Bad != "" && strings.Contains(string(said), b.Bad) {
		return bitrixFault(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", `Неверное значение поля "secret words"`)
	}
	known := b.fieldsOf(kind)
	for name, v := range fields {
		f, ok := known[name].(Obj)
		switch {
		case name == "fm":
			b.writeMulti(item, v)
		case name == "contactIds":
			if item["contactId"] = 0; len(several(v)) > 0 {
				item["contactId"] = number(several(v)[0])
			}
		case !ok || f["isReadOnly"] == true || name == b.Locked:
		case f["isMultiple"] == true:
			item[name] = []any{}
			if all := several(v); len(all) > 0 {
				item[name] = all
			}
		default:
			item[name] = bitrixValue(fmt.Sprint(f["type"]), v)
		}
	}
	if _, moved := fields["categoryId"]; moved && fields["stageId"] == nil {
		item["stageId"] = "C" + fmt.Sprint(item["categoryId"]) + ":NEW"
	}
	stage := fmt.Sprint(item["stageId"])
	if item["stageSemanticId"] = "P"; strings.HasSuffix(stage, "WON") || stage == "CONVERTED" {
		item["stageSemanticId"] = "S"
	} else if strings.HasSuffix(stage, "LOSE") || stage == "JUNK" {
		item["stageSemanticId"] = "F"
	}
	item["updatedTime"], item["updatedBy"] = b.stamp(), 1
	return 200, nil
}

// bitrixValue is a value as Bitrix24 answers with it.
func bitrixValue(kind string, v any) any {
	s := fmt.Sprint(v)
	switch kind {
	case "double", "integer", "crm_company", "crm_category":
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			return nil
		}
		return json.Number(s)
	case "enumeration":
		if n, err := strconv.Atoi(s); err == nil {
			return n
		}
		return nil
	case "date":
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return t.Format("2006-01-02") + "T03:00:00+03:00"
		}
		return nil
	case "datetime":
		if t, err := time.Parse("2006-01-02T15:04:05-07:00", s); err == nil {
			return t.In(time.FixedZone("", 3*60*60)).Format("2006-01-02T15:04:05-07:00")
		}
		return nil
	}
	if s == "" || v == nil {
		return nil
	}
	return strings.TrimSpace(s)
}

func (b *Bitrix24) writeMulti(item Obj, v any) {
	all, _ := v.(map[string]any)
	have, _ := item["fm"].([]any)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		said, _ := all[name].(map[string]any)
		i := slices.IndexFunc(have, func(e any) bool { return fmt.Sprint(e.(Obj)["id"]) == name })
		switch {
		case i >= 0 && said["value"] == "":
			have = slices.Delete(slices.Clone(have), i, i+1)
		case i >= 0:
			have = slices.Clone(have)
			have[i] = Obj{"id": have[i].(Obj)["id"], "typeId": have[i].(Obj)["typeId"], "valueType": said["valueType"], "value": said["value"]}
		default:
			b.last++
			have = append(slices.Clone(have), Obj{"id": 500 + b.last, "typeId": said["typeId"], "valueType": said["valueType"], "value": said["value"]})
		}
	}
	item["fm"] = have
}

package parties

import (
	"fmt"
	"slices"
	"strings"
)

func (b *Bitrix24) list(in Obj) (int, any) {
	if b.forbids(in) {
		return bitrixFault(400, "ACCESS_DENIED", "Доступ запрещен")
	}
	kind := number(in["entityTypeId"])
	filter, _ := in["filter"].(map[string]any)
	order, _ := in["order"].(map[string]any)
	known := b.fieldsOf(kind)
	var out []any
	for _, item := range b.items[kind] {
		if passes(item, filter, known) {
			out = append(out, item)
		}
	}
	if order["id"] == "DESC" {
		slices.Reverse(out)
	}
	if len(out) == 0 {
		out = []any{}
	}
	return 200, Obj{"items": out[:min(len(out), 50)]}
}

// passes says whether a card passes a filter; a field that it does not know it passes over.
func passes(item, filter, known Obj) bool {
	for name, want := range filter {
		field := strings.TrimLeft(name, "=@%<>!")
		if _, ok := known[field]; !ok {
			continue
		}
		have, one := fmt.Sprint(item[field]), fmt.Sprint(want)
		ok := false
		switch name[:len(name)-len(field)] {
		case "", "=":
			ok = have == one
		case "@":
			ok = slices.ContainsFunc(several(want), func(v any) bool { return fmt.Sprint(v) == have })
		case "%":
			ok = strings.Contains(strings.ToLower(have), strings.ToLower(one))
		case ">":
			ok = number(item[field]) > number(want)
		case "<":
			ok = number(item[field]) < number(want)
		}
		if !ok {
			return false
		}
	}
	return true
}

// findByComm compares phones by their digits and e-mails without case, of at most 20.
func (b *Bitrix24) findByComm(in Obj) (int, any) {
	bare := func(s string) string {
		if in["type"] == "EMAIL" {
			return strings.ToLower(s)
		}
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	var ids []any
	for _, item := range b.items[3] {
		entries, _ := item["fm"].([]any)
		for _, e := range entries {
			one := e.(Obj)
			has := slices.ContainsFunc(several(in["values"]), func(v any) bool { return bare(fmt.Sprint(v)) == bare(fmt.Sprint(one["value"])) })
			if one["typeId"] == in["type"] && has && !slices.Contains(ids, item["id"]) && len(ids) < 20 {
				ids = append(ids, item["id"])
			}
		}
	}
	if len(ids) == 0 {
		return 200, []any{}
	}
	return 200, Obj{"CONTACT": ids}
}

// AddField makes a user field of a kind of card ("deal"), with the items of an
// enumeration, whose numbers begin at 71.
func (b *Bitrix24) AddField(kind, name, title, typ string, multiple bool, items ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := bitrixTypes[kind]
	f := Obj{"type": typ, "isRequired": false, "isReadOnly": false, "isMultiple": multiple, "isDynamic": true, "title": title, "upperName": name}
	if typ == "enumeration" {
		var all []any
		for i, v := range items {
			all = append(all, Obj{"ID": fmt.Sprint(71 + i), "SORT": fmt.Sprint(10 * i), "VALUE": v, "DEF": "N"})
		}
		f["list"] = all
	}
	b.fieldsOf(t)[name] = f
}

// DropField takes a field away, as an administrator there does.
func (b *Bitrix24) DropField(kind, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.fieldsOf(bitrixTypes[kind]), name)
}

func bitrixField(typ, title string, readOnly bool) Obj {
	return Obj{"type": typ, "isRequired": false, "isReadOnly": readOnly, "isMultiple": false, "isDynamic": false, "title": title}
}

// fieldsOf are the fields of a type of card.
func (b *Bitrix24) fieldsOf(kind int) Obj {
	if f, ok := b.fields[kind]; ok {
		return f
	}
	f := Obj{
		"id": bitrixField("integer", "ID", true), "title": bitrixField("string", "Название", false), "createdTime": bitrixField("datetime", "Когда создан", true),
		"updatedTime": bitrixField("datetime", "Когда обновлен", true), "assignedById": bitrixField("user", "Ответственный", false),
		"contactId": bitrixField("crm_contact", "Контакт", false), "companyId": bitrixField("crm_company", "Компания", false),
		"stageSemanticId": bitrixField("string", "Семантика", true), "comments": bitrixField("text", "Комментарий", false),
	}
	if kind == BitrixCases {
		f["xmlId"] = bitrixField("string", "Внешний код", false)
	} else {
		f["originatorId"], f["originId"] = bitrixField("string", "Внешний источник", false), bitrixField("string", "Внешний код", false)
		f["sourceId"] = bitrixField("crm_status", "Источник", false)
		f["sourceId"].(Obj)["statusType"] = "SOURCE"
	}
	if kind == 1 || kind == 3 {
		f["name"], f["lastName"], f["secondName"] = bitrixField("string", "Имя", false), bitrixField("string", "Фамилия", false), bitrixField("string", "Отчество", false)
	}
	if kind != 3 && kind != 4 {
		f["stageId"] = bitrixField("crm_status", "Стадия", false)
		f["stageId"].(Obj)["statusType"] = map[int]string{1: "STATUS", 2: "DEAL_STAGE", BitrixCases: "DYNAMIC_1038_STAGE_5"}[kind]
	}
	if kind == 1 || kind == 2 {
		f["opportunity"], f["currencyId"] = bitrixField("double", "Сумма", false), bitrixField("crm_currency", "Валюта", false)
		f["isManualOpportunity"] = bitrixField("boolean", "Режим расчета суммы", false)
	}
	if kind == 2 {
		f["categoryId"], f["closedate"] = bitrixField("crm_category", "Воронка", false), bitrixField("date", "Дата завершения", false)
	}
	if b.fields == nil {
		b.fields = map[int]Obj{}
	}
	b.fields[kind] = f
	return f
}

func (b *Bitrix24) itemFields(in Obj) (int, any) {
	out := Obj{}
	for name, f := range b.fieldsOf(number(in["entityTypeId"])) {
		shown := Obj{}
		for k, v := range f.(Obj) {
			if k != "list" { // told by another method
				shown[k] = v
			}
		}
		out[name] = shown
	}
	return 200, Obj{"fields": out}
}

func (b *Bitrix24) userFields(kind string, in Obj) (int, any) {
	filter, _ := in["filter"].(map[string]any)
	out := []any{}
	for name, f := range b.fieldsOf(bitrixTypes[kind]) {
		o := f.(Obj)
		xml := ""
		if strings.HasPrefix(name, "UF_CRM_SUFLER_") {
			xml = "SUFLER"
		}
		if !strings.HasPrefix(name, "UF_") || filter["USER_TYPE_ID"] != nil && filter["USER_TYPE_ID"] != o["type"] || filter["XML_ID"] != nil && filter["XML_ID"] != xml {
			continue
		}
		u := Obj{"ID": "474", "FIELD_NAME": name, "USER_TYPE_ID": o["type"], "XML_ID": xml, "MULTIPLE": "N"}
		if o["list"] != nil {
			u["LIST"] = o["list"]
		}
		out = append(out, u)
	}
	return 200, out
}

func (b *Bitrix24) addUserField(in Obj) (int, any) {
	if b.NoAdmin {
		return bitrixFault(400, "", "Access denied.")
	}
	fields, _ := in["fields"].(map[string]any)
	name := "UF_CRM_" + fmt.Sprint(fields["FIELD_NAME"])
	if _, there := b.fieldsOf(3)[name]; there {
		return bitrixFault(400, "", "Поле "+name+" уже существует")
	}
	b.fieldsOf(3)[name] = Obj{"type": fields["USER_TYPE_ID"], "isReadOnly": false, "isMultiple": false, "isDynamic": true, "title": fields["LABEL"]}
	return 200, 474
}

func bitrixStatus(book, id, name, semantics string) Obj {
	s := Obj{"ID": "101", "ENTITY_ID": book, "STATUS_ID": id, "NAME": name, "SORT": "10", "SEMANTICS": nil, "EXTRA": Obj{"SEMANTICS": "process"}}
	switch semantics {
	case "S":
		s["SEMANTICS"], s["EXTRA"] = "S", Obj{"SEMANTICS": "success"}
	case "F":
		s["SEMANTICS"], s["EXTRA"] = "F", Obj{"SEMANTICS": "failure"}
	}
	return s
}

func (b *Bitrix24) statusList(Obj) (int, any) {
	return 200, []any{
		bitrixStatus("SOURCE", "WEB", "Сайт", ""), bitrixStatus("SOURCE", "CALL", "Звонок", ""),
		bitrixStatus("STATUS", "NEW", "Не обработан", ""), bitrixStatus("STATUS", "CONVERTED", "Качественный", "S"), bitrixStatus("STATUS", "JUNK", "Некачественный", "F"),
		bitrixStatus("DEAL_STAGE", "NEW", "Новая", ""), bitrixStatus("DEAL_STAGE", "WON", "Успешна", "S"), bitrixStatus("DEAL_STAGE", "LOSE", "Провалена", "F"),
		bitrixStatus("DEAL_STAGE_9", "C9:NEW", "Новая", ""), bitrixStatus("DEAL_STAGE_9", "C9:WON", "Успешна", "S"), bitrixStatus("DEAL_STAGE_9", "C9:LOSE", "Провалена", "F"),
	}
}

func (b *Bitrix24) categories(Obj) (int, any) {
	return 200, Obj{"categories": []any{Obj{"id": 0, "name": "Общая", "isDefault": "Y"}, Obj{"id": 9, "name": "Опт", "isDefault": "N"}}}
}

// AddRow adds a row of products to a deal.
func (b *Bitrix24) AddRow(deal, name string, price, quantity float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows = append(b.rows, Obj{
		"id": 17000 + len(b.rows), "ownerId": number(deal), "ownerType": "D", "productName": name, "price": price, "quantity": quantity, "measureName": "шт",
	})
}

// listRows wants to know of which owners.
func (b *Bitrix24) listRows(in Obj) (int, any) {
	filter, _ := in["filter"].(map[string]any)
	if filter["=ownerType"] != "D" || filter["=ownerId"] == nil {
		return bitrixFault(400, "0", "Required filter fields: =ownerType, =ownerId")
	}
	if b.forbids(Obj{"entityTypeId": 2}) {
		return bitrixFault(400, "ACCESS_DENIED", "Доступ запрещен")
	}
	var all []any
	for _, r := range b.rows {
		if slices.ContainsFunc(several(filter["=ownerId"]), func(id any) bool { return number(id) == number(r["ownerId"]) }) {
			all = append(all, r)
		}
	}
	start := min(number(in["start"]), len(all))
	return 200, Obj{"productRows": append([]any{}, all[start:min(start+50, len(all))]...)}
}

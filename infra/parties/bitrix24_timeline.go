package parties

import (
	"fmt"
	"maps"
	"slices"
)

// Comments are the comments in the timelines, and Todos the things to do: each as it
// is there, the first made first.
func (b *Bitrix24) Comments() []map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return copied(b.comments)
}

// Todos are the things to do.
func (b *Bitrix24) Todos() []map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return copied(b.todos)
}

func copied(all []Obj) (out []map[string]any) {
	for _, one := range all {
		out = append(out, maps.Clone(one))
	}
	return out
}

func (b *Bitrix24) addComment(in Obj) (int, any) {
	fields, _ := in["fields"].(map[string]any)
	switch {
	case fields["COMMENT"] == nil || fields["COMMENT"] == "":
		return bitrixFault(400, "INVALID_ARG_VALUE", "Empty comment message.")
	case b.find(bitrixOwner(fields["ENTITY_TYPE"]), number(fields["ENTITY_ID"])) == nil:
		return bitrixFault(400, "OWNER_NOT_FOUND", "Owner was not found")
	}
	b.last++
	b.comments = append(b.comments, Obj{
		"ID": fmt.Sprint(900 + b.last), "ENTITY_ID": fmt.Sprint(fields["ENTITY_ID"]), "ENTITY_TYPE": fields["ENTITY_TYPE"], "COMMENT": fields["COMMENT"],
		"CREATED": b.stamp(), "AUTHOR_ID": "1",
	})
	return 200, 900 + b.last
}

func bitrixOwner(name any) int {
	if name == fmt.Sprint("dynamic_", BitrixCases) {
		return BitrixCases
	}
	return bitrixTypes[fmt.Sprint(name)]
}

func (b *Bitrix24) listComments(in Obj) (int, any) {
	filter, _ := in["filter"].(map[string]any)
	out, skip := []any{}, number(in["start"])
	for _, c := range slices.Backward(b.comments) {
		if skip > 0 && c["ENTITY_ID"] == fmt.Sprint(filter["ENTITY_ID"]) && c["ENTITY_TYPE"] == filter["ENTITY_TYPE"] {
			skip--
			continue
		}
		if c["ENTITY_ID"] == fmt.Sprint(filter["ENTITY_ID"]) && c["ENTITY_TYPE"] == filter["ENTITY_TYPE"] && len(out) < 50 {
			out = append(out, c)
		}
	}
	return 200, out
}

func (b *Bitrix24) dropComment(in Obj) (int, any) {
	before := len(b.comments)
	b.comments = slices.DeleteFunc(b.comments, func(c Obj) bool { return c["ID"] == fmt.Sprint(in["id"]) })
	if len(b.comments) == before {
		return bitrixFault(400, "NOT_FOUND", "Not found")
	}
	return 200, true
}

func (b *Bitrix24) addTodo(in Obj) (int, any) {
	switch {
	case in["deadline"] == nil || in["ownerTypeId"] == nil:
		return bitrixFault(400, "100", "Could not find value for parameter {deadline}")
	case b.find(number(in["ownerTypeId"]), number(in["ownerId"])) == nil:
		return bitrixFault(400, "OWNER_NOT_FOUND", "Owner was not found")
	}
	b.last++
	b.todos = append(b.todos, Obj{
		"ID": fmt.Sprint(900 + b.last), "OWNER_ID": fmt.Sprint(in["ownerId"]), "OWNER_TYPE_ID": fmt.Sprint(in["ownerTypeId"]), "PROVIDER_ID": "CRM_TODO",
		"SUBJECT": in["title"], "DESCRIPTION": in["description"], "COMPLETED": "N", "DEADLINE": in["deadline"], "RESPONSIBLE_ID": fmt.Sprint(in["responsibleId"]),
	})
	return 200, Obj{"id": 900 + b.last}
}

func (b *Bitrix24) listTodos(in Obj) (int, any) {
	filter, _ := in["filter"].(map[string]any)
	out := []any{}
	for _, t := range slices.Backward(slices.Concat(b.todos, b.app.activities)) {
		ok := len(out) < 50
		for name, want := range filter {
			ok = ok && fmt.Sprint(t[name]) == fmt.Sprint(want)
		}
		if ok {
			out = append(out, t)
		}
	}
	return 200, out
}

func (b *Bitrix24) updateTodo(in Obj) (int, any) {
	fields, _ := in["fields"].(map[string]any)
	for _, t := range b.todos {
		if t["ID"] == fmt.Sprint(in["id"]) {
			maps.Copy(t, fields)
			return 200, true
		}
	}
	return bitrixFault(400, "", "Activity is not found")
}

// startProcess answers with the process's own id.
//
// https://apidocs.bitrix24.com/api-reference/bizproc/bizproc-workflow-start.html
func (b *Bitrix24) startProcess(in Obj) (int, any) {
	document, _ := in["DOCUMENT_ID"].([]any)
	if number(in["TEMPLATE_ID"]) == 0 || len(document) != 3 {
		return bitrixFault(400, "ERROR_WRONG_WORKFLOW_ID", "Incorrect document or template")
	}
	b.started = append(b.started, fmt.Sprint(document[2]))
	b.last++
	return 200, fmt.Sprintf("5f0d%08x.%08d", b.last, b.last)
}

// Started are the documents on which business processes were started: DEAL_103.
func (b *Bitrix24) Started() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.started)
}

package parties

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// What Kommo's people see on a card: notes, tasks, tags; and what its webhook tells.

// KommoEvent is the body of a call of Kommo's webhook: what happened ("leads[update]") to
// which card. Companies are told of among contacts.
func KommoEvent(what, id, kind string) string {
	return url.Values{
		what + "[0][id]": {id}, what + "[0][type]": {kind}, what + "[0][name]": {"Chairs"}, what + "[0][custom_fields][0][id]": {"1"},
		"account[subdomain]": {"shop"}, "account[id]": {"31361463"},
	}.Encode()
}

// Notes are the notes in all feeds, and Tasks the tasks: each as it is there, the first
// made first.
func (s *Kommo) Notes() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(s.notes)
}

// Tasks are the tasks.
func (s *Kommo) Tasks() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(s.tasks)
}

// Tags are a card's.
func (s *Kommo) Tags(collection, id string) (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.cards[collection] {
		if fmt.Sprint(c["id"]) == id {
			for _, t := range kommoLinks(c, "tags") {
				out = append(out, fmt.Sprint(t["name"]))
			}
		}
	}
	return out
}

// Tag is a person who puts a tag on a card.
func (s *Kommo) Tag(collection, id, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.cards[collection] {
		if fmt.Sprint(c["id"]) == id {
			s.retag(c, Obj{"tags_to_add": []any{Obj{"name": name}}})
		}
	}
}

// noting serves a card's notes.
func (s *Kommo) noting(r *http.Request, collection, id string, body any) (int, any) {
	if r.Method == http.MethodGet {
		var found []Obj
		for _, n := range slices.Backward(s.notes) {
			if fmt.Sprint(n["entity_id"]) == id && n["entity_type"] == collection {
				found = append(found, n)
			}
		}
		return s.page(r, "notes", found)
	}
	all, _ := body.([]any)
	made := []any{}
	for i, v := range all {
		in, _ := v.(Obj)
		said, _ := in["params"].(Obj)
		if in["note_type"] != "common" || fmt.Sprint(said["text"]) == "" {
			return 400, kommoRefuses([]string{fmt.Sprintf("%d.params.text", i)})
		}
		n := Obj{"id": s.id(), "entity_id": json.Number(id), "entity_type": collection, "note_type": "common", "params": said, "created_at": s.At.Unix()}
		s.notes = append(s.notes, n)
		made = append(made, Obj{"id": n["id"], "entity_id": n["entity_id"], "request_id": strconv.Itoa(i)})
	}
	return 200, Obj{"_embedded": Obj{"notes": made}}
}

// editNotes changes notes of a collection: none can be deleted.
func (s *Kommo) editNotes(body any) (int, any) {
	all, _ := body.([]any)
	for i, v := range all {
		in, _ := v.(Obj)
		at := slices.IndexFunc(s.notes, func(n Obj) bool { return fmt.Sprint(n["id"]) == fmt.Sprint(in["id"]) })
		if at < 0 || in["entity_id"] == nil {
			return 400, kommoRefuses([]string{fmt.Sprintf("%d.entity_id", i)})
		}
		s.notes[at]["params"] = in["params"]
	}
	return 200, Obj{"_embedded": Obj{"notes": all}}
}

// tasking serves the tasks.
func (s *Kommo) tasking(r *http.Request, body any) (int, any) {
	q := r.URL.Query()
	all, _ := body.([]any)
	done := []any{}
	switch r.Method {
	case http.MethodGet:
		var found []Obj
		for _, t := range slices.Backward(s.tasks) {
			if fmt.Sprint(t["entity_id"]) == q.Get("filter[entity_id][]") && t["entity_type"] == q.Get("filter[entity_type]") && (!q.Has("filter[is_completed]") || (q.Get("filter[is_completed]") == "1") == (t["is_completed"] == true)) {
				found = append(found, t)
			}
		}
		return s.page(r, "tasks", found)
	case http.MethodPost:
		for i, v := range all {
			in, _ := v.(Obj)
			switch {
			case in["complete_till"] == nil || in["text"] == nil:
				return 400, kommoRefuses([]string{fmt.Sprintf("%d.complete_till", i)})
			case !s.there(fmt.Sprint(in["entity_type"]), in["entity_id"]):
				return 400, kommoRefuses([]string{fmt.Sprintf("%d.entity_id", i)})
			}
			t := maps.Clone(in)
			t["id"], t["is_completed"] = s.id(), false
			s.tasks = append(s.tasks, t)
			done = append(done, Obj{"id": t["id"], "request_id": strconv.Itoa(i)})
		}
	default:
		for i, v := range all {
			in, _ := v.(Obj)
			at := slices.IndexFunc(s.tasks, func(t Obj) bool { return fmt.Sprint(t["id"]) == fmt.Sprint(in["id"]) })
			if result, _ := in["result"].(Obj); at < 0 || in["is_completed"] == true && result["text"] == nil {
				return 400, kommoRefuses([]string{fmt.Sprintf("%d.result.text", i)})
			}
			maps.Copy(s.tasks[at], in)
			done = append(done, Obj{"id": in["id"]})
		}
	}
	return 200, Obj{"_embedded": Obj{"tasks": done}}
}

// closest is when the next open task of a card is due; nil: it has none.
func (s *Kommo) closest(collection string, id any) (at any) {
	first := int64(0)
	for _, t := range s.tasks {
		n, _ := strconv.ParseInt(fmt.Sprint(t["complete_till"]), 10, 64)
		if t["is_completed"] != true && t["entity_type"] == collection && fmt.Sprint(t["entity_id"]) == fmt.Sprint(id) && (first == 0 || n < first) {
			first, at = n, n
		}
	}
	return at
}

// retag puts tags on a card and takes others off.
func (s *Kommo) retag(c, in Obj) {
	names := func(list string) (out []string) {
		all, _ := in[list].([]any)
		for _, v := range all {
			t, _ := v.(Obj)
			out = append(out, fmt.Sprint(t["name"]))
		}
		return out
	}
	add, drop := names("tags_to_add"), names("tags_to_delete")
	if add == nil && drop == nil {
		return
	}
	kept := []any{}
	for _, have := range kommoLinks(c, "tags") {
		if name := fmt.Sprint(have["name"]); !slices.Contains(drop, name) && !slices.Contains(add, name) {
			kept = append(kept, have)
		}
	}
	for _, name := range add {
		kept = append(kept, Obj{"id": s.id(), "name": name, "color": nil})
	}
	embedded, _ := c["_embedded"].(Obj)
	if embedded = maps.Clone(embedded); embedded == nil {
		embedded = Obj{}
	}
	embedded["tags"] = kept
	c["_embedded"] = embedded
}

// Hooks are the addresses that it tells what people change, for how many kinds of events.
func (s *Kommo) Hooks() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for _, h := range s.hooks {
		settings, _ := h["settings"].([]any)
		out[fmt.Sprint(h["destination"])] += len(settings)
	}
	return out
}

// https://developers.kommo.com/reference/webhooks
func (s *Kommo) webhooks(r *http.Request, body any) (int, any) {
	if s.NoHooks || !s.Admin {
		return 403, kommoProblem(403)
	}
	in, _ := body.(Obj)
	if r.Method == http.MethodPost {
		in["disabled"] = false
		s.hooks = append(s.hooks, in)
		return 201, in
	}
	var found []Obj
	for _, h := range s.hooks {
		if h["destination"] == r.URL.Query().Get("filter[destination]") {
			found = append(found, h)
		}
	}
	return s.page(r, "webhooks", found)
}

// ForgetHooks is a person who takes all web hooks away.
func (s *Kommo) ForgetHooks() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = nil
}

// Bots are the Salesbots that were started, each with what it was started on.
func (s *Kommo) Bots() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.bots...)
}

// https://developers.kommo.com/reference/launch-salesbot
func (s *Kommo) runBots(body any) (int, any) {
	all, _ := body.([]any)
	for _, one := range all {
		in, _ := one.(Obj)
		collection := map[string]string{"1": "contacts", "2": "leads"}[fmt.Sprint(in["entity_type"])]
		if collection == "" || !s.there(collection, in["entity_id"]) {
			return 400, kommoProblem(400)
		}
		s.bots = append(s.bots, fmt.Sprint(in["bot_id"], " on ", collection, " ", in["entity_id"]))
	}
	return 202, Obj{"success": true}
}

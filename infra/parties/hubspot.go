package parties

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// HubSpot is an account of HubSpot's objects, as far as the worked example of the CRM by
// HTTP calls it: all properties are texts, one that there is not is refused by name, a
// search tells no associations, and an object is made each time it is asked.
//
// https://developers.hubspot.com/docs/api-reference/crm-deals-v3/guide
type HubSpot struct {
	Token string
	At    time.Time

	mu      sync.Mutex
	objects map[string][]Obj // by type; their properties, with id and of what they are
	next    int
}

// hubspotHas are the properties that an account has, with the one that the example wants
// made.
var hubspotHas = map[string]string{
	"contacts": "email phone firstname lastname sufler_origin", "deals": "dealname pipeline dealstage amount closedate description sufler_origin",
	"notes": "hs_note_body hs_timestamp", "tasks": "hs_task_subject hs_task_body hs_timestamp hs_task_status",
}

// Objects are those of a type: their properties, and their id.
func (s *HubSpot) Objects(kind string) (out []map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.objects[kind] {
		one := map[string]string{"id": fmt.Sprint(o["id"])}
		for name, v := range o["properties"].(Obj) {
			one[name] = fmt.Sprint(v)
		}
		out = append(out, one)
	}
	return out
}

func (s *HubSpot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct {
		Properties   any // an object, and in a search a list of names
		Associations []struct {
			To struct{ ID any }
		}
		FilterGroups []struct {
			Filters []struct{ PropertyName, Operator, Value string }
		}
	}
	if r.Method != http.MethodGet && r.Method != http.MethodDelete {
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			hubspotSays(w, 400, Obj{"status": "error", "category": "VALIDATION_ERROR", "message": "Invalid input JSON"})
			return
		}
	}
	kind, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/crm/v3/objects/"), "/")
	known := strings.Fields(hubspotHas[kind])
	set, _ := in.Properties.(Obj)
	for name := range set {
		if !slices.Contains(known, name) {
			hubspotSays(w, 400, Obj{"status": "error", "category": "VALIDATION_ERROR", "message": "Property values were not valid", "errors": []any{Obj{"code": "PROPERTY_DOESNT_EXIST", "context": Obj{"propertyName": []any{name}}}}})
			return
		}
	}
	at := slices.IndexFunc(s.objects[kind], func(o Obj) bool { return o["id"] == id })
	switch {
	case r.Header.Get("Authorization") != "Bearer "+s.Token:
		hubspotSays(w, 401, Obj{"status": "error", "category": "INVALID_AUTHENTICATION", "message": "Authentication credentials not found."})
	case known == nil || id != "" && id != "search" && at < 0:
		hubspotSays(w, 404, Obj{"status": "error", "category": "OBJECT_NOT_FOUND", "message": "resource not found"})
	case id == "search":
		found := []any{}
		for _, o := range s.objects[kind] {
			all := true
			for _, f := range in.FilterGroups[0].Filters {
				have := fmt.Sprint(o["properties"].(Obj)[f.PropertyName])
				if strings.HasPrefix(f.PropertyName, "associations.") {
					have = fmt.Sprint(o["of"])
				}
				all = all && (have == f.Value) == (f.Operator == "EQ")
			}
			if all {
				found = append(found, s.shown(o, ""))
			}
		}
		hubspotSays(w, 200, Obj{"total": len(found), "results": found})
	case r.Method == http.MethodPost:
		s.next++
		o := Obj{"id": strconv.Itoa(50 + s.next), "properties": Obj{}, "of": ""}
		for _, to := range in.Associations {
			o["of"] = fmt.Sprint(to.To.ID)
		}
		for name, v := range set {
			o["properties"].(Obj)[name] = fmt.Sprint(v)
		}
		if s.objects == nil {
			s.objects = map[string][]Obj{}
		}
		s.objects[kind] = append(s.objects[kind], o)
		hubspotSays(w, 201, s.shown(o, ""))
	case r.Method == http.MethodPatch:
		o := s.objects[kind][at]
		for name, v := range set {
			o["properties"].(Obj)[name] = fmt.Sprint(v)
		}
		hubspotSays(w, 200, s.shown(o, ""))
	case r.Method == http.MethodDelete:
		s.objects[kind] = slices.Delete(s.objects[kind], at, at+1)
		w.WriteHeader(http.StatusNoContent)
	default:
		hubspotSays(w, 200, s.shown(s.objects[kind][at], r.URL.Query().Get("associations")))
	}
}

func (s *HubSpot) shown(o Obj, associations string) Obj {
	now := s.At.Format("2006-01-02T15:04:05.000Z")
	out := Obj{"id": o["id"], "properties": o["properties"], "createdAt": now, "updatedAt": now, "archived": false}
	if associations != "" && o["of"] != "" {
		out["associations"] = Obj{associations: Obj{"results": []any{Obj{"id": o["of"], "type": "deal_to_contact"}}}}
	}
	return out
}

func hubspotSays(w http.ResponseWriter, status int, body Obj) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// template makes one and gives its id.
func (h *house) template(who, body string) string {
	h.t.Helper()
	return h.as(who, "POST", "/v1/templates", body).is(201).doc()["id"].(string)
}

// titles are those of a list of templates.
func (h *house) titles(who, query string) (out []string) {
	h.t.Helper()
	for _, t := range h.as(who, "GET", "/v1/templates"+query, nil).is(200).doc()["items"].([]any) {
		out = append(out, at(t, "title").(string))
	}
	return out
}

// staff makes a team of Olga and Sue.
func (h *house) staff() {
	h.t.Helper()
	_, err := h.st.SaveTeam(h.t.Context(), desk.Team{ID: "night", Title: "Night", Members: []desk.OperatorID{"olga", "sue"}})
	must(h.t, err)
	_, err = h.st.SaveTeam(h.t.Context(), desk.Team{ID: "spare", Title: "Spare"})
	must(h.t, err)
}

// TestTemplatesAreFoundInTitleAndText_OP11_OP12_D15: by a part of either, whatever
// the case and the accents; the best first.
func TestTemplatesAreFoundInTitleAndText_OP11_OP12_D15(t *testing.T) {
	h := newHouse(t)
	for _, c := range []string{
		`"title":"Delivery times","text":"Two days."`,
		`"title":"About delivery","text":"We bring it."`,
		`"title":"Prices","text":"The delivery is free."`,
		`"title":"Redelivery","text":"Again."`,
		`"title":"Sizes","text":"A predelivery check."`,
		`"title":"Другая цена","text":"Ещё раз: ЁЛКА.","language":"ru"`,
		`"title":"Saludo","text":"Adiós, señor.","language":"es"`,
	} {
		h.template("operator", `{`+c+`}`)
	}
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"?q=delivery", []string{"Delivery times", "About delivery", "Prices", "Redelivery", "Sizes"}},
		{"?q=DELIV", []string{"Delivery times", "About delivery", "Prices", "Redelivery", "Sizes"}},
		{"?q=free+price", []string{"Prices"}}, // words of the title and of the text
		{"?q=елка", []string{"Другая цена"}},
		{"?q=adios", []string{"Saludo"}},
		{"?q=nothing", nil},
		{"?language=es", []string{"About delivery", "Delivery times", "Prices", "Redelivery", "Saludo", "Sizes"}},
		{"?q=s&language=ru&scope=personal", []string{"Sizes", "Delivery times", "Redelivery", "Prices"}},
	} {
		got := h.titles("operator", strings.ReplaceAll(c.query, " ", "+"))
		if c.query == "?q=s&language=ru&scope=personal" {
			if len(got) == 0 || got[0] != "Sizes" || slices.Contains(got, "Saludo") {
				t.Errorf("%s: got %q", c.query, got)
			}
			continue
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.query, got, c.want)
		}
	}
	// In pages, too.
	page := h.as("operator", "GET", "/v1/templates?limit=5", nil).is(200).doc()
	next := h.as("operator", "GET", "/v1/templates?limit=5&cursor="+page["next"].(string), nil).is(200).doc()
	if len(page["items"].([]any)) != 5 || len(next["items"].([]any)) != 2 || next["next"] != nil {
		t.Errorf("got pages of %d and %d", len(page["items"].([]any)), len(next["items"].([]any)))
	}
}

// TestTemplatesBelongToAPersonATeamOrAll_OP40: who sees and who changes which.
func TestTemplatesBelongToAPersonATeamOrAll_OP40(t *testing.T) {
	h := newHouse(t)
	h.staff()
	ids := map[string]string{
		"own":   h.template("operator", `{"title":"Own","text":"x"}`),
		"sales": h.template("supervisor", `{"scope":"team","team":"night","title":"Team","text":"x"}`),
		"spare": h.template("admin", `{"scope":"team","team":"spare","title":"Spare","text":"x"}`),
		"all":   h.template("supervisor", `{"scope":"all","title":"All","text":"x"}`),
	}
	for who, want := range map[string]struct {
		sees    []string
		changes []string
	}{
		"operator":   {[]string{"All", "Own", "Team"}, []string{"own"}},
		"reader":     {[]string{"All"}, nil},
		"supervisor": {[]string{"All", "Spare", "Team"}, []string{"all", "sales"}},
		"admin":      {[]string{"All", "Spare", "Team"}, []string{"all", "sales", "spare"}},
	} {
		if got := h.titles(who, ""); !slices.Equal(got, want.sees) {
			t.Errorf("%s sees %q, want %q", who, got, want.sees)
		}
		for name, id := range ids {
			title := map[string]string{"own": "Own", "sales": "Team", "spare": "Spare", "all": "All"}[name]
			a := h.as(who, "PATCH", "/v1/templates/"+id, `{"text":"by `+who+`"}`, "If-Match", "*")
			wanted := 403
			switch {
			case slices.Contains(want.changes, name):
				wanted = 200
			case !slices.Contains(want.sees, title):
				wanted = 404
			}
			if a.status != wanted {
				t.Errorf("%s changes %s: got %d %s, want %d", who, name, a.status, a.body, wanted)
			}
			if wanted == 403 {
				h.as(who, "DELETE", "/v1/templates/"+id, nil).no(403, "forbidden")
			}
		}
	}
	h.as("operator", "POST", "/v1/templates", `{"scope":"all","title":"x","text":"x"}`).no(403, "forbidden")
	h.as("operator", "POST", "/v1/templates", `{"scope":"team","team":"night","title":"x","text":"x"}`).no(403, "forbidden")
	h.as("supervisor", "POST", "/v1/templates", `{"scope":"team","team":"spare","title":"x","text":"x"}`).no(403, "forbidden")
	h.as("admin", "POST", "/v1/templates", `{"scope":"team","team":"none","title":"x","text":"x"}`).no(422, "team_unknown")
	h.as("admin", "POST", "/v1/templates", `{"title":"x","text":"x"}`).no(422, "invalid") // nobody's own

	// Two people at once; a repeat; and the end.
	etag := h.as("operator", "GET", "/v1/templates/"+ids["own"], nil).is(200).header.Get("ETag")
	h.as("operator", "PATCH", "/v1/templates/"+ids["own"], `{"text":"y"}`, "If-Match", etag).is(200)
	h.as("operator", "PATCH", "/v1/templates/"+ids["own"], `{"text":"z"}`, "If-Match", etag).no(412, "precondition_failed")
	h.as("operator", "PATCH", "/v1/templates/"+ids["own"], `{"text":"z"}`).no(428, "precondition_required")
	for range 2 {
		h.as("operator", "DELETE", "/v1/templates/"+ids["own"], nil).is(204)
	}
	h.as("operator", "GET", "/v1/templates/"+ids["own"], nil).no(404, "not_found")
	for range 2 {
		h.once.dies = true // the answer is not remembered: it is asked for again
		h.as("operator", "POST", "/v1/templates", `{"title":"Once","text":"x"}`, "Idempotency-Key", "k").is(201)
		h.clock.move(time.Minute)
	}
	if got := h.titles("operator", "?scope=personal"); !slices.Equal(got, []string{"Once"}) {
		t.Errorf("made twice with one key: got %q", got)
	}
}

// TestATemplateSaysWhoMayChangeIt_OP40: also to a supervisor, who sees every dialog.
func TestATemplateSaysWhoMayChangeIt_OP40(t *testing.T) {
	h := newHouse(t)
	h.staff()
	path := "/v1/templates/" + h.template("admin", `{"scope":"team","team":"night","title":"x","text":"x"}`)
	for who, want := range map[string]bool{"admin": true, "supervisor": true, "operator": false} {
		for range 2 {
			if doc := h.as(who, "GET", path, nil).is(200).doc(); doc["mayChange"] != want {
				t.Errorf("%s: got %v, want mayChange %v", who, doc, want)
			}
			if got := at(h.as(who, "GET", "/v1/templates?team=night", nil).is(200).doc(), "items", 0, "mayChange"); got != want {
				t.Errorf("%s, in the list: got mayChange %v, want %v", who, got, want)
			}
		}
	}
}

// TestATeamsTemplatesGoWithIt_OP40: nobody would see them any more.
func TestATeamsTemplatesGoWithIt_OP40(t *testing.T) {
	h := newHouse(t)
	h.staff()
	path := "/v1/templates/" + h.template("admin", `{"scope":"team","team":"spare","title":"x","text":"x"}`)
	other := "/v1/templates/" + h.template("admin", `{"scope":"team","team":"night","title":"x","text":"x"}`)
	for range 2 {
		h.as("admin", "DELETE", "/v1/teams/spare", nil).is(204)
		h.as("admin", "GET", path, nil).no(404, "not_found")
		h.as("admin", "GET", other, nil).is(200)
	}
	h.as("admin", "PUT", "/v1/teams/spare", `{"title":"Spare"}`).is(200)
	if got := h.titles("admin", "?team=spare"); len(got) > 0 {
		t.Errorf("a new team of the name has %q", got)
	}
}

// TestTemplateIsFilledIn_OP40: with what is known and may be seen, else the fallback.
func TestTemplateIsFilledIn_OP40(t *testing.T) {
	h := newHouse(t)
	k := people["operator"]
	k.Operator, k.Name, k.Dialogs, k.Customers = "nell", "Nell", desk.ScopeAll, false
	stored, token := api.NewKey(k, h.clock.Now())
	must(t, h.st.SaveKey(t.Context(), stored))
	h.keys["blind"] = token
	h.as("admin", "PUT", "/v1/fields/deal/size", `{"title":"Size","type":"string"}`).is(200)
	dialog, _ := h.bound(`{"size":"{{operator.name}} XL"}`)
	id := h.template("supervisor", `{"scope":"all","title":"Hello","text":"Hi {{ customer.name | there }}, I am {{operator.name}}. {{card.size|?}} {{card.none|no}}{{customer.phone}}!"}`)
	for who, want := range map[string]string{
		"operator": "Hi Anna %s, I am Olga. {{operator.name}} XL no!",
		"blind":    "Hi there, I am Nell. {{operator.name}} XL no!",
	} {
		got := h.as(who, "POST", "/v1/templates/"+id+"/render", `{"dialog":"`+string(dialog)+`"}`).is(200).doc()
		if strings.Contains(want, "%s") {
			name := h.as("admin", "GET", "/v1/dialogs/"+string(dialog), nil).doc()["profile"].(map[string]any)["name"].(string)
			want = strings.Replace(want, "Anna %s", name, 1)
		}
		if got["text"] != want {
			t.Errorf("%s: got %q, want %q", who, got["text"], want)
		}
		if missing := fmt.Sprint(got["missing"]); !strings.Contains(missing, "card.none") || strings.Contains(missing, "customer.name") != (who == "blind") {
			t.Errorf("%s: missing %s", who, missing)
		}
	}
	for name, text := range map[string]string{"open": "{{customer.name", "unknown": "{{customer.password}}", "nested": "{{customer.name|{{x}}", "nothing": "{{}}", "a field of none": "{{card.}}"} {
		h.as("operator", "POST", "/v1/templates", `{"title":"`+name+`","text":"`+text+`"}`).no(422, "bad_variable")
	}
}

// TestTemplatesGoOutAndComeBack: by CSV and JSON, with nothing lost, dry first; what is
// refused does not stop the others.
func TestTemplatesGoOutAndComeBack(t *testing.T) {
	for _, kind := range []string{"text/csv", "application/json"} {
		h, other := newHouse(t), newHouse(t)
		h.staff()
		other.staff()
		h.template("supervisor", `{"scope":"all","title":"=1+1","text":"Hi,\n- {{customer.name|there}};=x\r\n\"quoted\"","language":"pt-BR"}`)
		h.template("supervisor", `{"scope":"team","team":"night","title":"'Team","text":"ёлка 🎄"}`)
		h.template("supervisor", `{"title":"Own","text":"x"}`)
		format := strings.TrimPrefix(strings.TrimPrefix(kind, "text/"), "application/")
		out := h.as("supervisor", "GET", "/v1/templates/export?format="+format, nil).is(200)
		if !strings.HasPrefix(out.header.Get("Content-Type"), kind) {
			t.Errorf("%s: got %s", kind, out.header.Get("Content-Type"))
		}
		in := func(query string) map[string]any {
			t.Helper()
			return other.as("supervisor", "POST", "/v1/templates/import"+query, string(out.body), "Content-Type", kind).is(200).doc()
		}
		if got := in("?dryRun=true"); got["created"] != 3.0 || got["dryRun"] != true || len(other.titles("supervisor", "")) != 0 {
			t.Errorf("%s, dry: got %v, and there are %v", kind, got, other.titles("supervisor", ""))
		}
		if got := in(""); got["created"] != 3.0 {
			t.Errorf("%s: got %v", kind, got)
		}
		if got := in(""); got["unchanged"] != 3.0 {
			t.Errorf("%s, again: got %v", kind, got)
		}
		if back := other.as("supervisor", "GET", "/v1/templates/export?format="+format, nil).is(200); string(back.body) != string(out.body) {
			t.Errorf("%s: %s came back as %s", kind, out.body, back.body)
		}
		// A title of one that is there, and what one may not.
		got := other.as("operator", "POST", "/v1/templates/import", "scope,title,text\nall,Mine,x\npersonal,Mine,{{x}}\n,Mine,x\n,Mine,y\n", "Content-Type", "text/csv").is(200).doc()
		if got["refused"] != 2.0 || got["created"] != 1.0 || got["changed"] != 1.0 || at(got, "templates", 0, "code") != "forbidden" || at(got, "templates", 1, "code") != "bad_variable" {
			t.Errorf("%s: got %v", kind, got)
		}
		other.as("operator", "POST", "/v1/templates/import", "title,text\n", "Content-Type", "text/plain").no(422, "invalid")
		other.as("operator", "POST", "/v1/templates/import", "title,text\n\xff,x", "Content-Type", "text/csv").no(422, "invalid")
	}
}

// TestTemplatesAreBounded: of an owner there are so many, and finding is quick among
// them all.
func TestTemplatesAreBounded(t *testing.T) {
	h := newHouse(t)
	var file strings.Builder
	file.WriteString("title,text\n")
	for i := range desk.MaxCanned + 1 {
		fmt.Fprintf(&file, "Title %d,%s\n", i, strings.Repeat("Ёлка ", 800))
	}
	body := file.String()
	lines := strings.SplitAfter(body, "\n") // in parts: a body has a bound, too
	for part := range slices.Chunk(lines[1:], 50) {
		h.as("operator", "POST", "/v1/templates/import", lines[0]+strings.Join(part, ""), "Content-Type", "text/csv").is(200)
	}
	h.as("operator", "POST", "/v1/templates", `{"title":"One more","text":"x"}`).no(409, "too_many_templates")
	began := time.Now()
	if got := h.titles("operator", "?q=nowhere"); len(got) != 0 {
		t.Errorf("got %q", got)
	}
	t.Logf("looked through %d texts of 4000 characters in %s", desk.MaxCanned, time.Since(began))
}

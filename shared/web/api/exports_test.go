package api_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/sufler/sufler/shared/desk"
)

// exported asks for a list, has it written, and answers with how the API shows it.
func (h *house) exported(who, body string) any {
	h.t.Helper()
	h.tell()
	asked := h.as(who, "POST", "/v1/exports", body).is(202)
	h.works()
	return h.as(who, "GET", asked.header.Get("Location"), nil).is(200).doc()
}

// works does what is on the outbox.
func (h *house) works() {
	h.t.Helper()
	for {
		_, jobs := h.timers.take()
		if len(jobs) == 0 {
			return
		}
		for _, id := range jobs {
			if v, err := h.st.Job(h.t.Context(), id); err == nil && v.Due.After(h.clock.Now().Add(time.Second)) {
				continue // it waits for its time
			}
			h.clock.move(2 * time.Millisecond)
			must(h.t, h.worker.Do(h.t.Context(), id))
		}
	}
}

// served is a file by its link.
func (h *house) served(url any) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.files.ServeHTTP(w, httptest.NewRequest(http.MethodGet, fmt.Sprint(url), nil))
	return w
}

// TestExport_CL14_SYS21: what the filter shows, as a workbook that another program
// reads, in the language asked for, for an hour.
func TestExport_CL14_SYS21(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadOnFirstMessage)
	l.Title = "=cmd|' /C calc'!A0"
	l, err := h.st.SaveLine(t.Context(), l)
	must(t, err)
	id := h.chat(l, "u1", "=HYPERLINK(\"http://evil\")")
	h.clock.move(time.Minute)
	other := h.chat(l, "u2", "Hello")
	h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
	h.clock.move(time.Minute)
	h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/close", nil).is(200)

	done := h.exported("admin", `{"filter":{"state":["closed"]},"language":"ru"}`)
	if at(done, "state") != "done" || at(done, "rows") != 1.0 || at(done, "file", "until") != "2025-03-14T10:02:02.002Z" {
		t.Fatalf("got %v", done)
	}
	w := h.served(at(done, "file", "url"))
	if w.Code != 200 || float64(w.Body.Len()) != at(done, "file", "size") || !strings.Contains(w.Header().Get("Content-Disposition"), "dialogs-2025-03-14-0902.xlsx") {
		t.Fatalf("got %d, %v", w.Code, w.Header())
	}
	f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()), excelize.Options{ShortDatePattern: "dd.mm.yyyy"})
	must(t, err)
	defer f.Close()
	rows, err := f.GetRows("Диалоги")
	must(t, err)
	if len(rows) != 2 || rows[0][0] != "Диалог" || len(rows[0]) != len(desk.ExportColumns()) {
		t.Fatalf("got %q", rows)
	}
	says := map[string]string{}
	for i, title := range rows[0][:len(rows[1])] {
		says[title] = rows[1][i]
	}
	for title, want := range map[string]string{
		"Диалог": string(id), "Начат": "14.03.2025 09:00", "Завершён": "14.03.2025 09:02", "Статус (подробно)": "Завершён", "Линия": l.Title, "Клиент": "Anna u1",
		"Ответственный": "olga", "Приоритет": "Обычный", "Принят через": "0:01:01", "До закрытия оператором": "0:02:01", "Причина закрытия": "Оператором",
		"Последние слова": "=HYPERLINK(\"http://evil\")",
	} {
		if says[title] != want {
			t.Errorf("%s: got %q, want %q", title, says[title], want)
		}
	}
	if has, to, err := f.GetCellHyperLink("Диалоги", "A2"); err != nil || !has || !strings.HasSuffix(to, "/app/chats/"+string(id)) {
		t.Errorf("the dialog leads to %q, %v", to, err)
	}

	all := h.exported("admin", `{"format":"csv","columns":["line","dialog"]}`)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(h.served(at(all, "file", "url")).Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(lines) != 3 || !slices.Equal(lines[1], []string{"'" + l.Title, string(other)}) {
		t.Errorf("got %q, %v", lines, err)
	}

	h.clock.move(desk.ExportLink + time.Second)
	if w := h.served(at(done, "file", "url")); w.Code != http.StatusForbidden {
		t.Errorf("after five minutes the link answers %d", w.Code)
	}
	again := h.as("admin", "GET", "/v1/exports/"+fmt.Sprint(at(done, "id")), nil).is(200).doc()
	if w := h.served(at(again, "file", "url")); w.Code != 200 || at(again, "file", "until") != at(done, "file", "until") {
		t.Errorf("the next link answers %d, %v", w.Code, again)
	}
	h.clock.move(desk.ExportLife - desk.ExportLink - time.Minute)
	last := h.as("admin", "GET", "/v1/exports/"+fmt.Sprint(at(done, "id")), nil).is(200).doc()
	h.clock.move(time.Minute)
	if w := h.served(at(last, "file", "url")); w.Code != http.StatusForbidden {
		t.Errorf("an hour later the last link answers %d", w.Code)
	}
	if w := h.served(at(done, "file", "url")); w.Code != http.StatusForbidden {
		t.Errorf("an hour later the link answers %d", w.Code)
	}
	over := h.as("admin", "GET", "/v1/exports/"+fmt.Sprint(at(done, "id")), nil).is(200).doc()
	if at(over, "state") != "over" || at(over, "file") != nil {
		t.Errorf("got %v", over)
	}
}

// TestExportsObeyTheListsRule_CL15_CL16_RS02_RS07: each gets what their list shows
// them, without customers' data where they may not see them; nobody gets another's.
func TestExportsObeyTheListsRule_CL15_CL16_RS02_RS07(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadOnFirstMessage)
	mine, others := h.chat(l, "u1", "Mine"), h.chat(l, "u2", "Another's")
	h.as("operator", "POST", "/v1/dialogs/"+string(mine)+"/accept", nil).is(200)
	h.as("supervisor", "POST", "/v1/dialogs/"+string(others)+"/accept", nil).is(200)
	may := desk.Rights{Leads: desk.MayRead, Export: true, Dialogs: desk.ScopeOwn, Customers: true}
	h.person("olga, who exports", desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: may})
	may.Customers, may.Dialogs = false, desk.ScopeAll
	h.person("who sees no customers", desk.Actor{Role: desk.RoleOperator, Operator: "vera", Rights: may})

	text := func(who, body string) string {
		t.Helper()
		return h.served(at(h.exported(who, body), "file", "url")).Body.String()
	}
	own := text("olga, who exports", `{"format":"csv"}`)
	if !strings.Contains(own, "Mine") || !strings.Contains(own, "Anna u1") || strings.Contains(own, "Another") || strings.Contains(own, string(others)) {
		t.Errorf("got %q", own)
	}
	blind := text("who sees no customers", `{"format":"csv"}`)
	if !strings.Contains(blind, "Another's") || strings.Contains(blind, "Anna") {
		t.Errorf("got %q", blind)
	}
	h.as("who sees no customers", "POST", "/v1/exports", `{"filter":{"q":"anna"}}`).no(403, "forbidden")
	h.as("operator", "POST", "/v1/exports", `{}`).no(403, "forbidden")
	h.as("operator", "GET", "/v1/exports", nil).no(403, "forbidden")

	asked := at(h.exported("olga, who exports", `{}`), "id")
	path := "/v1/exports/" + fmt.Sprint(asked)
	h.as("who sees no customers", "GET", path, nil).no(404, "not_found")
	h.as("admin", "GET", path, nil).is(200)
	if got := h.as("olga, who exports", "GET", "/v1/exports", nil).is(200).doc(); fmt.Sprint(at(got, "items", 0, "id"), at(got, "items", 2)) != fmt.Sprint(asked, nil) {
		t.Errorf("got %v", got)
	}
}

// TestWhoIsSwitchedOffHasNoFiles_CL14_RS01: neither by a link that they have nor by one
// that is being written; others keep theirs.
func TestWhoIsSwitchedOffHasNoFiles_CL14_RS01(t *testing.T) {
	h := newHouse(t)
	h.chat(h.line("shop", desk.LeadOnFirstMessage), "u1", "Hello")
	may := desk.Rights{Leads: desk.MayRead, Export: true, Dialogs: desk.ScopeAll, Customers: true}
	olga, _ := h.invited("olga@shop.example", desk.RoleOperator, may)
	h.person("her key", desk.Actor{Role: desk.RoleOperator, Operator: olga, Rights: may})
	hers, ours := h.exported("her key", `{"format":"csv"}`), h.exported("admin", `{"format":"csv"}`)
	if w := h.served(at(hers, "file", "url")); w.Code != 200 {
		t.Fatalf("her link answers %d", w.Code)
	}
	begun := h.as("her key", "POST", "/v1/exports", `{}`).is(202).header.Get("Location")
	h.as("admin", "PATCH", "/v1/operators/"+string(olga), `{"off":true}`, "If-Match", "*").is(200)
	h.works()
	if w := h.served(at(hers, "file", "url")); w.Code != http.StatusNotFound {
		t.Errorf("her link answers %d", w.Code)
	}
	for _, path := range []string{begun, "/v1/exports/" + fmt.Sprint(at(hers, "id"))} {
		if got := h.as("admin", "GET", path, nil).is(200).doc(); at(got, "state") != "failed" || at(got, "code") != "forbidden" || at(got, "file") != nil {
			t.Errorf("got %v", got)
		}
	}
	if w := h.served(at(ours, "file", "url")); w.Code != 200 {
		t.Errorf("another's link answers %d", w.Code)
	}
}

// TestExportsAreAskedForOnce_CL14: with an Idempotency-Key; and three at once at most.
func TestExportsAreAskedForOnce_CL14(t *testing.T) {
	h := newHouse(t)
	first := at(h.as("admin", "POST", "/v1/exports", `{}`, "Idempotency-Key", "k1").is(202).doc(), "id")
	if again := at(h.as("admin", "POST", "/v1/exports", `{}`, "Idempotency-Key", "k1").is(202).doc(), "id"); again != first {
		t.Errorf("got %v, want %v", again, first)
	}
	h.as("admin", "POST", "/v1/exports", `{}`).is(202)
	h.as("admin", "POST", "/v1/exports", `{}`).is(202)
	h.as("admin", "POST", "/v1/exports", `{}`).no(409, "too_many_exports")
	h.works()
	h.as("admin", "POST", "/v1/exports", `{}`).is(202)
	for _, body := range []string{`{"format":"pdf"}`, `{"columns":["x"]}`, `{"columns":["name","name"]}`, `{"language":"de"}`, `{"filter":{"state":["x"]}}`, `{"filter":{"q":"-"}}`} {
		h.as("admin", "POST", "/v1/exports", body).is(422)
	}
}

// TestErasureTakesExports_CL14: whoever was erased is in no file that can be had.
func TestErasureTakesExports_CL14(t *testing.T) {
	h := newHouse(t)
	id := h.chat(h.line("shop", desk.LeadOnFirstMessage), "u1", "Hello")
	done := h.exported("admin", `{"filter":{"q":"anna"}}`)
	if at(done, "rows") != 1.0 {
		t.Fatalf("got %v", done)
	}
	h.tell()
	begun := at(h.as("admin", "POST", "/v1/exports", `{"filter":{"q":"anna"}}`).is(202).doc(), "id")
	_, jobs := h.timers.take()
	who, _, err := id.Split()
	must(t, err)
	h.as("admin", "DELETE", "/v1/customers/"+string(who), nil).is(202)
	h.works()
	for _, v := range jobs {
		must(t, h.worker.Do(t.Context(), v))
	}
	h.works()
	for _, id := range []any{at(done, "id"), begun} {
		if got := h.as("admin", "GET", "/v1/exports/"+fmt.Sprint(id), nil).is(200).doc(); at(got, "state") != "withdrawn" || at(got, "file") != nil {
			t.Errorf("got %v", got)
		}
		e, err := h.st.Export(t.Context(), desk.ExportID(fmt.Sprint(id)))
		if err != nil || len(e.Filter.Find) > 0 {
			t.Errorf("the filter is kept: %+v, %v", e.Filter, err)
		}
	}
	if w := h.served(at(done, "file", "url")); w.Code != http.StatusNotFound {
		t.Errorf("the link answers %d", w.Code)
	}
}

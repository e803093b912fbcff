package api_test

import (
	"fmt"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestViewsAreOnesOwn_CL04: filters and columns are kept for each operator, by version,
// and hold no customer.
func TestViewsAreOnesOwn_CL04(t *testing.T) {
	h := newHouse(t)
	none := h.as("operator", "GET", "/v1/me/views", nil).is(200)
	if got := fmt.Sprint(at(none.doc(), "views")); got != "[]" {
		t.Errorf("got %v", got)
	}
	const views = `{"views":[{"id":"urgent","title":"Urgent","filter":{"state":["waiting"],"free":true,"priority":["normal","urgent"],"openedFrom":"2026-03-01T00:00:00Z","sort":"activity"},"columns":["name","phone"]},{"id":"all","title":"All"}]}`
	h.as("operator", "PUT", "/v1/me/views", views).is(428)
	h.as("operator", "PUT", "/v1/me/views", views, "If-Match", none.header.Get("ETag")).is(200)
	kept := h.as("operator", "GET", "/v1/me/views", nil).is(200)
	first := at(kept.doc(), "views", 0)
	for what, want := range map[string]string{"title": "Urgent", "columns": "[name phone]"} {
		if got := fmt.Sprint(at(first, what)); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	if got := fmt.Sprint(at(first, "filter")); got != "map[free:true openedFrom:2026-03-01T00:00:00Z priority:[normal urgent] sort:activity state:[waiting]]" {
		t.Errorf("the filter is %s", got)
	}
	h.as("operator", "PUT", "/v1/me/views", `{"views":[]}`, "If-Match", none.header.Get("ETag")).no(412, "precondition_failed")
	if got := h.as("reader", "GET", "/v1/me/views", nil).is(200).doc(); fmt.Sprint(at(got, "views")) != "[]" {
		t.Errorf("Rita is shown %v", got)
	}
	for name, view := range map[string]string{
		"a customer's name": `{"id":"a","title":"A","filter":{"q":"anna"}}`, "a customer": `{"id":"a","title":"A","filter":{"customer":["c"]}}`,
		"a contact": `{"id":"a","title":"A","filter":{"contact":["contact:1"]}}`, "a card": `{"id":"a","title":"A","filter":{"card":["deal:1"]}}`,
		"no title": `{"id":"a","title":" "}`, "two alike": `{"id":"a","title":"A"},{"id":"a","title":"B"}`, "a column twice": `{"id":"a","title":"A","columns":["x","x"]}`,
	} {
		if got := h.as("operator", "PUT", "/v1/me/views", `{"views":[`+view+`]}`, "If-Match", "*"); got.status != 422 {
			t.Errorf("%s: got %d", name, got.status)
		}
	}
	h.person("a key of nobody's", desk.Actor{Role: desk.RoleAdmin})
	h.as("a key of nobody's", "GET", "/v1/me/views", nil).is(422)
}

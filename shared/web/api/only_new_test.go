package api_test

import (
	"strings"
	"testing"
)

// Whoever adds a field or a pipeline says that it is new, and never replaces one that
// somebody else has made meanwhile.
func TestWhatIsMadeReplacesNothing_FF05_MC11(t *testing.T) {
	for what, path := range map[string]string{"a field": "/v1/fields/deal/size", "a pipeline": "/v1/pipelines/rent"} {
		t.Run(what, func(t *testing.T) {
			h := newHouse(t)
			body := func(title string) string {
				if what == "a field" {
					return `{"type":"string","title":"` + title + `"}`
				}
				return `{"title":"` + title + `","stages":[{"id":"new","title":"New"},{"id":"won","title":"Won","final":"won"},{"id":"lost","title":"Lost","final":"lost"}]}`
			}
			h.as("admin", "PUT", path, body("First"), "If-None-Match", "*").is(200)
			h.as("admin", "PUT", path, body("Second"), "If-None-Match", "*").no(412, "precondition_failed")
			h.as("admin", "PUT", path, body("Third"), "If-None-Match", `"1"`).no(422, "invalid")
			list := "/v1/fields/deal"
			if what == "a pipeline" {
				list = "/v1/pipelines"
			}
			if got := h.as("admin", "GET", list, "").is(200); !strings.Contains(string(got.body), `"First"`) || strings.Contains(string(got.body), `"Second"`) {
				t.Errorf("%s is %s", what, got.body)
			}
			h.as("admin", "PUT", path, body("Second")).is(200) // who sets it means it
		})
	}
}

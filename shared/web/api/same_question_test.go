package api_test

import (
	"strings"
	"testing"
)

// TestTwoEntriesDontAnswerOneQuestionOtherwise_FB09: neither made, nor changed, nor brought
// in; what says the same, or holds elsewhere or at another time, is none of it.
func TestTwoEntriesDontAnswerOneQuestionOtherwise_FB09(t *testing.T) {
	h := newHouse(t)
	h.connectLine()
	h.entry(`{"question":"How much is delivery?","answers":[{"text":"4 pounds"}]}`)
	made := func(body string) answer { return h.as("supervisor", "POST", "/v1/faq", body) }
	for rule, body := range map[string]string{
		"the same":          `{"question":"How much is delivery?","answers":[{"text":"It is free"}]}`,
		"but for its marks": `{"question":"how much is DELIVERY","answers":[{"text":"It is free"}]}`,
		"on one line":       `{"question":"How much is delivery?","answers":[{"text":"It is free"}],"lines":["shop"]}`,
	} {
		if got := made(body); got.status != 409 || !strings.Contains(string(got.body), "same_question") {
			t.Errorf("%s: got %d %s", rule, got.status, got.body)
		}
	}
	made(`{"question":"How much is delivery?","answers":[{"text":"4 pounds"}]}`).is(201)
	made(`{"question":"How much is delivery?","answers":[{"text":"It is free"}],"off":true}`).is(201)
	got := made(`{"question":"How much is shipping?","answers":[{"text":"It is free"}]}`).is(201)
	path := "/v1/faq/" + got.doc()["id"].(string)
	if got := h.as("supervisor", "PUT", path, `{"question":"How much is delivery?","answers":[{"text":"It is free"}]}`, "If-Match", "*"); got.status != 409 || !strings.Contains(string(got.body), "same_question") {
		t.Errorf("changed: got %d %s", got.status, got.body)
	}
	for _, dry := range []string{"true", "false"} {
		doc := h.as("supervisor", "POST", "/v1/faq/import?dryRun="+dry, "question,answer\nhow much is delivery,It is free\nWhere are you?,Mill Lane\nwhere are you,High Street\n", "Content-Type", "application/octet-stream").is(200).doc()
		rows := doc["entries"].([]any)
		if at(rows[0], "code") != "same_question" || at(rows[1], "became") != "created" && dry == "true" || at(rows[2], "code") != "same_question" || doc["refused"] != 2.0 {
			t.Errorf("imported, dry %s: got %v", dry, doc)
		}
	}
}

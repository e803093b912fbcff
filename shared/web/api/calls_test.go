package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCallsBecomeDraftsOfEntries_FB11: ready transcripts, one or an archive of them, give
// the questions that were asked most often, what was said to them, and which entry
// answers them already. Nothing is kept.
func TestCallsBecomeDraftsOfEntries_FB11(t *testing.T) {
	h := newHouse(t)
	h.shop()
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, text := range map[string]string{
		"1.txt":      "Ann: Hi! Do you ship to the Canary Islands?\nShop: Yes, we do. It takes a week. Your number is 34600111222.\nAnn: Thanks. How much is delivery?\nShop: Free.",
		"2.vtt":      "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bob>Can you ship to the Canary Islands?\n\n00:03.000 --> 00:04.000\n<v Shop>Yes. Anything else?\n",
		"calls/":     "",
		"calls/3.js": `[{"speaker":"Eva","text":"Do you ship to Canary Islands? My mail is eva@example.com"},{"speaker":"Eva","text":"Hello?"}]`,
	} {
		w, err := z.Create(name)
		must(t, err)
		_, err = io.WriteString(w, text)
		must(t, err)
	}
	must(t, z.Close())
	var got []string
	ask := func() {
		got = nil
		doc := h.as("supervisor", "POST", "/v1/faq/calls", archive.String(), "Content-Type", "application/octet-stream").is(200).doc()
		for _, q := range doc["questions"].([]any) {
			known := at(q, "entry") != nil
			got = append(got, fmt.Sprintf("%v in %v: %v %v → %v, known: %v", at(q, "times"), at(q, "calls"), at(q, "question"), len(at(q, "wordings").([]any)), at(q, "answer"), known))
		}
		if doc["calls"] != 3.0 {
			t.Errorf("got %v calls, want 3", doc["calls"])
		}
	}
	ask()
	ask()
	want := []string{
		"3 in 3: Do you ship to Canary Islands? 2 → Yes, we do. It takes a week. Your number is, known: false",
		"1 in 1: How much is delivery? 0 → Free., known: true",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if n := len(h.as("operator", "GET", "/v1/faq", nil).is(200).doc()["items"].([]any)); n != 5 {
		t.Errorf("the base has %d entries, want the 5 of before", n)
	}
	for _, bad := range []string{" ", "\xff\xfe", `{"a":1}`, archive.String()[:200]} {
		if got := h.as("supervisor", "POST", "/v1/faq/calls", bad, "Content-Type", "application/octet-stream").is(422); strings.Contains(string(got.body), "Canary") {
			t.Errorf("got %s", got.body)
		}
	}
}

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// transcripts are the notes with what was said, as people see them in Kommo.
func transcripts(k *parties.Kommo) (out []string) {
	for _, n := range k.Notes() {
		if text := fmt.Sprint(n["params"].(map[string]any)["text"]); strings.Contains(text, "What was said") {
			out = append(out, text)
		}
	}
	return out
}

// longChat is a chat that takes several portions.
func (h *house) longChat() string {
	h.t.Helper()
	var says []string
	for i := range 30 {
		says = append(says, fmt.Sprintf("message %02d. %s", i, strings.Repeat("and so on ", 100)))
	}
	d := h.says(anna, says...)
	h.reply(d, "We will see to it.")
	h.pass(time.Minute)
	return d
}

func (h *house) shuts(d string) {
	h.t.Helper()
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", map[string]any{}, nil)
	h.pass(20 * time.Minute)
}

// Once a chat is closed all of it stands in the lead in Kommo, in portions, each message
// once, whichever call of Kommo's fails, before its work or after; if the connection says
// so. An erasure takes it (CB-08, HL-03).
func TestWhatWasSaidStandsInTheCardInKommo_CB08_HL03(t *testing.T) {
	h := newHouse(t)
	k := h.inKommo()
	h.shuts(h.says(anna, "Nobody is to read this there."))
	if got := transcripts(k); len(got) != 0 {
		t.Fatalf("without the setting there is %q", got)
	}
	h.changes("/v1/connections/kommo", map[string]any{"options": map[string]any{"transcript": "at_close"}})
	d := h.longChat()
	if got := transcripts(k); len(got) != 0 {
		t.Errorf("before the close there is %q", got)
	}
	h.shuts(d)
	want := transcripts(k)
	all := strings.Join(want, "\n")
	if len(want) < 3 {
		t.Errorf("%d portions", len(want))
	}
	for i := range 30 {
		if n := strings.Count(all, fmt.Sprintf("message %02d.", i)); n != 1 {
			t.Errorf("message %d stands there %d times", i, n)
		}
	}
	if strings.Count(all, "Operator: We will see to it.") != 1 || strings.Contains(all, "Nobody is to read") {
		t.Errorf("%d bytes of what was said stand there otherwise", len(all))
	}
	for _, p := range want {
		if len(p) > 13000 {
			t.Errorf("a portion has %d bytes", len(p))
		}
	}
	for _, after := range []bool{false, true} {
		for at := range 4 {
			d := h.longChat()
			k.FailAt(at+1, after)
			h.shuts(d)
			k.FailAt(0, false)
			h.pass(time.Hour)
			if got := len(transcripts(k)); got != len(want)*(2+at)+map[bool]int{true: 4 * len(want)}[after] {
				t.Fatalf("call %d failed (after its work: %v): %d portions stand there", at, after, got)
			}
		}
	}
	h.erases("/v1/customers/" + h.annaID())
	if got := transcripts(k); len(got) != 0 {
		t.Errorf("erased, %d portions are there", len(got))
	}
}

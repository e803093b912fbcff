package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/screen"
)

// A chat that the knowledge base answers until it does not know, and that a person
// ends: the bot is not heard in it again (FB-01, FB-03, FB-04, HO-01, HO-02, HO-06).
func TestDemoPlaysAChatWithTheBot_FB01_FB03_FB04_HO01_HO06(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	wrong, err := newStage(t).Bot(t.Context(), screen.New(&out))
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(wrong, "\n"), out.String())
	}
	for _, part := range []string{
		"✔ what the base knows is answered by the bot", "✔ the question is kept", "✔ the second time it says that a person goes on",
		"✔ Fay accepts", "✔ in the dialog that is Fay's the bot stays silent",
	} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("%q is not shown:\n%s", part, out.String())
		}
	}
}

func TestDemoOfTheBotSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	// The base knows what it should not know.
	if err := st.Call(t.Context(), http.MethodPost, "/v1/faq", map[string]any{"question": "Do you engrave names on the jars?", "answers": []map[string]any{{"text": "No."}}}, nil); err != nil {
		t.Fatal(err)
	}
	wrong, err := st.Bot(t.Context(), screen.New(io.Discard))
	if err != nil || len(wrong) != 1 || !strings.Contains(wrong[0], "what it does not know it does not answer") {
		t.Errorf("got %q (%v), want the demo to say that the bot answered", wrong, err)
	}
}

// Another platform's bot answers in standby, hands over, and has the customer again once a
// person has finished (SYS-09, FB-14, FB-17, FB-18, FB-21).
func TestDemoPlaysAChatOfAnotherPlatformsBot_SYS09_FB14_FB17_FB18_FB21(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	wrong, err := newStage(t).External(t.Context(), screen.New(&out))
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(wrong, "\n"), out.String())
	}
	for _, part := range []string{"✔ while it answers", "✔ it passes the customer on", "✔ Gil accepts", "✔ the chat is closed", "✔ what the customer says next"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("%q is not shown:\n%s", part, out.String())
		}
	}
}

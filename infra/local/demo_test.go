package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/demo"
)

const chatsOfEvents = "../../events/chats/dev-handwritten.jsonl"

// All chats of the demo come out as `make demo` plays them: what it finds wrong fails here.
func TestDemoPlaysAndChecks(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if err := play(t.Context(), chatsOfEvents, demo.Chats, &out, &errs); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), errs.String())
	}
	for _, part := range []string{
		"617 555 0172",                      // the chat
		"too_few_messages", "not_quiet_yet", // what was refused
		"Summary\n",                            //
		"+16175550111 stays; offered: ",        // the proposal beside the old value
		"proof: “617 555 0172” (message 3, cl", // the proof
		"replace visit_date", "undo client_phone", "changed_since",
		"✔ in the dialog that is Fay's the bot stays silent", "✔ Creatio: the history link shows",
		"it goes to Max, and that is noted", "refused: limit_reached", "Nora has it", "Max has room",
		"Everything came out as it should",
	} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the demo does not show %q:\n%s", part, out.String())
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("colours where there is no terminal")
	}
}

func TestDemoFailsIfAnythingIsWrong(t *testing.T) {
	t.Parallel()
	chats, err := os.ReadFile(chatsOfEvents)
	if err != nil {
		t.Fatal(err)
	}
	// The label says that the customer is called otherwise.
	wrong := strings.ReplaceAll(string(chats), `"value":"Neil"`, `"value":"Nora"`)
	if wrong == string(chats) {
		t.Fatal("the chat's label was not found")
	}
	file := filepath.Join(t.TempDir(), "chats.jsonl")
	if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if err := play(t.Context(), file, []string{"en-d04"}, &out, &errs); err == nil || !strings.Contains(out.String(), `client_name: "Neil" is not what was said`) {
		t.Errorf("got %v, want the demo to fail and say why:\n%s", err, out.String())
	}
	if err := play(t.Context(), file, []string{"no-such-chat"}, &out, &errs); err == nil {
		t.Error("a chat that is not in the file should fail the demo")
	}
}

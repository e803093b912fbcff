package picking

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
)

// TestPromptsHaveAVersion: who changes a word of the prompt, or the tool, changes the
// version, and this sum with it.
func TestPromptsHaveAVersion(t *testing.T) {
	tool, err := json.Marshal(ChooseTool)
	if err != nil {
		t.Fatal(err)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(rules+askText+shortenText+repairText+string(tool))))[:16]
	if got, want := Version+" "+sum, "picking-1 c0d0990933845ad6"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

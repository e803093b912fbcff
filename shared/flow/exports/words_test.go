package exports

import (
	"os"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// CL-10 … CL-14: what a file calls a dialog's state, and a website, the console calls it,
// too.
func TestAStateHasOneName_CL10_CL11_CL12_CL14(t *testing.T) {
	for name, l := range languages() {
		body, err := os.ReadFile("../../../functions/console/src/words/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, state := range []desk.Detailed{"waiting_operator", "waiting_customer", "in_progress_operator", "in_progress_customer", "bot_operator", "bot_customer", desk.DetailedClosed} {
			_, rest, _ := strings.Cut(string(body), `"conversations.detailed.`+string(state)+`": "`)
			want, _, _ := strings.Cut(rest, `"`)
			if got := l.states[state]; got != want || got == "" {
				t.Errorf("%s: %s is %q in a file, %q in the console", name, state, got, want)
			}
		}
		for channel, got := range l.channels {
			_, rest, _ := strings.Cut(string(body), `"channel.`+string(channel)+`": "`)
			if want, _, _ := strings.Cut(rest, `"`); got != want || got == "" {
				t.Errorf("%s: the channel %s is %q in a file, %q in the console", name, channel, got, want)
			}
		}
		if len(l.channels) == 0 {
			t.Errorf("%s: the website has no name", name)
		}
	}
}

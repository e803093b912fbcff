package parties

import (
	"net/http"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

func TestSampleFilesAreWhatTheySay(t *testing.T) {
	for _, k := range []Kind{Photo, Sticker, Voice, Document} {
		f := samples(k)
		if got := http.DetectContentType([]byte(f.Bytes)); got != f.MIME && got != "application/ogg" {
			t.Errorf("the %s is %s, not %s", k, got, f.MIME)
		}
	}
}

// Every channel has its party, whose sample line has what the plug needs.
func TestEveryChannelIsPlayed(t *testing.T) {
	for ch, plug := range channel.Plugs(nil) {
		m, ok := Of(ch)
		if !ok {
			t.Errorf("nobody plays %s", ch)
			continue
		}
		line := desk.Line{Channel: ch}
		line.Secrets, line.Options, _ = m.Sample()
		if err := channel.CheckLine(plug, line); err != nil {
			t.Error(err)
		}
	}
	if got, want := len(Channels())+1, len(channel.Plugs(nil)); got != want { // and the website
		t.Errorf("%d channels are played in the demo, want %d", got, want)
	}
}

package channel_test

import (
	"encoding/json"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// BenchmarkRead is what reading one webhook costs, beside its floor: the same
// signature, and a plain decoding of the same bytes.
func BenchmarkRead(b *testing.B) {
	for ch, name := range map[desk.Channel]string{
		desk.ChannelTelegram: "text", desk.ChannelWeb: "text", desk.ChannelWhatsApp: "text", desk.ChannelMessenger: "text", desk.ChannelViber: "text", desk.ChannelManyChat: "full-contact",
	} {
		s := samples(b, ch)["../../events/"+string(ch)+"/"+name+".json"]
		p, line, w := plugs()[ch], s.Line.line(), s.webhook(b)
		b.Run(string(ch)+"/plug", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := p.Verify(line, w); err != nil {
					b.Fatal(err)
				}
				if _, err := p.Parse(line, w); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(string(ch)+"/floor", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				channel.Sign(line, w.Body)
				var v any
				if err := json.Unmarshal(w.Body, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

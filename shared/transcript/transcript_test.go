package transcript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/transcript"
)

func TestRead_FB11(t *testing.T) {
	two := []transcript.Said{{Speaker: "Ann", Text: "Hello. How much is it?"}, {Speaker: "Shop", Text: "It is free."}}
	for _, c := range []struct {
		rule, file string
		want       []transcript.Said
	}{
		{"text with names", "Ann: Hello.\nHow much is it?\nShop: It is free.\n", two},
		{"names in brackets", "[Ann] Hello. How much is it?\n\n[Shop]: It is free.", two},
		{"text without names", "Hello.\nAt 10:30 we open: yes?", []transcript.Said{{Text: "Hello."}, {Text: "At 10:30 we open: yes?"}}},
		{"SubRip", "1\r\n00:00:01,000 --> 00:00:02,000\r\nAnn: <i>Hello.</i>\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nHow much is it?\r\n\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\nShop: It is free.\r\n", two},
		{"WebVTT", "WEBVTT - a call\n\nNOTE\nnothing: of it\n\nintro\n00:01.000 --> 00:02.000\n<v Ann>Hello. How much is it?</v>\n\n00:03.000 --> 00:04.000 align:start\n<v.loud Shop>It is free.\n", two},
		{"a list", `[{"speaker":"Ann","text":"Hello."},{"speaker":"Ann","text":"How much is it?"},{"speaker":"Shop","text":"It is free."}]`, two},
		{"segments", `{"text":"…","segments":[{"speaker":"Ann","text":" Hello. How much is it?"},{"speaker":"Shop","text":" It is free."}]}`, two},
		{"segments of Amazon Transcribe", `{"results":{"audio_segments":[{"speaker_label":"Ann","transcript":"Hello. How much is it?"},{"speaker_label":"Shop","transcript":"It is free."}]}}`, two},
		{"its words", `{"results":{"transcripts":[{"transcript":"x"}],"items":[
			{"type":"pronunciation","speaker_label":"Ann","alternatives":[{"content":"Hello"}]},{"type":"punctuation","alternatives":[{"content":"."}]},
			{"type":"pronunciation","speaker_label":"Ann","alternatives":[{"content":"How much is it"}]},{"type":"punctuation","alternatives":[{"content":"?"}]},
			{"type":"pronunciation","speaker_label":"Shop","alternatives":[{"content":"It is free."}]}]}}`, two},
		{"its words, nobody told apart", `{"results":{"transcripts":[{"transcript":"Hello. It is free."}],"items":[{"type":"pronunciation","alternatives":[{"content":"Hello"}]}]}}`, []transcript.Said{{Text: "Hello. It is free."}}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := transcript.Read([]byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
	for rule, bad := range map[string]string{
		"nothing": " \n", "only times": "1\n00:01.000 --> 00:02.000\n\n", "no Unicode": "\xff\xfe", "a picture": "PNG\x00", "other JSON": `{"a":1}`, "a number in the list": `[1]`, "cut off": `{"results":`,
		"no end": strings.Repeat("a\n", 30_000),
	} {
		if got, err := transcript.Read([]byte(bad)); err == nil {
			t.Errorf("%s: got %d goes, want an error", rule, len(got))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("WEBVTT\n\n00:01 --> 00:02\n<v Ann>Hi"))
	f.Add([]byte(`{"results":{"items":[{}]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := transcript.Read(b)
		if (err == nil) != (len(all) > 0) {
			t.Errorf("%d goes, %v", len(all), err)
		}
	})
}

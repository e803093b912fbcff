package desk

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// An edit may come twice, or before its message: the same versions in any order
// make the same message.
func TestVersions_AnyOrderIsOne(t *testing.T) {
	vs := []Version{{Text: "one"}, {noon, "two"}, {noon.Add(time.Hour), "three"}}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1, 1}, {0, 2, 2, 1}, {0, 1, 2, 0}} {
		m := Message{Text: "one"}
		for _, i := range order {
			m = m.WithVersion(vs[i])
		}
		if m.Text != "three" || fmt.Sprint(m.Versions) != fmt.Sprint(vs) {
			t.Errorf("order %v: %q %v", order, m.Text, m.Versions)
		}
	}
	early := Message{Text: "two", Versions: vs[1:2]}.WithVersion(vs[0])
	if early.Text != "two" || len(early.Versions) != 2 || early.Versions[0].Text != "one" {
		t.Errorf("the original after its edit: %+v", early)
	}
}

// Somebody may edit a message without end: its first text stays and the newest
// edits, in whatever order they come.
func TestVersions_DoNotGrowWithoutEnd(t *testing.T) {
	const n = 3 * maxEdits
	var want string
	for seed := range uint64(5) {
		m := Message{Text: "v0", Versions: []Version{{noon.Add(n * time.Hour), fmt.Sprint("v", n)}}} // the newest came first
		for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(2 * n) {
			v := Version{noon.Add(time.Duration(i%n) * time.Hour), fmt.Sprint("v", i%n)}
			if i%n == 0 {
				v.At = time.Time{}
			}
			m = m.WithVersion(v)
		}
		got := fmt.Sprint(m.Versions)
		if want == "" {
			want = got
		}
		if len(m.Versions) != 1+maxEdits || m.Versions[0].Text != "v0" || m.Text != fmt.Sprint("v", n) || got != want {
			t.Errorf("got %d versions: %v, want %v", len(m.Versions), got, want)
		}
	}
}

// Reactions come in any order, twice, and before their message: the newest of
// each author by the messenger's time is the one.
func TestReactions_AnyOrderIsOne(t *testing.T) {
	rs := []Reaction{
		{Author: ByCustomer, Emoji: "👍", At: noon}, {Author: ByCustomer, Emoji: "❤", At: noon.Add(time.Second)},
		{Author: ByOperator, Emoji: "🙏", At: noon}, {Author: ByCustomer, At: noon.Add(2 * time.Second)},
	}
	for n, want := range map[int]string{1: "customer 👍", 3: "customer ❤ operator 🙏", 4: "operator 🙏"} {
		for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1, 0}, {1, 1, 3, 0, 2}} {
			m, early := Message{Author: ByCustomer}, Message{}
			for k, i := range order {
				switch {
				case i >= n:
				case k < 2:
					early = early.WithReaction(rs[i])
				default:
					m = m.WithReaction(rs[i])
				}
			}
			var got []string
			for _, r := range m.MergedWith(early).Signs() {
				got = append(got, string(r.Author)+" "+r.Emoji)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%d of them in order %v: got %q, want %q", n, order, got, want)
			}
		}
	}
}

// WhatsApp's clock ticks in seconds: of two reactions within one the last to
// arrive counts, a removal too, and a repeat of an earlier one changes nothing.
func TestReactionsOfOneMoment_TheLastToArriveWins(t *testing.T) {
	type said struct{ id, emoji string }
	for _, c := range []struct {
		name string
		said []said
		want string
	}{
		{"the lesser sign", []said{{"1", "😮"}, {"2", "❤"}}, "❤"},
		{"the greater sign", []said{{"1", "❤"}, {"2", "😮"}}, "😮"},
		{"a removal", []said{{"1", "😮"}, {"2", ""}}, ""},
		{"after a removal", []said{{"1", "😮"}, {"2", ""}, {"3", "👍"}}, "👍"},
		{"repeats", []said{{"1", "😮"}, {"2", "❤"}, {"3", ""}, {"2", "❤"}, {"1", "😮"}, {"3", ""}}, ""},
		{"without ids", []said{{"", "😮"}, {"", "❤"}, {"", "👍"}}, "👍"},
	} {
		m := Message{}
		for _, s := range c.said {
			m = m.WithReaction(Reaction{Author: ByCustomer, Emoji: s.emoji, At: noon, ID: ExternalID(s.id)})
		}
		if got := m.Reactions[0].Emoji; len(m.Reactions) != 1 || got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	m := Message{}
	for i := range 1000 {
		m = m.WithReaction(Reaction{Author: ByCustomer, Emoji: "👍", At: noon, ID: ExternalID(fmt.Sprint(i))})
	}
	if n := len(m.Reactions[0].Past); n > 16 {
		t.Errorf("%d ids are kept of one moment, want at most 16", n)
	}
}

func TestSaid_IsWhatProves(t *testing.T) {
	for _, c := range []struct {
		name string
		m    Message
		want string
	}{
		{"text", Message{Text: "five chairs"}, "five chairs"},
		{"the customer's own contact", Message{Attachments: []Attachment{{Kind: AttachedContact, Own: true, Name: "Ann", Phone: "+4420"}}}, "Ann +4420"},
		{"not somebody else's", Message{Attachments: []Attachment{{Kind: AttachedContact, Name: "Ann", Phone: "+4420"}}}, ""},
		{"caption and transcript", Message{Text: "look", Attachments: []Attachment{{Kind: AttachedVoice, Transcript: "two of them"}}}, "look\ntwo of them"},
		{"what was taken back proves nothing", Message{Text: "x", Deleted: true, Attachments: []Attachment{{Transcript: "y"}}}, ""},
	} {
		if got := c.m.SpokenText(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCounts_D2(t *testing.T) {
	for _, c := range []struct {
		m    Message
		want bool
	}{
		{Message{Author: ByCustomer, Attachments: []Attachment{{Kind: AttachedVoice}}}, true},
		{Message{Author: ByCustomer, Text: "hi"}, true},
		{Message{Author: ByOperator, Text: "hi"}, false},
		{Message{Author: AsNote, Text: "hi"}, false},
		{Message{Author: ByCustomer, Text: "hi", Deleted: true}, false},
	} {
		if got := c.m.Counts(); got != c.want {
			t.Errorf("%+v counts: got %v", c.m, got)
		}
	}
}

func TestStatus_OnlyForward(t *testing.T) {
	order := []Status{StatusNone, StatusQueued, StatusUnsure, StatusSent, StatusFailed, StatusDelivered, StatusRead}
	for i, a := range order {
		for j, b := range order {
			if a.After(b) != (i > j) {
				t.Errorf("%q after %q: got %v", a, b, a.After(b))
			}
		}
	}
}

func TestStands_WordForWord(t *testing.T) {
	m := Message{Author: ByCustomer, Text: "не 5, а 3"}
	for quote, want := range map[string]bool{"а 3": true, "не 5, а 3": true, "А 3": false, "5 а": false, "": false} {
		if got := (Finding{Quote: quote}).Stands(m); got != want {
			t.Errorf("quote %q: got %v", quote, got)
		}
	}
	m.Author = AsNote
	if (Finding{Quote: "а 3"}).Stands(m) {
		t.Error("a note proves nothing")
	}
}

func TestBackoff_GrowsToTenMinutes(t *testing.T) {
	if Backoff(1) != 2*time.Second || Backoff(3) != 8*time.Second || Backoff(60) != 10*time.Minute {
		t.Errorf("got %v %v %v", Backoff(1), Backoff(3), Backoff(60))
	}
}

func TestDigest_PartsAreApart(t *testing.T) {
	if Digest("p", "a", "bc") == Digest("p", "ab", "c") {
		t.Error("parts run together")
	}
	if d := Digest("p", "a"); !strings.HasPrefix(d, "p") || len(d) != 27 {
		t.Errorf("got %q", d)
	}
}

func TestWantedAreFilesAlone_CH19(t *testing.T) {
	for name, c := range map[string]struct {
		a    Attachment
		want bool
	}{
		"a photo by its id":     {Attachment{Kind: AttachedPhoto, Ref: "f"}, true},
		"a file by its address": {Attachment{Kind: AttachedDocument, URL: "https://x.example/f"}, true},
		"one that we have":      {Attachment{Kind: AttachedPhoto, Ref: "f", Stored: "k"}, false},
		"one that can't be had": {Attachment{Kind: AttachedPhoto, Ref: "f", Missing: "gone"}, false},
		"a place with its page": {Attachment{Kind: AttachedLocation, URL: "https://maps.example/1"}, false},
		"a person's card":       {Attachment{Kind: AttachedContact, Phone: "+1"}, false},
	} {
		if got := c.a.Wanted(); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

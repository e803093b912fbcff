package channel_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/desk"
)

// What a company writes wrongly itself, and what a variable leaves in its place.
func TestBodiesThatCompaniesWrite_SYS16_SYS17(t *testing.T) {
	type said struct{ Text, Name, Phone, Email, Payload string }
	for _, c := range []struct {
		ch, fields, body string
		want             said
	}{
		{"mc", "", `{"id":7,"text":"Hi","name":}`, said{Text: "Hi"}},
		{"mc", "", `{"id":7,"name":,"text":"Hi"}`, said{Text: "Hi"}},
		{"mc", "", `{"id":7,"name": ,"text":"say "Hi""}`, said{Text: `say "Hi"`}},
		{"mc", "", `{"id":7,"name":"","text":"say "Hi""}`, said{Text: `say "Hi"`}},
		{"mc", "", `{"id":7,"name":"{{name}}","text":"say "Hi""}`, said{Text: `say "Hi"`}},
		{"mc", "", `{"id":7,"name":{{name}},"text":"say "Hi""}`, said{Text: `say "Hi"`}},
		{"mc", "", `{"id":7,"text":"Hi","name":{{name}}}`, said{Text: "Hi"}},
		{"mc", "", `{"id":7,"text":{{last_input_text}},"payload":"press"}`, said{Text: "press", Payload: "press"}},
		{"mc", "", `{"id":7,"text":Hello there,"name":"Ann"}`, said{Text: "Hello there", Name: "Ann"}},
		{"mc", "", `{"id":7,"text":Hello, there: "you", "name":"Ann"}`, said{Text: `Hello, there: "you"`, Name: "Ann"}},
		{"mc", "", `{"id":7,"phone":+380671234567,"text":"Hi"}`, said{Text: "Hi", Phone: "+380671234567"}},
		{"mc", "", `{"id":7,"phone":0671234567,"text":"Hi "Bob""}`, said{Text: `Hi "Bob"`, Phone: "0671234567"}},
		{"ss", "", `{"userId":7,"time":2026-11-20 08:40:00,"text":"Hi "Bob""}`, said{Text: `Hi "Bob"`}},
		{"ss", "", `{"userId":7,"text":"Hi","time":2026-11-20 08:40:00}`, said{Text: "Hi"}},
		{"ss", "", `{"userId":7,"text":"the "best" one",}`, said{Text: `the "best" one`}},
		{"ss", "", "{\"userId\":7,\n\"text\":\"the \"best\" one\",\n}\n", said{Text: `the "best" one`}},
		{"ss", "", "\ufeff" + `{"userId":7,"text":"the "best" one"}`, said{Text: `the "best" one`}},
		{"ss", "", `{"userId":7,"text":"the "best" one","city":"Kyiv"}`, said{Text: `the "best" one`}},
		{"ss", "", `{"userId":7,"text":"the "best" one","city":"Kyiv","age":5,"vip":true,"tags":["a","b"],"more":{"x":1}}`, said{Text: `the "best" one`}},
		{"ss", "", `{"userId":7,"name":"Ann "A" Lee","phone":"+380671234567","email":"a@b.example","text":"Hi"}`, said{Text: "Hi", Name: `Ann "A" Lee`, Phone: "+380671234567", Email: "a@b.example"}},
		{"ss", "", `{"userId":7,"phone":"+380671234567","email":"a@b.example","text":"say "Hi"","name":"Ann"}`, said{Text: `say "Hi"`, Name: "Ann", Phone: "+380671234567", Email: "a@b.example"}},
		{"ss", "", `{"userId":7,"name":"Ann","note":"the "big" one","text":"Hi"}`, said{Text: "Hi", Name: "Ann"}},
		{"ss", "", `{"userId":7,"name":"Ann \"A\" Lee","note":"the "big" one","text":"Hi"}`, said{Text: "Hi", Name: `Ann \"A\" Lee`}},
		{"ss", "", `{"userId":7,"text":"say "Hi"","phone":"+380671234567"}`, said{Text: `say "Hi"`}},
		{"ss", "userId text phone", `{"userId":7,"text":"say "Hi"","phone":"+380671234567"}`, said{Text: `say "Hi"`, Phone: "+380671234567"}},
		{"ss", "userId text phone", `{"userId":7,"text":"say "Hi", "name": "x"","phone":"+380671234567"}`, said{Text: `say "Hi", "name": "x"`, Phone: "+380671234567"}},
		{"ss", `"userId", "text", "city"`, `{"userId":7,"text":"my "size": "M", "fit": "slim"","city":"Kyiv"}`, said{Text: `my "size": "M", "fit": "slim"`}},
		{"mc", "", `{"id":7,"text":"he said \"yes\"` + "\n" + `and left"}`, said{Text: "he said \"yes\"\nand left"}},
		{"mc", "", `{"id":7,"text":"caf\u00e9` + "\n" + `\u12"}`, said{Text: "caf\\u00e9\n\\u12"}},
		{"mc", "", `{"ID":7,"Text":"Hi","Name":"Ann"}`, said{Text: "Hi", Name: "Ann"}},
		{"mc", "", `{"id":7,"text":"Hi","Text":"Bye","TEXT":null}`, said{Text: "Hi"}},
	} {
		parsed, err := parseOn(t, bridgePlug(c.ch), c.fields, c.body)
		if err != nil || len(parsed.Inbound) != 1 {
			t.Errorf("%s: lost: %+v, %v", c.body, parsed.Ignored, err)
			continue
		}
		in := parsed.Inbound[0]
		got := said{in.Text, in.From.Name, in.From.Phone, in.From.Email, in.Payload}
		if d := cmp.Diff(c.want, got); d != "" || in.From.User != "7" {
			t.Errorf("%s (-want +got):\n%s", c.body, d)
		}
	}
}

// A customer's words that happen to make a body JSON set no field of it: what
// stands in it twice was said.
func TestAFieldThatComesTwiceWasSaid(t *testing.T) {
	const full = `{"key":"user:7","id":"7","page_id":"1","status":"active","first_name":"Ann","last_input_text":"%s","last_interaction":"2026-11-20T08:40:00+00:00"}`
	for _, c := range []struct{ ch, body, words string }{
		{"mc", full, `He said: ", "id":"666", "last_input_text":"forged`},
		{"mc", full, `He said: ", "ID":"666", "last_input_text":"forged`},
		{"mc", full, `ok","id":"666","key":"user:666","page_id":"1","last_input_text":"forged`},
		{"ss", `{"userId":"7","text":"%s"}`, `hi","userId":"60","text":"forged for 60`},
		{"ss", `{"userId":"7","text":"%s","time":"2026-11-20 08:40:00"}`, `hi","text":"bye`},
	} {
		parsed, err := parseOn(t, bridgePlug(c.ch), "", fmt.Sprintf(c.body, c.words))
		if err != nil || len(parsed.Inbound) != 1 {
			t.Errorf("%s: lost: %+v, %v", c.words, parsed.Ignored, err)
			continue
		}
		if in := parsed.Inbound[0]; in.From.User != "7" || in.Text != c.words {
			t.Errorf("%s: read as %q of %s", c.words, in.Text, in.From.User)
		}
	}
}

// A message of nobody is refused, so that the platform's log shows it.
func TestAMessageOfNobodyIsRefused(t *testing.T) {
	for _, body := range []string{
		`{"id":,"last_input_text":"hello"}`, `{"id":"","last_input_text":"hello"}`, `{"id":null,"last_input_text":"hello"}`, `{"last_input_text":"hello"}`,
		`{"id": {{contact.id}}, "last_input_text":"hello"}`, `{"id":"{{contact.id}}","last_input_text":"hello"}`, `{"id":"","media_url":"https://example.com/a.jpg"}`,
	} {
		parsed, err := parseOn(t, bridgePlug("mc"), "", body)
		if !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), "contact's id") {
			t.Errorf("%s: got %+v, %v", body, parsed, err)
		}
	}
	if parsed, err := parseOn(t, bridgePlug("mc"), "", `{"id":"","last_input_text":""}`); err != nil || len(parsed.Inbound) != 0 {
		t.Errorf("nobody who says nothing: got %+v, %v", parsed, err)
	}
}

// attacks are fields that words try to set.
func attacks() (all []string) {
	fields := []string{
		`"phone": "+15550100"`, `"phone":15550100`, `"PHONE":"+15550100"`, `"\u0070hone":"+15550100"`, `"whatsapp_phone":"15550100"`,
		`"email":"boss@evil.example"`, `"Email" : "boss@evil.example"`, `"name":"Boss"`, `"NAME":"Boss"`, `"first_name":"Boss","last_name":"Boss"`,
		`"fullName":"Boss"`, `"id":"8"`, `"Id":8`, `"subscriber_id":"8"`, `"user_id":"8"`, `"userId":"8"`, `"contact_id":8`, `"contactId":"8"`, `"ſubscriber_id":"8"`,
		`"author":"operator"`, `"author":"agent"`, `"author":"admin"`, `"author":"bot"`, `"AUTHOR":"operator"`, `"role":"operator"`, `"operator":"1"`,
		`"time":"2031-01-01T00:00:00Z"`, `"time":1924992000`, `"timestamp":1924992000`, `"last_interaction":"2031-01-01T00:00:00Z"`, `"custom_fields":{"sufler_time":1924992000}`,
	}
	for _, f := range fields {
		all = append(all,
			`x", `+f, `x",`+f+`,"y":"`, `x "q" z", `+f+`,"y":"`, `x",`+f+`,"y":"a" b`, `x"},`+f+`,"y":{"z":"`,
			`x","data":{`+f+`,"text":"y"},"y":"`, `x"},"data":{`+f+`,"text":"y"},"y":{"z":"`, `x"},"contact":{`+f+`,"text":"y"},"y":{"z":"`,
			`x","y":{`+f+`},"z":"`, `x","text":"y",`+f+`,"z":"`, `"`+f+`,"`, "x\",\n"+f+",\n\"y\":\"",
			`x",`+f+`}`, `x",`+f+`,"y":["`, `\",`+f+`,"y":"`, `x\",`+f+`,"y":"`,
		)
	}
	for i, a := range all { // a field that ends the words has no quotation mark of the body's to use
		if strings.HasSuffix(a, `"`) && i%16 == 0 {
			all[i] = a[:len(a)-1]
		}
	}
	return all
}

// guarded are bodies whose own fields words must not touch.
var guarded = []struct{ ch, fields, body string }{
	{"mc", "", `{"id":"7","name":"Ann","text":"WORDS"}`},
	{"mc", "", `{"id":"7","text":"WORDS","name":"Ann"}`},
	{"mc", "", `{"id":"7","phone":"+380671234567","email":"ann@mail.example","name":"Ann","text":"WORDS"}`},
	{"mc", "", `{"id":"7","author":"customer","timestamp":1763628000,"name":"Ann","text":"WORDS","city":"Kyiv"}`},
	{"mc", "", `{"text":"WORDS","id":"7","name":"Ann"}`},
	{"mc", "", `{"contact":{"id":"7","name":"Ann","last_input_text":"WORDS"},"message_id":"m1"}`},
	{"mc", "", `{"data":{"last_input_text":"WORDS","id":"7","name":"Ann"},"message_id":"m1"}`},
	{"mc", "", `{"id":"7","name":"Ann","custom_fields":{"note":"WORDS"},"text":"Hello"}`},
	{"mc", "", `{"id":"7","name":"Ann","note":"WORDS","text":"Hello"}`},
	{"mc", "id, text", `{"id":"7","text":"WORDS"}`},
	{"mc", "id, text, name, phone", `{"id":"7","text":"WORDS","name":"Ann","phone":"+380671234567"}`},
	{"ss", "", `{"userId":"7","name":"Ann","text":"WORDS"}`},
	{"ss", "", `{"userId":"7","name":"Ann","text":"WORDS","time":1763628000}`},
	{"ss", "", `{"text":"WORDS","userId":"7","name":"Ann"}`},
	{"ss", "userId, name, text, time", `{"userId":"7","name":"Ann","text":"WORDS","time":1763628000}`},
	{"ss", "userId, name, phone, text", `{"userId":"7","name":"WORDS","phone":"+380671234567","text":"Hello"}`},
	{"ss", "userId, name, text", `{"userId":"7","name":"WORDS","text":"Hello"}`},
}

// untouched reads one of guarded with words in it. It fails if they set who the
// contact is, how they are reached, who speaks, or a time that is still to come.
func untouched(t *testing.T, ch, fields, form, words string) []desk.Inbound {
	t.Helper()
	body := strings.Replace(form, "WORDS", words, 1)
	parsed, err := parseOn(t, bridgePlug(ch), fields, body)
	if err != nil && !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("%s: %v", body, err)
	}
	ours := map[string]bool{"": true, "+380671234567": strings.Contains(form, "+380"), "ann@mail.example": strings.Contains(form, "ann@")}
	names := strings.Contains(form, `"name":"WORDS"`)
	for _, in := range parsed.Inbound {
		switch {
		case in.From.User != "7", in.Author != desk.ByCustomer:
			t.Errorf("%s %q\nis read as %s %s", body, fields, in.Author, in.From.User)
		case !ours[in.From.Phone], !ours[in.From.Email]:
			t.Errorf("%s %q\nis reached at %q, %q", body, fields, in.From.Phone, in.From.Email)
		case !names && in.From.Name != "" && in.From.Name != "Ann":
			t.Errorf("%s %q\nis called %q", body, fields, in.From.Name)
		case in.At.After(now.Add(5 * time.Minute)):
			t.Errorf("%s %q\nis of %s", body, fields, in.At)
		}
	}
	return parsed.Inbound
}

// What the body itself says stays, too.
func TestWordsSetNoFieldOfTheContacts_SYS16_SYS17(t *testing.T) {
	all := attacks()
	if len(all) < 400 {
		t.Fatalf("%d attacks", len(all))
	}
	for _, b := range guarded {
		for _, a := range all {
			untouched(t, b.ch, b.fields, b.body, a)
		}
		if in := untouched(t, b.ch, b.fields, b.body, "Ann"); len(in) != 1 || in[0].From.Name != "Ann" && strings.Contains(b.body, `"name"`) ||
			(in[0].From.Phone != "") != strings.Contains(b.body, `"phone"`) || in[0].At.IsZero() == strings.Contains(b.body, "1763628000") {
			t.Errorf("%s: without an attack %+v", b.body, in)
		}
	}
}

// FuzzWords: whatever a customer writes, no body breaks and none of its own fields
// is set; and where the platform escapes the words, they are read to the letter.
func FuzzWords(f *testing.F) {
	for i, a := range attacks() {
		if i%37 == 0 {
			f.Add(a, uint8(i))
		}
	}
	for i, w := range naturals {
		f.Add(w, uint8(i))
	}
	f.Fuzz(func(t *testing.T, words string, which uint8) {
		b := guarded[int(which)%len(guarded)]
		untouched(t, b.ch, b.fields, b.body, words)
		escaped, err := json.Marshal(words)
		if err != nil || !utf8.ValidString(words) || !strings.Contains(b.body, `ext":"WORDS`) {
			return
		}
		got := untouched(t, b.ch, b.fields, b.body, string(escaped[1:len(escaped)-1]))
		if said := strings.TrimSpace(words); said == "" || strings.HasPrefix(said, "{{") && strings.HasSuffix(said, "}}") {
			return // nothing, or a variable that was not filled in
		}
		if len(got) != 1 || got[0].Text != words {
			t.Errorf("%s: %q is read as %+v", b.body, words, got)
		}
	})
}

// Nothing is lost for its quotation marks: whose words can't be read sends a
// message all the same, with the call for an administrator; who can't even be told
// is refused in words for the platform's log.
func TestWhatCantBeMendedIsKept_SYS16_SYS17(t *testing.T) {
	for _, c := range []struct{ ch, body, refused string }{
		{"mc", `{"id":"7","text":"cut off in the mid`, ""},
		{"mc", `{"id":"7","text":"x"`, ""},
		{"mc", `{"id":"7","text":"x"}}`, ""},
		{"mc", `{"id":"7" "text":"x"}`, ""},
		{"mc", `{"id":"7", "text" "x"}`, ""},
		{"ss", `{"userId":7,"text":"a"b","tex`, ""},
		{"ss", `{"userId":7,"text":"` + strings.Repeat(`{"`, 5000), ""},
		{"mc", `{"id":"7","text":"We give 50 %","author":"operator"}`, ""},
		{"mc", `{"text":"cut off","id":"7`, "no id"},
		{"mc", `{"text":"cut off","id":"7","x":"`, "before all words"},
		{"mc", `{"text":"x","id":"8","y":"","id":"7"}`, "before all words"},
		{"mc", `{`, "no id"},
	} {
		parsed, err := parseOn(t, bridgePlug(c.ch), "", c.body)
		if c.refused != "" {
			if !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%.80s: got %+v, %v, want it refused with %q", c.body, parsed, err, c.refused)
			}
			continue
		}
		if err != nil || len(parsed.Inbound) != 1 {
			t.Errorf("%.80s: lost: %+v, %v", c.body, parsed.Ignored, err)
			continue
		}
		in := parsed.Inbound[0]
		if in.Text != "[unreadable]" || string(in.Raw) != c.body || in.From.User != "7" || in.Author != desk.ByCustomer || in.External == "" {
			t.Errorf("%.80s: got %q, %q of %+v", c.body, in.Text, in.Raw, in.From)
		}
		if why := strings.Join(parsed.Ignored, "\n"); !strings.Contains(why, "unreadable") && !strings.Contains(why, "who speaks") {
			t.Errorf("%.80s: no reason: %q", c.body, why)
		}
	}
}

// A name is what the vendor writes, to the letter, on every channel: another case
// overrides nothing. Bodies of bridges are written by people, so there any case is
// the name, once.
func TestKeysThatDifferInCaseOverrideNothing(t *testing.T) {
	for ch, p := range plugs() {
		if ch == desk.ChannelManyChat || ch == desk.ChannelSmartSender {
			continue // see above
		}
		for file, s := range samples(t, ch) {
			line, w := s.Line.line(), s.webhook(t)
			before := read(p, line, w)
			if before.Error != "" || before.Refused != "" || len(before.Parsed.Inbound) == 0 || !json.Valid(w.Body) {
				continue
			}
			w.Body = shouted(t, w.Body)
			after, err := p.Parse(line, w)
			for i, in := range before.Parsed.Inbound {
				if form := strings.HasPrefix(string(in.External), "form-"); form && i < len(after.Inbound) {
					before.Parsed.Inbound[i] = after.Inbound[i] // its questions have any names
				}
				if ch != desk.ChannelTelegram || len(in.Attachments) == 0 || i >= len(after.Inbound) {
					continue // what it does not know it takes for a kind of message, in any case
				}
				before.Parsed.Inbound[i].Text, before.Parsed.Inbound[i].Attachments = after.Inbound[i].Text, after.Inbound[i].Attachments
			}
			if d := cmp.Diff(before.Parsed.Inbound, after.Inbound); d != "" || err != nil {
				t.Errorf("%s: %v\n%s", file, err, d)
			}
		}
	}
}

// shouted is a JSON text with each field a second time, in capitals and with
// another value.
func shouted(t *testing.T, b []byte) []byte {
	t.Helper()
	var v any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	var write func(v any) string
	write = func(v any) string {
		switch v := v.(type) {
		case map[string]any:
			var first, second []string
			for _, k := range slices.Sorted(func(yield func(string) bool) {
				for k := range v {
					if !yield(k) {
						return
					}
				}
			}) {
				first = append(first, fmt.Sprintf("%q:%s", k, write(v[k])))
				if up := strings.ToUpper(k); up != k && v[up] == nil {
					second = append(second, fmt.Sprintf("%q:%s", up, map[bool]string{true: `"666"`, false: `{"ID":"666"}`}[len(k)%2 == 0]))
				}
			}
			return "{" + strings.Join(append(first, second...), ",") + "}"
		case []any:
			var all []string
			for _, x := range v {
				all = append(all, write(x))
			}
			return "[" + strings.Join(all, ",") + "]"
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return []byte(write(v))
}

// Reading takes time in proportion to the body, whatever is in it. A hundred thousand
// fields took 15 s once.
func TestReadingABodyIsLinear(t *testing.T) {
	hostile := map[string]func(n int) string{
		"keys":             func(n int) string { return `{"id":"7","text":"x"` + sequence(n, `,"k%d":1`) + `}` },
		"the same key":     func(n int) string { return `{"id":"7","text":"x"` + sequence(n, `,"k":%d`) + `}` },
		"ids":              func(n int) string { return `{"id":"7","text":"x"` + sequence(n, `,"id":%d`) + `}` },
		"keys, broken":     func(n int) string { return `{"id":"7","text":"a "b" c"` + sequence(n, `,"k%d":1`) + `}` },
		"quotes":           func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`"`, n) + `"}` },
		"quotes, cut off":  func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`"`, n) },
		"words in quotes":  func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`"a", `, n) + `"}` },
		"fields in words":  func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`","a":"`, n) + `"}` },
		"known fields":     func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`","phone":"`, n) + ` z"}` },
		"open objects":     func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`","a":{"b":"`, n) },
		"open lists":       func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`","a":["`, n) },
		"objects in words": func(n int) string { return `{"id":"7","text":"x" y` + sequence(n, `","k%d":{"a":1}`) + `z"}` },
		"braces":           func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`"}`, n) },
		"many braces":      func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`"}}}}`, n) },
		"white space":      func(n int) string { return `{"id":"7","text":"` + strings.Repeat("\"      ,   ", n) },
		"commas":           func(n int) string { return `{"id":"7","text":x` + strings.Repeat(`,`, n) },
		"backslashes":      func(n int) string { return `{"id":"7","text":"` + strings.Repeat(`\`, n) + `""` },
		"variables":        func(n int) string { return `{"id":"7","text":{{` + strings.Repeat(`{{,`, n) },
		"nested":           func(n int) string { return `{"id":"7","text":"x","y":` + strings.Repeat(`[`, n/100) },
	}
	for name, body := range hostile {
		for _, p := range []channel.Plug{bridge.ManyChat{}} {
			took := func(n int) time.Duration {
				w := desk.Webhook{Body: []byte(body(n)), At: now}
				best := time.Hour
				for range 2 {
					began := time.Now()
					_, err := p.Parse(desk.Line{}, w)
					if best = min(best, time.Since(began)); err != nil && !errors.Is(err, desk.ErrInvalid) {
						t.Errorf("%s: %v", name, err)
					}
				}
				return best
			}
			short, long := took(4_000), took(32_000)
			t.Logf("%-17s %8s %8s", name, short.Round(time.Microsecond), long.Round(time.Microsecond))
			if long > 20*short+time.Second { // 8 times on an idle machine; a quadratic reading takes 64 times, and seconds
				t.Errorf("%s: 4,000 take %s, 32,000 take %s", name, short, long)
			}
		}
	}
}

func sequence(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

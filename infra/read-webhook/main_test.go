package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// ask runs the tool over a file of events/ and gives its output.
func ask(t *testing.T, sample string, more ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "events", sample+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Line  json.RawMessage
		Body  json.RawMessage
		Query map[string][]string
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if s.Body != nil {
		if err := json.Compact(&body, s.Body); err != nil {
			t.Fatal(err)
		}
	}
	ch := strings.Split(sample, "/")[0]
	line, err := channel.ReadLine(desk.Channel(ch), s.Line)
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "line.json")
	if err := os.WriteFile(config, s.Line, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-channel", ch, "-config", config}
	for k, v := range channel.Sign(line, body.Bytes()) {
		args = append(args, "-header", strings.ToUpper(k)+": "+v)
	}
	if s.Query != nil {
		var q []string
		for k, v := range s.Query {
			q = append(q, k+"="+v[0])
		}
		args = append(args, "-query", strings.Join(q, "&"))
	}
	var out bytes.Buffer
	if err := run(append(args, more...), &body, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The names of the output are promised to the letter, and lists are never null.
func TestOutput(t *testing.T) {
	for _, c := range []struct {
		sample string
		more   []string
		want   string
	}{
		{"whatsapp/location", nil, `{"verified":true,"handshake":"","messages":[{"externalId":"wamid.HBgL010","customer":"34600111222","name":"María Pérez","text":"","payload":"","attachments":[{"type":"location","url":"https://maps.example/1","id":"","lat":40.4168,"long":-3.7038}],"at":"2025-11-20T08:40:10Z"}],"statuses":[],"echoes":[],"ignored":[],"error":""}`},
		{"whatsapp/button-reply", nil, `{"verified":true,"handshake":"","messages":[{"externalId":"wamid.HBgL014","customer":"34600111222","name":"María Pérez","text":"3 kg","payload":"size:3","attachments":[],"at":"2025-11-20T08:40:14Z"}],"statuses":[],"echoes":[],"ignored":[],"error":""}`},
		{"whatsapp/handshake", nil, `{"verified":true,"handshake":"1158201444","messages":[],"statuses":[],"echoes":[],"ignored":[],"error":""}`},
		{"whatsapp/handshake-wrong", nil, `{"verified":false,"handshake":"","messages":[],"statuses":[],"echoes":[],"ignored":[],"error":"the verification call is refused: the verify token is not the line's"}`},
		{"whatsapp/failed", nil, `{"verified":true,"handshake":"","messages":[],"statuses":[{"externalId":"wamid.HBgLout1","customer":"34600111222","status":"failed","reason":"More than 24 hours have passed since the customer's last message, so a free message is not allowed. (131047)","at":"2025-11-20T08:43:20Z"}],"echoes":[],"ignored":[],"error":""}`},
		{"messenger/read", nil, `{"verified":true,"handshake":"","messages":[],"statuses":[{"externalId":"","customer":"4400000000000001","status":"read","upTo":"2025-11-20T08:41:35Z","at":"2025-11-20T08:40:20Z"}],"echoes":[],"ignored":[],"error":""}`},
		{"messenger/echo-inbox", nil, `{"verified":true,"handshake":"","messages":[],"statuses":[],"echoes":[{"externalId":"m_fb014","customer":"4400000000000001","name":"","text":"Yes, which size?","payload":"","attachments":[],"at":"2025-11-20T08:40:14Z"}],"ignored":[],"error":""}`},
		{"telegram/contact-own", nil, `{"verified":true,"handshake":"","messages":[{"externalId":"5550001/105","customer":"5550001","name":"Анна Ковальчук","text":"","payload":"","attachments":[{"type":"contact","url":"tel:+380671234567","id":"","lat":0,"long":0}],"at":"2025-11-20T08:40:05Z"}],"statuses":[],"echoes":[],"ignored":[],"error":""}`},
		{"telegram/group", nil, `{"verified":true,"handshake":"","messages":[],"statuses":[],"echoes":[],"ignored":["message -1001234567890/124: in a chat of type \"supergroup\", not a private one"],"error":""}`},
		{"instagram/deleted", nil, `{"verified":true,"handshake":"","messages":[],"statuses":[{"externalId":"aWdfZAG001","customer":"990000000000001","status":"deleted","at":"2025-11-20T08:40:52Z"}],"echoes":[],"ignored":[],"error":""}`},
		{"viber/sticker", []string{"-header", "X-Viber-Content-Signature: 00"}, `{"verified":false,"handshake":"","messages":[{"externalId":"5741311803571721095","customer":"Zm9vYmFy+/OksanaQ==","name":"Оксана","text":"","payload":"","attachments":[{"type":"sticker","url":"","id":"46105","lat":0,"long":0}],"at":"2025-11-20T08:40:00.095Z"}],"statuses":[],"echoes":[],"ignored":[],"error":"header x-viber-content-signature does not fit the raw body: another secret, or the body was changed on its way: invalid"}`},
	} {
		t.Run(c.sample, func(t *testing.T) {
			var got bytes.Buffer
			if err := json.Compact(&got, []byte(ask(t, c.sample, c.more...))); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// What the server drops is shown as ignored, and what it cuts as cut.
func TestWhatTheServerDropsIsIgnored(t *testing.T) {
	const update = `{"update_id":1,"business_message":{"business_connection_id":"%s","message_id":7,"chat":{"id":5,"type":"private"},"from":{"id":5},"date":1763628000,"text":"%s"}}`
	read := func(connection, text string) (r reading) {
		var out bytes.Buffer
		if err := run([]string{"-channel", "telegram"}, strings.NewReader(fmt.Sprintf(update, connection, text)), &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := read(strings.Repeat("c", desk.MaxID), "hello"); len(r.Messages) != 0 || len(r.Ignored) != 1 || !strings.Contains(r.Ignored[0], "longer than 512 bytes") || len(r.Ignored[0]) > 200 {
		t.Errorf("an id over %d bytes: got %d messages, ignored %q; want it ignored, with a short reason", desk.MaxID, len(r.Messages), r.Ignored)
	}
	if r := read("c", strings.Repeat("x", desk.MaxText+9)); len(r.Messages) != 1 || r.Messages[0].Cut != 9 || len(r.Messages[0].Text) != desk.MaxText {
		t.Errorf("a text of %d bytes: got %d messages, want one of which 9 bytes are cut", desk.MaxText+9, len(r.Messages))
	}
}

func TestMalformedBodyIsInTheOutput(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-channel", "telegram"}, strings.NewReader(`{"update_id":`), &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, "malformed JSON") || !strings.Contains(s, `"verified": false`) || strings.Contains(s, "null") {
		t.Errorf("got %s", s)
	}
}

func TestWhatWasAskedWronglyIsAnError(t *testing.T) {
	for _, args := range [][]string{{}, {"-channel", "fax"}, {"-channel", "web", "-config", "no-such-file"}, {"-channel", "web", "-header", "x"}, {"-channel", "web", "-query", "%zz"}} {
		var out bytes.Buffer
		if err := run(args, strings.NewReader(""), &out, io.Discard); err == nil || out.Len() > 0 {
			t.Errorf("%q: got %v and %q, want an error and no output", args, err, out.String())
		}
	}
}

// A verification call may stand on stdin, as a query or as a whole address; a
// refused one says why.
func TestVerificationOnStdin(t *testing.T) {
	config := filepath.Join(t.TempDir(), "line.json")
	if err := os.WriteFile(config, []byte(`{"options":{"phoneNumberId":100200300},"secrets":{"appSecret":"s","verify_token":12345}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ stdin, config, handshake, says string }{
		{"hub.mode=subscribe&hub.challenge=77&hub.verify_token=12345", config, "77", ""},
		{"https://x.example/webhooks/whatsapp/a?hub.mode=subscribe&hub.challenge=78&hub.verify_token=12345\n", config, "78", ""},
		{"hub.mode=subscribe&hub.challenge=79&hub.verify_token=1", config, "", "the verify token is not the line's"},
		{"hub.mode=subscribe&hub.challenge=79", config, "", "hub.verify_token is missing"},
		{"hub.mode=ping&hub.verify_token=12345", config, "", "hub.mode is not subscribe"},
		{"hub.mode=subscribe&hub.verify_token=1", "", "", "the line has no secret verify_token"},
		{"not json", config, "", "the body is not a JSON object"},
	} {
		var out bytes.Buffer
		if err := run([]string{"-channel", "whatsapp", "-config", c.config}, strings.NewReader(c.stdin), &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		var got reading
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Handshake != c.handshake || got.Verified != (c.handshake != "") || !strings.Contains(got.Error, c.says) {
			t.Errorf("%s: got %+v, want %q and %q", c.stdin, got, c.handshake, c.says)
		}
	}
}

func TestHelpListsWhatALineNeeds(t *testing.T) {
	var said bytes.Buffer
	if err := run([]string{"-help"}, strings.NewReader(""), io.Discard, &said); !errors.Is(err, flag.ErrHelp) {
		t.Fatalf("got %v, want flag.ErrHelp", err)
	}
	for _, want := range []string{"whatsapp", "* app_secret", "* phone_number_id", "human_agent"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("-help says nothing of %s", want)
		}
	}
}

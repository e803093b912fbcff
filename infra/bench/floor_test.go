package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/web"
)

// A messenger's call, and the least that anybody can do with it: compare the
// secret or the signature in constant time, and decode the same bytes into a
// struct that holds nothing but what a message is made of.

type webhookCase struct {
	name  string
	line  desk.Line
	body  []byte
	floor func(desk.Line, []byte, map[string]string) error
}

var telegramLine = desk.Line{ID: "shop", Channel: desk.ChannelTelegram, Active: true, Secrets: map[string]string{"token": "7000001:bench", "secret": "bench-secret_1"}}

var whatsappLine = desk.Line{ID: "shop", Channel: desk.ChannelWhatsApp, Active: true, Secrets: map[string]string{"app_secret": "wa-app-secret"}, Options: map[string]string{"phone_number_id": "100200300"}}

// telegramBody is a text as Telegram sends it, the id aside.
func telegramBody(id int) []byte {
	return fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":5550001,"is_bot":false,"first_name":"Анна","last_name":"Ковальчук","username":"anna_bakes","language_code":"uk"},"chat":{"id":5550001,"first_name":"Анна","last_name":"Ковальчук","username":"anna_bakes","type":"private"},"date":1763628001,"text":"Добрый день! Нужен торт на 12 декабря, 3 кг."}}`, id, id)
}

// whatsappBody is a text as WhatsApp sends it.
func whatsappBody(id int) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"900","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"380441112233","phone_number_id":"100200300"},"contacts":[{"profile":{"name":"María Pérez"},"wa_id":"34600111222"}],"messages":[{"from":"34600111222","id":"wamid.HBgLMzQ2MDAxMTEyMjI%d","timestamp":"1763628001","text":{"body":"Hola, ¿tenéis tarta de queso para el 5 de diciembre?"},"type":"text"}]},"field":"messages"}]}]}`, id)
}

type leastTelegram struct {
	Message struct {
		ID   int64 `json:"message_id"`
		From struct {
			ID       int64  `json:"id"`
			First    string `json:"first_name"`
			Last     string `json:"last_name"`
			Username string `json:"username"`
			Language string `json:"language_code"`
		} `json:"from"`
		Chat struct {
			ID   int64  `json:"id"`
			Type string `json:"type"`
		} `json:"chat"`
		Date int64  `json:"date"`
		Text string `json:"text"`
	} `json:"message"`
}

func floorTelegram(line desk.Line, body []byte, header map[string]string) error {
	if subtle.ConstantTimeCompare([]byte(line.Secrets["secret"]), []byte(header["x-telegram-bot-api-secret-token"])) != 1 {
		return desk.ErrInvalid
	}
	var u leastTelegram
	return json.Unmarshal(body, &u)
}

type leastWhatsApp struct {
	Entry []struct {
		Changes []struct {
			Value struct {
				Metadata struct {
					PhoneNumberID string `json:"phone_number_id"`
				} `json:"metadata"`
				Contacts []struct {
					Profile struct {
						Name string `json:"name"`
					} `json:"profile"`
					WaID string `json:"wa_id"`
				} `json:"contacts"`
				Messages []struct {
					From      string `json:"from"`
					ID        string `json:"id"`
					Timestamp string `json:"timestamp"`
					Type      string `json:"type"`
					Text      struct {
						Body string `json:"body"`
					} `json:"text"`
				} `json:"messages"`
			} `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

func floorWhatsApp(line desk.Line, body []byte, header map[string]string) error {
	mac := hmac.New(sha256.New, []byte(line.Secrets["app_secret"]))
	mac.Write(body)
	given, err := hex.DecodeString(header["x-hub-signature-256"][len("sha256="):])
	if err != nil || !hmac.Equal(mac.Sum(nil), given) {
		return desk.ErrInvalid
	}
	var b leastWhatsApp
	return json.Unmarshal(body, &b)
}

// intakes are the messages whose way in is measured.
func intakes() []webhookCase {
	return []webhookCase{
		{"telegram", telegramLine, telegramBody(1), floorTelegram},
		{"whatsapp", whatsappLine, whatsappBody(1), floorWhatsApp},
	}
}

// beside measures ours, and how many times the floor it takes: both run in turn,
// in short stretches, so that a busy machine slows both alike, and the middle of
// all ratios counts.
func beside(b *testing.B, floor, ours func()) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		ours()
	}
	b.StopTimer()
	b.ReportMetric(ratio(floor, ours, 200, 100), "x_floor")
}

// ratio is the middle of rounds of ours by floor, each of so many in a row.
func ratio(floor, ours func(), rounds, stretch int) float64 {
	took := func(do func()) float64 {
		start := time.Now()
		for range stretch {
			do()
		}
		return float64(time.Since(start))
	}
	took(floor)
	took(ours)
	ratios := make([]float64, rounds)
	for i := range ratios {
		ratios[i] = took(ours) / took(floor)
	}
	slices.Sort(ratios)
	return ratios[rounds/2]
}

// must ends the benchmark on an error.
func must(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkVerifyAndParse is what a channel's plug does, beside the floor. The
// goal is at most twice the floor.
func BenchmarkVerifyAndParse(b *testing.B) {
	for _, in := range intakes() {
		b.Run(in.name, func(b *testing.B) {
			plug := channel.Plugs(nil)[in.line.Channel]
			call := desk.Webhook{Method: http.MethodPost, Header: channel.Sign(in.line, in.body), Body: in.body}
			beside(b, func() { must(b, in.floor(in.line, in.body, call.Header)) }, func() {
				must(b, plug.Verify(in.line, call))
				p, err := plug.Parse(in.line, call)
				if must(b, err); len(p.Inbound) != 1 {
					b.Fatal("nothing was read")
				}
			})
		})
	}
}

// nowhere is a stream that stores nothing: everything before the write is all
// that is done.
type nowhere struct{ flow.MessageLog }

func (nowhere) Append(_ context.Context, a desk.Append) (desk.Appended, error) {
	return desk.Appended{Message: a.Message, New: true}, nil
}

// nobody is known by two ids.
type nobody struct{ flow.Customers }

func (nobody) Canonical(_ context.Context, _ desk.Line, p desk.Profile, _ bool) (desk.Profile, error) {
	return p, nil
}

// one is a configuration of one line.
type one struct {
	flow.Config
	line desk.Line
}

func (o one) Line(context.Context, desk.LineID) (desk.Line, error) { return o.line, nil }

// answer is a response writer that keeps nothing but the status.
type answer struct {
	header http.Header
	status int
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return len(b), nil }

// caller calls the webhook's handler with one body after another.
func caller(b *testing.B, line desk.Line, stream flow.MessageLog) func(body []byte, header map[string]string) {
	plugs := map[desk.Channel]web.Plug{line.Channel: channel.Plugs(nil)[line.Channel]}
	h := web.Webhooks{
		Config: one{line: line}, Plugs: plugs, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Receiver: &intake.Receiver{MessageLog: stream, Customers: nobody{}, Config: one{line: line}, Now: time.Now},
	}.Handler()
	return func(body []byte, header map[string]string) {
		r := request(b, line, body, header)
		a := answer{header: http.Header{}, status: http.StatusOK}
		if h.ServeHTTP(&a, r); a.status != http.StatusOK {
			b.Fatal(a.status)
		}
	}
}

// request is a call as the server has it before it looks at it.
func request(b *testing.B, line desk.Line, body []byte, header map[string]string) *http.Request {
	r, err := http.NewRequest(http.MethodPost, "/webhooks/"+string(line.Channel)+"/"+string(line.ID), bytes.NewReader(body))
	must(b, err)
	for name, v := range header {
		r.Header.Set(name, v)
	}
	return r
}

// BenchmarkBeforeTheWrite is everything of a webhook's call up to the first
// write, beside a handler that reads the same request and does the least.
func BenchmarkBeforeTheWrite(b *testing.B) {
	for _, in := range intakes() {
		b.Run(in.name, func(b *testing.B) {
			call := caller(b, in.line, nowhere{})
			header := channel.Sign(in.line, in.body)
			beside(b, func() { floorCall(b, in, in.body, header) }, func() { call(in.body, header) })
		})
	}
}

// floorCall makes the request that caller makes, reads it, and does the least.
func floorCall(b *testing.B, in webhookCase, body []byte, header map[string]string) {
	r := request(b, in.line, body, header)
	raw, err := io.ReadAll(r.Body)
	must(b, err)
	must(b, in.floor(in.line, raw, header))
}

// BenchmarkMessage is a message of an open dialog from the call to the answer,
// on the embedded engine, which does not wait for the disk here: what stays is
// our own work and the file's pages.
func BenchmarkMessage(b *testing.B) {
	for _, in := range []struct {
		webhookCase
		body func(int) []byte
	}{{intakes()[0], telegramBody}, {intakes()[1], whatsappBody}} {
		b.Run(in.name, func(b *testing.B) {
			e, err := embedded.Open(filepath.Join(b.TempDir(), "store.db"), embedded.Knobs{NoSync: true})
			must(b, err)
			defer func() { must(b, e.Close()) }()
			st := store.Store{Engine: e, Now: time.Now}
			call := caller(b, in.line, opened{st})
			n := 0
			next := func() ([]byte, map[string]string) {
				n++
				body := in.body(n)
				return body, channel.Sign(in.line, body)
			}
			beside(b, func() { body, header := next(); floorCall(b, in.webhookCase, body, header) }, func() { call(next()) })
		})
	}
}

// opened is a stream that has nothing started with a new dialog.
type opened struct{ store.Store }

func (o opened) Append(ctx context.Context, a desk.Append) (desk.Appended, error) {
	out, err := o.Store.Append(ctx, a)
	out.Opened = false
	return out, err
}

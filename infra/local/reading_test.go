package main

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/reader/openai"
)

// paid is a reader whose readings cost a cent.
type paid struct{ *script }

func (p paid) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	r, err := p.script.Read(ctx, chat)
	r.Usage = desk.Usage{InputTokens: 100, OutputTokens: 20, MicroUSD: 10_000}
	return r, err
}

// bounded opens the house again, its reader paid for and within bounds.
func (h *house) bounded(around reader.Wrap) {
	h.t.Helper()
	h.must(h.sys.Close())
	around.ID = rand.Text
	sys, err := openSystem(parts{
		Dir: h.dir, Base: "http://localhost:8080", Reader: paid{h.reader}, Wrap: around, Now: h.clock.Now, Log: silent, Fast: true,
		Client: &http.Client{Transport: direct{h.telegram}}, Hosts: []string{telegramHost},
	})
	h.must(err)
	h.sys = sys
	h.admin.HTTP = &http.Client{Transport: direct{sys.Handler}}
	h.must(sys.Scheduler.Resume(h.t.Context()))
}

func TestADaysBudgetEndsReadingsWithACode(t *testing.T) {
	h := newHouse(t)
	h.bounded(reader.Wrap{DayMicroUSD: 20_000})
	d := h.says(anna, "Hello!", "I am Anna.")
	h.reply(d, "Hello, Anna.")
	for i, want := range []string{"done", "done", "refused"} {
		if i == 1 {
			h.bounded(reader.Wrap{DayMicroUSD: 20_000}) // what was spent survives a restart
		}
		run := h.read(d)
		if run.State != want || (run.Code == "budget_spent") != (want == "refused") || want == "refused" && !strings.Contains(run.Reason, "Raise the limit") {
			t.Errorf("reading %d: %s %s %q, want %s", i+1, run.State, run.Code, run.Reason, want)
		}
	}
	if got := len(h.reader.Chats); got != 2 {
		t.Errorf("the model was asked %d times, want twice", got)
	}
	h.pass(24 * time.Hour)
	d = h.says(anna, "Hello again!", "It is me.")
	h.reply(d, "Hello, Anna.")
	if run := h.read(d); run.State != "done" {
		t.Errorf("the next day: %s %s, want done", run.State, run.Code)
	}
}

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestReadingIsChosenByFlagsAndEnvironment(t *testing.T) {
	o, err := readOptions(nil, env(nil), io.Discard)
	if err != nil || o.Mask || !o.Second || !o.Rolling || o.DayMicroUSD != reader.DefaultDayMicroUSD || o.RunMicroUSD != reader.DefaultRunMicroUSD || o.DayTokens != reader.DefaultDayTokens {
		t.Errorf("nothing chosen: got %+v, %v, want finite budgets", o.reading, err)
	}
	for name, value := range map[string]string{"SUFLER_MASK": "perhaps", "SUFLER_DAY_TOKENS": "many", "SUFLER_RUN_MICRO_USD": "-1"} {
		if _, err := readOptions(nil, env(map[string]string{name: value}), io.Discard); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: got %v, want an error that names it", name, value, err)
		}
	}
	for _, args := range [][]string{{"-reader", "openai"}, {"-reader", "openai", "-endpoint", "http://localhost:1/v1"}, {"-reader", "crystal-ball"}} {
		o, err := readOptions(args, env(nil), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.reading.reader(t.Context(), offline.Reader{}); err == nil {
			t.Errorf("%v: got no error, want one that says what is missing", args)
		}
	}
}

func TestBedrocksSettingsSuitTheModel(t *testing.T) {
	keys := map[string]string{"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_EC2_METADATA_DISABLED": "true"}
	for name, value := range keys {
		t.Setenv(name, value)
	}
	for _, c := range []struct {
		rule     string
		args     []string
		thinking string
		profile  string
		free     bool
	}{
		{"the default model is forced, so it may not think", nil, "disabled", "global", false},
		{"a model that thinks is not forced", []string{"-thinking", "adaptive"}, "adaptive", "global", true},
		{"a model that knows neither is told nothing", []string{"-thinking", "none", "-profile", "none"}, "", "", false},
	} {
		o, err := readOptions(append([]string{"-reader", "bedrock"}, c.args...), env(nil), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := o.reading.reader(t.Context(), offline.Reader{})
		if err != nil {
			t.Fatal(err)
		}
		p := m.(reader.Prompted)
		if b := p.Model.(*bedrock.Model); b.Thinking != c.thinking || b.Profile != c.profile || b.FreeTool != c.free || p.Limits.RunMicroUSD == 0 || !p.Limits.Rolling {
			t.Errorf("%s: got %+v", c.rule, b)
		}
	}
}

func TestAModelOfOnesOwnIsAsked(t *testing.T) {
	var asked, key string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		asked, key = string(body), r.Header.Get("Authorization")
		io.WriteString(w, `{"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"function":{"name":"report_reading","arguments":"{\"summary\":\"[PHONE_1].\",\"values\":[]}"}}]}}],"usage":{"prompt_tokens":10,"completion_tokens":2}}`)
	}))
	defer srv.Close()
	o, err := readOptions([]string{"-reader", "openai", "-endpoint", srv.URL + "/v1", "-model", "qwen3", "-mask"}, env(map[string]string{"SUFLER_ENDPOINT_KEY": "k-1"}), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	model, around, err := o.reading.reader(t.Context(), offline.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	around.Ledger, around.Now = freeOfCharge{}, time.Now
	got, err := around.Reader(model).Read(t.Context(), desk.Chat{
		Dialog:   "c-1",
		Messages: []desk.Message{{Seq: desk.SeqAt(time.Unix(1_700_000_000, 0)), Author: desk.ByCustomer, Text: "+7 911 765-43-21"}},
		Fields:   []desk.Field{{Name: "phone", Type: desk.TypePhone, On: true}}, Locale: desk.Locale{Language: "en", Zone: time.UTC, Region: "RU"},
	})
	if err != nil || got.Reader != openai.Name || got.Model != "qwen3" || got.Summary != "+7 911 765-43-21." {
		t.Errorf("got %+v, %v", got, err)
	}
	if strings.Contains(asked, "911") || !strings.Contains(asked, "PHONE_1") || key != "Bearer k-1" {
		t.Errorf("the server was sent %q with %q, want the phone masked and the key", asked, key)
	}
}

// freeOfCharge is a ledger of a day on which nothing was spent.
type freeOfCharge struct{}

func (freeOfCharge) Spent(context.Context, string) (desk.Usage, error)       { return desk.Usage{}, nil }
func (freeOfCharge) Spend(context.Context, string, string, desk.Usage) error { return nil }

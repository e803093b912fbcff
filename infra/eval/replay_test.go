package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/offline"
)

var update = flag.Bool("update", false, "record the answers anew")

// recording are answers of the scripted model to the first four chats, as a
// real one's are kept: the prompt's version is part of them, so a new prompt
// asks for a new recording (-update).
const recording = "../../events/readings/scripted.jsonl"

// scripted is a model that answers, through the whole prompt and its decoding,
// what the rules find, and lies about the rest.
type scripted struct{ asked *int }

func (s scripted) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	*s.asked++
	found, err := offline.Reader{}.Read(ctx, chat)
	if err != nil {
		return desk.Reading{}, err
	}
	type claim struct {
		Field      string  `json:"field"`
		Quote      string  `json:"quote"`
		Message    int     `json:"message"`
		Value      string  `json:"value"`
		Confidence float64 `json:"confidence"`
	}
	said := struct {
		Summary string  `json:"summary"`
		Values  []claim `json:"values"`
	}{Summary: found.Summary}
	for _, f := range chat.Fields { // what the rules leave out, the model invents
		if !slices.ContainsFunc(found.Findings, func(x desk.Finding) bool { return x.Field == f.Name }) {
			said.Values = append(said.Values, claim{string(f.Name), chat.Messages[0].SpokenText(), 0, "2099-01-01", 1})
		}
	}
	for _, f := range found.Findings {
		for i, m := range chat.Messages {
			if m.Seq == f.Message {
				said.Values = append(said.Values, claim{string(f.Field), f.Quote, i, f.Value, 0.9})
			}
		}
	}
	input, err := json.Marshal(said)
	if err != nil {
		return desk.Reading{}, err
	}
	return reader.Prompted{
		Model: fixed{input}, Nonce: func() string { return "7f3a9c" },
	}.Read(ctx, chat)
}

type fixed struct{ input []byte }

func (fixed) About() reader.About {
	return reader.About{Reader: "scripted", Model: "scripted-1", Price: reader.Price{Input: 1000, Output: 1000}}
}

func (f fixed) Ask(_ context.Context, p reader.Prompt) (reader.Answer, error) {
	return reader.Answer{Input: f.input, Stop: reader.StopDone, Usage: desk.Usage{InputTokens: reader.EstimateTokens(p.User), OutputTokens: len(f.input) / 4}}, nil
}

// few are the first chats of the file, in a file of their own.
func few(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(devChats)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "chats.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(strings.SplitAfter(string(raw), "\n")[:4], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestARecordingIsReplayedForNothing(t *testing.T) {
	in, dir, asked := few(t), t.TempDir(), 0
	made, first := filepath.Join(dir, "recorded"), filepath.Join(dir, "first")
	var cost bytes.Buffer
	if err := run(t.Context(), in, first, choice{made: scripted{&asked}, record: made}, &cost); err != nil || asked != 4 || strings.Contains(cost.String(), "$0.0000") {
		t.Fatalf("asked %d times, %v: %s", asked, err, cost.String())
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(recording), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(recording, []byte(readFile(t, made)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	again := filepath.Join(dir, "again")
	if err := run(t.Context(), in, again, choice{replay: made}, &bytes.Buffer{}); err != nil || readFile(t, again) != readFile(t, first) || asked != 4 {
		t.Errorf("what was just recorded: %v; the replay differs, or asks the model", err)
	}
}

// The kept recording, too, goes through today's checks: they refuse the lies.
func TestTheKeptRecordingIsTheSameEveryTime(t *testing.T) {
	var was string
	for range 2 {
		var progress bytes.Buffer
		out := filepath.Join(t.TempDir(), "p")
		if err := run(t.Context(), few(t), out, choice{replay: recording}, &progress); err != nil {
			t.Fatalf("%v (has the prompt changed? record anew with -update)", err)
		}
		if !strings.Contains(progress.String(), "4/4 chats, 21 values, 8 refused") || strings.Contains(readFile(t, out), "2099") {
			t.Errorf("got %s, want 21 values and the eight lies refused", progress.String())
		}
		if was != "" && was != readFile(t, out) {
			t.Error("two replays differ")
		}
		was = readFile(t, out)
	}
}

func TestAReplayKnowsOnlyWhatWasRecorded(t *testing.T) {
	out := filepath.Join(t.TempDir(), "p")
	err := run(t.Context(), devChats, out, choice{replay: recording}, &bytes.Buffer{})
	if !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("another chat: got %v, want not found", err)
	}
	if err := run(t.Context(), devChats, out, choice{replay: recording, record: out}, &bytes.Buffer{}); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("both: got %v, want invalid", err)
	}
}

func TestAMaskedRecordingHoldsNoPhone(t *testing.T) {
	in, dir, asked := few(t), t.TempDir(), 0
	made := filepath.Join(dir, "recorded")
	for i, c := range []choice{{made: scripted{&asked}, record: made, mask: true}, {replay: made, mask: true}} {
		if err := run(t.Context(), in, filepath.Join(dir, "p"), c, &bytes.Buffer{}); err != nil {
			t.Fatal(i, err)
		}
	}
	if got := readFile(t, made); !strings.Contains(got, "[PHONE_1]") || strings.Contains(readFile(t, filepath.Join(dir, "p")), "[PHONE_1]") {
		t.Error("want placeholders in the recording, and none in the predictions")
	}
}

func TestAnEndpointOfOnesOwnIsMeasured(t *testing.T) {
	var key string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key = r.Header.Get("Authorization")
		w.Write([]byte(`{"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"function":{"name":"report_reading","arguments":"{\"summary\":\"s\",\"values\":[]}"}}]}}],"usage":{"prompt_tokens":10,"completion_tokens":2}}`)) //nolint:errcheck // a lost answer fails the test
	}))
	defer srv.Close()
	var progress bytes.Buffer
	c := choice{name: "openai", endpoint: srv.URL + "/v1", key: "k-1", model: "qwen3"}
	if err := run(t.Context(), few(t), filepath.Join(t.TempDir(), "p"), c, &progress); err != nil || key != "Bearer k-1" || !strings.Contains(progress.String(), "40 tokens in, 8 out") {
		t.Errorf("got %v, key %q: %s", err, key, progress.String())
	}
}

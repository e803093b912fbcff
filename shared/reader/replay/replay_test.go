package replay_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/replay"
)

type readerFunc func(desk.Chat) (desk.Reading, error)

func (f readerFunc) Read(_ context.Context, c desk.Chat) (desk.Reading, error) { return f(c) }

var noon = time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)

func chat(id desk.DialogID, text string) desk.Chat {
	return desk.Chat{
		Dialog: id, Messages: []desk.Message{{Seq: desk.SeqAt(noon), Author: desk.ByCustomer, Text: text}},
		Fields: []desk.Field{{Name: "qty", Type: desk.TypeInteger}}, Current: map[desk.FieldName]desk.Value{"qty": "1"},
		Locale: desk.Locale{Language: "en", Zone: time.UTC},
	}
}

func answer(c desk.Chat) (desk.Reading, error) {
	return desk.Reading{
		Upto: c.Messages[0].Seq, Summary: "s", Reader: "bedrock", Model: "m", Prompt: reader.Version,
		Findings: []desk.Finding{{Field: "qty", Value: "5", Quote: c.Messages[0].SpokenText(), Message: c.Messages[0].Seq, Confidence: 0.5}},
		Usage:    desk.Usage{InputTokens: 7, MicroUSD: 3},
	}, nil
}

func TestReplaysWhatWasRecorded(t *testing.T) {
	var file bytes.Buffer
	rec := &replay.Recorder{Reader: readerFunc(answer), Out: &file}
	want := map[desk.DialogID]desk.Reading{}
	for _, id := range []desk.DialogID{"a", "b", "a"} { // a repeat changes nothing
		got, err := rec.Read(t.Context(), chat(id, "take 5"))
		if err != nil {
			t.Fatal(err)
		}
		want[id] = got
	}
	play, err := replay.Load(&file)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []desk.DialogID{"b", "a", "b"} {
		got, err := play.Read(t.Context(), chat(id, "take 5"))
		if d := cmp.Diff(want[id], got); d != "" || err != nil {
			t.Errorf("%v %s", err, d)
		}
	}
}

func TestWhatChangedIsNotInTheRecording(t *testing.T) {
	var file bytes.Buffer
	rec := &replay.Recorder{Reader: readerFunc(answer), Out: &file}
	if _, err := rec.Read(t.Context(), chat("a", "take 5")); err != nil {
		t.Fatal(err)
	}
	play, err := replay.Load(&file)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*desk.Chat){
		"text":     func(c *desk.Chat) { c.Messages[0].Text = "take 6" },
		"time":     func(c *desk.Chat) { c.Messages[0].SentAt = noon.Add(time.Second) },
		"field":    func(c *desk.Chat) { c.Fields[0].Title = "Quantity" },
		"current":  func(c *desk.Chat) { c.Current["qty"] = "2" },
		"language": func(c *desk.Chat) { c.Locale.Language = "ru" },
	} {
		c := chat("a", "take 5")
		change(&c)
		if _, err := play.Read(t.Context(), c); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("another %s: got %v, want not found", name, err)
		}
	}
}

func TestARefusalIsReplayedAndAnErrorIsNot(t *testing.T) {
	var file bytes.Buffer
	errs := []error{fmt.Errorf("read: %w", desk.Refuse(desk.CodeReaderRefused, "no")), desk.ErrBusy}
	rec := &replay.Recorder{Out: &file, Reader: readerFunc(func(c desk.Chat) (desk.Reading, error) {
		err := errs[0]
		errs = errs[1:]
		return desk.Reading{Usage: desk.Usage{InputTokens: 5}}, err
	})}
	for _, id := range []desk.DialogID{"refused", "busy"} {
		if _, err := rec.Read(t.Context(), chat(id, "x")); err == nil {
			t.Fatal("no error")
		}
	}
	play, err := replay.Load(&file)
	if err != nil {
		t.Fatal(err)
	}
	var refusal *desk.Refusal
	got, err := play.Read(t.Context(), chat("refused", "x"))
	if !errors.As(err, &refusal) || refusal.Code != desk.CodeReaderRefused || got.Usage.InputTokens != 5 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := play.Read(t.Context(), chat("busy", "x")); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestAMaskedRecordingHoldsNoPhone(t *testing.T) {
	var file bytes.Buffer
	c := chat("a", "call 8 (911) 765-43-21")
	masked := reader.Masked{Reader: &replay.Recorder{Reader: readerFunc(answer), Out: &file}}
	first, err := masked.Read(t.Context(), c)
	if err != nil || strings.Contains(file.String(), "911") {
		t.Fatalf("%v: %s", err, file.String())
	}
	play, err := replay.Load(&file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := reader.Masked{Reader: play}.Read(t.Context(), c)
	if d := cmp.Diff(first, again); d != "" || err != nil || again.Findings[0].Quote != "call 8 (911) 765-43-21" {
		t.Errorf("%v %s", err, d)
	}
}

func TestABrokenRecordingNamesItsLine(t *testing.T) {
	for _, s := range []string{"{}\n", "x", `{"key":"a","reading":{}}` + "\n\n[]\n"} {
		if _, err := replay.Load(strings.NewReader(s)); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestARecordingThatCanNotBeWrittenFails(t *testing.T) {
	if _, err := (&replay.Recorder{Reader: readerFunc(answer), Out: full{}}).Read(t.Context(), chat("a", "x")); err == nil {
		t.Error("got no error")
	}
}

package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTwoAreComparedFieldByField(t *testing.T) {
	in := write(t, "gold", `{"id":"c1","tz":"UTC","fields":[{"name":"tel","type":"phone","current":null},{"name":"sum","type":"money","current":null},{"name":"city","type":"string","current":"Riga"},{"name":"note","type":"string","current":null},{"name":"at","type":"string","format":"time","current":null}],`+
		`"gold":{"tel":{"value":"+79117654321","evidence":[0]},"sum":{"value":{"amount":50,"currency":"EUR"},"evidence":[0]},"at":{"value":"14:30","accept":["02:30"],"evidence":[0]}}}`+"\n")
	a := write(t, "a", `{"id":"c1","fields":{"tel":{"value":"+79117654321"},"sum":{"value":{"amount":50.0,"currency":"EUR"}},"city":{"value":"riga!"},"note":{"value":"secretword"},"at":{"value":"02:30"}},"summary":""}`+"\n")
	b := write(t, "b", `{"id":"c1","fields":{"sum":{"value":{"amount":51,"currency":"EUR"}},"at":{"value":"14:30"}},"summary":""}`+"\n")
	var out bytes.Buffer
	if err := compare(t.Context(), in, []string{a, b}, choice{}, &out); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"c1 tel phone right missed", "c1 sum money right wrong", "c1 note string false fill left", "c1 at string/time right right",
		// fields, same, both right, only A, only B, neither
		"money 1 0 0 1 0 0", "phone 1 0 0 1 0 0", "string 2 1 1 0 1 0", "string/time 1 0 1 0 0 0", "all 5 1 2 2 1 0",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got no %q in:\n%s", want, out.String())
		}
	}
	if strings.Contains(got, "city") || strings.Contains(got, "secretword") {
		t.Errorf("a field that is as it was differs, or a value is shown:\n%s", out.String())
	}
}

// What the card holds already need not be said again.
func TestWhatTheCardHoldsIsNotMissed(t *testing.T) {
	in := write(t, "gold", `{"id":"c1","tz":"UTC","fields":[{"name":"city","type":"string","current":"Riga"},{"name":"town","type":"string","current":"Riga"}],`+
		`"gold":{"city":{"value":"Riga","evidence":[0]},"town":{"value":"Oslo","evidence":[0]}}}`+"\n")
	none := write(t, "none", `{"id":"c1","fields":{},"summary":""}`+"\n")
	var out bytes.Buffer
	if err := report(t.Context(), in, none, choice{}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "1. **c1**: 1 of 2 fields.") {
		t.Errorf("got\n%s", out.String())
	}
}

func TestAReaderIsComparedWithAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p")
	if err := os.WriteFile(path, predictions(t), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := compare(t.Context(), devChats, []string{"offline", path}, choice{}, &out); err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(out.String()[strings.LastIndex(out.String(), "\nall"):])
	if len(got) != 7 || got[1] != got[2] || got[4] != "0" || got[5] != "0" {
		t.Errorf("the same twice: got %v, want no difference", got)
	}
}

func TestACompareWantsTwo(t *testing.T) {
	if err := compare(t.Context(), devChats, []string{"offline"}, choice{}, &bytes.Buffer{}); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("got %v", err)
	}
	if err := compare(t.Context(), devChats, []string{"offline", filepath.Join(t.TempDir(), "none")}, choice{}, &bytes.Buffer{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

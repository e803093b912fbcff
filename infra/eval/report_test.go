package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestTheReportIsOnePageForPeople(t *testing.T) {
	in := write(t, "gold", `{"id":"c1","lang":"en","tz":"UTC","fields":[{"name":"tel","title":"Phone","type":"phone","current":null},{"name":"sum","title":"Sum | total","type":"money","current":null},{"name":"note","title":"Note","type":"string","current":null}],`+
		`"gold":{"tel":{"value":"+79117654321","evidence":[0]},"sum":{"value":{"amount":50,"currency":"EUR"},"evidence":[0]}}}`+"\n"+
		`{"id":"c2","lang":"ru","tz":"UTC","fields":[{"name":"tel","title":"Phone","type":"phone","current":null}],"gold":{"tel":{"value":"+79117654322","evidence":[0]}}}`+"\n")
	said := write(t, "said", `{"id":"c1","fields":{"tel":{"value":"+79117654321"},"sum":{"value":{"amount":51,"currency":"EUR"}},"note":{"value":"secretword"}},"summary":""}`+"\n"+
		`{"id":"c2","fields":{"tel":{"value":"+79117654322"}},"summary":""}`+"\n")
	var out, again bytes.Buffer
	for _, w := range []*bytes.Buffer{&out, &again} {
		if err := report(t.Context(), in, said, choice{}, w); err != nil {
			t.Fatal(err)
		}
	}
	got := out.String()
	if got != again.String() {
		t.Error("the same chats, and another page")
	}
	for _, want := range []string{
		"| all | 3 | 0.500 (", "| phone | 2 | 1.000 (1.00 – 1.00) | 1.000 (1.00 – 1.00) | 1.000 (1.00 – 1.00) | – |", "| Sum / total | 1 | 0.000 (",
		"| ru | 1 | 1.000 (", "1. **c1**: 2 of 3 fields. Sum / total (money): wrong; Note (string): false fill.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got no %q in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "**c2**") || strings.Contains(got, "secretword") || strings.Contains(got, "7911") {
		t.Errorf("a chat without a fault, or a value, is shown:\n%s", got)
	}
}

func TestTheReportReadsByAReader(t *testing.T) {
	var out bytes.Buffer
	if err := report(t.Context(), devChats, "offline", choice{}, &out); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\n## "); n != 6 || !strings.Contains(out.String(), "| all | 202 | 0.9") {
		t.Errorf("%d sections:\n%s", n, out.String())
	}
}

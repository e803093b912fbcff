package rest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/rest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

func in(t *testing.T, zone string) rest.Place {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return rest.Place{Zone: z}
}

// A time without an offset is one by the clocks of the connection's zone, in winter and in
// summer, both ways.
func TestTimes_ByTheClocksOfTheZone(t *testing.T) {
	for _, c := range []struct {
		zone, as string
		typ      desk.FieldType
		v        desk.Value
		there    any
	}{
		{"UTC", "local", desk.TypeDateTime, "2026-03-01T12:30:00Z", "2026-03-01T12:30:00"},
		{"UTC", "local_blank", desk.TypeDateTime, "2026-03-01T12:30:00Z", "2026-03-01 12:30:00"},
		{"Europe/Madrid", "local", desk.TypeDateTime, "2026-03-01T12:30:00Z", "2026-03-01T13:30:00"},
		{"Europe/Madrid", "local", desk.TypeDateTime, "2026-07-01T12:30:00Z", "2026-07-01T14:30:00"},
		{"Europe/Madrid", "local_blank", desk.TypeDateTime, "2026-06-30T22:30:00Z", "2026-07-01 00:30:00"},
		{"America/New_York", "local", desk.TypeDateTime, "2026-03-01T02:30:00Z", "2026-02-28T21:30:00"},
		{"America/New_York", "local", desk.TypeDateTime, "2026-07-01T02:30:00Z", "2026-06-30T22:30:00"},
		{"Asia/Kolkata", "local", desk.TypeDateTime, "2026-03-01T12:30:00Z", "2026-03-01T18:00:00"},
		{"Pacific/Auckland", "local_blank", desk.TypeDateTime, "2026-01-01T12:00:00Z", "2026-01-02 01:00:00"},
		{"Europe/Madrid", "local", desk.TypeDateTime, "2026-03-29T00:59:59Z", "2026-03-29T01:59:59"}, // the last second of winter
		{"Europe/Madrid", "local", desk.TypeDateTime, "2026-03-29T01:00:00Z", "2026-03-29T03:00:00"},
		{"Europe/Madrid", "local", desk.TypeDateTime, "2026-10-25T00:30:00Z", "2026-10-25T02:30:00"}, // the first of two
		{"Europe/Madrid", "local", desk.TypeDateTime, "2026-10-25T02:00:00Z", "2026-10-25T03:00:00"},
		{"America/New_York", "local", desk.TypeDateTime, "2026-11-01T05:30:00Z", "2026-11-01T01:30:00"}, // the first of two
		// What has an offset, or is a number, is the moment that it says, wherever it is read.
		{"Europe/Madrid", "time", desk.TypeDateTime, "2026-07-01T12:30:00Z", "2026-07-01T12:30:00Z"},
		{"Europe/Madrid", "unix", desk.TypeDateTime, "2026-07-01T12:30:00Z", json.Number("1782909000")},
		// A day is a day; where it is kept as a number it is a midnight of that zone.
		{"Asia/Kolkata", "day", desk.TypeDate, "2026-03-01", "2026-03-01"},
		{"Asia/Kolkata", "unix", desk.TypeDate, "2026-03-01", json.Number("1772303400")},
		{"Europe/Madrid", "unix", desk.TypeDate, "2026-07-01", json.Number("1782856800")},
		{"America/New_York", "unix_ms", desk.TypeDate, "2026-07-01", json.Number("1782878400000")},
	} {
		f := fieldOf(t, `{"name": "x", "type": "`+string(c.typ)+`", "as": "`+c.as+`"}`)
		got, err := f.WrittenIn(in(t, c.zone), c.v)
		if d := cmp.Diff(c.there, got); err != nil || d != "" {
			t.Errorf("%s in %s: %v (-want +got)\n%s", c.v, c.zone, err, d)
		}
		if got := f.ReadIn(in(t, c.zone), c.there); got != c.v {
			t.Errorf("%v in %s is read as %q, want %q", c.there, c.zone, got, c.v)
		}
	}
}

// What no clock shows stands as it is; and the second of two hours that are shown alike is not
// written, since it would be read as the first.
func TestTimes_AsSummerTimeBeginsAndEnds(t *testing.T) {
	f := fieldOf(t, `{"name": "x", "type": "datetime", "as": "local"}`)
	for _, c := range []struct{ zone, there, want string }{
		{"Europe/Madrid", "2026-03-29T02:30:00", "2026-03-29T02:30:00"},
		{"Europe/Madrid", "2026-03-29 02:30:00", "2026-03-29 02:30:00"},
		{"America/New_York", "2026-03-08T02:00:00", "2026-03-08T02:00:00"},
		{"Europe/Madrid", "2026-10-25T02:00:00", "2026-10-25T00:00:00Z"},
		{"Europe/Madrid", "2026-10-25T02:59:59.5", "2026-10-25T00:59:59Z"},
		{"Europe/Madrid", "2026-07-01", "2026-06-30T22:00:00Z"},
		{"Europe/Madrid", "2026-07-01T12:00:00-04:00", "2026-07-01T16:00:00Z"},
		{"Europe/Madrid", "tomorrow", "tomorrow"},
	} {
		if got := f.ReadIn(in(t, c.zone), c.there); string(got) != c.want {
			t.Errorf("%s in %s is read as %q, want %q", c.there, c.zone, got, c.want)
		}
	}
	for _, v := range []desk.Value{"2026-10-25T01:00:00Z", "2026-10-25T01:59:59Z"} {
		if got, err := f.WrittenIn(in(t, "Europe/Madrid"), v); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s is written as %v, %v", v, got, err)
		}
	}
	// A day has no hour: it is read wherever its midnight is none.
	day := fieldOf(t, `{"name": "x", "type": "date"}`)
	for _, there := range []string{"2018-11-04", "2018-11-04T00:00:00", "2018-11-04 00:00:00"} {
		if got := day.ReadIn(in(t, "America/Sao_Paulo"), there); got != "2018-11-04" {
			t.Errorf("%s is read as %q", there, got)
		}
	}
}

// A connection's zone and country say what its cards and tasks leave out, and whom a phone
// without a code names; the check says which zone that is.
func TestPlace_OfAConnection(t *testing.T) {
	s, address := serve(t)
	calls := parties.RestCalls(fieldsOf(`{"name": "visit", "path": "fields.visit", "type": "datetime", "as": "local"}`))
	calls = strings.ReplaceAll(calls, `"{due}"`, `"{due_local}"`)
	open := func(zone, country string) (*rest.CRM, error) {
		return rest.Open(desk.Connection{
			ID: "shop", Kind: desk.CRMRest, Secrets: map[string]string{"token": "t0ken"},
			Options: map[string]string{"address": address + "/api", "calls": calls, "zone": zone, "country": country},
		}, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	}
	for name, c := range map[string]struct{ zone, country, fault string }{
		"no zone": {"Madrid", "", "zone"}, "a region": {"", "ES", "country"}, "a plus": {"", "+34", "country"},
	} {
		var wrong *desk.WrongSettings
		if _, err := open(c.zone, c.country); !errors.As(err, &wrong) || len(wrong.Faults) != 1 || wrong.Faults[0].Name != c.fault {
			t.Errorf("%s: %v", name, err)
		}
	}
	var wrong *desk.WrongSettings
	if _, err := open("Madrid", "ES"); !errors.As(err, &wrong) || len(wrong.Faults) != 2 {
		t.Errorf("both wrong: %v", err)
	}
	m, err := open("Europe/Madrid", "34")
	if err != nil {
		t.Fatal(err)
	}
	card, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindContact, Connection: "shop"}, Title: "Ann", Values: map[desk.FieldName]desk.Value{"visit": "2026-07-01T12:30:00Z"}}, "o")
	if err != nil || card.Values["visit"] != "2026-07-01T12:30:00Z" {
		t.Fatalf("made %+v, %v", card, err)
	}
	if got := s.Cards("contacts")[0]["visit"]; got != "2026-07-01T14:30:00" {
		t.Errorf("there the visit is %v", got)
	}
	if err := m.SetTask(t.Context(), desk.CardTask{Card: card.Ref, Title: "Call", Mark: "m1", Due: time.Date(2026, 7, 2, 22, 0, 0, 0, time.UTC)}); err != nil {
		t.Error(err)
	}
	if tasks := s.Cards("tasks"); len(tasks) != 1 || tasks[0]["due"] != "2026-07-03T00:00:00" {
		t.Errorf("there is to be done %v", tasks)
	}
	s.Set("contacts", card.Ref.ID, "phone", "612 34 56 78")
	if card, err = m.Card(t.Context(), card.Ref); err != nil || card.Values["phone"] != "+34612345678" {
		t.Errorf("read %+v, %v", card.Values, err)
	}
	found, err := m.Find(t.Context(), "shop", desk.Identity{Kind: desk.IdentityPhone, Value: "+34612345678"})
	if err != nil || len(found) != 1 {
		t.Errorf("of the country: found %v, %v", found, err)
	}
	if found, err := m.Find(t.Context(), "shop", desk.Identity{Kind: desk.IdentityPhone, Value: "+1612345678"}); err != nil || len(found) != 0 {
		t.Errorf("of another country: found %v, %v", found, err)
	}
	tried := m.Try(t.Context())
	if last := tried[len(tried)-1]; last.Code != desk.CheckedZone || last.Values["zone"] != "Europe/Madrid" || !last.OK {
		t.Errorf("the check says %+v", last)
	}
}

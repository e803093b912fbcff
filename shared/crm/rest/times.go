package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Place is where a CRM's people are: what they leave out when they write.
type Place struct {
	Zone    *time.Location // of times without an offset
	Country string         // the calling code of phones without one; "": such phones name nobody
}

// placeOf is a connection's. *desk.WrongSettings, of both where both are wrong.
func placeOf(c desk.Connection) (p Place, err error) {
	var wrong, more *desk.WrongSettings
	if p.Country, err = kit.Country(c); err != nil && !errors.As(err, &wrong) {
		return p, err
	}
	if p.Zone, err = kit.Zone(c); wrong == nil {
		return p, err
	}
	if errors.As(err, &more) {
		wrong.Faults = append(wrong.Faults, more.Faults...)
	}
	return p, wrong
}

// local are times without an offset, as the two forms of that name write them.
const local, localBlank = "2006-01-02T15:04:05", time.DateTime

func (f Field) readTime(s string, zone *time.Location) desk.Value {
	var t time.Time
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n != 0 {
		if t = time.Unix(n, 0).In(zone); f.as() == "unix_ms" {
			t = time.UnixMilli(n).In(zone)
		}
	} else if t, err = time.Parse(time.RFC3339Nano, s); err != nil {
		if f.Type == desk.TypeDate {
			zone = time.UTC // the day as it is written
		}
		for _, layout := range []string{time.DateOnly, local, localBlank} {
			if t, err = byTheClock(layout, s, zone); err == nil {
				break
			}
		}
	}
	switch {
	case t.IsZero():
		return ""
	case f.Type == desk.TypeDate:
		return desk.Value(dayOf(t).Format(time.DateOnly))
	}
	return desk.Value(t.UTC().Truncate(time.Second).Format(time.RFC3339))
}

// byTheClock is the moment at which the clocks of a zone show a time. An hour that they show
// twice, when summer time ends, is the first one; an error: it is no time, or one that they
// never show, when it begins.
func byTheClock(layout, s string, zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation(layout, s, zone)
	if err != nil {
		return time.Time{}, err
	}
	if shown, _ := time.Parse(layout, s); !sameClock(shown, t) {
		return time.Time{}, fmt.Errorf("%w: no clock of %s shows that", desk.ErrInvalid, zone)
	}
	_, offset := t.Zone()
	_, before := t.Add(-24 * time.Hour).Zone()
	if first := t.Add(time.Duration(offset-before) * time.Second); first.Before(t) && sameClock(first, t) {
		return first, nil
	}
	return t, nil
}

func sameClock(a, b time.Time) bool { return a.Format(local) == b.Format(local) }

// dayOf is the moment of a day in the zone whose day is meant: that in which it is written, or
// of whose people it is, or UTC, where it is midnight there alone, as of a program that keeps
// days so.
func dayOf(t time.Time) time.Time {
	midnight := func(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }
	if !midnight(t) && midnight(t.UTC()) {
		return t.UTC()
	}
	return t
}

func (f Field) writtenTime(s string, zone *time.Location) (any, error) {
	t, err := time.Parse(time.RFC3339, s)
	if f.Type == desk.TypeDate {
		if t, err = time.Parse(time.DateOnly, s); err == nil && (f.as() == "unix" || f.as() == "unix_ms") {
			t, err = byTheClock(time.DateOnly, s, zone)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: field %s: %q is no time", desk.ErrInvalid, f.Name, s)
	}
	switch f.as() {
	case "unix":
		return json.Number(strconv.FormatInt(t.Unix(), 10)), nil
	case "unix_ms":
		return json.Number(strconv.FormatInt(t.UnixMilli(), 10)), nil
	case "time":
		return t.UTC().Format(time.RFC3339), nil
	case "local":
		return f.onTheClock(local, t, zone)
	case "local_blank":
		return f.onTheClock(localBlank, t, zone)
	}
	return t.Format(time.DateOnly), nil
}

// onTheClock is what the clocks of a zone show at a moment. ErrInvalid: they show it for the
// second time, and whoever reads it there would take it for the first.
func (f Field) onTheClock(layout string, t time.Time, zone *time.Location) (any, error) {
	s := t.In(zone).Format(layout)
	if back, err := byTheClock(layout, s, zone); err != nil || !back.Equal(t.Truncate(time.Second)) {
		return nil, fmt.Errorf("%w: field %s: the clocks of %s show that time twice, as summer time ends", desk.ErrInvalid, f.Name, zone)
	}
	return s, nil
}

// tellTimes says whether any field described holds a moment.
func (c Calls) tellTimes() bool {
	for _, k := range c.Kinds {
		for _, f := range k.Fields {
			if f.Type == desk.TypeDateTime {
				return true
			}
		}
	}
	return false
}

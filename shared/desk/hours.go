package desk

import (
	"fmt"
	"slices"
	"time"
)

// Hours are when a team works, in its zone. They decide what a customer is told;
// who gets dialogs, the operators' own status decides.
type Hours struct {
	Zone     string                  // IANA name; "": the company's
	Week     map[time.Weekday][]Span // empty: always
	Holidays []string                // days on which nobody works: 2026-12-25
}

// Span is a part of a day, in minutes since midnight; 1440 ends the day.
type Span struct{ From, To int }

// Open says whether the team works; zone is the company's.
func (h Hours) Open(now time.Time, zone *time.Location) bool {
	if loaded, err := time.LoadLocation(h.Zone); h.Zone != "" && err == nil {
		zone = loaded
	}
	now = now.In(zone)
	if slices.Contains(h.Holidays, now.Format(time.DateOnly)) {
		return false
	}
	if len(h.Week) == 0 {
		return true
	}
	minute := now.Hour()*60 + now.Minute()
	return slices.ContainsFunc(h.Week[now.Weekday()], func(s Span) bool { return s.From <= minute && minute < s.To })
}

// Check says what is wrong with hours as they were set.
func (h Hours) Check() error {
	if _, err := time.LoadLocation(h.Zone); err != nil {
		return Wrong("zone", fmt.Sprintf("there is no time zone %q", h.Zone), "zone", h.Zone)
	}
	for day, spans := range h.Week {
		for _, s := range spans {
			if day < time.Sunday || day > time.Saturday || s.From < 0 || s.To > 24*60 || s.From >= s.To {
				return Wrong("hours", "working hours are a day's spans, each from a minute to a later one of the same day")
			}
		}
	}
	for _, day := range h.Holidays {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return Wrong("holiday", "a holiday is a day, like 2026-12-25", "day", day)
		}
	}
	return nil
}

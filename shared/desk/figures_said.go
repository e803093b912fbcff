package desk

import (
	"fmt"
	"strings"
	"time"
)

// FigureSaid begins the figures of messages: "said.customer.09" is of those that
// customers said in an hour of the day. They are counted when their dialog closes, each
// on the day on which it was said, so that a message costs nothing while people wait.
const FigureSaid Figure = "said"

// MaxSaid is how many messages of one dialog are counted, the first ones.
const MaxSaid = 5_000

// SaidAt is the figure of what was said by an author in an hour of the day.
func SaidAt(by Author, hour int) Figure {
	return Figure(fmt.Sprintf("%s.%s.%02d", FigureSaid, by, hour))
}

// Said are the authors whose messages are counted: notes are none.
func Said() []Author { return []Author{ByCustomer, ByOperator, ByBot} }

// saidRow is the row of the dialog's messages of a day: its own when it closed.
func (d Dialog) saidRow(day string) FigureRow {
	return FigureRow{Day: day, Line: d.Line, Channel: d.Channel, Team: d.Team, Operator: d.Operator}
}

// saidDays are on how many days what was said in a dialog is counted; what was said
// later counts on the last of them.
const saidDays = 50

// CountSaid adds what was said in the closed dialog.
func (t Tally) CountSaid(d Dialog, said []Message, zone *time.Location) {
	days, day := 0, ""
	for _, m := range said {
		if m.Author != ByCustomer && m.Author != ByOperator && m.Author != ByBot {
			continue
		}
		at := m.Seq.Time().In(zone)
		if on := at.Format(time.DateOnly); on != day && days < saidDays {
			days, day = days+1, on
		}
		t.count(d.saidRow(day), SaidAt(m.Author, at.Hour()), 1)
	}
}

// KeepSaid adds what was counted of the closed dialog's messages before, and says
// whether there was anything: messages that were erased since stay counted.
func (t Tally) KeepSaid(d Dialog, before Tally) bool {
	any := false
	for row, figures := range before {
		for name, n := range figures {
			if strings.HasPrefix(string(name), string(FigureSaid)+".") {
				t.count(d.saidRow(row.Day), name, n)
				any = true
			}
		}
	}
	return any
}

package tabular

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// recordOf is a record as a line shows it.
func recordOf(r desk.Record) any {
	switch {
	case r.Card != nil:
		return cardOf(*r.Card)
	case r.Entry != nil:
		e := r.Entry
		return entryLine{
			"timeline", e.Card.String(), e.At.UTC(), e.By, string(e.Kind), string(e.Field), string(e.Old), string(e.New), e.Quote, string(e.Dialog), string(e.Run), e.Text,
		}
	case r.Customer != nil:
		c, p := r.Customer, r.Customer.Profile
		return customerLine{
			"customer", string(c.ID), string(c.Line), c.Contact.String(), p.User, p.Also, p.Name, p.Username, p.Phone, p.Email, p.Language,
			c.Photo != "", c.FirstAt.UTC(), c.BlockedAt.UTC(),
		}
	case r.Dialog != nil:
		return dialogOf(*r.Dialog)
	case r.Message != nil:
		return messageOf(*r.Message)
	}
	return nil
}

func cardOf(r desk.CardRecord) cardLine {
	c := r.Card
	out := cardLine{
		Record: "card", Ref: c.Ref.String(), Kind: string(c.Ref.Kind), Title: c.Title, Pipeline: string(c.Pipeline), Stage: string(c.Stage),
		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(), Values: []valueLine{}, Unread: r.Unread,
	}
	for _, v := range r.Values {
		out.Values = append(out.Values, valueOf(v))
	}
	return out
}

func valueOf(v desk.ValueRecord) valueLine {
	out := valueLine{
		Field: string(v.Field), Title: v.Title, Value: string(v.Value), Offered: v.Offered, Run: string(v.Run), Quote: v.Quote, QuotedFrom: v.Message,
		Second: v.Second, SecondFrom: v.SecondIn,
	}
	if v.Message != 0 {
		out.QuotedAt = v.Message.Time().UTC()
	}
	return out
}

func dialogOf(r desk.DialogRecord) dialogLine {
	d := r.Dialog
	after, _ := d.Span()
	out := dialogLine{
		Record: "dialog", ID: string(d.ID), Customer: string(d.Customer), Line: string(d.Line), Channel: string(d.Channel), State: string(d.State),
		After: after, Last: d.Last, OpenedAt: d.OpenedAt.UTC(), ClosedAt: d.ClosedAt.UTC(), Operator: string(d.Operator), Team: string(d.Team), Topic: d.Topic,
	}
	for _, l := range d.Labels {
		out.Labels = append(out.Labels, string(l))
	}
	for _, b := range d.Cards {
		out.Cards = append(out.Cards, b.Ref.String())
	}
	for _, run := range r.Runs {
		out.Readings = append(out.Readings, runOf(run))
	}
	return out
}

// runOf is what a reading said of the person. What it found no proof for is not theirs.
func runOf(r desk.Run) runLine {
	out := runLine{ID: string(r.ID), State: string(r.State), AskedAt: r.AskedAt.UTC(), By: r.By, Card: r.Card.String()}
	if r.Reading != nil {
		out.Reader, out.Model, out.Summary = r.Reading.Reader, r.Reading.Model, r.Reading.Summary
	}
	for _, e := range r.Edits {
		out.Summaries = append(out.Summaries, e.Text)
	}
	for _, o := range r.Outcomes {
		if o.Value == "" && o.Claim == "" {
			continue
		}
		v := valueOf(desk.ValueRecord{Field: o.Field, Value: o.Value, Quote: o.Quote, Message: o.Message, Second: o.Second, SecondIn: o.SecondIn})
		if v.Value == "" {
			v.Value = o.Claim
		}
		out.Found = append(out.Found, foundLine{v, string(o.Kind), string(o.Old), string(o.Decision), o.DecidedBy})
	}
	return out
}

func messageOf(m desk.Message) messageLine {
	at := m.SentAt
	if at.IsZero() {
		at = m.Seq.Time()
	}
	out := messageLine{
		Record: "message", Customer: string(m.Customer), Seq: m.Seq, At: at.UTC(), From: string(m.Author), Operator: string(m.Operator), Text: m.Text,
		Pressed: m.Payload, Deleted: m.Deleted, Forwarded: m.Forwarded, Status: string(m.Status), Undelivered: m.Reason, Unread: string(m.Raw),
	}
	for _, a := range m.Attachments {
		out.Files = append(out.Files, fileLine{
			string(a.Kind), a.Name, a.MIME, a.Size, a.Stored != "", a.Duration.Round(time.Millisecond).Seconds(), a.Transcript, a.Phone, a.Address, a.Lat, a.Long,
		})
	}
	for _, v := range m.Versions {
		out.Earlier = append(out.Earlier, saidLine{At: v.At.UTC(), Text: v.Text})
	}
	for _, r := range m.Reactions {
		if r.Emoji != "" {
			out.Reactions = append(out.Reactions, saidLine{r.At.UTC(), string(r.Author), r.Emoji})
		}
	}
	for _, r := range m.Ratings {
		out.Good = append(out.Good, r.Good)
	}
	return out
}

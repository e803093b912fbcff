package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// SummaryEdit is a run's summary as a person wrote it.
type SummaryEdit struct {
	Text string
	By   string
	At   time.Time
}

// MaxSummary is how long a person's summary may be, in characters; MaxSummaryEdits how
// often one may be written anew: the version that the reader wrote stays besides.
const (
	MaxSummary      = 4000
	MaxSummaryEdits = 20
)

// Summary is the run's summary as it is now: as a person wrote it last, else as it was
// read; "": there is none.
func (r Run) Summary() string {
	if n := len(r.Edits); n > 0 {
		return r.Edits[n-1].Text
	}
	if r.Reading == nil {
		return ""
	}
	return r.Reading.Summary
}

// Edit writes the run's summary anew. The same text again changes nothing.
func (r Run) Edit(e SummaryEdit) (Run, error) {
	switch {
	case strings.TrimSpace(e.Text) == "":
		return r, invalid("a summary says something")
	case utf8.RuneCountInString(e.Text) > MaxSummary:
		return r, invalid(fmt.Sprintf("a summary has %d characters at most", MaxSummary))
	case r.Reading == nil || r.Dry() || r.Carried() || r.State != RunDone && r.State != RunAwaiting:
		return r, Refuse(CodeNotFinished, "The run is "+string(r.State)+": it has no summary to edit.")
	case e.Text == r.Summary():
		return r, nil
	case len(r.Edits) >= MaxSummaryEdits:
		return r, invalid(fmt.Sprintf("this summary was written anew %d times, and all versions are kept: a later run makes another", MaxSummaryEdits))
	}
	r.Edits = append(slices.Clone(r.Edits), e)
	return r, nil
}

// SummaryEntry is the id of the timeline's entry that tells the summary as it is now:
// each version has one.
func (r Run) SummaryEntry() string {
	if n := len(r.Edits); n > 0 {
		return Digest("t", string(r.ID), "summary", strconv.Itoa(n))
	}
	return Digest("t", string(r.ID), "summary")
}

// Pin is a summary that people touched: it is its dialog's current one, whatever runs
// come later.
type Pin struct {
	Run   RunID
	Entry string // the timeline's, that tells it as it is now
}

// CurrentSummary is the run whose summary is the dialog's current one, and the entry of
// the timeline that tells it, where a person wrote it; "": none.
func (m CardAnnotations) CurrentSummary(d DialogID) (RunID, string) {
	if p, pinned := m.Pinned[d]; pinned {
		return p.Run, p.Entry
	}
	return m.Summaries[d], ""
}

// News says how a run's value stands to the last run's.
type News string

// The news. None: the last run said the same, or there was none.
const (
	NewsNew     News = "new"
	NewsChanged News = "changed"
)

// Since is what a run says that the one before it, of the same dialog and card, did not
// (BX-10).
type Since struct {
	Run    RunID
	At     time.Time // when that one was done
	Points []string  // of the summary
}

// Against tells a run what is new in it since another of its dialog and card.
func (r Run) Against(last Run) Run {
	had := map[FieldName]Value{}
	for _, o := range last.Outcomes {
		had[o.Field] = o.Value
	}
	r.Outcomes = slices.Clone(r.Outcomes)
	for i, o := range r.Outcomes {
		switch before := had[o.Field]; {
		case o.Value == "" || o.Kind == OutcomeInvalid || o.Value == before:
		case before == "":
			r.Outcomes[i].News = NewsNew
		default:
			r.Outcomes[i].News = NewsChanged
		}
	}
	r.Since = &Since{Run: last.ID, At: last.DoneAt}
	if r.Reading != nil && last.Reading != nil {
		said := points(last.Reading.Summary)
		for _, p := range points(r.Reading.Summary) {
			if !slices.ContainsFunc(said, func(s string) bool { return strings.EqualFold(s, p) }) {
				r.Since.Points = append(r.Since.Points, p)
			}
		}
	}
	return r
}

// Point is a point of a summary, which is a list of them, one a line.
func Point(text string) string { return "- " + text }

// PlainSummary is the summary for people who see text as it is: nothing is in bold. A line
// in which signs of it stand alone is left as it was said.
func (r Run) PlainSummary() string {
	lines := strings.Split(r.Summary(), "\n")
	for i, line := range lines {
		if strings.Count(line, "**")%2 == 0 {
			lines[i] = strings.ReplaceAll(line, "**", "")
		}
	}
	return strings.Join(lines, "\n")
}

// FieldPoint is the point that tells a field's value.
func FieldPoint(title, said string) string { return Point(title + ": **" + said + "**") }

// Checked is the reading with the summary that the check leaves of it: what it refused
// is not told as a field's value, and what was corrected later in the chat is told as it
// was corrected. Built-in fields are called as in the language (CP-06). What a reader tells
// in other words than FieldPoint's stays. Checked once more it is the same.
func (r Reading) Checked(fields []Field, outcomes []Outcome, language string) Reading {
	told, became := map[string]Field{}, map[string]Outcome{} // by how the field's point begins
	for _, f := range fields {
		told[Point(f.Title)], told[Point(f.TitleIn(language))] = f, f
	}
	for _, o := range outcomes {
		if i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == o.Field }); i >= 0 && (o.Kind == OutcomeInvalid || o.Rule == RuleCorrected) {
			became[Point(fields[i].Title)], became[Point(fields[i].TitleIn(language))] = o, o
		}
	}
	var kept []string
	for line := range strings.SplitSeq(r.Summary, "\n") {
		begin, said, cut := strings.Cut(line, ": **")
		f, isField := told[begin]
		o, changed := became[begin]
		said, whole := strings.CutSuffix(said, "**")
		switch {
		case changed && o.Kind == OutcomeInvalid && cut:
		case changed && cut:
			kept = append(kept, FieldPoint(f.TitleIn(language), string(o.Value)))
		case isField && whole:
			kept = append(kept, FieldPoint(f.TitleIn(language), f.valueIn(language, said)))
		default:
			kept = append(kept, line)
		}
	}
	r.Summary = strings.Join(kept, "\n")
	return r
}

// bullet is a line without the sign that begins a point; what it has in bold stays.
func bullet(line string) string {
	for _, sign := range []string{"- ", "• ", "* "} {
		if rest, ok := strings.CutPrefix(line, sign); ok {
			return rest
		}
	}
	return line
}

// points are those of a summary: its lines, or the sentences of its only one.
func points(summary string) []string {
	lines := strings.Split(strings.TrimSpace(summary), "\n")
	if len(lines) == 1 {
		lines = strings.SplitAfter(strings.NewReplacer("! ", "!\x00", "? ", "?\x00", ". ", ".\x00").Replace(lines[0]), "\x00")
	}
	var out []string
	for _, l := range lines {
		if l = strings.TrimSpace(bullet(strings.Trim(l, " \t\r\x00"))); l != "" {
			out = append(out, l)
		}
	}
	return out
}

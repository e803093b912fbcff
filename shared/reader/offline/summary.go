package offline

import "strings"

// summary tells what was found and asked, in the language asked for, in words
// and figures of the chat only.
func (t *talk) summary(found []claim) string {
	var parts []string
	for _, l := range t.lines {
		if l.customer && !l.void && len(l.words) > 3 {
			parts = append(parts, strings.Join(strings.Fields(l.text), " "))
			break
		}
	}
	for _, c := range found {
		parts = append(parts, c.slot.field.Title+": "+strings.Join(strings.Fields(c.line.text[c.start:c.end]), " "))
	}
	return strings.Join(parts, ". ")
}

// Package markup writes the pages that we make ourselves. html/template would do it, too,
// but whatever links it keeps each exported method of all types it knows: a third of the
// API's program.
package markup

import (
	"html"
	"strings"
)

// Page is HTML in the making.
type Page struct{ strings.Builder }

// Add writes markup, which is ours, with each %s in it replaced by a text, which may be
// anybody's: in an element or in a quoted attribute it stays text.
func (p *Page) Add(markup string, texts ...string) {
	for i, part := range strings.Split(markup, "%s") {
		if i > 0 {
			p.WriteString(html.EscapeString(texts[i-1]))
		}
		p.WriteString(part)
	}
}

// Link writes a text that leads somewhere, or the text alone where it leads nowhere that
// a browser may be sent to.
func (p *Page) Link(to, text, more string) {
	lower := strings.ToLower(to)
	if !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(to, "?") && !strings.HasPrefix(to, "/") {
		p.Add(`<span dir="auto">%s</span>`, text)
		return
	}
	p.Add(`<a href="%s"`+more+`>%s</a>`, to, text)
}

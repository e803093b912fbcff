package history

import (
	"html"
	"strings"
)

// page is HTML in the making. html/template would do it, too, but whatever links it
// keeps each exported method of all types it knows: a third of the API's program.
type page struct{ strings.Builder }

// add writes markup, which is ours, with each %s in it replaced by a text, which may be
// anybody's: in an element or in a quoted attribute it stays text.
func (p *page) add(markup string, texts ...string) {
	for i, part := range strings.Split(markup, "%s") {
		if i > 0 {
			p.WriteString(html.EscapeString(texts[i-1]))
		}
		p.WriteString(part)
	}
}

// link writes a text that leads somewhere, or the text alone where it leads nowhere that
// a browser may be sent to.
func (p *page) link(to, text, more string) {
	lower := strings.ToLower(to)
	if !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(to, "?") && !strings.HasPrefix(to, "/") {
		p.add(`<span dir="auto">%s</span>`, text)
		return
	}
	p.add(`<a href="%s"`+more+`>%s</a>`, to, text)
}

// html is the whole page.
func (v view) html(css string) string {
	var p page
	p.add(`<!doctype html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>`, v.Words.Language, v.Words.Title)
	p.WriteString(css)
	p.add("</style>\n</head>\n<body>\n")
	if v.Problem != "" {
		p.add("<main><h1>%s</h1><p>%s</p></main>", v.Words.Title, v.Problem)
	} else {
		v.told(&p)
	}
	p.add("\n</body>\n</html>\n")
	return p.String()
}

// told writes the dialogs.
func (v view) told(p *page) {
	p.add("<header>\n<h1>%s", v.Words.Title)
	if v.Name != "" {
		p.add(` · <span dir="auto">%s</span>`, v.Name)
	}
	p.add("</h1>\n<p>%s %s</p>\n</header>\n<main>", v.Words.Until, v.Until)
	if v.Earlier != "" {
		p.add("\n<nav>")
		p.link(v.Earlier, v.Words.Earlier, "")
		p.add("</nav>")
	}
	for _, d := range v.Dialogs {
		p.add("\n<section>\n<h2>%s</h2>\n<ol>", d.Title)
		for _, m := range d.Messages {
			m.told(p)
		}
		p.add("\n</ol>\n</section>")
	}
	if len(v.Dialogs) == 0 {
		p.add("\n<p>%s</p>", v.Words.Nothing)
	}
	p.add("\n</main>")
}

func (m messageView) told(p *page) {
	p.add("\n<li class=\"%s\">\n<p class=\"who\"><b dir=\"auto\">%s</b> <time>%s</time>", m.Side, m.Who, m.At)
	for _, mark := range m.Marks {
		p.add(" <i>%s</i>", mark)
	}
	p.add("</p>")
	if m.Text != "" {
		p.add("\n<p class=\"text\" dir=\"auto\">%s</p>", m.Text)
	}
	for _, f := range m.Files {
		p.add("\n<p class=\"file\">")
		p.link(f.At, f.Name, ` rel="noreferrer noopener nofollow" dir="auto"`)
		p.add("</p>")
	}
	p.add("\n</li>")
}

package history

import "github.com/sufler/sufler/shared/web/markup"

// html is the whole page.
func (v view) html(css string) string {
	var p markup.Page
	p.Add(`<!doctype html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>`, v.Words.Language, v.Words.Title)
	p.WriteString(css)
	p.Add("</style>\n</head>\n<body>\n")
	if v.Problem != "" {
		p.Add("<main><h1>%s</h1><p>%s</p></main>", v.Words.Title, v.Problem)
	} else {
		v.told(&p)
	}
	p.Add("\n</body>\n</html>\n")
	return p.String()
}

// told writes the dialogs.
func (v view) told(p *markup.Page) {
	p.Add("<header>\n<h1>%s", v.Words.Title)
	if v.Name != "" {
		p.Add(` · <span dir="auto">%s</span>`, v.Name)
	}
	p.Add("</h1>\n<p>%s %s · %s: %s</p>\n</header>\n<main>", v.Words.Until, v.Until, v.Words.Zone, v.Zone)
	if v.Earlier != "" {
		p.Add("\n<nav>")
		p.Link(v.Earlier, v.Words.Earlier, "")
		p.Add("</nav>")
	}
	for _, d := range v.Dialogs {
		p.Add("\n<section>\n<h2>%s</h2>\n<ol>", d.Title)
		for _, m := range d.Messages {
			m.told(p)
		}
		p.Add("\n</ol>\n</section>")
	}
	if len(v.Dialogs) == 0 {
		p.Add("\n<p>%s</p>", v.Words.Nothing)
	}
	p.Add("\n</main>")
}

func (m messageView) told(p *markup.Page) {
	p.Add("\n<li class=\"%s\">\n<p class=\"who\"><b dir=\"auto\">%s</b> <time>%s</time>", m.Side, m.Who, m.At)
	for _, mark := range m.Marks {
		p.Add(" <i>%s</i>", mark)
	}
	p.Add("</p>")
	if m.Text != "" {
		p.Add("\n<p class=\"text\" dir=\"auto\">%s</p>", m.Text)
	}
	for _, f := range m.Files {
		p.Add("\n<p class=\"file\">")
		p.Link(f.At, f.Name, ` rel="noreferrer noopener nofollow" dir="auto"`)
		p.Add("</p>")
	}
	p.Add("\n</li>")
}

package tab

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/tab"
	"github.com/sufler/sufler/shared/web/markup"
)

// view is what a page says.
type view struct {
	Words   words
	Problem string // instead of all else
	Page    tab.Page
	Decide  string // where decisions go
}

const clock = "2006-01-02 15:04"

// html is the whole page.
func (v view) html(css string) string {
	var p markup.Page
	v.Words.open(&p, css, v.Words.Title)
	if v.Problem != "" {
		p.Add(`<h1>%s</h1><p role="alert">%s</p>`, v.Words.Title, v.Problem)
	} else {
		v.card(&p)
	}
	p.Add("\n</main>\n</body>\n</html>\n")
	return p.String()
}

// open begins a page.
func (w words) open(p *markup.Page, css, title string) {
	p.Add(`<!doctype html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>`, w.Language, title)
	p.WriteString(css)
	p.Add("</style>\n</head>\n<body>\n<main>\n")
}

func (v view) card(p *markup.Page) {
	p.Add(`<h1>%s · <span dir="auto">%s</span></h1>`, v.Words.Title, v.Page.Title)
	if v.Page.Refused != nil {
		p.Add("\n<p class=\"note\" role=\"alert\">%s</p>", v.Words.Refused)
	}
	if len(v.Page.Offers) > 0 {
		p.Add("\n<section>\n<h2>%s</h2>", v.Words.Awaiting)
		for _, o := range v.Page.Offers {
			v.offer(p, o)
		}
		p.Add("\n</section>")
	}
	if len(v.Page.Runs) > 0 {
		p.Add("\n<section>\n<h2>%s</h2>", v.Words.Read)
		for _, r := range v.Page.Runs {
			p.Add("\n<h3><time>%s</time></h3>\n<p class=\"text\" dir=\"auto\">%s</p>", r.At.In(v.Page.Zone).Format(clock), r.Summary)
			for _, one := range r.Values {
				p.Add("\n<div class=\"value\">")
				v.value(p, one)
				p.Add("</div>")
			}
		}
		p.Add("\n</section>")
	} else {
		p.Add("\n<p>%s</p>", v.Words.Nothing)
	}
	v.said(p)
}

// value is a value with its quote.
func (v view) value(p *markup.Page, one tab.Value) {
	in := desk.Locale{Language: v.Words.Language, Zone: v.Page.Zone}
	old, is := one.Old.InWords(one.Field, in), one.New.InWords(one.Field, in)
	if old == "" {
		old = v.Words.Empty
	}
	p.Add(`<b dir="auto">%s</b>: `, one.Field.Title)
	if one.Proposed {
		p.Add(`<span dir="auto">%s</span> → `, old)
	}
	p.Add(`<span dir="auto">%s</span>`, is)
	if one.Quote != "" {
		p.Add(` — <q dir="auto">%s</q>`, one.Quote)
	}
	became := map[desk.Decision]string{desk.DecisionKeep: v.Words.Kept, desk.DecisionReplace: v.Words.Replaced, desk.DecisionUndo: v.Words.Undone}[one.Decision]
	if became == "" && !one.Proposed {
		became = v.Words.Filled
	}
	if became != "" {
		p.Add(` · %s`, became)
	}
}

// offer is a proposal, with what can be done with it. The pass is the form's own, and no
// browser sends it by itself: so no other page can decide.
func (v view) offer(p *markup.Page, o tab.Value) {
	p.Add("\n<div class=\"offer\">")
	v.value(p, o)
	p.Add("\n<form method=\"post\" action=\"%s\">"+
		`<input type="hidden" name="pass" value="%s"><input type="hidden" name="run" value="%s"><input type="hidden" name="field" value="%s">`+
		`<button class="first" name="do" value="replace">%s</button><button name="do" value="keep">%s</button></form></div>`,
		v.Decide, v.Page.Visit.Pass, string(o.Run), string(o.Field.Name), v.Words.Replace, v.Words.Keep)
}

func (v view) said(p *markup.Page) {
	if len(v.Page.Dialogs) == 0 {
		return
	}
	p.Add("\n<section>\n<h2>%s</h2>", v.Words.Said)
	for _, d := range v.Page.Dialogs {
		p.Add("\n<h3>%s · %s</h3>\n<ol>", d.OpenedAt.In(v.Page.Zone).Format(clock), string(d.Channel))
		for _, m := range d.Messages {
			v.message(p, m)
		}
		p.Add("\n</ol>")
	}
	p.Add("\n</section>")
}

func (v view) message(p *markup.Page, m desk.Message) {
	side, who, text := "ours", v.Words.Operator, m.SpokenText()
	switch m.Author {
	case desk.ByCustomer:
		side, who = "theirs", v.Words.Customer
	case desk.ByBot:
		who = v.Words.Bot
	}
	if m.Deleted {
		text = v.Words.Deleted
	}
	for _, a := range m.Attachments {
		if name := strings.TrimSpace(a.Name); !m.Deleted {
			if name == "" {
				name = v.Words.File
			}
			text = strings.TrimSpace(text + "\n[" + name + "]")
		}
	}
	p.Add("\n<li class=\"%s\"><p class=\"who\">%s <time>%s</time></p><p class=\"text\" dir=\"auto\">%s</p></li>", side, who, m.At().In(v.Page.Zone).Format(clock), text)
}

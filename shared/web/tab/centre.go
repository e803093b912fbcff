package tab

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/centre"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/markup"
)

// The settings of a line of a CRM's own chat: which of our lines' customers are answered in
// it.

// settings are such a page.
type settings struct {
	Words   centreWords
	Problem string
	Chosen  centre.Chosen
	Serve   string // where choices go
	of      desk.ConnectionID
}

// centres opens the settings, and takes what was chosen.
func (p Pages) centres(w http.ResponseWriter, r *http.Request, do func(context.Context, desk.ConnectionID, desk.Webhook) (centre.Chosen, error)) {
	id := desk.ConnectionID(r.PathValue("connection"))
	chosen := centre.Chosen{}
	call, err := p.call(w, r)
	if err == nil {
		chosen, err = do(r.Context(), id, call)
	}
	v := settings{Words: centreWordsOf(wordsOf(chosen.Visit.Language, r.Header.Get("Accept-Language"))), Chosen: chosen, Serve: Path + url.PathEscape(string(id)) + "/serve", of: id}
	status, problem := p.problem(r, err, v.Words.TooFast, v.Words.NoAdmin, v.Words.Busy)
	v.Problem = problem
	p.send(w, status, chosen.Visit.Frame, v.html(css))
}

func (p Pages) serve(ctx context.Context, id desk.ConnectionID, call desk.Webhook) (centre.Chosen, error) {
	form, err := url.ParseQuery(string(call.Body))
	if err != nil {
		return centre.Chosen{}, web.NewProblem(http.StatusForbidden, web.CodeMalformed, "That is no form of the page's.")
	}
	return p.Centre.Choose(ctx, id, form.Get("pass"), desk.LineID(form.Get("line")), form.Get("do") == "serve")
}

func (v settings) html(css string) string {
	var p markup.Page
	v.Words.open(&p, css, v.Words.Settings)
	if v.Problem != "" {
		p.Add(`<h1>%s</h1><p role="alert">%s</p>`, v.Words.Settings, v.Problem)
	} else {
		p.Add(`<h1>%s</h1><p>%s</p>`, v.Words.Settings, v.Words.About)
		if len(v.Chosen.Lines) == 0 {
			p.Add("\n<p>%s</p>", v.Words.NoLines)
		}
		for _, l := range v.Chosen.Lines {
			v.line(&p, l)
		}
	}
	p.Add("\n</main>\n</body>\n</html>\n")
	return p.String()
}

// line is one of ours, with what can be done about it. The pass is the form's own, and no
// browser sends it by itself: so no other page can choose.
func (v settings) line(p *markup.Page, l desk.Line) {
	title, do, says, now := l.Title, "serve", v.Words.Serve, v.Words.Here
	if title == "" {
		title = string(l.ID)
	}
	switch is := l.Centre(); {
	case is == desk.Centre{Connection: v.of, Line: v.Chosen.Visit.Line}:
		do, says, now = "stop", v.Words.Stop, v.Words.Served
	case is.Used():
		now = v.Words.Another
	}
	p.Add("\n<div class=\"offer\"><b dir=\"auto\">%s</b> (%s) · %s\n<form method=\"post\" action=\"%s\">"+
		`<input type="hidden" name="pass" value="%s"><input type="hidden" name="line" value="%s"><button class="first" name="do" value="%s">%s</button></form></div>`,
		title, string(l.Channel), now, v.Serve, v.Chosen.Visit.Pass, string(l.ID), do, says)
}

// centreWords are a language's, of the settings.
type centreWords struct {
	words
	Settings, About, NoLines, Serve, Stop, Served, Here, Another, NoAdmin string
}

func centreWordsOf(w words) centreWords {
	switch w.Language {
	case "ru":
		return centreWords{
			w, "Sufler", "Клиенты каких линий Sufler попадают в эту открытую линию: отвечают им отсюда, а Sufler читает переписку и заполняет карточку.", "В Sufler ещё нет линий.",
			"Принимать здесь", "Больше не принимать", "принимается здесь", "отвечают в Sufler", "принимается в другой открытой линии",
			"Показать нельзя: откройте настройки коннектора заново, как администратор CRM.",
		}
	case "es":
		return centreWords{
			w, "Sufler", "Los clientes de qué líneas de Sufler llegan a esta línea abierta: se les responde desde aquí, y Sufler lee la conversación y rellena la ficha.", "En Sufler aún no hay líneas.",
			"Atender aquí", "Dejar de atender", "se atiende aquí", "se responde en Sufler", "se atiende en otra línea abierta",
			"No se puede mostrar: abra de nuevo los ajustes del conector, como administrador del CRM.",
		}
	}
	return centreWords{
		w, "Sufler", "Whose customers come into this open line: they are answered from here, and Sufler reads the chat and fills the card.", "There are no lines in Sufler yet.",
		"Answer here", "Answer here no more", "answered here", "answered in Sufler", "answered in another open line",
		"This can't be shown: open the connector's settings again, as an administrator of the CRM.",
	}
}

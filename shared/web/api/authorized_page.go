package api

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"strings"
)

// sayings is what the page says to which a CRM sends a browser back, in a language: to
// the person who let us in, or did not, and who sees nothing else of ours there.
type sayings struct {
	language, title                                string
	connected, close                               string
	declined, notAsked, refused, failed, anew, crm string
}

// sayingsOf are those of the first language that the browser asks for and we have, else
// English.
func sayingsOf(accepted string) sayings {
	parts := strings.SplitN(accepted, ",", 11)
	for _, part := range parts[:min(len(parts), 10)] {
		language, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(part)), ";")
		language, _, _ = strings.Cut(language, "-")
		switch language {
		case "en":
			return englishSayings()
		case "ru":
			return sayings{
				language: "ru", title: "Подключение CRM",
				connected: "CRM подключена.", close: "Эту страницу можно закрыть.",
				declined: "В CRM отказались впустить Sufler.", notAsked: "Эта ссылка больше не действует: она одноразовая и живёт 15 минут.",
				refused: "Подключить CRM не получилось.", failed: "Подключить CRM сейчас не получилось: что-то не ответило.",
				anew: "Закройте эту страницу, откройте в Sufler «Настройки», найдите это подключение и начните подключение заново.", crm: "Причина:",
			}
		case "es":
			return sayings{
				language: "es", title: "Conexión del CRM",
				connected: "El CRM está conectado.", close: "Ya puede cerrar esta página.",
				declined: "En el CRM se negó el acceso a Sufler.", notAsked: "Este enlace ya no sirve: vale una sola vez y durante 15 minutos.",
				refused: "No se pudo conectar el CRM.", failed: "Ahora no se pudo conectar el CRM: algo no respondió.",
				anew: "Cierre esta página, abra los ajustes de Sufler, busque esta conexión y empiece de nuevo.", crm: "Motivo:",
			}
		}
	}
	return englishSayings()
}

func englishSayings() sayings {
	return sayings{
		language: "en", title: "Connecting the CRM",
		connected: "The CRM is connected.", close: "You can close this page.",
		declined: "The CRM was told not to let Sufler in.", notAsked: "This link works no longer: it works once, and for 15 minutes.",
		refused: "The CRM could not be connected.", failed: "The CRM could not be connected just now: something gave no answer.",
		anew: "Close this page, open Settings in Sufler, find this connection, and begin anew.", crm: "The reason:",
	}
}

const sayingStyle = ":root{color-scheme:light dark}body{margin:0 auto;max-width:34rem;padding:3rem 1rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}h1{font-size:1.25rem}"

// write says what happened and what to do; more is whose, or why, in whatever words it
// came.
func (s sayings) write(w http.ResponseWriter, status int, happened, todo, more string) {
	sum := sha256.Sum256([]byte(sayingStyle))
	for name, value := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex",
		"Content-Security-Policy": "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	} {
		w.Header().Set(name, value)
	}
	why := ""
	switch {
	case more != "" && status == http.StatusOK:
		why = "<p><b>" + html.EscapeString(more) + "</b></p>\n"
	case more != "":
		why = "<p>" + s.crm + ` <span lang="en">` + html.EscapeString(more) + "</span></p>\n"
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `<!doctype html>
<html lang="`+s.language+`">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>`+s.title+`</title>
<style>`+sayingStyle+`</style>
</head>
<body>
<main>
<h1>`+happened+"</h1>\n"+why+"<p>"+todo+"</p>\n</main>\n</body>\n</html>\n")
}

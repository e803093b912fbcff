package desk

// SeededTitle is what something is called that a new system is given to try with: the
// line "website", the team "sales". It is in the company's language as
// it is then, and the company's own from then on.
func SeededTitle(id, language string) string {
	switch id + " " + language {
	case "website ru":
		return "Наш сайт"
	case "website es":
		return "Nuestro sitio web"
	case "sales ru":
		return "Продажи"
	case "sales es":
		return "Ventas"
	}
	if id == "website" {
		return "Our website"
	}
	return "Sales"
}

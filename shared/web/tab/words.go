package tab

import "strings"

// words are a language's.
type words struct {
	Language, Title, Awaiting, Keep, Replace, Read, Said, Nothing string
	Customer, Operator, Bot, Deleted, File                        string
	Filled, Kept, Replaced, Undone, Empty                         string
	Gone, TooFast, Busy, Refused                                  string
}

// wordsOf are those of the first of the languages that we have, else English. Bitrix24
// calls Spanish la.
func wordsOf(language, accepted string) words {
	asked := append([]string{language}, strings.Split(accepted, ",")...)
	for _, l := range asked[:min(len(asked), 10)] {
		l, _, _ = strings.Cut(l, ";")
		l, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(l)), "-")
		switch l {
		case "en":
			return english()
		case "ru":
			return russian()
		case "es", "la":
			return spanish()
		}
	}
	return english()
}

func english() words {
	return words{
		Language: "en", Title: "CoPilot", Awaiting: "Awaiting approval", Keep: "Keep", Replace: "Replace", Read: "What was read", Said: "Conversations",
		Nothing: "CoPilot has read nothing for this card yet.", Customer: "Customer", Operator: "Operator", Bot: "Bot", Deleted: "taken back", File: "File",
		Filled: "filled", Kept: "kept", Replaced: "replaced", Undone: "undone", Empty: "(empty)",
		Gone:    "This can't be shown: open the card's tab again. If that does not help, you may not see this card, or the application must be installed anew.",
		TooFast: "Too many pages in a short time. Try again in a few seconds.", Busy: "This can't be shown just now. Open the tab again in a few seconds.",
		Refused: "It was not changed: somebody may have been faster. Look at how it is now.",
	}
}

func russian() words {
	return words{
		Language: "ru", Title: "CoPilot", Awaiting: "Ждёт разрешения", Keep: "Оставить", Replace: "Заменить", Read: "Что прочитано", Said: "Переписка",
		Nothing: "Для этой карточки CoPilot ещё ничего не читал.", Customer: "Клиент", Operator: "Оператор", Bot: "Бот", Deleted: "отозвано", File: "Файл",
		Filled: "заполнено", Kept: "оставлено", Replaced: "заменено", Undone: "отменено", Empty: "(пусто)",
		Gone:    "Показать нельзя: откройте вкладку карточки заново. Если не помогло, у вас нет доступа к карточке или приложение нужно установить заново.",
		TooFast: "Слишком много страниц за короткое время. Попробуйте через несколько секунд.", Busy: "Сейчас показать не получается. Откройте вкладку через несколько секунд.",
		Refused: "Ничего не изменено: возможно, кто-то успел раньше. Посмотрите, как сейчас.",
	}
}

func spanish() words {
	return words{
		Language: "es", Title: "CoPilot", Awaiting: "Espera aprobación", Keep: "Mantener", Replace: "Reemplazar", Read: "Lo que se leyó", Said: "Conversaciones",
		Nothing: "CoPilot aún no ha leído nada para esta ficha.", Customer: "Cliente", Operator: "Operador", Bot: "Bot", Deleted: "retirado", File: "Archivo",
		Filled: "rellenado", Kept: "se mantiene", Replaced: "reemplazado", Undone: "deshecho", Empty: "(vacío)",
		Gone:    "No se puede mostrar: abra de nuevo la pestaña de la ficha. Si no ayuda, no puede ver esta ficha o hay que instalar de nuevo la aplicación.",
		TooFast: "Demasiadas páginas en poco tiempo. Inténtelo de nuevo en unos segundos.", Busy: "Ahora no se puede mostrar. Abra la pestaña dentro de unos segundos.",
		Refused: "No se cambió: quizá alguien fue más rápido. Mire cómo está ahora.",
	}
}

package handover

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// words are what people are told in a language.
type words struct{ needed, customer, task string }

func wordsOf(language string) words {
	language, _, _ = strings.Cut(language, "-")
	switch language {
	case "ru":
		return words{"Нужен сотрудник", "Клиент", "Ответьте клиенту: чат передан людям."}
	case "es":
		return words{"Se necesita una persona", "Cliente", "Responda al cliente: la conversación pasó a una persona."}
	}
	return words{"A person is needed", "Customer", "Answer the customer: the chat was handed over to people."}
}

// maxSaid is how much of the customer's last words a notice holds, in characters.
const maxSaid = 300

// notice is what the admin chat is told: who needs a person and where, their last
// words, and where to answer.
func (w words) notice(name string, line desk.Line, said, address string) string {
	title := line.Title
	if name == "" {
		name = w.customer
	}
	if title == "" {
		title = string(line.ID)
	}
	lines := []string{w.needed + ": " + name + " · " + title}
	if said != "" {
		lines = append(lines, "«"+said+"»")
	}
	if address != "" {
		lines = append(lines, address)
	}
	return strings.Join(lines, "\n")
}

// chat is the address of a dialog in the console; "" if nobody knows ours.
func chat(home string, d desk.DialogID) string {
	if home == "" {
		return ""
	}
	return strings.TrimRight(home, "/") + "/app/chats/" + string(d)
}

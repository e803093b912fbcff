package history

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// words are a language's.
type words struct {
	Language, Title, Until, Zone, Earlier, Nothing string
	Customer, Operator, Bot, Website               string
	Deleted, Edited, Forwarded, Failed             string
	Gone, TooFast, Busy                            string
	kinds                                          map[desk.AttachmentKind]string
	other                                          string
}

func (w words) kind(k desk.AttachmentKind) string {
	if name := w.kinds[k]; name != "" {
		return name
	}
	return w.other
}

// channel is what people call a channel: by the name of its line's messenger, if that
// is still there.
func (w words) channel(c desk.Channel, messenger string) string {
	switch {
	case c == desk.ChannelWeb:
		return w.Website
	case messenger != "":
		return messenger
	}
	return string(c)
}

// wordsOf are those of the line's language, else of the first that the browser asks for
// and we have, else English.
func wordsOf(language, accepted string) words {
	asked := []string{language}
	for part := range strings.SplitSeq(accepted, ",") {
		name, _, _ := strings.Cut(part, ";")
		asked = append(asked, strings.TrimSpace(name))
		if len(asked) > 10 {
			break
		}
	}
	for _, l := range asked {
		l, _, _ = strings.Cut(strings.ToLower(l), "-")
		switch l {
		case "en":
			return english()
		case "ru":
			return russian()
		case "es":
			return spanish()
		}
	}
	return english()
}

func english() words {
	return words{
		Language: "en", Title: "Chat history", Until: "This link works until", Zone: "Time zone", Earlier: "Earlier messages", Nothing: "There is nothing to read here yet.",
		Website: "Website", Customer: "Customer", Operator: "Operator", Bot: "Bot", Deleted: "taken back", Edited: "edited", Forwarded: "forwarded", Failed: "not delivered",
		Gone:    "This link does not work, or no longer. Ask whoever sent it for a new one.",
		TooFast: "Too many pages in a short time. Try again in a few seconds.", Busy: "This can't be shown just now. Try again in a few seconds.",
		kinds: map[desk.AttachmentKind]string{
			desk.AttachedPhoto: "Photo", desk.AttachedVoice: "Voice message", desk.AttachedAudio: "Audio", desk.AttachedVideo: "Video", desk.AttachedDocument: "Document",
			desk.AttachedSticker: "Sticker", desk.AttachedLocation: "Location", desk.AttachedContact: "Contact",
		}, other: "File",
	}
}

func russian() words {
	return words{
		Language: "ru", Title: "История переписки", Until: "Ссылка действует до", Zone: "Часовой пояс", Earlier: "Более ранние сообщения", Nothing: "Здесь пока нечего читать.",
		Website: "Сайт", Customer: "Клиент", Operator: "Оператор", Bot: "Бот", Deleted: "отозвано", Edited: "изменено", Forwarded: "переслано", Failed: "не доставлено",
		Gone:    "Ссылка не работает или больше не действует. Попросите новую у того, кто её прислал.",
		TooFast: "Слишком много страниц за короткое время. Попробуйте через несколько секунд.", Busy: "Сейчас показать не получается. Попробуйте через несколько секунд.",
		kinds: map[desk.AttachmentKind]string{
			desk.AttachedPhoto: "Фото", desk.AttachedVoice: "Голосовое сообщение", desk.AttachedAudio: "Аудио", desk.AttachedVideo: "Видео", desk.AttachedDocument: "Документ",
			desk.AttachedSticker: "Стикер", desk.AttachedLocation: "Место", desk.AttachedContact: "Контакт",
		}, other: "Файл",
	}
}

func spanish() words {
	return words{
		Language: "es", Title: "Historial de la conversación", Until: "Este enlace funciona hasta", Zone: "Zona horaria", Earlier: "Mensajes anteriores", Nothing: "Aquí todavía no hay nada que leer.",
		Website: "Sitio web", Customer: "Cliente", Operator: "Operador", Bot: "Bot", Deleted: "retirado", Edited: "editado", Forwarded: "reenviado", Failed: "no entregado",
		Gone:    "Este enlace no funciona o ya no es válido. Pida uno nuevo a quien se lo envió.",
		TooFast: "Demasiadas páginas en poco tiempo. Inténtelo de nuevo en unos segundos.", Busy: "Ahora no se puede mostrar. Inténtelo de nuevo en unos segundos.",
		kinds: map[desk.AttachmentKind]string{
			desk.AttachedPhoto: "Foto", desk.AttachedVoice: "Mensaje de voz", desk.AttachedAudio: "Audio", desk.AttachedVideo: "Vídeo", desk.AttachedDocument: "Documento",
			desk.AttachedSticker: "Sticker", desk.AttachedLocation: "Lugar", desk.AttachedContact: "Contacto",
		}, other: "Archivo",
	}
}

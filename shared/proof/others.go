package proof

import "github.com/sufler/sufler/shared/lazy"

// Whose a contact or a figure is by grammar alone, whatever the owner is called: "my X's
// number", "номер моего X", and what another customer has or took.

const (
	contactNoun = `(?:number|phone|cell|mobile|e-?mail|address)`
	// ourselves are owners that are the writer, at another desk.
	ourselves = `(?:work|office|company|firm|business|shop|store|home|house|household|family|team|department|desk|phone|today|own|` +
		`мобильн\p{L}+|сотов\p{L}+|телефон\p{L}*|рабоч\p{L}+|домашн\p{L}+|личн\p{L}+|фирм\p{L}+|компани\p{L}+|офис\p{L}*|магазин\p{L}*|организаци\p{L}+|предприяти\p{L}+|семь\p{L}+|дома|работы|отдел\p{L}*|склад\p{L}*|салон\p{L}*|вайбер\p{L}*|whats\p{L}*|ватсап\p{L}*|вотсап\p{L}*|телеграм\p{L}*|tele\p{L}+|` +
		`movil|celular|telefono|trabajo|oficina|empresa|tienda|negocio|casa|despacho|taller|local|equipo|departamento|parte)`
	clients = `(?:customer|client|buyer|клиент|покупател|заказчик|client[ea]|comprador)`
)

var (
	// owner is whoever has the contact: in English before it, in Russian and Spanish behind.
	owner = lazy.Pattern(wb + `(?:my|our) (?:\p{L}+ )?(\p{L}+)(?:'s|’s) (?:\p{L}+ )?` + contactNoun + we + "|" +
		wb + contactNoun + ` of (?:my|our) (?:\p{L}+(?:'s|’s) )?(\p{L}+)` + "|" +
		wb + `(?:номер|телефон|почта|мобильный|имейл|адрес почты) (?:телефона )?(?:мо(?:его|ей|их)|наш(?:его|ей|их)) (?:\p{L}+ого |\p{L}+ей )?(\p{L}+)` + "|" +
		wb + `(?:numero|telefono|movil|celular|correo)(?: de telefono)? de (?:mi|mis|nuestr[oa]s?) (\p{L}+)`)

	// ourOwn is an owner that is the writer.
	ourOwn = lazy.Pattern(`^` + ourselves + `$`)

	// otherClient is another customer, who does or did something. "I am your last customer"
	// is not another.
	otherClient = lazy.Pattern(wb + `(?:(?:the |your |an)?(?:last|other|previous|earlier) (?:\p{L}+ )?` + clients + `|прошл\p{L}{2} ` + clients + `\p{L}{0,3}|предыдущ\p{L}+ ` + clients + `\p{L}{0,3}|друг(?:ой|ого|ому|ая) (?:\p{L}+ )?` + clients + `\p{L}{0,2}|otr[oa] ` + clients + `|` + clients + ` (?:anterior|de antes))` + we)
	isClient    = lazy.Pattern(wb + `(?:i am|i'm|i’m|я|это|soy|como) (?:\p{L}+ ){0,2}?(?:(?:last|other|previous|earlier|прошл\p{L}+|предыдущ\p{L}+|друг\p{L}+|otr[oa]) )?(?:\p{L}+ )?` + clients)
)

// owned is whether the words name a contact's owner: the writer, at whatever desk, or
// another.
func (p place) owned() (ours, others bool) {
	for _, m := range owner.FindAllStringSubmatch(p.clause, -1) {
		for _, whose := range m[1:] {
			ours = ours || whose != "" && ourOwn.MatchString(whose)
			others = others || whose != "" && !ourOwn.MatchString(whose)
		}
	}
	return ours && !others, others
}

// ofOthers says whether a contact is somebody's whom the words name as its owner.
func (p place) ofOthers() bool {
	_, others := p.owned()
	return others
}

// ofOtherClient says whether the words are about another customer.
func (p place) ofOtherClient() bool {
	said := p.clauses()
	return otherClient.MatchString(said) && !isClient.MatchString(said)
}

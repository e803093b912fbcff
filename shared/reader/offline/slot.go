package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// slot is a field as the rules see it: what kind of thing it wants, and the
// stems that tell it from the other fields of the card.
type slot struct {
	field    desk.Field
	kind     kind
	label    string // title, description and name, folded
	title    string // folded
	tongue   string
	stems    map[string]bool // of title and description, dull.Get() ones left out
	own      map[string]bool // those that no other field of its type and section has
	titled   map[string]bool // of the title alone
	section  string
	leaves   bool            // the departure of a stay, whose arrival is another field
	rivals   int             // other fields of the same type in the same section
	spokenOf map[*line]*slot // see talk.lastSpoken
	among    map[string]bool // see ownAmong; nil: not asked
	wanted   *bool           // what talk.wanted said; nil: not asked
	first    bool            // the first of them in the card's order
	denial   **denial        // the last that puts its count right; nil: not looked for yet
	change   **change        // the last that it was changed to; nil: not looked for yet
	spoken   *titleSaid      // see saidOf; nil: not looked for yet
}

// kind is what a field wants beyond its type.
type kind int

const (
	plain kind = iota
	ownPhone
	otherPhone
	ownEmail
	person   // the customer's name
	someone  // somebody else's name
	company  //
	address  // where to bring or to go
	city     //
	code     // an order's, contract's, account's number: figures and letters
	zip      //
	taxID    //
	plate    //
	product  // what the customer wants
	vehicle  //
	size     //
	title    // a proper name of a thing: hotel, film, doctor
	sort_    // a kind of thing: cuisine, genre, category
	dayNo    // "5th"
	birthday //
	username //
	discount //
	refund   //
	prepay   //
	budget   //
	price    // what was agreed
	pay      // an amount to send
	count    // how many
	measure  // area, mileage, weight, age, floor: a number with its unit
	term     // in months
	yesNo    //
	choice   // enum
	when     // date
	hour     // time of day
	link     //

	kinds = iota // how many there are
)

type types []desk.FieldType

type kindRule struct {
	kind  kind
	types types
	title *lazy.Regexp // in the title, or else in the description
}

// kindRules are tried in order, on titles first and then on descriptions.
var kindRules = []kindRule{
	{otherPhone, types{desk.TypePhone, desk.TypeString}, lazy.Pattern(`(?:phone|tel|телефон|номер)[^|]{0,25}(?:quien recibe|on-?site|third party|contrario|соседа|родственника)|(?:on-?site|third party)[^|]{0,20}(?:phone|tel|number|contact)|(?:телефон|номер) (?:контактного лица|на складе|пациента)|(?:телефон|phone|tel[eé]fono|movil|номер).{0,20}(?:получател|recipient|destinatari|кур|друг|conyuge)|(?:recipient|destinatari|получател|emergency|contact person).{0,20}(?:phone|tel|номер|number)`)},
	{ownPhone, types{desk.TypePhone}, lazy.Pattern(`.`)},
	{ownEmail, types{desk.TypeEmail}, lazy.Pattern(`.`)},
	{link, types{desk.TypeURL}, lazy.Pattern(`.`)},
	{discount, types{desk.TypeNumber, desk.TypeInteger}, lazy.Pattern(`скидк|discount|descuento`)},
	{refund, types{desk.TypeMoney}, lazy.Pattern(`возврат|refund|reembols|devoluc|devolver`)},
	{prepay, types{desk.TypeMoney}, lazy.Pattern(`предоплат|аванс|задат|взнос|залог|deposit|prepay|down payment|anticipo|señal|fianza`)},
	{budget, types{desk.TypeMoney}, lazy.Pattern(`бюджет|budget|presupuesto|готов потратить|ready to spend|maxim`)},
	{pay, types{desk.TypeMoney}, lazy.Pattern(`transfer|sent|send|перевод|перечисл|enviar`)},
	{price, types{desk.TypeMoney}, lazy.Pattern(`сумм|стоимост|цен|amount|price|cost|total|importe|precio|fare|fee|charge|coste|balance|заказ|оплат`)},
	{birthday, types{desk.TypeDate, desk.TypeString}, lazy.Pattern(`рожден|birth|nacimiento`)},
	{username, types{desk.TypeString}, lazy.Pattern(`username|user name|логин|login|usuario|nickname|ник(?:[^\p{L}]|$)|account id`)},
	{company, types{desk.TypeString}, lazy.Pattern(`компани|организац|company|empresa|фирм|юрлиц|юридическ|employer|razon social`)},
	{taxID, types{desk.TypeString}, lazy.Pattern(`(?:^|[^\p{L}])инн(?:[^\p{L}]|$)|(?:^|[^\p{L}])кпп(?:[^\p{L}]|$)|(?:^|[^\p{L}])огрн(?:[^\p{L}]|$)|\bnif\b|\bcif\b|\bdni\b|tax id|\bvat\b|\brfc\b|\bnie\b|\bssn\b`)},
	{zip, types{desk.TypeString, desk.TypeInteger}, lazy.Pattern(`\bzip\b|postal code|postcode|codigo postal|почтовый индекс|^индекс`)},
	{plate, types{desk.TypeString}, lazy.Pattern(`госномер|номер авто|номер машин|plate|matricula|patente|\bplaca|регистрационн`)},
	{code, types{desk.TypeString}, lazy.Pattern(`номер (?:заказ|договор|сч[её]т|лицев|заявк|брони|карты|накладн|квитанц|трек|отправл)|(?:order|contract|account|booking|reservation|confirmation|invoice|ticket|tracking|policy|member(?:ship)?|case|serial|reference) ?(?:number|no|id|#|code)|number of (?:the |an )?(?:existing )?(?:order|contract|account)|numero de (?:pedido|contrato|cuenta|reserva|factura|seguimiento|cliente|poliza|serie)|трек|артикул|серийн|\bvin\b|лицевого`)},
	{address, types{desk.TypeString, desk.TypeAddress}, lazy.Pattern(`адрес|address|direccion|domicilio|destination (?:for|address|location).{0,25}(?:taxi|ride|cab|trip|driver)|куда (?:ехать|везти)|откуда (?:забрать|везти)`)},
	{dayNo, types{desk.TypeString}, lazy.Pattern(`day of the month|день месяца|dia del mes`)},
	{city, types{desk.TypeString}, lazy.Pattern(`(?:^|[^\p{L}])город|\bcity\b|\bciudad|\btown\b|населенн|^location$|^area$|municip|localidad`)},
	{vehicle, types{desk.TypeString}, lazy.Pattern(`автомобил|машин|(?:^|[^\p{L}])авто(?:[^\p{L}]|$)|vehicle|vehiculo|\bcar\b|coche|марка и модель|make and model`)},
	{size, types{desk.TypeString}, lazy.Pattern(`размер|\bsize\b|\btalla`)},
	{someone, types{desk.TypeString}, lazy.Pattern(`^(?:пациент|patient|paciente|контактное лицо|контакт на|contact person|persona de contacto|получатель)(?:[^\p{L}]|$)|(?:получател|recipient|destinatari|реб[её]нк|child|гост|contact person|niñ|hij|супруг|вложен).{0,14}(?:имя|фио|name|nombre)|(?:имя|фио|name|nombre).{0,14}(?:получател|recipient|destinatari|реб[её]нк|child|niñ|hij)|recipient`)},
	{person, types{desk.TypeString}, lazy.Pattern(`фио|имя клиента|^имя|фамили|как (?:зовут|обращаться)|(?:client|customer|host|guest|patient|caller|user|your|full|first|last|contact|visitor|tenant|driver|passenger|owner|student)(?:'s)? name|name of the (?:client|customer|host|guest|patient|person|caller)|^name$|^nombre|nombre (?:del|de la|completo|y apellid)|apellid`)},
	{title, types{desk.TypeString}, lazy.Pattern(`\bname\b|(?:^|[^\p{L}])названи|\bnombre de|\btitle\b|\bseries\b|\bsong\b|\balbum\b|\bartist\b|\bmovie\b|\bhotel\b|attraction|event$`)},
	{product, types{desk.TypeString}, lazy.Pattern(`товар|продукт|product|producto|услуг|service wanted|servicio que|предмет|модель товара|\bitem\b|articulo`)},
	{sort_, types{desk.TypeString}, lazy.Pattern(`cuisine|category|genre|subcategor|кухн|жанр|категори|cocina|genero|\btype\b|\bkind\b|(?:^|[^\p{L}])тип(?:[^\p{L}]|$)|(?:^|[^\p{L}])вид(?:[^\p{L}]|$)|tipo de`)},
	{city, types{desk.TypeString}, lazy.Pattern(`\bcity\b|(?:^|[^\p{L}])город|\bciudad|location|\barea\b|\btown\b|район`)},
	{term, types{desk.TypeInteger, desk.TypeNumber}, lazy.Pattern(`(?:^|[^\p{L}])мес(?:[^\p{L}]|$)|месяц|срок|in months|term \(|plazo|meses`)},
	{measure, types{desk.TypeInteger, desk.TypeNumber}, lazy.Pattern(`площад|(?:^|[^\p{L}])м²|\bm²|area|superficie|sq ?ft|square|пробег|mileage|kilomet|(?:^|[^\p{L}])км(?:[^\p{L}]|$)|\bkm\b|вес|weight|(?:^|[^\p{L}])кг(?:[^\p{L}]|$)|peso|возраст|\bage\b|\bedad|этаж|floor|piso|planta|height|рост|длин|ширин|length|width|объ[её]м|volume|температур|rating|star|room number|номер комнат|duration|minutes|hours`)},
	{count, types{desk.TypeInteger, desk.TypeNumber}, lazy.Pattern(`.`)},
	{price, types{desk.TypeMoney}, lazy.Pattern(`.`)},
	{yesNo, types{desk.TypeBoolean}, lazy.Pattern(`.`)},
	{choice, types{desk.TypeEnum, desk.TypeMultiEnum}, lazy.Pattern(`.`)},
	{when, types{desk.TypeDate, desk.TypeDateTime}, lazy.Pattern(`.`)},
	{address, types{desk.TypeAddress}, lazy.Pattern(`.`)},
}

func kindOf(f desk.Field, label, title_ string) kind {
	if f.Type == desk.TypeString && f.Format == "time" {
		return hour
	}
	for _, text := range []string{title_, label} {
		if who := roleOf(f, text, title_, label); who != plain {
			return who
		}
		for _, r := range kindRules {
			for _, t := range r.types {
				if t == f.Type && r.title.MatchString(text) && (text == label || r.title.String() != ".") {
					return r.kind
				}
			}
		}
	}
	switch about := title_ + " | " + label; {
	case f.Type != desk.TypeString || f.Format != "":
	case reSomebody.MatchString(about) && !reNobody.MatchString(about) && !reLegal.MatchString(about):
		return someone
	case reNumbered.MatchString(about):
		return code
	}
	return plain
}

var (
	// reSomebody: whoever it is, a person is wanted.
	reSomebody = lazy.Pattern(`(?:^|[^\p{L}])(?:имя|фио|фамилия|кто|кому|как зовут|зовут|кличка|who|whose|name of the (?:person|one|other|driver|guest|child)|person who|quien(?:es)?|nombre del? (?:la |el |otro |otra )?\p{L}+|persona que|a nombre de)(?:[^\p{L}]|$)`)
	// reNumbered: the number of a thing.
	reNumbered = lazy.Pattern(`(?:^|[^\p{L}])(?:номер|number|numero|reference|ref|codigo|code|localizador|артикул|шифр)(?:[^\p{L}]|$)`)
)

// roleOf is the kind of a text that holds who somebody is: cards call people by their
// part in a deal, "Tenant", "Заказчик", and few say "name".
func roleOf(f desk.Field, text, title, label string) kind {
	_, about, _ := strings.Cut(label, " | ")
	switch {
	case f.Type != desk.TypeString || f.Format != "" || reNobody.MatchString(title) || reLegal.MatchString(about):
	case text == title && reOther.MatchString(title), text == label && reTheirName.MatchString(about):
		return someone
	case text == title && reParty.MatchString(title), text == label && reAsksWho.MatchString(about):
		return person
	}
	return plain
}

var (
	// reParty titles the one whom a card is about, reOther somebody else of theirs.
	reParty = lazy.Pattern(`^(?:(?:имя|фио|фамилия)(?: и (?:имя|фамилия))? )?(?:клиент|заказчик|покупател|владел|хозя|арендатор|съ[её]мщик|нанимател|гост[ья]|турист|страховател|контрагент|абонент|подписчик|участник|заявител|родител|обратил|отправител|клиентк|договор на)\p{L}*(?:$| по | на имя)|^(?:(?:lead|main|primary) guest|booking name|(?:reservation|lead) name|name on (?:the )?(?:booking|reservation|order)|main contact|day-of contact|customer|client|caller|owner|parent|tenant|hirer|renter|guest|enquirer|inquirer|requester|buyer|shopper|purchaser|booker|applicant|member|subscriber|policyholder|sender|contact|contact person|organi[sz]er|homeowner|booked by|signed by)(?: name)?$|^(?:(?:nombre|titular) (?:del?|de la) )?(?:client[ea]|contratante|comprador|comprador[ae]|titular|due[nñ][oa]|propietari[oa]|inquilin[oa]|arrendatari[oa]|huesped|contribuyente|solicitante|contacto|persona de contacto|quien encarga|suscriptor|asegurad[oa]|socio|socia|firmante)(?: del contrato)?$`)
	reOther = lazy.Pattern(`^(?:quien (?:lo |la )?(?:recibe|recoge|recogera|recibira)|кто (?:примет|получит|встретит|заберет)|on-?site contact|who (?:will receive|receives|collects)|referido por|кто рекомендовал|referred by|recommended by)$|^(?:второй |вторая |other |second |additional |segund[oa] )?(?:пациент|ученик|ребен|студент|слушател|пассажир|водител|жилец|именинник|юбиляр|питомец|pet|patient|student|pupil|learner|child|wearer|passenger|driver|recipient|attendee|alumn[oa]|paciente|pasajer[oa]|conductor|mascota|destinatari[oa]|acompañante)\p{L}*$`)
	// reNobody titles what is no person though it sounds like one.
	reNobody = lazy.Pattern(`номер|number|numero|телефон|phone|адрес|address|id$|код|code|чип|chip|компан|company|empresa|юрлиц|организац`)
	// reLegal: a firm is wanted.
	reLegal     = lazy.Pattern(`юрлиц|юридич|(?:^|[^\p{L}])ип(?:[^\p{L}]|$)|компан|организац|company|business|firm|empresa|establecimiento`)
	reAsksWho   = lazy.Pattern(`^(?:кто (?:заказ|пиш|обра|плат|офор|брон)|кому перезвон|на кого|как обращаться|фио того|имя того|who (?:sign|wrote|writes|book|order|call|contact|pays|rent)|whose name|name of (?:the |whoever )?(?:person|parent|owner|pet's owner|one)(?: who| that|$)|person who|quien (?:contrata|pide|hace el pedido|escribe|encarga|firma|paga)|nombre de quien (?:contrata|escribe|pide|encarga))`)
	reTheirName = lazy.Pattern(`^(?:(?:full )?name of (?:the|our) (?:employee|agent|operator|manager|colleague)|(?:имя|фио) (?:нашего )?(?:сотрудник|менеджер|оператор)\p{L}*|nombre del (?:empleado|agente|comercial|operador)|nombre de quien (?:recibe|atiende|recoge)|кто (?:посоветовал|рекомендовал)|имя того, кто (?:посоветовал|рекомендовал)|кто (?:прид|буд|приед)|имя (?:и фамилия )?(?:того, кто прид|ребен|ученик|пациент|втор)|фио (?:втор|вписан|ребен)|who (?:will|is going to) (?:wear|come|attend|use)|(?:child|kid|student|patient|pet)'s name|quien (?:se|viene|va a))`)
)

var reSection = lazy.Pattern(`^([\p{L}][\p{L} ]{2,24}): `)

func slotsOf(chat desk.Chat) []*slot {
	var out []*slot
	for _, f := range chat.Fields {
		s := &slot{field: f, title: words.Fold(f.Title)}
		desc := f.Description
		if m := reSection.FindStringSubmatch(desc); m != nil {
			s.section = words.Fold(m[1])
			desc = desc[len(m[0]):]
			s.title = strings.TrimSpace(strings.TrimPrefix(s.title, strings.ReplaceAll(s.section, " ", "")))
			s.title = strings.TrimSpace(strings.TrimPrefix(s.title, s.section))
		}
		s.label = s.title + " | " + words.Fold(desc)
		s.tongue = value.Tongue(s.label, chat.Locale.Language)
		s.kind = kindOf(f, s.label, s.title)
		s.stems = map[string]bool{}
		s.titled = map[string]bool{}
		for _, st := range words.Stems(s.title, s.tongue) {
			s.titled[st] = true
		}
		for _, st := range words.Stems(s.label, s.tongue) {
			if !dull.Get()[st] && len([]rune(st)) > 1 {
				s.stems[st] = true
			}
		}
		out = append(out, s)
	}
	for _, s := range out {
		s.compare(out)
	}
	return out
}

var (
	reGoes  = lazy.Pattern(`salida|depart|leav|отъезд|выезд`)
	reComes = lazy.Pattern(`entrada|llegada|arriv|check ?-?in|заезд|приезд`)
)

// ofAnother says whether a field is another card's: the customer's contact is read for beside
// a card, and has the same name and phone as the card.
func (s *slot) ofAnother(o *slot) bool {
	return (s.field.Card == desk.KindContact) != (o.field.Card == desk.KindContact)
}

// compare finds what tells a slot from its rivals.
func (s *slot) compare(all []*slot) {
	s.own, s.first = map[string]bool{}, true
	seen := false
	for st := range s.stems {
		s.own[st] = true
	}
	for _, o := range all {
		if o == s {
			seen = true
			continue
		}
		if o.kind != s.kind || s.ofAnother(o) || s.twin(o) || o.section != s.section || s.kind == when && s.isFor(dayPurposes) != o.isFor(dayPurposes) {
			continue
		}
		s.rivals++
		s.leaves = s.leaves || s.kind == when && reGoes.MatchString(s.title) && reComes.MatchString(o.title)
		if !seen {
			s.first = false
		}
		for st := range o.stems {
			delete(s.own, st)
		}
	}
}

var dull = lazy.Table(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("number name date time day boolean flag whether client customer title value type amount address city или клиент номер дат врем имя котор сколько как какой кака клиента если нужн числ cliente numero nombre fecha hora si cual cuant tip start end begin e.g boolean existing own person whom user") {
		m[words.Stem(words.Fold(w), value.Tongue(w, "en"))] = true
		m[w] = true
	}
	return m
})

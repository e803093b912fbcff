package offline

import (
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// canBeName says whether words may be somebody's name at all. Whoever is asked for
// a name may answer "later", "moment", "very well, thanks" or what they are.
func canBeName(s string) bool {
	ws := words.Of(s)
	capitals := strings.ContainsFunc(s, unicode.IsUpper)
	for i, w := range ws {
		if i == 0 && closed(w.Text) && !alsoNames.Has(w.Text) || noNames.Has(w.Text) || !capitals && reVerbal.MatchString(w.Text) || reNation.MatchString(w.Text) {
			return false
		}
	}
	return len(ws) > 0 && !reSaysNoName.MatchString(words.Fold(s))
}

// reComesFrom stands before where somebody comes from, or whose they are: "soy de Sanitas".
var reComesFrom = lazy.Pattern(`(?:^|[^\p{L}])(?:(?i:soy|somos|vengo|venimos|llamo|escribo) de|(?i:i'm|i am|we're|we are|calling|writing) (?:from|with|at)|(?i:я|мы|это|звоню|пишу) (?:из|от))(?: (?:la|el|the))? $`)

var (
	// noNames are words of answers that put the question off, and of what people say
	// that they are.
	noNames = lazy.Words(`потом позже скажу напишу секунду секундочку минуту минутку сейчас щас момент зачем почему важно неважно какая разница аноним занят занята уже ещё еще скоро сначала перезвоню подождите погодите а зачем вам клиент покупатель директор менеджер бухгалтер хорошо нормально
		later moment second sec minute soon why important busy thanks well fine good first tomorrow tonight now anonymous nobody customer client manager owner american british spanish russian english mexican german french italian canadian tired ready sure interested looking afraid sorry happy new here
		soy somos estoy estamos tengo tenemos quiero queremos necesito necesitamos vengo llamo luego despues momento segundo minuto ahora gracias bien muy autonomo autonoma importante nadie cliente ocupado ocupada espera espere porque quien empresa particular mañana español española mexicano mexicana ruso rusa prisa estudiante jubilado jubilada dueño dueña`)
	// alsoNames are words of a closed class that people are called, too.
	alsoNames    = lazy.Words(`will may`)
	reVerbal     = lazy.Pattern(`(?:ите|йте|ать|ить|ться|аю|яю|ешь|ing|aré|eré|iré)$`)
	reNation     = lazy.Pattern(`^(?:american|british|spanish|russian|ukrainian|mexican|german|french|italian|canadian|irish|indian|chinese|japanese)s?$`)
	reSaysNoName = lazy.Pattern(`\b(?:i'll|i will|tell you|let me|luego le|le digo|te digo)\b|(?:^|[^\p{L}])(?:вам|скаж\p{L}+|сообщ\p{L}+)(?:[^\p{L}]|$)`)
	// reOfAnother: a question for somebody else's name or contact.
	reOfAnother = lazy.Pattern(`кто (?:будет )?(?:получ|прим|встре)|кому (?:вез|достав|отправ)|а доч|а сын|quien (?:lo |la )?(?:recib|recog)|who(?:'s| is| will)[^.?!]{0,15} receiv|\b(?:his|her|its) (?:\w+ )?name|(?:как зовут|имя|фио|телефон|номер|контакт)[^.?!]{0,25}(?:мам|пап|муж|жен[уыа]|бабушк|дедушк|ребен|сын|доч|получател|гост|пациент|склад|объект|на месте|водител|курьер)|контакт (?:на|для) \p{L}+|(?:name|phone|number|contact)[^.?!]{0,20}(?:of|for) (?:the |your )?(?:mother|father|mom|dad|wife|husband|son|daughter|child|patient|recipient|guest|driver|site|warehouse)|(?:mother|father|mom|dad|wife|husband|son|daughter|child|patient|recipient|pet|dog|cat)'?s? (?:name|phone|number)|contact (?:on site|at the)|(?:nombre|telefono|contacto)[^.?!]{0,20}(?:madre|padre|mujer|marido|hij|paciente|destinatari|almacen|obra)`)
)

// asksOfAnother: the operator has just asked for somebody else, so the answer is
// not the customer.
func (t *talk) asksOfAnother(l *line) bool {
	return l.before != nil && l.before.says(reOfAnother)
}

package desk

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// What people say who complain without a word of complaint, in English, Russian and Spanish.
const (
	angry    = iota // says it by itself, in whatever sentence
	bad             // what one was given, where it is told and not asked
	whose           // … of whom it is said, in the same sentence
	deeds           // what somebody did to one's things
	theirs          // … who is ours
	why             // begins a question that is a complaint all the same
	exclaims        // right before what was bad: needs nobody of whom it is said
	courts          // whom one complains to of a company
	going           // … by who says that they will
	pains           // what one has oneself, and nobody did
)

// An entry that ends with * is met by any word that begins so; a space parts words that
// follow one another.
var upsetWords = lazy.Table(func() (out [10][]string) {
	for i, list := range []string{
		`nobody answers,no one answers,nobody answered,no one answered,nobody replies,no one replies,nobody cares,nobody helps,ignore me,ignores me,ignoring me,ignored me,are ignoring,third time i,fourth time i,tenth time i,i m still waiting,am still waiting,are still waiting,been waiting for weeks,very disappointed,so disappointed,really disappointed,extremely disappointed,deeply disappointed,i m disappointed,am disappointed,i m angry,am angry,very angry,so angry,i m furious,am furious,i m outraged,very unhappy,not happy with,so rude to,very rude,rude to me,rude to us,waste of time,waste of money,never again,never buy,never order,worst experience,i m fed up,am fed up,sick and tired,shame on you,you lied,you cheated,you robbed,how dare you,what a joke,what a disgrace,i ll sue,i will sue,we ll sue,i m suing,am suing,suing you,take legal action,taking legal action,
никто не отвечает,никто не ответил,никто не перезвонил,никто не помог,почему не отвечаете,вы не отвечаете,не отвечаете на,меня игнорир*,вы игнорир*,нас игнорир*,третий раз пишу,третий раз прошу,в третий раз,в десятый раз,до сих пор жду,до сих пор ничего,до сих пор не получил*,сил нет,надоели,достали уже,вы достали,разочарован*,крайне недовол*,очень недовол*,я недовол*,остал* недовол*,я в ярости,я в бешенстве,просто хамство,хамите,нахамил*,нагрубил*,обхамил*,какой позор,позорище,вы врете,вы наврали,вы соврали,меня надули,сплошной обман,кошмар а не,ужас а не,никогда больше,больше ни ногой,пустая трата,засужу,подаю в суд,подаем в суд,буду судиться,подам иск,подаю иск,
nadie contesta,nadie responde,nadie me atiende,nadie me contesta,nadie me responde,nadie me ayuda,me ignoran,me estan ignorando,me estais ignorando,tercera vez que,decima vez que,sigo esperando,seguimos esperando,muy decepcionad*,estoy decepcionad*,muy enfadad*,estoy enfadad*,estoy furios*,estoy indignad*,muy indignad*,muy molest*,muy descontent*,muy maleducad*,que verguenza,vaya verguenza,perdida de tiempo,nunca mas,peor experiencia,me han mentido,me mintieron,me han enganado,me enganaron,no hay derecho,una porqueria,una tomadura,una cochinada,proceder legalmente,son unas ratas,meter una demanda,poner una demanda,meter una queja,levantar una queja`,
		`horrible,horribly,terrible,terribly,awful,awfully,disgusting,appalling,atrocious,outrageous,disgraceful,pathetic,dreadful,rude,unprofessional,incompetent,worst,nightmare,disaster,shameful,ridiculous,unacceptable,ruined,
ужас,ужасн*,отврат*,кошмар*,безобраз*,хам,хамы,хамств*,хамск*,грубиян*,груб,груба,грубо,мерзк*,мерзост*,позор*,возмут*,возмущ*,безответственн*,непрофессионал*,халтур*,худш*,испортил*,издевательств*,
horrible,horribles,terrible,terribles,pesim*,mal servicio,mala atencion,malisim*,chafa,chafas,porqueria*,asco,cochinada*,horror,asqueros*,indignante,maleducad*,groser*,vergonzos*,desastre,inaceptable,ridicul*,lamentable,fatal,incompetente*,peor,arruin*`,
		`i,my,me,we,our,us,you,your,was,were,service,staff,courier,driver,waiter,я,мне,меня,мой,моя,мое,мои,мою,нам,нас,наш*,вы,вас,ваш*,у вас,был,была,было,были,сервис*,обслуж*,персонал*,курьер*,это,какой,какая,какое,me,mi,mis,nos,nuestr*,su,sus,vuestr*,fue,era,ha sido,servicio,atencion,personal,esto,es un,es una,repartidor*`,
		`stole,broke,ruined,lost,damaged,destroyed,scratched,smashed,overcharged,cheated,lied,insulted,burned,burnt,forgot,messed,tricked,robbed,украл*,сломал*,испортил*,потерял*,разбил*,обманул*,обсчитал*,повредил*,забыл*,оскорбил*,поцарапал*,порвал*,разлил*,
rompio,rompieron,robo,robaron,perdio,perdieron,perdisteis,arruin*,estrope*,dano,danaron,rayo,rayaron,engan*,mintio,mintieron,insult*,olvid*,quemaron,quemo`,
		`you,your,courier,driver,waiter,waitress,barber,stylist,technician,master,staff,вы,ваш*,курьер*,водител*,мастер*,официант*,парикмахер*,сотрудник*,менеджер*,vosotros,ustedes,su,sus,vuestr*,repartidor*,mensajero*,camarero*,peluquer*,tecnico*,empleado*`,
		`why,почему,зачем,por`,
		`what a,what an,how,such a,such an,такой,такая,такое,какой,какая,какое,какие,просто,que,vaya,menudo,menuda,tan,puro,pura`,
		`ombudsman,trading standards,consumer protection,better business bureau,small claims,роспотребнадзор*,прокуратур*,антимонопольн*,защит* прав потребител*,profeco,condusef,indecopi,sernac,facua,omic,defensa del consumidor,proteccion al consumidor`,
		`i ll,i will,i m,i am,we ll,we will,we are,we re,report,иду,пойду,пойдем,обращусь,обращаюсь,обратимся,напишу,пишу,подаю,подам,подадим,буду,будем,жалуюсь,пожалуюсь,voy,vamos,vemos,veremos,van a ver,ire,iremos,acudire,acudiremos,pondre,pondremos,meto,metere,levantare,levanto,presentare`,
		`pain*,ache,aches,aching,toothache,headache,hurt*,боль,боли,болит,болят,болел*,dolor*,duele*,dolia`,
	} {
		for w := range strings.SplitSeq(list, ",") {
			out[i] = append(out[i], strings.TrimSpace(w))
		}
	}
	for _, whom := range []string{"los", "las", "les", "os", "te"} { // the verb stands before whom, or behind
		for _, verb := range []string{"demandar", "denunciar", "reportar", "acusar", "exhibir", "quemar"} {
			out[angry] = append(out[angry], whom+" voy a "+verb, whom+" vamos a "+verb, "voy a "+verb+whom, "vamos a "+verb+whom, whom+" "+verb+"e", whom+" "+verb+"emos")
		}
	}
	return out
})

// near is within how many words before what was done it is said who did it.
const near = 4

// alone is of how many words a sentence is that says but that something was bad.
const alone = 2

// follows says whether words end with one of some.
func follows(said []string, any []string) bool {
	return slices.ContainsFunc(any, func(w string) bool {
		of := strings.Fields(w)
		return len(said) >= len(of) && slices.Equal(said[len(said)-len(of):], of)
	})
}

// upset says whether somebody complains in words that are no usual ones: anger, or what was
// bad or done to them, told and not asked ("what if the haircut is terrible?").
func upset(text string) bool {
	for _, q := range Questions(text) {
		ws := strings.Fields(unaccented(plain(q.Text)))
		if slices.Contains(ws, "if") || slices.Contains(ws, "если") {
			continue // it has not been so
		}
		if placeOf(ws, upsetWords.Get()[angry]) >= 0 {
			return true
		}
		if i := placeOf(ws, upsetWords.Get()[bad]); i > 0 && follows(ws[:i], upsetWords.Get()[exclaims]) && !strings.Contains(q.Text, "?") {
			return true // "what a" asks for nothing
		}
		if q.Asks && (len(ws) == 0 || !slices.Contains(upsetWords.Get()[why], ws[0])) {
			continue
		}
		ill := placeOf(ws, upsetWords.Get()[pains]) >= 0 && placeOf(ws, upsetWords.Get()[theirs]) < 0
		if i := placeOf(ws, upsetWords.Get()[bad]); i >= 0 && !ill && (len(ws) <= alone || placeOf(ws, upsetWords.Get()[whose]) >= 0) {
			return true
		}
		if placeOf(ws, upsetWords.Get()[courts]) >= 0 && (len(ws) <= alone || placeOf(ws, upsetWords.Get()[going]) >= 0) {
			return true
		}
		if i := placeOf(ws, upsetWords.Get()[deeds]); i > 0 && placeOf(ws[max(0, i-near):i], upsetWords.Get()[theirs]) >= 0 {
			return true
		}
	}
	return false
}

// placeOf is where the first of some words stands among others, and not right after one that
// denies it; -1: nowhere.
func placeOf(said []string, any []string) int {
	for i := range said {
		for _, w := range any {
			if startsWith(said[i:], w) && !denies(" "+strings.Join(said[:i], " ")) {
				return i
			}
		}
	}
	return -1
}

// startsWith says whether words begin with those, the last of which may be only the beginning
// of one.
func startsWith(said []string, with string) bool {
	for i, w := range strings.Fields(with) {
		stem, part := strings.CutSuffix(w, "*")
		if i >= len(said) || !part && said[i] != w || part && !strings.HasPrefix(said[i], stem) {
			return false
		}
	}
	return true
}

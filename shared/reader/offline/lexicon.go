package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// cityNames are well-known cities, folded, with the short names that people
// write. A city that is not here is found by its preposition or question.
var cityNames = lazy.Table(func() map[string]bool {
	return list(`москва|москве|москву|москвы|санкт-петербург|петербург|питер|питере|спб|казань|казани|новосибирск|новосибирске|екатеринбург|екатеринбурге|нижний новгород|самара|самаре|омск|челябинск|ростов|ростов-на-дону|уфа|уфе|красноярск|пермь|перми|воронеж|воронеже|волгоград|краснодар|краснодаре|саратов|тюмень|тюмени|тольятти|ижевск|барнаул|иркутск|хабаровск|ярославль|владивосток|махачкала|томск|оренбург|кемерово|рязань|рязани|астрахань|пенза|липецк|тула|туле|киров|чебоксары|калининград|калининграде|брянск|курск|иваново|магнитогорск|тверь|твери|ставрополь|белгород|сочи|мытищи|мытищах|химки|химках|балашиха|балашихе|подольск|подольске|люберцы|королев|одинцово|красногорск|зеленоград|минск|минске|алматы|астана|астане|киев|тбилиси|ереван|ташкент|
	madrid|barcelona|valencia|sevilla|zaragoza|malaga|murcia|palma|bilbao|alicante|cordoba|valladolid|vigo|gijon|granada|vitoria|elche|oviedo|santander|pamplona|almeria|salamanca|toledo|cadiz|burgos|leon|ciudad de mexico|cdmx|guadalajara|monterrey|puebla|tijuana|cancun|merida|queretaro|bogota|medellin|cali|lima|santiago|buenos aires|rosario|mendoza|montevideo|quito|guayaquil|caracas|la paz|asuncion|san juan|
	new york|new york city|nyc|ny|los angeles|la|lax|chicago|chi-town|chi town|houston|phoenix|phx|philadelphia|philly|san antonio|san diego|sd|dallas|san jose|austin|jacksonville|fort worth|columbus|charlotte|san francisco|san fran|sf|sfo|frisco|indianapolis|seattle|sea|denver|washington|washington dc|washington d c|dc|d c|boston|el paso|nashville|detroit|oklahoma city|portland|las vegas|vegas|memphis|louisville|baltimore|milwaukee|albuquerque|tucson|fresno|sacramento|kansas city|mesa|atlanta|atl|omaha|colorado springs|raleigh|miami|long beach|virginia beach|oakland|minneapolis|tulsa|tampa|arlington|new orleans|wichita|cleveland|bakersfield|honolulu|anaheim|santa ana|riverside|st louis|saint louis|pittsburgh|cincinnati|anchorage|henderson|orlando|newark|san mateo|palo alto|mountain view|sunnyvale|santa clara|santa rosa|santa cruz|berkeley|fremont|hayward|alameda|walnut creek|concord|livermore|pleasanton|san ramon|san rafael|san leandro|san bruno|san carlos|san lorenzo|redwood city|menlo park|burlingame|cupertino|milpitas|campbell|los gatos|saratoga|morgan hill|gilroy|petaluma|sonoma|napa|novato|sausalito|mill valley|larkspur|san anselmo|corte madera|emeryville|danville|dublin|castro valley|union city|south san francisco|daly city|pacifica|half moon bay|vacaville|fairfield|vallejo|benicia|martinez|antioch|pittsburg|brentwood|lafayette|orinda|moraga|el cerrito|richmond|albany|st helena|healdsburg|sebastopol|rohnert park|santa monica|
	london|manchester|birmingham|leeds|glasgow|edinburgh|liverpool|bristol|cambridge|oxford|paris|berlin|rome|toronto|vancouver|montreal|ottawa|calgary|sydney|melbourne|brisbane|perth|tokyo|dubai|mumbai|delhi|new delhi|singapore|hong kong|bangkok|kuala lumpur|nairobi|lisbon|amsterdam|vienna|prague|brussels|dubrovnik|istanbul`)
})

// notNames are words that begin with a capital letter and are nobody's name.
var notNames = lazy.Table(func() map[string]bool {
	return list(`да|нет|ага|ок|хорошо|спасибо|здравствуйте|добрый|привет|подскажите|давайте|можно|телефон|почта|адрес|заказ|мой|меня|это|пока|ладно|понятно|отлично|супер|жду|тот|тогда|лучше|улица|ул|проспект|конечно|сейчас|сегодня|завтра|послезавтра|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|ооо|ип|ао|доставка|самовывоз|оплата|картой|наличными|беру|готово|нужен|нужна|нужно|хочу|
	hola|buenas|buenos|gracias|si|no|vale|perfecto|claro|calle|avenida|tarjeta|efectivo|bizum|telefono|correo|pedido|lunes|martes|miercoles|jueves|viernes|sabado|domingo|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|perdon|genial|mi|el|la|un|una|es|aqui|
	yes|yeah|hi|hello|hey|thanks|thank|ok|okay|sure|great|good|please|my|the|it|its|it's|i|i'm|i'd|im|that|that's|this|there|perfect|sorry|not|never|none|nothing|wait|actually|just|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|today|tomorrow|morning|evening|afternoon|looking|interested|happy|glad|hoping|going|coming|calling|trying|fine|done|ready|new|having|very|really|also|still|so|well|what|how|when|where|who|why|can|could|would|do|does|is|are|was|will|and|but|or|for|from|to|at|in|on|with|phone|email|order|street|avenue|customer|client|operator|good morning|sounds|awesome|cool|right|correct|wonderful|excellent|nice|alright|bye|goodbye|maybe|let|let's|oh|any|some|all|here|one|two|three|four|five|six|seven|eight|nine|ten|pm|am`)
})

// openers begin sentences or questions and are no part of a proper name.
var openers = lazy.Table(func() map[string]bool {
	return list(`nah|always|often|usually|currently|only|shared|regular|luxury|pool|please|i|i'm|i'd|i'll|i've|it|it's|its|in|on|at|is|are|am|was|were|do|does|did|how|what|when|where|which|who|why|would|will|can|could|should|shall|may|might|please|you|your|you're|yes|yeah|yep|no|nope|ok|okay|sure|great|good|perfect|thanks|thank|sorry|sounds|there|there's|that|that's|this|these|those|they|they're|their|he|she|his|her|we|we're|our|my|me|and|or|but|so|if|then|than|also|any|some|all|as|an|a|to|for|from|with|by|of|about|have|has|had|let|let's|book|booking|confirm|confirming|confirmed|find|found|search|looking|check|checking|how's|alright|right|actually|just|not|never|maybe|well|oh|um|hmm|hi|hello|hey|welcome|bye|goodbye|enjoy|anything|something|everything|nothing|reservation|appointment|tickets|ticket|table|flight|bus|hotel|restaurant|movie|event|room|rooms|ride|cab|phone|address|total|price|time|date|day|today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|pm|am|pst|usd|mr|mrs|ms|he's|she's|what's|here|here's|apologies|unfortunately|absolutely|certainly|definitely|of course|be|being|been|next|last|first|second|another|other|one|two|three|four|five|six|seven|eight|nine|ten|departing|leaving|returning|arriving|going|want|need|like|would you|the reservation|alrighty|excellent|wonderful|awesome|cool|fine|nice|correct|exactly|done|gotcha|got|very|really|until|till|after|before|during|while|because|since|make|made|give|tell|show|see|try|use|get|go|going|economy|business|again|glad|have a|no problem|anywhere|somewhere|could you|seating|wi-fi|wifi|tv|atm|number|name|okey|okie|now|more|most|only|both|either|neither|each|every|such|same|too|up|down|out|over|under|between|don't|doesn't|didn't|won't|can't|isn't|aren't|wasn't|your reservation|should i|would i|shall i|new|per|via|и|а|но|да|нет|что|как|где|когда|есть|это|вы|мы|он|она|у|в|на|с|по|за|для|при|или|можно|здравствуйте|добрый|хорошо|отлично|спасибо|hola|buenos|buenas|gracias|el|la|los|las|un|una|es|son|si|que|cuando|donde|como|para|por|en|de|con|le|se|su|mi|tengo|tenemos|hay`)
})

// sortWords are kinds of things, by what a field calls them.
var sortWords = lazy.Table(func() map[string]string {
	m := map[string]string{}
	for group, words := range map[string]string{
		"cuisine": "american asian chinese italian mexican indian japanese thai korean french greek vietnamese mediterranean spanish brazilian peruvian vegetarian vegan barbecue bbq burger burgers pizza sushi ramen seafood steakhouse diner brunch breakfast dessert izakaya tapas ethiopian filipino turkish cuban caribbean african hawaiian burmese sandwich curry грузинская итальянская японская китайская",
		"genre":   "comedy action drama horror thriller romance romantic animation animated documentary sci-fi scifi fantasy adventure mystery crime musical western biographical war комедия драма боевик ужасы",
		"music":   "rock pop jazz blues country rap hip-hop hiphop electronica electronic classical metal folk reggae edm techno indie r&b soul disco punk baseball basketball football soccer hockey tennis rugby",
	} {
		for _, w := range strings.Fields(words) {
			m[w] = group
		}
	}
	return m
})

// sortAlso is another word that fields of the group use.
var sortAlso = map[string]string{"cuisine": "food", "genre": "жанр", "music": "sport"}

func list(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Split(s, "|") {
		m[words.Fold(strings.TrimSpace(w))] = true
	}
	return m
}

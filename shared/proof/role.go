package proof

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// Grammar that names somebody else, or some other place, without a word of owning:
// a name beside its bearer's office, an address beside a business.

const (
	// offices are what people of a company are called.
	offices = `(?:operator|manager|agent|consultant|advisor|adviser|clerk|cashier|salesman|saleswoman|seller|technician|rep|оператор|менеджер|консультант|продав(?:ец|щица)|кассир|мастер|специалист|администратор|operador|operadora|gerente|agente|asesor|asesora|vendedor|vendedora|dependient[ae]|cajer[ao]|tecnico)`
	// businesses are what stands at an address and is no home.
	businesses = `(?:shop|store|branch|showroom|salon|market|supermarket|outlet|магазин|салон|филиал|отделени|склад|шоурум|супермаркет|tienda|sucursal|supermercado|almacen|local)`
)

var (
	// officeAhead ends in an office that the name behind it explains: "the last
	// operator, Peter Hale". "I spoke to an operator. Peter Hale here" is none.
	officeAhead = lazy.Pattern(wb + `(?:the|your|a|an|that|this|ваш\p{L}*|этот|эта|тот|та|el|la|un|una|su|vuestr[oa]) (?:\p{L}+ ){0,2}?` + offices + `,? (?:named |called |по имени |llamad[oa] )?$|` + wb + offices + ` $`)
	// officeBehind explains the name before it: "Peter Hale, your operator".
	officeBehind = lazy.Pattern(`^ ?, ?(?:the|your|ваш\p{L}*|el|la|su|vuestr[oa]) (?:\p{L}+ )?` + offices + we)
	// businessAt ends in a business that is at the place behind it.
	businessAt = lazy.Pattern(wb + businesses + `\p{L}* (?:\p{L}+ ){0,3}?(?:at|on|in|на|по|в|en|de|esta en) (?:адресу )?$`)
	// notOwn: "not mine" owns nothing.
	notOwn = lazy.Pattern(wb + `(?:(?:not|isn't|isn’t|never) (?:my|mine)|не (?:мо[йяеи]|мою|моего|моей)|no (?:es |son )?(?:el |la |lo )?m[ií][oa]?s?)` + we)
	// spared: somebody else who is not to be called, so it is not theirs.
	spared = lazy.Pattern(wb + `(?:\p{L}+ (?:лучше |больше |пожалуйста |мо(?:ему|ей) )?не (?:звон|пиш|набир|беспоко|надо|нужно|стоит)\p{L}*|(?:not|don't|don’t|do not) (?:(?:call|write to|text|ring|bother|disturb|e-?mail) )?(?:my|the) \p{L}+|no (?:llam|escrib|molest)\p{L}+ (?:a |al )(?:mi |la |el )?\p{L}+)` + we)
	// hereBehind: "Beth here" is who writes.
	hereBehind = lazy.Pattern(`^ ?(?:here|на связи|aqui)(?: ?[,.;!—–-]| ?$)`)
	// imaginedSay begins what is only said: "say you had".
	imaginedSay = lazy.Pattern(`^ (?:and |but |so )?say (?:i|you|we|they|it|there|that)` + we)
	// advertised: what an advertisement speaks of, in the quote's own clause.
	advertised = lazy.Pattern(wb + `(?:(?:in|on|from) (?:the|your|an?|that|some) (?:\p{L}+ )?(?:ad|ads|advert|advertisement|commercial|leaflet|flyer|poster|banner|newsletter|brochure)|(?:в|на|из) (?:\p{L}+ )?(?:реклам|объявлени|баннер|листовк|буклет|рассылк|плакат)\p{L}*|(?:en|del?) (?:el |la |un |una |vuestr[oa] |su )?(?:anuncio|publicidad|folleto|cartel|boletin))` + we)
)

// ofOffice says whether a name is somebody's of a company.
func (p place) ofOffice() bool {
	return officeAhead.MatchString(p.ahead) || officeBehind.MatchString(strings.TrimPrefix(p.behind, " "))
}

// ofBusiness says whether a place is where some business is, and nothing is to be
// brought or sent there.
func (p place) ofBusiness() bool {
	return businessAt.MatchString(p.ahead) && !brought.MatchString(p.sentence) && !has(p.clause, ownWords)
}

// lastClause is the clause that ends at the comma right before the quote, if one does.
func lastClause(ahead string) string {
	s := strings.TrimRight(ahead, " 0123456789+()-") // a phone without its first figures is one, too
	if !strings.HasSuffix(s, ",") && !strings.HasSuffix(s, ":") {
		return ""
	}
	s = s[:len(s)-1]
	return " " + s[strings.LastIndexAny(s, ",:;")+1:] + " "
}

// ownedIn is a text without what is said not to be the writer's own.
func ownedIn(text string) string { return notOwn.ReplaceAllString(text, " ") }

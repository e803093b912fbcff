package desk

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/lazy"
)

// Words that are an insult where they are said to somebody, as their beginnings; whom they
// are said to; and what makes them one to whoever.
const (
	insults = iota
	toYou
	what
	between // of those two and it
)

var insultWords = lazy.Table(func() (out [4][]string) {
	for i, list := range []string{
		`idiot*,moron*,imbecil*,scum,scumbag*,liars,thieves,crooks,assholes,bastards,incompetents,clowns,идиот*,дебил*,придур*,кретин*,недоумк*,тупиц*,бестолоч*,сволоч*,мраз*,уроды,твари,гады,жулик*,ворюг*,обманщики,лжецы,клоуны,idiota*,estupid*,gilipollas,inutiles,cabrones,ladrones,sinverguenza*,mentiroso*,payasos,ratero*,transa,transas,tranza,tranzas,estafador*,defraudador*,pendej*,culero*,mamones,chorros,garcas,pelotud*,boludos,forros,hampones,corruptos,scammers,fraudsters,cheats,robbers,jerks,мошенник*,воры,ворье,аферист*,кидал*,хапуг*,козлы`,
		`you,вы,ты,ustedes,vosotros,vosotras,sois,son,eres,usted`,
		`bunch of,pack of,какие,вот,что за,que,panda de,hatajo de,bola de,partida de,manada de,sarta de,banda de,pinche,pinches,malditos,malditas,putos,чертовы,проклятые,bloody,damn,шайка,банда,кучка`,
		`и,же,просто,все,ну,полные,настоящие,are,re,all,such,just,a,an,unos,unas,un,una,todos,complete,total,puro,pura,puros,puras,bien,muy`,
	} {
		out[i] = strings.Split(list, ",")
	}
	return out
})

// insulted says whether somebody calls whom they write to names: beside "you", after "what",
// or apart from the rest of a sentence, in the plural or with it: "Вы, идиоты, когда
// привезёте". A title in quotes, or asked for, is no name.
func insulted(text string) bool {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".!?;\n", r) }) {
		if strings.ContainsAny(part, "«»\"“”„") {
			continue
		}
		pieces := strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(",—–-:()", r) || unicode.IsControl(r) })
		for i, piece := range pieces {
			ws := strings.Fields(unaccented(plain(piece)))
			at := placeOf(ws, insultWords.Get()[insults])
			if at < 0 {
				continue
			}
			from := at
			for from > 0 && slices.Contains(insultWords.Get()[between], ws[from-1]) {
				from--
			}
			near := func(list int) bool {
				before := " " + strings.Join(ws[:from], " ")
				return slices.ContainsFunc(insultWords.Get()[list], func(w string) bool { return strings.HasSuffix(before, " "+w) })
			}
			beside := i > 0 && slices.Contains(insultWords.Get()[toYou], strings.TrimSpace(unaccented(plain(pieces[i-1]))))
			if near(toYou) || near(what) || len(ws) <= 2 && (beside || many(ws[at])) {
				return true
			}
		}
	}
	return false
}

// many says whether an insult is said of several: of one it may be a title.
func many(word string) bool {
	return strings.HasSuffix(word, "s") || strings.HasSuffix(word, "ы") || strings.HasSuffix(word, "и")
}

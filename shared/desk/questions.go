package desk

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/lazy"
)

// Sentences cuts a message behind what ends a sentence, and at line breaks: the first
// so many that have a letter.
func Sentences(message string, most int) []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); strings.ContainsFunc(s, unicode.IsLetter) && len(out) < most {
			out = append(out, s)
		}
	}
	from := 0
	for i, r := range message {
		switch r {
		case '.', '!', '?', ';', '\n':
			add(message[from : i+1])
			from = i + 1
		}
	}
	add(message[from:])
	return out
}

// Question is a piece of a message that may be a question of its own.
type Question struct {
	Text string
	Asks bool // it is one by its mark, or by how it begins
	Back bool // it speaks of what was said before it ("and how long does it take?")
}

// MaxQuestions is how many pieces of a message are looked at.
const MaxQuestions = 12

// TooMany says whether a message asks for more than what is looked at of it.
func TooMany(message string) bool {
	all := pieces(message, 2*MaxQuestions)
	return slices.ContainsFunc(all[min(len(all), MaxQuestions):], func(q Question) bool { return q.Asks })
}

// Questions are the pieces of a message: its sentences, each cut once more where a
// word that joins is followed by one that asks ("when are you open and how much is
// delivery"). They are found by their places, so what is stored of them need not hold
// their words.
func Questions(message string) []Question { return pieces(message, MaxQuestions) }

// pieces are a message's first ones.
func pieces(message string, most int) []Question {
	var out []Question
	for _, s := range Sentences(message, most) {
		for _, c := range clauses(s) {
			ws := strings.Fields(plain(c))
			asks := strings.HasSuffix(c, "?") || beginsAsking(ws)
			back := slices.ContainsFunc(ws, func(w string) bool { return slices.Contains(askWords.Get()[refers], w) })
			out = append(out, Question{c, asks, back})
		}
	}
	return out[:min(len(out), most)]
}

// beginsAsking says whether words begin as a question does, perhaps after one that joins it
// to what was said before: "and where is it".
func beginsAsking(ws []string) bool {
	for i, w := range ws[:min(len(ws), 3)] {
		if slices.Contains(askWords.Get()[begins], w) {
			return i == 0 || len(ws) > i+1
		}
		if !slices.Contains(askWords.Get()[joins], w) && !(i > 0 || slices.Contains([]string{"also", "then", "так", "также", "еще", "ещё", "también", "tambien", "además", "ademas"}, w)) {
			return false
		}
	}
	return false
}

// RunOn are the questions of a message that are parted by nothing: "how much is delivery
// when are you open". That they are several is a guess: a question may hold such a word.
func RunOn(message string) []string {
	var out []string
	var now []string
	for _, w := range strings.Fields(message) {
		if len(now) > 1 && slices.Contains(askWords.Get()[asksAlone], plain(w)) && !slices.Contains(askWords.Get()[begins], plain(now[len(now)-1])) {
			out, now = append(out, strings.Join(now, " ")), nil
		}
		if now = append(now, w); len(out) == MaxQuestions {
			return out
		}
	}
	if len(now) > 0 {
		out = append(out, strings.Join(now, " "))
	}
	return out
}

// OpenIn are the pieces at those places, as they are said now.
func OpenIn(message string, at []int) []string {
	if len(at) == 0 {
		return nil
	}
	all := Questions(message)
	var out []string
	for _, i := range at {
		if i >= 0 && i < len(all) {
			out = append(out, all[i].Text)
		}
	}
	return out
}

// Kinds of words, in English, Russian and Spanish.
const (
	joins     = iota // two questions
	also             // may stand between what joins and what asks
	begins           // a question
	refers           // to what was said before
	asksAlone        // what one seldom says in the middle of a question
)

var askWords = lazy.Table(func() (words [5][]string) {
	for i, list := range []string{
		"and,plus,и,а,y,e",
		"also,then,так,также,еще,ещё,потом,también,tambien,además,ademas,por,на,в,с,до,a,en,de,for,at,on",
		"when,where,how,what,which,who,why,can,could,do,does,is,are,will,may,когда,где,куда,откуда,как,сколько,скольки,какой,какая,какое,какие,каков,какова,что,кто,почему,зачем,можно,есть,чем,какого,каком,какую,каких,cuándo,cuando,dónde,donde,cómo,como,cuánto,cuanto,cuánta,cuanta,cuántos,cuantos,cuántas,cuantas,cuál,cual,cuáles,cuales,qué,que,quién,quien,puedo,pueden,puede,hay,tienen,tiene",
		"it,its,that,this,them,they,these,those,one,он,она,оно,они,его,ее,её,их,ему,ей,им,это,этого,этому,тогда,lo,los,las,eso,esto,ello,ellos",
		"when,where,how,what,когда,где,как,сколько,cuándo,cuando,dónde,donde,cómo,cuánto,cuanto",
	} {
		words[i] = strings.Split(list, ",")
	}
	return words
})

// clauses cuts a sentence before each word that joins two questions.
func clauses(s string) []string {
	var out []string
	from, at := 0, 0
	words := strings.Fields(s)
	for i, w := range words {
		at += strings.Index(s[at:], w)
		joined := slices.Contains(askWords.Get()[joins], plain(w)) || i > 0 && strings.HasSuffix(words[i-1], ",") && slices.Contains(askWords.Get()[begins], plain(w))
		if joined && asksFrom(words[i:], plain(w)) && len(strings.Fields(plain(s[from:at]))) > 1 {
			out = append(out, strings.TrimRight(s[from:at], " ,"))
			from = at
			if slices.Contains(askWords.Get()[joins], plain(w)) {
				from += len(w)
			}
		}
		at += len(w)
	}
	return append(out, strings.TrimSpace(s[from:]))
}

// asksFrom says whether words that follow what joins begin a question.
func asksFrom(words []string, first string) bool {
	if slices.Contains(askWords.Get()[joins], first) {
		words = words[1:]
	}
	for i, w := range words[:min(len(words), 3)] {
		w = plain(w)
		if slices.Contains(askWords.Get()[begins], w) {
			return len(words) > i+1 // there is something that is asked
		}
		if !slices.Contains(askWords.Get()[also], w) {
			return false
		}
	}
	return false
}

package mask

import (
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Names are the names that a chat's people bear, by their stems.
type Names map[string]bool

// firstNames are common first names of the three languages; inflected forms are
// found by their stems. Names that are also common words are left to the cues.
const firstNames = `Александр Алексей Анатолий Андрей Антон Артём Борис Вадим Валентин Валерий Василий Виктор Виталий Владимир Владислав Вячеслав
Геннадий Георгий Григорий Даниил Денис Дмитрий Евгений Егор Иван Игорь Илья Кирилл Константин Леонид Максим Матвей Михаил Никита Николай Олег Павел Пётр
Роман Руслан Сергей Станислав Степан Тимур Тимофей Фёдор Юрий Ярослав Александра Алёна Алина Алла Анастасия Анна Валентина Валерия Варвара Вероника Виктория
Галина Дарья Диана Евгения Екатерина Елена Елизавета Инна Ирина Карина Кристина Ксения Лариса Лидия Людмила Маргарита Марина Мария Наталья Наталия Нина
Оксана Ольга Полина Раиса Светлана София Софья Тамара Татьяна Ульяна Юлия Яна Саша Лёша Миша Дима Серёжа Катя Маша Наташа Оля Таня Аня Юля Лена Света Ира
James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Steven Andrew Kenneth Joshua Kevin Brian George
Edward Ronald Timothy Jason Jeffrey Ryan Jacob Nicholas Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Patrick Alexander Jack Dennis
Neil Omar Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Kimberly Emily Donna Michelle
Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine
José Juan Antonio Francisco Manuel Jesús Luis Javier Carlos Miguel Alejandro Rafael Pedro Fernando Alberto Jorge Sergio Pablo Diego Andrés Ramón Enrique
Álvaro Raúl Adrián Rubén Óscar Iván Joaquín Santiago Vicente Víctor Mario María Carmen Ana Isabel Lucía Marta Cristina Elena Paula Sara Raquel Pilar Teresa
Beatriz Sofía Julia Irene Patricia Rosa Silvia Mercedes Rocío Andrea Inés Nuria Alba Claudia Daniela Valentina Camila Gabriela Mónica Verónica Natalia`

const nameWord = `\p{Lu}[\p{L}\p{M}'’\-]+`

var (
	reNameCue = lazy.Pattern(`(?:(?i:меня зовут|зовут меня|мо[её] имя|на имя|на фамилию|фио|имя|my name is|name's|name is|call me|under the name(?: of)?|name:|me llamo|mi nombre es|a nombre de|nombre:|se llama|зовут|получател[ья]|recipient is|contact person)[\s:,—–-]{1,3}|(?:^|[.,!?\s])(?:[Ss]oy|[Tt]his is|I'm|I am|[Ээ]то|Я|я)\s+)(` + nameWord + `(?:\s+` + nameWord + `){0,3})`)
	reNameAsk = lazy.Pattern(`(?i)как (?:вас|к вам|вас зовут)|ваш[еу] (?:имя|фио|фамили)|фио|имя и фамили|на чь[её] имя|на имя\??$|your (?:full )?name|who am i (?:speaking|talking)|su nombre|cómo se llama|cómo te llamas|a nombre de qui[eé]n|nombre completo|nombre y apellido`)
	reNameRun = lazy.Pattern(nameWord + `(?:\s+` + nameWord + `){1,3}`)
	reCapital = lazy.Pattern(nameWord)
	reWords   = lazy.Pattern(`^[\s]*(\p{L}[\p{L}\p{M}'’\-]+(?:\s+\p{L}[\p{L}\p{M}'’\-]+){0,2})[\s.!]*$`)
	reToken   = lazy.Pattern(`\p{L}[\p{L}\p{M}'’]*(?:-\p{L}[\p{L}\p{M}'’]*)*`)
)

// notNames are words that follow a cue and are no name.
const notNames = ` да нет ок спасибо москва россия yes no ok okay thanks sure hola gracias si claro vale не the el la это я вы мы здравствуйте привет hello hi `

// NamesOf gathers the names of a chat.
func NamesOf(messages []desk.Message) Names {
	set := Names{}
	for _, n := range strings.Fields(firstNames) {
		set.add(n)
	}
	asked := false
	for _, m := range messages {
		said := m.SpokenText()
		for _, hit := range reNameCue.FindAllStringSubmatch(said, -1) {
			for _, w := range strings.Fields(hit[1]) {
				set.add(w)
			}
		}
		if asked && m.Author == desk.ByCustomer {
			set.answer(said)
		}
		if m.Author != desk.ByCustomer {
			asked = reNameAsk.MatchString(said)
		}
	}
	set.neighbours(messages)
	return set
}

// answer takes the names out of the answer to the question for one.
func (n Names) answer(said string) {
	if hit := reWords.FindStringSubmatch(said); hit != nil {
		for _, w := range strings.Fields(hit[1]) {
			n.add(w)
		}
		return
	}
	for _, w := range reCapital.FindAllString(said, 4) {
		n.add(w)
	}
}

// neighbours adds capital words beside a known name: surname and patronymic. A
// word that begins a sentence has its capital from there, and is none.
func (n Names) neighbours(messages []desk.Message) {
	for _, m := range messages {
		said := m.SpokenText()
		for _, at := range reNameRun.FindAllStringIndex(said, -1) {
			words := strings.Fields(said[at[0]:at[1]])
			before := strings.TrimRight(said[:at[0]], " \t«\"“(")
			begins := before == "" || strings.ContainsAny(before[len(before)-1:], ".!?\n:")
			for i, w := range words {
				if !n.has(w) {
					continue
				}
				if i > 1 || i == 1 && !begins {
					n.add(words[i-1])
				}
				if i+1 < len(words) {
					n.add(words[i+1])
				}
			}
		}
	}
}

func (n Names) add(word string) {
	w := words.Bare(word)
	if len([]rune(w)) >= 2 && !strings.Contains(notNames, " "+w+" ") {
		n[NameStem(w)] = true
	}
}

func (n Names) has(word string) bool {
	w := words.Bare(word)
	return !strings.Contains(notNames, " "+w+" ") && n[NameStem(w)]
}

// find gives the places of names in a text. A name is written with a capital
// letter, or stands alone.
func (n Names) find(s string) [][2]int {
	var out [][2]int
	alone := reWords.MatchString(s)
	for _, at := range reToken.FindAllStringIndex(s, -1) {
		word := s[at[0]:at[1]]
		capital := false
		for _, r := range word {
			capital = unicode.IsUpper(r)
			break
		}
		if (capital || alone) && n.has(word) {
			out = append(out, [2]int{at[0], at[1]})
		}
	}
	return out
}

// NameStem is what a name's inflections share: Олега, Олегу and Олегом are Олег;
// Ирины is Ирина. Latin names are not inflected.
func NameStem(folded string) string {
	rs := []rune(folded)
	if len(rs) == 0 || !unicode.Is(unicode.Cyrillic, rs[0]) {
		return folded
	}
	for _, end := range []string{"ом", "ем", "ой", "ей", "ою", "ым", "ого", "ому", "ую", "ая", "а", "у", "е", "ы", "и", "я", "ю", "й", "ь"} {
		if s, ok := strings.CutSuffix(folded, end); ok && len([]rune(s)) >= 2 {
			return s
		}
	}
	return folded
}

package offline

import (
	"maps"
	"slices"
	"sort"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// sections follows what the talk is about, where the card has sections: the
// section whose words were last said.
func (t *talk) sections() {
	said := t.sectionWords()
	if len(said) < 2 {
		return
	}
	names := slices.Sorted(maps.Keys(said))
	current := ""
	for l := range t.heard() {
		best, top := current, 0
		for _, n := range names {
			score := 0
			for _, st := range l.stems {
				if said[n][st] > 0 && onlyIn(said, n, st) {
					score++
				}
			}
			if score > top || score == top && score > 0 && n == current {
				best, top = n, score
			}
		}
		current = best
		l.section = current
	}
}

// sectionWords are the stems that speak of each section.
func (t *talk) sectionWords() map[string]map[string]int {
	said := map[string]map[string]int{}
	for _, s := range t.slots {
		if s.section == "" {
			continue
		}
		if said[s.section] == nil {
			said[s.section] = map[string]int{}
		}
		for _, st := range append(words.Stems(s.section, s.tongue), keys(s.stems)...) {
			for _, k := range topicKin(st) {
				said[s.section][k]++
			}
		}
	}
	return said
}

func onlyIn(said map[string]map[string]int, name, st string) bool {
	for n, w := range said {
		if n != name && w[st] > 0 {
			return false
		}
	}
	return true
}

func keys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// topics are words of one trade, so that "a cab" is about rides and "a place to
// eat" about restaurants.
var topics = [][]string{
	{"ride", "cab", "taxi", "rider", "sharing", "lyft", "uber"},
	{"restaurant", "eat", "food", "dine", "dinner", "lunch", "table", "cuisine", "meal"},
	{"hotel", "room", "stay", "accommodation", "check-in", "motel", "lodging", "hostel"},
	{"movie", "film", "theater", "theatre", "showtime", "cinema"},
	{"bus", "coach"}, {"train", "rail"},
	{"flight", "fly", "plane", "airline", "airport"},
	{"event", "concert", "game", "match", "artist"},
	{"home", "apartment", "property", "house", "flat"},
	{"car", "rental", "pickup", "vehicle"},
	{"salon", "stylist", "hair", "barber", "haircut"}, {"dentist", "dental", "teeth"}, {"doctor", "physician", "medical"}, {"therapist", "counselor", "psychologist"},
	{"music", "song", "album"}, {"weather", "forecast", "temperature"}, {"calendar", "schedule"}, {"bank", "account", "transfer"},
}

func topicKin(st string) []string {
	for _, g := range topicStems.Get() {
		if slices.Contains(g, st) {
			return append([]string{st}, g...)
		}
	}
	return []string{st}
}

var topicStems = lazy.Table(func() [][]string {
	out := make([][]string, len(topics))
	for i, g := range topics {
		for _, w := range g {
			out[i] = append(out[i], words.Stem(w, "en"))
		}
	}
	return out
})

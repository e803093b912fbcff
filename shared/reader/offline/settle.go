package offline

import (
	"cmp"
	"slices"
	"sort"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

// Of all claims each field gets one, and each place of a line one field.

// settled settles the claims. What wins must stand proof.Guard's doubts too: the
// rules here hear what a talk says, Guard knows how strangers try to be heard.
// What it refuses makes room for the next.
func (t *talk) settled() []claim {
	all, sound := t.claims(), map[desk.Finding]bool{}
	t.all = slices.Clone(all)
	for tried := 0; ; {
		won := settle(all, t.slots)
		refused := map[desk.Finding]bool{}
		for _, c := range won {
			f := c.finding()
			if t.over() || sound[f] {
				continue
			}
			if tried >= maxRefused {
				t.left.values, refused[f] = true, true
				continue
			}
			_, err := proof.Guard{Prover: value.Prover{}}.Prove(c.slot.field, f, c.line.msg, t.chat.Locale)
			sound[f], refused[f] = err == nil, err != nil
			if err != nil {
				tried++
			}
		}
		if tried >= maxRefused && len(refused) > 0 {
			return slices.DeleteFunc(won, func(c claim) bool { return !sound[c.finding()] })
		}
		n := len(all)
		all = slices.DeleteFunc(all, func(c claim) bool { return refused[c.finding()] })
		if len(all) == n {
			return won
		}
	}
}

// settle gives each field one claim and each place one field: the last word
// among the sure ones wins, and a place goes to the field that is surest of it.
func settle(all []claim, slots []*slot) []claim {
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	var kept []claim
	places := map[*line][]claim{}
	for _, c := range all {
		taken := false
		for _, k := range places[c.line] {
			taken = taken || k.slot != c.slot && !k.slot.ofAnother(c.slot) && !k.slot.twin(c.slot) && !k.spread && !c.spread && k.start < c.end && c.start < k.end
		}
		if !taken {
			kept = append(kept, c)
			places[c.line] = append(places[c.line], c)
		}
	}
	var out []claim
	for _, s := range slots {
		if c, ok := lastWord(kept, s); ok {
			out = append(out, c)
		}
	}
	return out
}

// lastWord is the slot's value: the last among the sure claims, proven by the
// first line that said so.
func lastWord(all []claim, s *slot) (claim, bool) {
	var mine []claim
	top := 0.0
	for _, c := range all {
		if c.slot == s {
			mine = append(mine, c)
			top = max(top, c.score)
		}
	}
	if len(mine) == 0 {
		return claim{}, false
	}
	sort.SliceStable(mine, func(i, j int) bool {
		if mine[i].line.at != mine[j].line.at {
			return mine[i].line.at < mine[j].line.at
		}
		if mine[i].score != mine[j].score {
			return mine[i].score < mine[j].score
		}
		return mine[i].start < mine[j].start
	})
	if likeliest := slices.MaxFunc(mine, func(a, b claim) int { return cmp.Compare(a.chance, b.chance) }); likeliest.chance > 0 {
		return surestOf(mine, likeliest.value), true
	}
	slack := annotations
	switch {
	case s.kind == choice && reTopicField.MatchString(s.title):
		slack = 0 // what a talk is about is said once, and asides are no news
	}
	switch s.kind {
	case when, hour:
		if s.rivals > 0 {
			slack = 0.2 // what another field of the kind may mean is no later word on this one
		}
	case title:
		slack = 0.05 // names are easily mistaken: the surest counts
	case person:
		slack = 0.1
	}
	best := 0
	for i, c := range mine[1:] {
		if c.score >= min(top, 0.9)-slack && (c.line != mine[best].line || c.score >= mine[best].score) {
			best = i + 1
		}
	}
	return firstOf(mine, best), true
}

// surestOf is the likeliest place of a value: it may have been said of something else before.
func surestOf(mine []claim, v desk.Value) (best claim) {
	for _, c := range mine {
		if c.value == v && c.score > best.score {
			best = c
		}
	}
	return best
}

var reTopicField = lazy.Pattern(`(?:^|[^\p{L}])(?:тема|причина|повод|motivo|asunto|tema|topic|subject|reason)(?:[^\p{L}]|$)`)

// firstOf goes back from the winning claim to the first that said the same, as
// long as nothing else was said in between.
func firstOf(mine []claim, best int) claim {
	first := best
	for i := best - 1; i >= 0; i-- {
		switch {
		case same(mine[i], mine[best]):
			if mine[i].line.customer || !mine[first].line.customer || mine[i].score >= mine[first].score {
				first = i
			}
		case mine[i].line != mine[best].line && mine[i].line != mine[first].line:
			return mine[first]
		}
	}
	return mine[first]
}

// same: the two claims have one value; of free texts one may be longer.
func same(a, b claim) bool {
	if a.value == b.value {
		return true
	}
	if a.slot.kind != title && a.slot.kind != city {
		return false
	}
	return fold(string(a.value)) == fold(string(b.value))
}

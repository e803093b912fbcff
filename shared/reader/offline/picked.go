package offline

import (
	"sort"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// What a customer picks of several that an operator offered, by place or by size:
// "второе", "the earlier one", "который побольше".
var (
	reFirst  = lazy.Pattern(`^(?:\P{L}|давайте |тогда |беру |лучше |the |let's do |i'll take |el |la |lo |mejor )*(?:перв(?:ое|ый|ая|ую|ого)|на перв\p{L}+|пораньше|раньше|first|earlier|earliest|primer[oa]?|antes|mas temprano)`)
	reSecond = lazy.Pattern(`^(?:\P{L}|давайте |тогда |беру |лучше |the |let's do |i'll take |el |la |lo |mejor )*(?:втор(?:ое|ой|ая|ую|ого)|на втор\p{L}+|второй|second|segund[oa]|latter)`)
	reLast   = lazy.Pattern(`^(?:\P{L}|давайте |тогда |беру |лучше |the |let's do |i'll take |el |la |lo |mejor )*(?:последн\p{L}+|позже|попозже|last|later|latest|ultim[oa]|mas tarde)`)
	reMost   = lazy.Pattern(`(?:^|[^\p{L}])(?:побольше|больш(?:ой|ую|ий)|подороже|дороже|bigger|larger|biggest|largest|pricier|mas grande|mas car[oa]|grande)(?:[^\p{L}]|$)`)
	reLeast  = lazy.Pattern(`(?:^|[^\p{L}])(?:поменьше|меньш(?:ий|ую)|подешевле|дешевле|cheaper|cheapest|smaller|smallest|mas pequen[oa]|mas barat[oa]|barat[oa])(?:[^\p{L}]|$)`)
)

// mostPicked is how many things may be offered at once.
const mostPicked = 4

// picked says whether the customer's next line picks one of the values that a line
// of the operator's offers (made), and whether it is the one at a place.
func (t *talk) picked(l *line, at int, hits []value.Hit) (picked, made bool) {
	if picked, made := t.chosen(l, at, hits); made {
		return picked, made
	}
	n := l.next
	if l.customer || n == nil || n.at != l.at+1 || len(hits) < 2 || len(hits) > mostPicked || len(n.words) > 6 || strings.Contains(n.text, "?") {
		return false, false
	}
	of := -1
	switch {
	case n.says(reFirst):
		of = 0
	case n.says(reSecond):
		of = 1
	case n.says(reLast):
		of = len(hits) - 1
	case n.says(reMost), n.says(reLeast):
		order := make([]int, len(hits))
		for i := range order {
			order[i] = i
		}
		sort.SliceStable(order, func(i, j int) bool { return smaller(hits[order[i]], hits[order[j]]) })
		if of = order[0]; n.says(reMost) {
			of = order[len(order)-1]
		}
	default:
		return false, false
	}
	return of < len(hits) && hits[of].Start <= at && at < hits[of].End, true
}

// smaller compares two amounts or times as figures.
func smaller(a, b value.Hit) bool {
	x, _, _ := strings.Cut(string(a.Value), ".")
	y, _, _ := strings.Cut(string(b.Value), ".")
	if len(x) != len(y) {
		return len(x) < len(y)
	}
	return a.Value < b.Value
}

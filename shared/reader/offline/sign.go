package offline

import (
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// The signs of a candidate.
const (
	pickAlways = iota
	pickRule   // a rule claims it
	pickRuled  // by how much
	pickWon    // the rules' last word
	pickNoRule // the rules have none
	pickOwn    // the customer says it
	pickTaken  // the operator does, and it was taken
	pickStood  // and nobody objected
	pickLost   // and it was not taken
	pickAsksOp // the operator's sentence asks
	pickAsks   // the customer's does
	pickMaybe  // supposed, or not to be had
	pickNo     // the next answer refuses
	pickYes    // the next answer is a yes
	pickAsked  // the question for it
	pickTopic  // the field's own words around it
	pickTopicLine
	pickTopicBefore
	pickOther // another field's own words around it
	pickOtherLine
	pickTotal
	pickEach
	pickExtra // it comes on top
	pickFits  // the field's role is said: a deposit, a refund, a budget
	pickClash // another role is
	pickNoRole
	pickAdds   // other sums make it
	pickAddend // it makes another
	pickAfter  // how many other values come later
	pickFirst
	pickAgain  // the same side says it again
	pickEcho   // the other side says it
	pickBeside // others beside it
	pickOffer  // its line ends in a question that does not hold it
	pickIf     // the field is only for what is ordered beside
	pickIfTaken
	pickIfYes
	pickWas // what was, or is others'
	pickWeak
	pickPicked
	pickPassed // another was picked
	pickGone
	pickSlips // the customer takes something back in its line
	pickUnit
	pickUnitOther
	pickNamed
	pickCompany // the card has other fields of its kind
	pickFore    // and it is the first of them
	pickShort   // an answer of few words
	pickBack    // how long ago
	pickCurrent
	pickEachFits   // of one, or of a month, as the field wants
	pickEachClash  // or as it does not
	pickOfferTaken // what its line asks about got a yes
	pickOfferElse  // or anything else
	pickAnew       // its line sums up anew
	pickMany       // the card has other fields of its type
	pickManyBare   // and nobody says the field's own words
	pickSole       // no other value in the talk
	pickStarts     // it begins its sentence
	pickWhole      // and is all of it
	pickTwoWords
	pickSpoken                          // the field is the last of its form that was spoken of
	pickSpokenElse                      // another is
	pickRefused                         // grammar speaks against it
	pickRefusedOwn                      // and the customer says it
	pickTitle                           // from here on, those of the title: see titled.go
	pickForm       = pickTitle + titles // from here on, signs of the group's own form: see formSigns
	pickKind       = pickForm + forms
	pickPair       = pickKind + kinds                         // from here on, two signs of paired together
	pickDoubts     = pickPair + pairedSigns*(pairedSigns-1)/2 // from here on, those of doubts.go
	picks          = pickDoubts + doubtSigns
)

// The signs of each form, which share their places.
const (
	pickKin       = pickForm + iota // a relative is named beside it
	pickCalls                       // the operator speaks to them
	pickCalls2                      // the customer does
	pickOfAnother                   // the question was for somebody else
	pickSelf
	pickPlaceLead
	pickPhone // a phone stands in its line
	pickVerb
	pickOption
	pickLower // the word stands elsewhere in small letters
	pickOwn2  // the question was for a name
	forms     = iota
)

const (
	pickWished  = pickForm + iota // the customer wishes for so many
	pickPieces                    // of pieces
	pickCounted                   // behind "quantity"
)

const (
	pickLetters = pickForm + iota // letters beside the figures
	pickLong
	pickMark // a sign for numbers before it
)

const (
	pickTrue       = pickForm + iota
	pickReply      // a short yes or no
	pickReplyAsks  // to what asks something
	pickReplyLast  // and nothing behind the question
	pickReplyTopic // in the field's words
	pickReplyNear  // the last sentence holds them
	pickReplyFirst // it begins the answer
	pickTrueReply
	pickMentionOp // the operator says it
)

// paired are the signs that mean something else together than each does alone: a sum that
// was taken and stands behind the field's own words. The rules' word is none of them: it
// is learned from other chats than these are.
var paired = [pairedSigns]int{
	pickOwn, pickTaken, pickStood, pickAsksOp, pickAsks, pickAsked, pickShort, pickTopic, pickTopicBefore,
	pickOther, pickTotal, pickEach, pickFits, pickAfter, pickFirst, pickAgain, pickEcho, pickSole, pickWeak,
	pickMany, pickOfferTaken, pickSpoken, pickSpokenElse,
	pickTitle + titleNear, pickTitle + titleLine, pickTitle + titleBefore, pickTitle + titleNowhere, pickTitle + titleOther,
}

const pairedSigns = 28

// pair finds the signs of two together.
func (p *pick) pair() {
	k := pickPair
	for i, a := range paired {
		for _, b := range paired[i+1:] {
			p.signs[k] = p.signs[a] * p.signs[b]
			k++
		}
	}
}

// sign finds the signs of one of the candidates.
func (t *talk) sign(s *slot, all []pick, at int, ruled []claim, won claim) {
	p := &all[at]
	l, g := p.line, &p.signs
	c := l.part(p.start)
	set := func(sign int, on bool) {
		if on {
			g[sign] = 1
		}
	}
	set(pickAlways, true)
	set(pickKind+int(s.kind), true)
	for _, o := range ruled {
		if o.line == l && o.start < p.end && p.start < o.end && o.value == p.value {
			g[pickRule], g[pickRuled] = 1, max(g[pickRuled], min(o.score-threshold, 0.5))
		}
	}
	set(pickWon, won.line != nil && won.value == p.value)
	set(pickNoRule, won.line == nil)
	asked := t.asked(s, l)
	g[pickAsked] = asked
	set(pickShort, asked >= 0.7 && len(l.words) <= 6)
	set(pickOwn, l.customer)
	set(pickAsks, l.customer && c.question)
	set(pickSlips, l.customer && l.does(corrects))
	if !l.customer {
		taken := t.taken(l, c)
		set(pickTaken, taken >= 0.8)
		set(pickStood, taken > 0 && taken < 0.8)
		set(pickLost, taken == 0)
		set(pickAsksOp, c.question)
		last := l.parts[len(l.parts)-1]
		set(pickOffer, last.question && last.start > c.start)
		if offers := c.question || last.question; offers {
			yes := l.next != nil && (l.next.reply == yes || l.next.does(accepts))
			set(pickOfferTaken, yes)
			set(pickOfferElse, !yes)
		}
		set(pickAnew, l.says(reAnew))
		set(pickNo, l.next.does(refuses))
		set(pickYes, l.next != nil && l.next.reply == yes)
		if reIf.MatchString(s.label) {
			set(pickIfTaken, taken >= 0.8)
			set(pickIfYes, l.next != nil && l.next.reply == yes)
		}
	}
	t.doubts(s, l, p, c)
	set(pickIf, reIf.MatchString(s.label))
	set(pickMaybe, c.hypothesis || c.unavailable || l.before != nil && l.before.supposes)
	t.topics(s, l, p, c)
	t.roles(s, l, p)
	t.among(s, all, at)
	set(pickWas, l.elsewhen(p.start, p.end))
	set(pickWeak, p.weak)
	set(pickRefused, p.refused)
	set(pickRefusedOwn, p.refused && l.customer)
	set(pickGone, l.at < t.gone)
	set(pickCompany, s.rivals > 0)
	set(pickFore, s.rivals > 0 && s.first)
	set(pickCurrent, t.chat.Current[s.field.Name] != "")
	g[pickBack] = float64(len(t.lines)-l.at) / float64(len(t.lines))
	left, right := l.left(p.start, 40), l.right(p.end, 30)
	if gr, _ := s.groupOf(); gr == tallies {
		mine := s.unitsOf()
		set(pickUnit, counts(mine, left, right, value.Number{}))
		set(pickUnitOther, otherUnit(mine, right))
		set(pickNamed, s.named(l, value.Number{Start: p.start, End: p.end}))
	}
	t.formSigns(s, l, p, c)
	called := t.titleSigns(s, l, p.start, p.end)
	copy(g[pickTitle:], called[:])
	if gr, _ := s.groupOf(); gr != sums && gr != hours { // which gain nothing by it
		p.pair()
	}
}

// reIf: the field is for what may be ordered beside.
var reIf = lazy.Pattern(`(?:^|[^\p{L}])(?:если|if|only if|si|в случае|доп\p{L}*|extra)(?:[^\p{L}]|$)`)

package offline

import (
	"github.com/sufler/sufler/shared/lazy"
)

// Whether a day or an hour is the beginning of something or its end, and what the words
// around it say it is.

var (
	reEndRole   = lazy.Pattern(`(?:^|[ |])(?:сдать|вернуть|успеть|не позднее|крайний срок)|(?:^| )до$|deadline|no later than|antes del?$|hasta$|return|inbound|check ?-?out|drop ?-?off|\bend\b|until|обратн|выезд|возвращ|окончан|vuelta|regreso|salida del|\bfin\b|to location|destination|\bending\b|конец`)
	reStartRole = lazy.Pattern(`depart|outbound|leav|check ?-?in|pick ?-?up|\bstart|from|origin|заезд|вылет|отправл|начал|\bida\b|entrada|llegada|arriv`)
	reEndCue    = lazy.Pattern(`return|\bback\b|until|till|through|check(?:ing)? ?-?out|drop|обратно|верн|(?:^| )до |выезд|hasta|volver|vuelta|regres|(?:^| )to (?:the )?$|(?:^| )(?:al?|и|по) $|(?:-|–|and) $|\bend`)
	reStartCue  = lazy.Pattern(`leav|depart|\bfrom\b|start|check(?:ing)? ?-?in|arriv|pick|(?:^| )с |заезд|вылет|desde|salir|salida|entrada|llega|beginning`)
)

// role compares what the slot is (the beginning or the end of something) with
// the words before a place.
func (s *slot) role(left string, second bool) float64 {
	end, start := reEndRole.MatchString(s.title), reStartRole.MatchString(s.title)
	if end == start {
		end, start = reEndRole.MatchString(s.label), reStartRole.MatchString(s.label)
	}
	if s.leaves {
		end, start = true, false
	}
	if end == start {
		return 0
	}
	saysEnd, saysStart := lastMatch(reEndCue, left), lastMatch(reStartCue, left)
	isEnd := saysEnd > saysStart || second && saysStart < 0
	switch {
	case saysEnd < 0 && saysStart < 0 && !second:
		if end && reBackWay.MatchString(s.label) {
			return -0.3
		}
		if end {
			return -0.1
		}
		return 0
	case isEnd == end:
		return 0.2
	}
	return -0.4
}

// roleAt is the role at a place, told by the words before it or, where these
// are silent, by the operator's question.
func (t *talk) roleAt(s *slot, l *line, start int, second bool) float64 {
	left := l.left(start, 40)
	if q := l.before; q != nil && l.customer && !second && !reEndCue.MatchString(left) && !reStartCue.MatchString(left) {
		for _, p := range q.parts {
			if low := fold(q.text[p.start:p.end]); p.question && (reEndCue.MatchString(low) != reStartCue.MatchString(low) || reAskEnd.MatchString(low)) {
				if reAskEnd.MatchString(low) {
					low = "until"
				}
				return s.role(low, false)
			}
		}
	}
	return s.role(left, second)
}

var (
	reAskEnd  = lazy.Pattern(`when (?:will|are|do|would) you (?:be )?(?:leav|check(?:ing)? out|return|com(?:e|ing) back)|until when|how long|check ?-?out|return`)
	reBackWay = lazy.Pattern(`return|inbound|обратн|vuelta|regreso`)
	reUntil   = lazy.Pattern(`(?:until|till|до|hasta)(?: the| el)? $`)
	reNoLater = lazy.Pattern(`^ (?:won't|will not|doesn't|does not|isn't|is not|didn't|no longer|can't|cannot|не (?:подход|получ|смог|могу|удоб)|no (?:puedo|me viene|me va))`)
)

var rePast = lazy.Pattern(`обещал|вместо|rather than|(?:а|, ?y|and) (?:не|no|not)(?: (?:в|во|на|on|el))? $|должны были|было|была запись|запись на|у меня запись|instead of|promised|was (?:scheduled|supposed|booked)|my appointment|the appointment (?:on|from)|move .{0,30}from|from$|en lugar de|en vez de|prometi|перенести (?:со?|запись)|tenia`)

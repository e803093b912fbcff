package main

import linked "container/list"

// turn is in whose turn a job comes.
type turn struct{ Line, Customer string }

// turns are jobs whose time has come, in fair order: lines take turns, and on a
// line its customers do, so that what one brings costs the others no more than
// the job under way. A customer's own jobs keep their order. The zero value has
// no bounds.
type turns[K comparable] struct {
	// PerLine and PerCustomer are how many jobs of one are done at once: its share
	// of the workers, so that what hangs leaves some to the others. 0: all.
	PerLine, PerCustomer int

	all lane[K]
}

// lane is a queue of jobs, or of lanes, of which the first is next.
type lane[K comparable] struct {
	jobs    []*alarm[K]
	lanes   linked.List // of *lane[K]
	byName  map[string]*linked.Element
	running int
}

// Add puts a job at the end of its customer's.
func (t *turns[K]) Add(a *alarm[K]) {
	c := t.all.in(a.turn.Line).in(a.turn.Customer)
	c.jobs = append(c.jobs, a)
}

// Next takes the job whose turn it is; nil: there is none, or who has some has
// its share under way.
func (t *turns[K]) Next() *alarm[K] {
	return t.all.next(0, t.PerLine, t.PerCustomer)
}

// Done gives back what Next took.
func (t *turns[K]) Done(of turn) { t.all.done(of.Line, of.Customer) }

// in is the lane of that name, which is made if it is not there.
func (l *lane[K]) in(name string) *lane[K] {
	if have, ok := l.byName[name]; ok {
		return have.Value.(*lane[K])
	}
	if l.byName == nil {
		l.byName = map[string]*linked.Element{}
	}
	next := &lane[K]{}
	l.byName[name] = l.lanes.PushBack(next)
	return next
}

// next takes a job of the lane, which may have so many under way; within are the
// bounds of the lanes in it. The lane it comes from goes to the end: at most as
// many are passed over as there are workers.
func (l *lane[K]) next(most int, within ...int) *alarm[K] {
	if most > 0 && l.running >= most {
		return nil
	}
	if len(l.jobs) > 0 {
		a := l.jobs[0]
		l.jobs = l.jobs[1:]
		l.running++
		return a
	}
	for e := l.lanes.Front(); e != nil; e = e.Next() {
		if a := e.Value.(*lane[K]).next(within[0], within[1:]...); a != nil {
			l.lanes.MoveToBack(e)
			l.running++
			return a
		}
	}
	return nil
}

// done takes one off what is under way, and forgets lanes that are empty.
func (l *lane[K]) done(path ...string) {
	l.running--
	if len(path) == 0 {
		return
	}
	inner := l.in(path[0])
	inner.done(path[1:]...)
	if inner.running == 0 && len(inner.jobs) == 0 && inner.lanes.Len() == 0 {
		l.lanes.Remove(l.byName[path[0]])
		delete(l.byName, path[0])
	}
}

// Package work does what was put off: it claims what lies in the outbox, does it
// or has its area do it, puts it off again or ends it; and the sweep tells again
// what may never have been told. The pieces that several areas need for putting
// work off are here, too: no area imports another, but any may import work.
package work

// Package work does what was put off: a Worker claims what lies in the outbox, has
// the handler of its kind do it, and puts it off again or ends it; and the sweep
// tells again what may never have been told. The pieces that several areas need for
// putting work off are here, too: no area imports another, but any may import work.
//
// A new kind is a constant (desk.JobKind), a handler, which is AtLeastOnce or
// AtMostOnce, in a file x_job.go of the area whose verb it calls, and a line in
// assembly's Worker.
package work

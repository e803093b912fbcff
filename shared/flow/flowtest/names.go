package flowtest

import "github.com/sufler/sufler/shared/desk"

// kept wants a person who comes with these ids to be kept under a user id, and to
// be written to by it.
func (t *T) kept(user, also string, learn bool, want desk.Profile) {
	t.Helper()
	got, err := t.Canonical(t.ctx, t.line, desk.Profile{User: user, Also: also, Name: "Ann"}, learn)
	want.Name = "Ann"
	if err != nil || got != want {
		t.Errorf("%s with %q: kept as %+v (%v), want %+v", user, also, got, err, want)
	}
}

// by makes the customer of a user id the one who says what comes next.
func (t *T) by(user string) { t.cust = desk.NewCustomerID(t.line.ID, user) }

func phoneFirst(t *T) {
	t.by("4420")
	t.append("m1")
	kept := desk.Profile{User: "4420", Also: "US.1"}
	t.kept("US.1", "", true, desk.Profile{User: "US.1"})
	t.kept("4420", "US.1", false, kept)
	t.kept("US.1", "", true, desk.Profile{User: "US.1"}) // nothing was learned
	for range 2 {
		t.kept("4420", "US.1", true, kept)
		t.kept("US.1", "", false, kept)
		t.kept("4420", "", false, desk.Profile{User: "4420"})
	}
	t.close(desk.NewDialogID(t.cust, 1))
	t.kept("US.1", "", true, kept)
	t.kept("4421", "US.1", true, desk.Profile{User: "4421", Also: "US.1"}) // another phone is another customer
	t.kept("US.1", "", false, desk.Profile{User: "4421", Also: "US.1"})
}

// idFirst: known by the id, then by both, then by the phone alone.
func idFirst(t *T) {
	t.by("US.2")
	t.append("n1")
	kept := desk.Profile{User: "US.2", Also: "4420"}
	t.kept("4420", "", true, desk.Profile{User: "4420"})
	t.kept("4420", "US.2", false, kept)
	t.kept("4420", "", true, desk.Profile{User: "4420"})
	for range 2 {
		t.kept("4420", "US.2", true, kept)
		t.kept("4420", "", false, kept)
		t.kept("US.2", "", false, desk.Profile{User: "US.2"})
	}
}

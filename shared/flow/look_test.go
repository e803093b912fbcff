package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Who can't be asked for now is asked for again with growing pauses, so often and
// no more; the dialog does not wait.
func TestBind_LooksAgainLater_CH15_CH16_CH17(t *testing.T) {
	for _, c := range []struct {
		name  string
		fails int // times
		asked int
		want  desk.Value
	}{{"at the third try", 2, 3, "Ann Example"}, {"never", 100, 1 + desk.MaxAttempts, ""}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			asked := 0
			w.shows = func(p desk.Profile) (desk.Profile, error) {
				if asked++; asked <= c.fails {
					return p, &desk.SendError{Again: true, Code: "503"}
				}
				p.Name, p.Photo = "Ann Example", "photo-1"
				return p, nil
			}
			in := w.said("ann", "1", "hello")
			in.From = desk.Profile{User: "ann"}
			w.hear(in)
			w.work()
			if d := w.dialog("ann", 1); d.Contact.ID == "" || len(d.Cards) != 1 || asked != 1 {
				t.Fatalf("the dialog waits: %+v, asked %d times", d, asked)
			}
			w.pass(50 * time.Minute)
			who, err := w.store.Customer(context.Background(), desk.NewCustomerID("shop", "ann"))
			if err != nil || asked != c.asked || desk.Value(who.Profile.Name) != c.want || (who.Photo != "") != (c.want != "") {
				t.Errorf("asked %d times, got %+v %v", asked, who, err)
			}
			if v := w.card(w.dialog("ann", 1).Contact).Values["name"]; v != c.want {
				t.Errorf("the contact's name: %q", v)
			}
		})
	}
}

// What webhooks leave out of a customer is asked for once, when the contact is
// made; whatever goes wrong with it, the dialog is bound.
func TestBind_LooksUpNameAndPhoto_CH15_CH16_CH17_CH18(t *testing.T) {
	ann := func(p desk.Profile) (desk.Profile, error) {
		p.Name, p.Photo = "Ann Example", "photo-1"
		return p, nil
	}
	fails := func(err error) func(desk.Profile) (desk.Profile, error) {
		return func(p desk.Profile) (desk.Profile, error) { return p, err }
	}
	busy := &desk.SendError{Again: true, Code: "503"}
	for _, c := range []struct {
		name     string
		profile  desk.Profile
		shows    func(desk.Profile) (desk.Profile, error)
		openErr  error
		asked    int // over two dialogs
		wantName string
		photo    bool
	}{
		{"nothing is known: asked once", desk.Profile{}, ann, nil, 1, "Ann Example", true},
		{"what is known stays", desk.Profile{Name: "Anna"}, ann, nil, 1, "Anna", true},
		{"all is known: only the photo is copied", desk.Profile{Name: "Anna", Photo: "https://cdn/p"}, ann, nil, 0, "Anna", true},
		{"nothing is shown: asked once", desk.Profile{}, fails(nil), nil, 1, "", false},
		{"no consent: asked once", desk.Profile{}, fails(&desk.SendError{Code: "230"}), nil, 1, "", false},
		{"busy: asked again at once with the next dialog", desk.Profile{}, fails(busy), nil, 2, "", false},
		{"a fault: asked again with the next dialog", desk.Profile{}, fails(fmt.Errorf("boom")), nil, 2, "", false},
		{"the photo is gone: the name stays", desk.Profile{}, ann, &desk.SendError{Code: "404"}, 1, "Ann Example", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			asked := 0
			w.shows = func(p desk.Profile) (desk.Profile, error) { asked++; return c.shows(p) }
			w.openErr = c.openErr
			for n := 1; n <= 2; n++ {
				in := w.said("ann", fmt.Sprint(n), "hello")
				in.From = c.profile
				in.From.User = "ann"
				w.hear(in)
				w.work()
				if d := w.dialog("ann", n); d.Contact.ID == "" || len(d.Cards) != 1 {
					t.Fatalf("dialog %d is not bound: %+v", n, d)
				}
				if n == 1 {
					if _, err := w.closer().Close(context.Background(), admin, dialogID("ann", 1)); err != nil {
						t.Fatal(err)
					}
				}
			}
			who, err := w.store.Customer(context.Background(), desk.NewCustomerID("shop", "ann"))
			if err != nil || who.Profile.Name != c.wantName || (w.files[who.Photo] == "a picture") != c.photo || asked != c.asked {
				t.Errorf("got %+v %v, asked %d times", who, err, asked)
			}
			if c.asked < 2 && w.card(w.dialog("ann", 1).Contact).Values["name"] != desk.Value(c.wantName) {
				t.Errorf("the contact: got %v", w.card(w.dialog("ann", 1).Contact).Values)
			}
		})
	}
}

// Two look at a customer at once, and only one gets an answer: what it saw stays.
func TestBind_AFailedLookTakesNothingAway_CH17(t *testing.T) {
	w := newWorld(t)
	id := desk.NewCustomerID("shop", "ann")
	w.shows = func(p desk.Profile) (desk.Profile, error) {
		if _, err := w.store.ChangeCustomer(t.Context(), id, func(c desk.Customer) (desk.Customer, error) {
			c.Photo, c.LookedAt = "photo", w.now // the other one was faster
			return c, nil
		}); err != nil {
			t.Fatal(err)
		}
		return p, &desk.SendError{Again: true, Code: "503"}
	}
	in := w.said("ann", "1", "hello")
	in.From = desk.Profile{User: "ann"}
	w.hear(in)
	w.work()
	if c, err := w.store.Customer(t.Context(), id); err != nil || c.Photo != "photo" || c.LookedAt.IsZero() {
		t.Errorf("got %+v %v", c, err)
	}
}

package flow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// askedOf are all calls of a CRM so far.
func askedOf(f soldCRM) []string {
	switch s := f.(type) {
	case soldBitrix24:
		return s.b.Asked()
	case soldApp:
		return s.b.Asked()
	case soldKommo:
		return s.k.Story()
	case soldCreatio:
		return s.c.Story()
	case soldRest:
		return s.r.Asked()
	}
	return nil
}

// writes says whether a call changes something there.
func writes(f soldCRM, call string) bool {
	switch f.(type) {
	case soldBitrix24, soldApp:
		for _, verb := range []string{".add", ".update", ".delete"} {
			if strings.Contains(call, verb) {
				return true
			}
		}
		return false
	case soldCreatio:
		if asked, _, _ := strings.Cut(call, "\n"); strings.HasPrefix(asked, "POST /0/odata/$batch ") {
			return strings.Contains(asked, `"method":"P`)
		}
	}
	return !strings.HasPrefix(call, "GET")
}

// What a run costs in calls, from the asking until all of it is seen there, once the
// fields are known: with a value that is filled, with one that is proposed, with who the
// customer is, which goes to the contact, too, and with both of the first. But for who the
// customer is that is three calls that read and two that write at most, where a CRM takes
// several requests in one. One by HTTP is asked one by one: each has batches of its own
// form, or none. What people see there is a note and a thing to do, an activity of
// Bitrix24's application; a task of Kommo's, which is its note. The contact takes a look,
// one more just before the write, and the write, which is read back.
func TestRun_AllItsCallsAreCounted(t *testing.T) {
	type calls struct{ reads, writes int }
	for name, c := range map[string]struct {
		open func(t *testing.T) (*world, soldCRM)
		want [4]calls
	}{
		"Bitrix24":               {func(t *testing.T) (*world, soldCRM) { return soldOn(t) }, [4]calls{{2, 2}, {2, 1}, {4, 3}, {3, 2}}},
		"Bitrix24's application": {func(t *testing.T) (*world, soldCRM) { return soldToApp(t) }, [4]calls{{3, 2}, {2, 1}, {5, 3}, {3, 2}}},
		"Kommo":                  {func(t *testing.T) (*world, soldCRM) { return soldAtKommo(t) }, [4]calls{{3, 2}, {2, 2}, {6, 3}, {3, 2}}},
		"Creatio":                {func(t *testing.T) (*world, soldCRM) { return soldAtCreatio(t) }, [4]calls{{2, 2}, {2, 1}, {4, 3}, {3, 2}}},
		"Creatio, one by one": {func(t *testing.T) (*world, soldCRM) { // which it is told in the first run, and an hour later in the last
			w, c := soldAtCreatio(t)
			c.c.NoBatch = true
			return w, c
		}, [4]calls{{4, 3}, {3, 2}, {7, 3}, {5, 4}}},
		"rest": {func(t *testing.T) (*world, soldCRM) { return soldByRest(t) }, [4]calls{{4, 2}, {4, 2}, {7, 3}, {6, 3}}},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := c.open(t)
			for _, who := range []string{"ann", "bob"} {
				w.hear(w.said(who, "1", "chairs, please"))
				w.now = w.now.Add(time.Second)
				w.hear(w.said(who, "2", "three of them, 3, write to ann@shop.example"))
			}
			w.pass(10 * time.Minute)
			var got [4]calls
			for i, run := range []struct {
				of    string
				taken desk.Value // what a person wrote into the quantity
				finds []string
			}{
				{"ann", "", []string{"product", "chairs"}},
				{"ann", "5", []string{"product", "chairs", "quantity", "3"}},
				{"ann", "", []string{"product", "chairs", emailField(f), "ann@shop.example"}},
				{"bob", "5", []string{"product", "chairs", "quantity", "3"}},
			} {
				lead := w.dialog(run.of, 1).Cards[0].Ref
				if run.taken != "" {
					f.Set(lead, "quantity", run.taken)
				}
				for _, k := range []desk.CardKind{lead.Kind, desk.KindContact} { // are known
					if _, err := f.Fields(t.Context(), "sold", k); err != nil {
						t.Fatal(err)
					}
				}
				before := len(askedOf(f))
				w.finds(run.finds...)
				id := desk.RunID(fmt.Sprint("r", i))
				w.ask(string(id), dialogID(run.of, 1))
				w.pass(time.Second)
				w.announced(id, nil)
				for _, call := range askedOf(f)[before:] {
					if writes(f, call) {
						got[i].writes++
					} else {
						got[i].reads++
					}
				}
			}
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

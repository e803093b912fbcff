package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// In the company's own CRM a case is given to whom the operator of the chat is there: the
// one user who works there and has the operator's e-mail. Of nobody else it is given to.
func TestMakeCase_GivenToTheOperatorsUser_OP25(t *testing.T) {
	for name, c := range map[string]struct {
		works []desk.CRMUser
		want  string
	}{
		"the one with the e-mail":        {[]desk.CRMUser{{ID: "7", Name: "Another", Email: "Boris@shop.example "}, {ID: "8", Name: "boris", Email: "x@shop.example"}}, "7"},
		"nobody has the e-mail":          {[]desk.CRMUser{{ID: "8", Name: "boris", Email: "x@shop.example"}, {ID: "9"}}, ""},
		"two have it":                    {[]desk.CRMUser{{ID: "7", Email: "boris@shop.example"}, {ID: "8", Email: "boris@shop.example"}}, ""},
		"who had it works there no more": {[]desk.CRMUser{{ID: "7", Email: "boris@shop.example", Off: true}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := sold(t)
			f.Works = c.works
			ctx := context.Background()
			o, err := w.store.Operator(ctx, "boris")
			if err != nil {
				t.Fatal(err)
			}
			o.Email = "boris@shop.example"
			if _, err := w.store.SaveOperator(ctx, o, nil); err != nil {
				t.Fatal(err)
			}
			w.hear(w.said("ann", "1", "it leaks"))
			w.pass(time.Minute)
			if _, err := w.transferrer().Transfer(ctx, admin, dialogID("ann", 1), "boris", ""); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				card, _ := w.makeCase(admin, dialogID("ann", 1))
				if got := f.Gave(card.Ref); got != c.want || len(f.Cards(desk.KindCase)) != 1 {
					t.Errorf("given to %q, want %q, of %d cases", got, c.want, len(f.Cards(desk.KindCase)))
				}
			}
		})
	}
}

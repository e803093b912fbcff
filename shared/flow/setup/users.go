package setup

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
)

// Users are who works in a CRM: an administrator may ask, as for operators.
func (k *ConnectionKeeper) Users(ctx context.Context, by desk.Actor, id desk.ConnectionID) ([]desk.CRMUser, error) {
	if err := by.MustBe(); err != nil {
		return nil, err
	}
	return k.CRM.Users(ctx, id)
}

// responsible says whether who is to answer for cards that are made still works there;
// nothing, where a connection names nobody. Where the CRM does not tell who works there, it
// says why.
func (k *ConnectionKeeper) responsible(ctx context.Context, c desk.Connection) []desk.Checked {
	who := c.Options[desk.OptionResponsible]
	if who == "" {
		return nil
	}
	tried := desk.Checked{About: desk.AboutResponsible, What: "who answers for cards that are made", Code: desk.CheckedNoResponsible, Text: "The CRM has no user " + who + " any more, or they left. Choose somebody else in the connection."}.Saying("id", who)
	all, err := k.CRM.Users(ctx, c.ID)
	var why *desk.Because
	var no *desk.Refusal
	if errors.As(err, &why) && errors.As(err, &no) {
		tried.Code, tried.Text = why.Code, no.Text
		for name, v := range why.Values {
			tried = tried.Saying(name, v)
		}
	} else if err != nil {
		tried.Code, tried.Text = desk.WhyBusy, "It could not be found out whether user "+who+" still works there."
	}
	for _, u := range all {
		if u.ID == who && !u.Off {
			tried.OK, tried.Code, tried.Text = true, desk.CheckedResponsible, "They work there: "+u.Name+"."
			tried = tried.Saying("name", u.Name)
		}
	}
	return []desk.Checked{tried}
}

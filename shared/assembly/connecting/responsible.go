package connecting

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// responsible says whether who is to answer for cards that are made still works there;
// nothing, where a connection names nobody. Where the CRM does not tell who works there, it
// says why.
func responsible(ctx context.Context, crm flow.Users, c desk.Connection) []desk.Checked {
	who := c.Options[desk.OptionResponsible]
	if who == "" {
		return nil
	}
	tried := desk.Checked{About: desk.AboutResponsible, What: "who answers for cards that are made", Code: desk.CheckedNoResponsible, Text: "The CRM has no user " + who + " any more, or they left. Choose somebody else in the connection."}.Saying("id", who)
	all, err := crm.Users(ctx, c.ID)
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

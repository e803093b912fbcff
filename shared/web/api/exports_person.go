package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

const handingOut = " For an administrator, for somebody who asks for their data by law (GDPR, articles 15 and 20). A JSON file of records, a line each: cards with their values and the quotes that prove them, " +
	"what was done with the cards, who the person is on each line, dialogs with what CoPilot read in them, and all messages with their files' names; operators' notes are among them. " +
	"Files themselves are not in it. The answer's Location says how far it is, as of any export: the file is there for an hour, with a link that works for five minutes, and an erasure takes it away."

// persons are the exports of all that is kept of one person.
func (r router) persons() {
	ask := func(ctx context.Context, c *call, whom desk.Whom) (*exportAsked, error) {
		e, err := r.s.ExportRequester.AskPerson(ctx, c.Actor, desk.ExportID(c.id("x")), whom)
		if err != nil {
			return nil, err
		}
		v, err := r.exportView(ctx, c, e)
		return &exportAsked{"/v1/exports/" + string(e.ID), v}, err
	}
	add(r, op{method: http.MethodPost, path: "/v1/contacts/{ref}/export", id: "export-contact", tag: tagExports, status: http.StatusAccepted,
		summary: "Hand out all data of a contact", description: "A person on all lines." + handingOut},
		func(ctx context.Context, c *call, in *struct {
			Ref string `path:"ref" maxLength:"140" example:"contact:17" doc:"contact:ID."`
		}) (*exportAsked, error) {
			if err := c.MustBe(); err != nil {
				return nil, err
			}
			ref, err := desk.ParseCardRef(in.Ref)
			if err == nil && ref.Kind != desk.KindContact {
				err = fmt.Errorf("%w: %s is no contact", desk.ErrInvalid, ref)
			}
			if err != nil {
				return nil, err
			}
			return ask(ctx, c, desk.Whom{Contact: ref})
		})
	add(r, op{method: http.MethodPost, path: "/v1/customers/{id}/export", id: "export-customer", tag: tagExports, status: http.StatusAccepted,
		summary: "Hand out all data of a customer", description: "A person as one line knows them; cards are their contact's." + handingOut},
		func(ctx context.Context, c *call, in *struct {
			ID desk.CustomerID `path:"id" maxLength:"64" doc:"The customer's id, as dialogs name it."`
		}) (*exportAsked, error) {
			return ask(ctx, c, desk.Whom{Customer: in.ID})
		})
}

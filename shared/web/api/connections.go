package api

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// CRMView is what a person who connects a CRM of a kind must know of it.
type CRMView struct {
	Kind  desk.CRMKind `json:"kind" example:"rest"`
	Title string       `json:"title"`
	Needs []NeedView   `json:"needs" nullable:"false" doc:"The secrets and options that its connections have."`
}

func crmView(c desk.CRMInfo) CRMView {
	v := CRMView{Kind: c.Kind, Title: c.Title, Needs: []NeedView{}}
	for _, n := range c.Needs {
		v.Needs = append(v.Needs, NeedView{n.Name, n.Secret, n.Required, n.Text, n.OneOf})
	}
	return v
}

// ConnectionView is a connected CRM. Secrets are never shown: only which are set.
type ConnectionView struct {
	ID        desk.ConnectionID `json:"id"`
	Kind      desk.CRMKind      `json:"kind" example:"rest"`
	Title     string            `json:"title,omitempty"`
	Secrets   []string          `json:"secrets" nullable:"false" doc:"The names of the secrets that are set."`
	Options   map[string]string `json:"options"`
	CreatedAt Time              `json:"createdAt,omitzero"`
	Access    *AccessView       `json:"access,omitempty" doc:"Of a connection that is let in by OAuth."`
	Outage    *OutageView       `json:"outage,omitempty" doc:"The CRM does not answer, or takes no more calls."`
	Refused   *RefusedView      `json:"refused,omitempty" doc:"The CRM lets us in no more, as where its webhook was deleted or its token revoked: nothing is read or filled there until somebody has seen to it. It ends with the first call that is let in; a check tells at once."`
}

// ConnectionSettingsView is what can be changed of a connection.
type ConnectionSettingsView struct {
	Title   *string            `json:"title,omitempty" maxLength:"256"`
	Secrets map[string]*string `json:"secrets,omitempty" doc:"Write only: never shown again. null takes one away. With another address all must be given anew."`
	Options map[string]*string `json:"options,omitempty" doc:"null takes one away."`
}

// NewConnectionView makes a connection.
type NewConnectionView struct {
	ID   desk.ConnectionID `json:"id" pattern:"^[a-z0-9-]{1,32}$" example:"hub" doc:"Yours to choose; it stands in front of the names of the CRM's cards: hub.deal:9."`
	Kind desk.CRMKind      `json:"kind" maxLength:"32" example:"rest" doc:"See GET /v1/crms."`
	ConnectionSettingsView
}

// FieldUseView is what CoPilot may do with a field of a connected CRM.
type FieldUseView struct {
	Description string      `json:"description,omitempty" maxLength:"1024" doc:"For the reader: what belongs here."`
	Policy      desk.Policy `json:"policy" enum:"fill_if_empty,always_propose,never" doc:"What CoPilot may do with the field. What nobody said anything of is never read."`
	On          bool        `json:"on,omitempty" doc:"Lets CoPilot read a type beyond string, number and integer, which are always on."`
	Grants      bool        `json:"grants,omitempty" doc:"The value gives the customer something, a discount say: only an operator's message proves it."`
	Private     bool        `json:"private,omitempty" doc:"The values are customers' data, and are not for whoever may not see those."`
}

// CheckedView is one thing that was tried with a connection.
type CheckedView struct {
	About  desk.Code         `json:"about" example:"cards" doc:"What was tried, by a stable code."`
	What   string            `json:"what" example:"find a deal" doc:"The same, in words."`
	OK     bool              `json:"ok"`
	Code   desk.Code         `json:"code" example:"no_field_on" doc:"What came of it, or what is wrong, by a stable code."`
	Text   string            `json:"text" doc:"The same, in words, and what to do, for a person."`
	Values map[string]string `json:"values,omitempty" doc:"What belongs into the words of both codes, as the kind of card, or how many fields there are; that of reason is a code, too: why that came of it."`
}

func connectionView(c desk.Connection) ConnectionView {
	v := ConnectionView{ID: c.ID, Kind: c.Kind, Title: c.Title, Secrets: secretNames(c.Secrets), Options: map[string]string{}, CreatedAt: Time{c.CreatedAt}}
	maps.Copy(v.Options, c.Options)
	return v
}

func connectionMade(c desk.Connection) *made[ConnectionView] {
	return &made[ConnectionView]{ETag: quoted(strconv.FormatInt(c.Version, 10)), Body: connectionView(c)}
}

// ConnectionPath names a connection in an address.
type ConnectionPath struct {
	ID desk.ConnectionID `path:"id" maxLength:"32" doc:"The connection's id."`
}

func (in ConnectionSettingsView) apply(c desk.Connection) desk.Connection {
	set(&c.Title, in.Title)
	c.Secrets, c.Options = merged(c.Secrets, in.Secrets), merged(c.Options, in.Options)
	return c
}

func (r router) connections() {
	r.authorizing()
	add(r, op{method: http.MethodGet, path: "/v1/crms", id: "list-crms", may: adminOnly, tag: "Connections", summary: "List the kinds of CRM and what their connections need", description: "All of them, on one page."},
		func(context.Context, *call, *struct{}) (*body[Page[CRMView]], error) {
			return shown(r.s.ConnectionKeeper.Kinds.Infos(), crmView), nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/connections", id: "list-connections", may: adminOnly, tag: "Connections", summary: "List connected CRMs", description: "All of them, on one page."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[Page[ConnectionView]], error) {
			all, err := r.s.ConnectionKeeper.All(ctx, c.Actor)
			out := shown(all, connectionView)
			for i := range all {
				if err == nil {
					out.Body.Items[i].Outage = r.s.outage(ctx, all[i].ID, all[i].Title)
					out.Body.Items[i].Refused = r.s.refused(ctx, all[i].ID)
					out.Body.Items[i].Access, err = r.s.access(ctx, all[i])
				}
			}
			return out, err
		})
	add(r, op{method: http.MethodPost, path: "/v1/connections", id: "create-connection", may: adminOnly, tag: "Connections", summary: "Connect a CRM", status: http.StatusCreated,
		description: "Which secrets and options each kind has: `GET /v1/crms`. What is missing or can't work is told in words; nothing is called until it is needed, so `check` it then. A line names the connection in which its customers live."},
		func(ctx context.Context, c *call, in *struct{ Body NewConnectionView }) (*made[ConnectionView], error) {
			stored, err := r.s.ConnectionKeeper.Connect(ctx, c.Actor, in.Body.apply(desk.Connection{ID: in.Body.ID, Kind: in.Body.Kind}))
			if err != nil {
				return nil, err
			}
			out := connectionMade(stored)
			out.Location = "/v1/connections/" + string(stored.ID)
			return out, nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/connections/{id}", id: "get-connection", may: adminOnly, tag: "Connections", summary: "Read a connection"},
		func(ctx context.Context, c *call, in *ConnectionPath) (*made[ConnectionView], error) {
			have, err := r.s.ConnectionKeeper.Get(ctx, c.Actor, in.ID)
			out := connectionMade(have)
			if err == nil {
				out.Body.Outage = r.s.outage(ctx, have.ID, have.Title)
				out.Body.Refused = r.s.refused(ctx, have.ID)
				out.Body.Access, err = r.s.access(ctx, have)
			}
			return out, err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/connections/{id}", id: "change-connection", may: adminOnly, tag: "Connections", summary: "Change a connection",
		description: "Only what is named is changed. Needs If-Match with the ETag that was read. It holds at once here, and within a minute in functions that are under way."},
		func(ctx context.Context, c *call, in *struct {
			ConnectionPath
			IfMatch string `header:"If-Match"`
			Body    ConnectionSettingsView
		}) (*made[ConnectionView], error) {
			return r.s.changeConnection(ctx, c, in.ID, in.IfMatch, in.Body)
		})
	add(r, op{method: http.MethodDelete, path: "/v1/connections/{id}", id: "delete-connection", may: adminOnly, tag: "Connections", summary: "Disconnect a CRM", status: http.StatusNoContent,
		description: "Refused (still_needed) while a line names it or an open dialog has a card in it. Its secrets are deleted with it; cards stay in the CRM."},
		func(ctx context.Context, c *call, in *ConnectionPath) (*struct{}, error) {
			return nil, r.s.ConnectionKeeper.Disconnect(ctx, c.Actor, in.ID)
		})
	add(r, op{method: http.MethodPost, path: "/v1/connections/{id}/check", id: "check-connection", may: adminOnly, tag: "Connections", summary: "Try a connection",
		description: "Calls the CRM, changes nothing there, and says in words what works and what does not, and whether a field is switched on that CoPilot may fill (`no_field_on`: none is). A CRM that answers is asked again at once, though it was left alone because it was down; a wait that it asked for itself stays."},
		func(ctx context.Context, c *call, in *ConnectionPath) (*body[Page[CheckedView]], error) {
			ctx, cancel := context.WithTimeout(ctx, 2*connecting)
			defer cancel()
			all, err := r.s.ConnectionKeeper.Check(ctx, c.Actor, in.ID)
			return shown(all, func(v desk.Checked) CheckedView { return CheckedView(v) }), err
		})
	add(r, op{method: http.MethodPost, path: "/v1/connections/{id}/refresh", id: "refresh-connection", may: adminOnly, tag: "Connections", summary: "Read a CRM's fields and pipelines anew", status: http.StatusNoContent,
		description: "They are remembered for ten minutes. It holds at once here, and within a minute in functions that are under way."},
		func(ctx context.Context, c *call, in *ConnectionPath) (*struct{}, error) {
			return nil, r.s.ConnectionKeeper.Refresh(ctx, c.Actor, in.ID)
		})
	add(r, op{method: http.MethodPost, path: "/v1/connections/{id}/prepare", id: "prepare-connection", may: adminOnly, tag: "Connections", summary: "Make Sufler's own fields in a CRM",
		description: "Makes in the CRM what Sufler has of its own there, as the contact's fields that hold messengers' ids, where the CRM has such things and allows it, and says in words what came of it. Harmless when it is there."},
		func(ctx context.Context, c *call, in *ConnectionPath) (*body[Page[CheckedView]], error) {
			ctx, cancel := context.WithTimeout(ctx, 2*connecting)
			defer cancel()
			all, err := r.s.ConnectionKeeper.Prepare(ctx, c.Actor, in.ID)
			return shown(all, func(v desk.Checked) CheckedView { return CheckedView(v) }), err
		})
	add(r, op{method: http.MethodPut, path: "/v1/connections/{id}/fields/{card}/{name}", id: "use-field", may: adminOnly, tag: "Connections", summary: "Say what CoPilot may do with a CRM's field",
		description: "The field itself is the CRM's: `GET /v1/fields/{card}?connection=`. CoPilot reads no field that nobody put to use."},
		func(ctx context.Context, c *call, in *struct {
			ConnectionPath
			FieldPath
			Body FieldUseView
		}) (*body[FieldView], error) {
			f, err := r.s.ConnectionKeeper.Use(ctx, c.Actor, in.ConnectionPath.ID, in.Card, in.Name, desk.FieldUse{
				Description: in.Body.Description, Policy: in.Body.Policy, On: in.Body.On, Grants: in.Body.Grants, Private: in.Body.Private,
			})
			return &body[FieldView]{fieldView(f)}, err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/connections/{id}/fields/{card}/{name}", id: "unuse-field", may: adminOnly, tag: "Connections", summary: "Take a CRM's field out of use", status: http.StatusNoContent,
		description: "The field stays in the CRM, and so do its values. A contact's name, phone and e-mail, which are in use unless you say otherwise, are not from then on. Harmless when it is gone there, or was not in use."},
		func(ctx context.Context, c *call, in *struct {
			ConnectionPath
			FieldPath
		}) (*struct{}, error) {
			_, err := r.s.ConnectionKeeper.Use(ctx, c.Actor, in.ConnectionPath.ID, in.Card, in.Name, desk.FieldUse{})
			return nil, err
		})
}

func (s *server) changeConnection(ctx context.Context, c *call, id desk.ConnectionID, ifMatch string, in ConnectionSettingsView) (*made[ConnectionView], error) {
	saved, err := s.ConnectionKeeper.Change(ctx, c.Actor, id, func(have desk.Connection) (desk.Connection, error) {
		if err := match(ifMatch, strconv.FormatInt(have.Version, 10)); err != nil {
			return have, err
		}
		return in.apply(have), nil
	})
	if errors.Is(err, desk.ErrConflict) {
		return nil, stale()
	}
	if err != nil {
		return nil, err
	}
	return connectionMade(saved), nil
}

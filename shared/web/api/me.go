package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// MeView is who asks.
type MeView struct {
	Operator desk.OperatorID `json:"operator,omitempty" doc:"Who signed in, or for whom the key stands."`
	Key      desk.KeyID      `json:"key,omitempty" doc:"The key that asks; absent: somebody signed in."`
	Session  desk.SessionID  `json:"session,omitempty"`
	Name     string          `json:"name"`
	Email    string          `json:"email,omitempty"`
	Role     desk.Role       `json:"role" enum:"admin,supervisor,operator"`
	RightsView
	Language      string                           `json:"language,omitempty" doc:"Absent: the settings'."`
	Notifications map[desk.Notice]NotificationView `json:"notifications,omitempty" doc:"Of what one is told, and how: assigned, waiting, message, transfer."`
	Photo         bool                             `json:"photo,omitempty" doc:"One has a picture, which visitors of websites see."`
	StepsAway     bool                             `json:"stepsAway,omitempty" doc:"The console shows them no first steps any more."`
	Password      bool                             `json:"password" doc:"One has a password."`
	Status        desk.OperatorStatus              `json:"status,omitempty" enum:"active,inactive" doc:"Of an operator: whether they are assigned dialogs."`
	Limit         int                              `json:"limit,omitempty" doc:"How many open dialogs they have at most."`
	Dialogs       []desk.DialogID                  `json:"openDialogs,omitzero" nullable:"false" doc:"Those that are theirs, assigned or accepted; empty: none. Absent: who asks is no operator."`
	Full          bool                             `json:"limitReached,omitempty" doc:"They are given no more until one is closed or handed over."`
	Teams         []TeamTargetView                 `json:"teams,omitempty" nullable:"false" doc:"The teams that they are members of."`
	Unread        *UnreadTotalView                 `json:"unread,omitempty" doc:"What they have not read of their dialogs, if that is asked for."`
}

// UnreadTotalView is what an operator has not read of all that is theirs.
type UnreadTotalView struct {
	Count int  `json:"count" doc:"How many messages of customers, at most 99 of each dialog; one that is offered to you, and shows nothing until you accept it, counts as one."`
	More  bool `json:"more,omitempty" doc:"There may be more than that."`
	Since Time `json:"since,omitzero" doc:"When the oldest of them arrived."`
}

// NotificationView is how somebody is told of something.
type NotificationView struct {
	Sound   bool `json:"sound"`
	Desktop bool `json:"desktop" doc:"By a notification of the browser's."`
}

// ChangeMeView changes what is one's own to set: only what is named.
type ChangeMeView struct {
	Language      *string                          `json:"language,omitempty" maxLength:"35" example:"es" doc:"Empty: the settings'."`
	Notifications map[desk.Notice]NotificationView `json:"notifications,omitempty" doc:"Only the notices that are named: assigned, waiting, message, transfer."`
	StepsAway     *bool                            `json:"stepsAway,omitempty" doc:"Whether the console's first steps are put away."`
}

// PasswordView sets a password.
type PasswordView struct {
	Old string `json:"old,omitempty" maxLength:"512" doc:"The one before; who has none leaves it out."`
	New string `json:"new" minLength:"1" maxLength:"512" doc:"At least 10 characters, neither the name nor the e-mail address, and none of the commonest (weak_password)."`
}

func (r router) me() {
	add(r, op{method: http.MethodGet, path: "/v1/me", id: "get-me", may: anyKey, tag: "Signing in", summary: "Ask who one is",
		description: "With rights and settings, and of an operator what they have to do. What is not read is counted if asked for, over their hundred newest dialogs: a read for each where something was said."},
		func(ctx context.Context, c *call, in *struct {
			Unread bool `query:"unread" doc:"Count what is not read, too."`
		}) (*body[MeView], error) {
			v, err := r.s.me(ctx, c)
			if err == nil && in.Unread {
				err = r.s.countUnread(ctx, c, &v.Body)
			}
			return v, err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/me", id: "change-me", may: signedIn, tag: "Signing in", summary: "Change one's own settings", description: "Only what is named is changed."},
		func(ctx context.Context, c *call, in *struct{ Body ChangeMeView }) (*body[MeView], error) {
			return r.s.changeMe(ctx, c, in.Body)
		})
	add(r, op{method: http.MethodPut, path: "/v1/me/password", id: "set-password", may: signedIn, tag: "Signing in", summary: "Set another password", status: http.StatusNoContent,
		description: "All other sessions end. A wrong old one is refused (wrong_password), and counted as when signing in."},
		func(ctx context.Context, c *call, in *struct{ Body PasswordView }) (*struct{}, error) {
			return &struct{}{}, r.s.Own.Password(ctx, c.Actor, in.Body.Old, in.Body.New)
		})
	r.portrait()
	add(r, op{method: http.MethodGet, path: "/v1/me/sessions", id: "list-sessions", may: signedIn, tag: "Signing in", summary: "List one's sessions", description: "All of them, on one page."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[Page[SessionView]], error) {
			all, err := r.s.Sessions.Mine(ctx, c.Actor)
			return shown(all, func(s desk.Session) SessionView { return sessionView(s, c.Session) }), err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/me/sessions", id: "end-other-sessions", may: signedIn, tag: "Signing in", summary: "End one's other sessions", status: http.StatusNoContent},
		func(ctx context.Context, c *call, _ *struct{}) (*struct{}, error) {
			return &struct{}{}, r.s.Sessions.End(ctx, c.Actor, func(s desk.Session) bool { return s.ID != c.Session })
		})
	add(r, op{method: http.MethodDelete, path: "/v1/me/sessions/{id}", id: "end-session", may: signedIn, tag: "Signing in", summary: "End one of one's sessions", status: http.StatusNoContent,
		description: "Ending it again is harmless."},
		func(ctx context.Context, c *call, in *struct {
			ID desk.SessionID `path:"id" maxLength:"64" doc:"The session's id."`
		}) (*struct{}, error) {
			return &struct{}{}, r.s.Sessions.End(ctx, c.Actor, func(s desk.Session) bool { return s.ID == in.ID })
		})
}

func (s *server) me(ctx context.Context, c *call) (*body[MeView], error) {
	v := MeView{Operator: c.Operator, Key: c.Key, Session: c.Session, Name: c.Name, Role: c.Role, RightsView: rightsView(c.Actor)}
	if c.Operator == "" {
		return &body[MeView]{v}, nil
	}
	ws, err := s.Attendance.Workloads.Workloads(ctx, []desk.OperatorID{c.Operator})
	if err != nil {
		return nil, err
	}
	w := workloadView(ws[0])
	v.Status, v.Limit, v.Dialogs, v.Full = w.Status, w.Limit, w.Dialogs, w.Full
	teams, err := s.Setup.Teams(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range teams {
		if t.Has(c.Operator) {
			v.Teams = append(v.Teams, TeamTargetView{t.ID, t.Title})
		}
	}
	if c.Session == "" {
		return &body[MeView]{v}, nil
	}
	o, err := s.Accounts.Operator(ctx, c.Operator)
	return &body[MeView]{v.of(o)}, err
}

// countUnread counts what is not read of the newest dialogs.
func (s *server) countUnread(ctx context.Context, c *call, v *MeView) error {
	if c.Operator == "" {
		return desk.NoOperator()
	}
	u, err := s.ReadTracker.Total(ctx, c.Actor, v.Dialogs[max(0, len(v.Dialogs)-countedMost):])
	v.Unread = &UnreadTotalView{u.Count, u.More || len(v.Dialogs) > countedMost, Time{u.Since}}
	return err
}

// countedMost is how many dialogs are looked at for what is not read.
const countedMost = 100

// of is with what the account says.
func (v MeView) of(o desk.Operator) MeView {
	v.Photo, v.StepsAway = o.Photo != "", o.StepsAway
	v.Email, v.Language, v.Password, v.Notifications = o.Email, o.Language, o.Password != "", map[desk.Notice]NotificationView{}
	for _, n := range desk.Notices() {
		v.Notifications[n] = NotificationView(o.Notified(n))
	}
	return v
}

func (s *server) changeMe(ctx context.Context, c *call, in ChangeMeView) (*body[MeView], error) {
	if in.Language != nil && *in.Language != "" {
		if err := checkLanguage(*in.Language); err != nil {
			return nil, err
		}
	}
	_, err := s.Own.Change(ctx, c.Actor, func(o desk.Operator) desk.Operator {
		set(&o.Language, in.Language)
		set(&o.StepsAway, in.StepsAway)
		how := map[desk.Notice]desk.Notification{}
		for _, n := range desk.Notices() {
			how[n] = o.Notified(n)
		}
		for n, v := range in.Notifications {
			how[n] = desk.Notification(v)
		}
		if in.Notifications != nil {
			o.Notifications = how
		}
		return o
	})
	if err != nil {
		return nil, fmt.Errorf("change one's settings: %w", err)
	}
	return s.me(ctx, c)
}

package store

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// operatorItem is an account. Its fields are the noun's.
type operatorItem struct {
	Name          string                           `json:"name,omitempty"`
	Email         string                           `json:"email,omitempty"`
	Role          desk.Role                        `json:"role"`
	Rights        rightsItem                       `json:"rights,omitzero"`
	Language      string                           `json:"language,omitempty"`
	Notifications map[desk.Notice]notificationItem `json:"notifications,omitempty"`
	Photo         desk.PhotoID                     `json:"photo,omitempty"`
	StepsAway     bool                             `json:"steps_away,omitempty"`
	Password      string                           `json:"password,omitempty"`
	Invitation    invitationItem                   `json:"invitation,omitzero"`
	Epoch         int64                            `json:"epoch,omitempty"`
	CreatedAt     time.Time                        `json:"created_at,omitzero"`
	OffAt         time.Time                        `json:"off_at,omitzero"`
}

type rightsItem struct {
	Leads      desk.Right `json:"leads,omitempty"`
	Deals      desk.Right `json:"deals,omitempty"`
	Cases      desk.Right `json:"cases,omitempty"`
	Dialogs    desk.Scope `json:"dialogs,omitempty"`
	Customers  bool       `json:"customers,omitempty"`
	Statistics bool       `json:"statistics,omitempty"`
	Export     bool       `json:"export,omitempty"`
}

type notificationItem struct {
	Sound   bool `json:"sound,omitempty"`
	Desktop bool `json:"desktop,omitempty"`
}

type invitationItem struct {
	Hash  string    `json:"hash"`
	Until time.Time `json:"until"`
}

func newOperator(o desk.Operator) (Item, error) {
	x := operatorItem{
		Name: o.Name, Email: o.Email, Role: o.Role, Rights: rightsItem(o.Rights), Language: o.Language, Photo: o.Photo, StepsAway: o.StepsAway, Password: o.Password,
		Invitation: invitationItem{o.Invitation.Hash, utc(o.Invitation.Until)}, Epoch: o.Epoch, CreatedAt: utc(o.CreatedAt), OffAt: utc(o.OffAt),
	}
	for n, how := range o.Notifications {
		if x.Notifications == nil {
			x.Notifications = map[desk.Notice]notificationItem{}
		}
		x.Notifications[n] = notificationItem(how)
	}
	return record(pkOperators, string(o.ID), x)
}

func operatorFrom(it Item) (desk.Operator, error) {
	x, err := unblob[operatorItem](it, "x")
	o := desk.Operator{
		ID: desk.OperatorID(it.Str("sk")), Name: x.Name, Email: x.Email, Role: x.Role, Rights: desk.Rights(x.Rights), Language: x.Language,
		Photo: x.Photo, StepsAway: x.StepsAway, Password: x.Password, Invitation: desk.Invitation(x.Invitation), Epoch: x.Epoch, CreatedAt: x.CreatedAt, OffAt: x.OffAt, Version: it.Int("version"),
	}
	for n, how := range x.Notifications {
		if o.Notifications == nil {
			o.Notifications = map[desk.Notice]desk.Notification{}
		}
		o.Notifications[n] = desk.Notification(how)
	}
	return o, err
}

type sessionItem struct {
	Hash      string    `json:"hash"`
	Epoch     int64     `json:"epoch,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	Agent     string    `json:"agent,omitempty"`
}

func newSession(s desk.Session) (Item, error) {
	k := sessionKey(s.Operator, s.ID)
	it, err := record(k.PK, k.SK, sessionItem{s.Hash, s.Epoch, utc(s.CreatedAt), utc(s.SeenAt), s.Agent})
	it[TTL] = s.EndsAt().Unix()
	return it, err
}

func sessionFrom(it Item) (desk.Session, error) {
	x, err := unblob[sessionItem](it, "x")
	return desk.Session{
		ID: desk.SessionID(it.Str("sk")[len(preSession):]), Operator: desk.OperatorID(it.Str("pk")[len(preOperator):]),
		Hash: x.Hash, Epoch: x.Epoch, CreatedAt: x.CreatedAt, SeenAt: x.SeenAt, Agent: x.Agent,
	}, err
}

type attemptsItem struct {
	N     int       `json:"n"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"`
}

func newAttempts(who string, a desk.Attempts) (Item, error) {
	k := attemptsKey(who)
	it, err := record(k.PK, k.SK, attemptsItem{a.N, utc(a.At), utc(a.Until)})
	it[TTL] = a.At.Add(desk.AttemptsLife).Unix()
	return it, err
}

func attemptsFrom(it Item) (desk.Attempts, error) {
	x, err := unblob[attemptsItem](it, "x")
	return desk.Attempts{N: x.N, At: x.At, Until: x.Until, Version: it.Int("version")}, err
}

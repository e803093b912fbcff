package assembly

import (
	"github.com/sufler/sufler/shared/flow/people"
)

// Operators' accounts.

// Inviter invites operators.
func (p Parts) Inviter() *people.Inviter { return &people.Inviter{Accounts: p.Store, Now: p.Now} }

// Keeper changes operators' accounts, and switches them off.
func (p Parts) Keeper() *people.Keeper {
	return &people.Keeper{Accounts: p.Store, Workloads: p.Attendance(), Now: p.Now}
}

// Joiner has invitations taken.
func (p Parts) Joiner() *people.Joiner {
	return &people.Joiner{Accounts: p.Store, Workloads: p.Attendance(), Hasher: p.Hasher, Now: p.Now}
}

// SignIn signs operators in.
func (p Parts) SignIn() *people.SignIn {
	return &people.SignIn{Accounts: p.Store, Workloads: p.Attendance(), Hasher: p.Hasher, Now: p.Now}
}

// OpenID signs operators in at the company's provider.
func (p Parts) OpenID() *people.OpenID {
	return &people.OpenID{Accounts: p.Store, Workloads: p.Attendance(), Settings: p.Store, Provider: p.Provider, Now: p.Now}
}

// Sessions tells who a session's token is, and ends sessions.
func (p Parts) Sessions() *people.Sessions {
	return &people.Sessions{Accounts: p.Store, Workloads: p.Attendance(), Now: p.Now}
}

// ViewKeeper keeps operators' views of the list.
func (p Parts) ViewKeeper() *people.ViewKeeper { return &people.ViewKeeper{Views: p.Store} }

// Own changes what is an operator's own to set.
func (p Parts) Own() *people.Own {
	return &people.Own{Accounts: p.Store, Hasher: p.Hasher, Now: p.Now}
}

// Portraitist hangs operators' pictures.
func (p Parts) Portraitist() *people.Portraitist {
	return &people.Portraitist{Accounts: p.Store, Photos: p.Store}
}

package desk

import "strings"

// OpenID is the provider at which operators may sign in, by OpenID Connect: Google,
// Microsoft, Keycloak, Cognito or another. The zero OpenID: there is none.
type OpenID struct {
	Issuer       string // its address, like https://accounts.google.com
	ClientID     string // which it knows us by
	ClientSecret string // never shown again
	Version      int64  // of the stored record; 0: new
}

// On says whether one may sign in there.
func (o OpenID) On() bool { return o.Issuer != "" }

// Proof is what shows that a sign-in at a provider is finished in the browser that
// began it: kept there, and nowhere else.
type Proof struct{ State, Nonce, Verifier string }

// Vouched is whom a provider says that somebody is.
type Vouched struct {
	Email    string
	Verified bool // the provider vouches for the address
}

// Known is the address of who was vouched for, as accounts have it. It is refused where the
// provider does not vouch for it: anybody could have typed it.
func (i Vouched) Known() (string, error) {
	if !i.Verified || strings.TrimSpace(i.Email) == "" {
		return "", Refuse(CodeEmailUnverified, "The provider does not say that this e-mail address is yours. Verify it there, or ask an administrator.")
	}
	return NormalEmail(i.Email), nil
}

// RefuseIdentity refuses to sign in who is at the provider, and not here.
func RefuseIdentity() *Refusal {
	return Refuse(CodeNoAccount, "There is no account with this e-mail address here, or it is switched off. An administrator can invite you.")
}

// RefuseProvider refuses what only a provider makes possible.
func RefuseProvider() *Refusal {
	return &Refusal{Code: CodeOpenIDOff, Kind: ErrNotFound, Text: "Signing in by OpenID Connect is not set up."}
}

// RefuseProof refuses to go on with a sign-in that this browser did not begin, or
// whose time is over.
func RefuseProof() *Refusal {
	return Refuse(CodeSignInUnfinished, "This sign-in was not begun in this browser, took too long, or was refused by the provider. Begin again.")
}

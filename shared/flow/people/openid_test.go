package people_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/people"
)

// vouching is a provider that knows one code, and counts what it is asked.
type vouching struct{ asked int }

func (*vouching) Check(context.Context, desk.OpenID) error { return nil }
func (*vouching) Begin(context.Context, desk.OpenID, string, desk.Proof) (string, error) {
	return "https://id.example/", nil
}
func (v *vouching) Finish(_ context.Context, _ desk.OpenID, _, code string, _ desk.Proof) (desk.Vouched, error) {
	if v.asked++; code != "good" {
		return desk.Vouched{}, desk.RefuseProof()
	}
	return desk.Vouched{Email: "olga@shop.example", Verified: true}, nil
}

func codeOf(err error) desk.Code {
	var no *desk.Refusal
	if errors.As(err, &no) {
		return no.Code
	}
	return ""
}

// TestAProviderIsAskedOnlySoOftenForOneAddress_D17: anybody can make up a state, a cookie
// that fits and a code; the attempts of an address are counted, with those that have a
// password. Who signs in is forgiven theirs, and other addresses don't wait.
func TestAProviderIsAskedOnlySoOftenForOneAddress_D17(t *testing.T) {
	w, at := newWorld(t), &vouching{}
	w.olga()
	_, err := w.SaveOpenID(t.Context(), desk.OpenID{Issuer: "https://id.example", ClientID: "sufler"})
	w.must(err)
	v := &people.OpenID{Accounts: w.Store, Workloads: w, Settings: w.Store, Provider: at, Now: w.clock}
	tries := func(address, code, state string) error {
		_, err := v.Finish(t.Context(), "https://sufler.example/back", code, state, desk.Proof{State: "s", Nonce: "n", Verifier: "v"}, people.From{Address: address})
		return err
	}
	for i := range 100 {
		if err := tries("192.0.2.1/32", "bad", "another"); codeOf(err) == desk.CodeTooManyAttempts {
			t.Fatalf("try %d without a proof, which asks nobody, was counted: %v", i, err)
		}
	}
	for i := range 3 * desk.AddressPatience.Free {
		if err := tries("192.0.2.9/32", "good", "s"); err != nil {
			t.Fatalf("%d. sign-in of an office: %v", i, err)
		}
	}
	at.asked = 0
	for i := range 100 {
		_ = tries("192.0.2.1/32", fmt.Sprint("bad", i), "s")
	}
	if at.asked != desk.AddressPatience.Free {
		t.Errorf("the provider was asked %d times, want %d", at.asked, desk.AddressPatience.Free)
	}
	if err := tries("192.0.2.1/32", "good", "s"); codeOf(err) != desk.CodeTooManyAttempts || !errors.Is(err, desk.ErrBusy) {
		t.Errorf("of an address that must wait: %v", err)
	}
	if _, err := w.signIn().Password(t.Context(), "olga@shop.example", password, people.From{Address: "192.0.2.1/32"}); codeOf(err) != desk.CodeTooManyAttempts {
		t.Errorf("with a password, from there: %v", err)
	}
	if err := tries("192.0.2.2/32", "good", "s"); err != nil {
		t.Errorf("of another address: %v", err)
	}
	w.now = w.now.Add(time.Minute)
	if err := tries("192.0.2.1/32", "good", "s"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

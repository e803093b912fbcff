package password_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/sufler/sufler/shared/password"
)

func TestPasswordsAreKeptAsHashes_D17(t *testing.T) {
	a := &password.Argon{}
	h, err := a.Hash("correct horse battery")
	if err != nil || !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(h, "horse") {
		t.Fatalf("got %s, %v", h, err)
	}
	again, err := a.Hash("correct horse battery")
	if err != nil || again == h {
		t.Errorf("the same password twice has one hash: %v", err)
	}
	for word, want := range map[string]bool{"correct horse battery": true, "correct horse batterz": false, "": false} {
		if ok, err := a.Matches(word, h); ok != want || err != nil {
			t.Errorf("%q: got %t, %v, want %t", word, ok, err, want)
		}
	}
	for _, word := range []string{"", "correct horse battery"} {
		if ok, err := a.Matches(word, ""); ok || err != nil {
			t.Errorf("no hash: got %t, %v for %q", ok, err, word)
		}
	}
	if _, err := a.Matches("x", "nonsense"); err == nil {
		t.Error("what is no hash is an error")
	}
}

func TestCommonPasswords_D17(t *testing.T) {
	a := &password.Argon{}
	for word, want := range map[string]bool{
		"qwertyuiop": true, "1234567890": true, "password123": true, "password2026!": true, "1234512345": true, "aaaaaaaaaaaa": true,
		"monkeymonkey": true, "!!!!!!!!!!": true, "00000000001": true,
		"correct horse battery": false, "vier kleine katzen": false, "суфлёр шепчет": false,
	} {
		if got := a.Common(word); got != want {
			t.Errorf("%q: got %t, want %t", word, got, want)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	a := &password.Argon{}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if ok, err := a.Matches("x", ""); ok || err != nil {
				t.Errorf("got %t, %v", ok, err)
			}
		})
	}
	all.Wait()
}

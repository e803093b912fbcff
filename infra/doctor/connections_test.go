package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// Each kind of CRM is asked as it is: one that lets us in is counted, one that does not is
// named with what a person can do about it, once however much fails for it, and no secret
// is repeated. One that ails keeps no other from being tried.
func TestConnectionsAreTriedOnEachKindOfCRM(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	b := &parties.Bitrix24{Code: "c0de", At: at}
	b.AddField("contact", "UF_CRM_SUFLER_TELEGRAM_USER_ID", "Telegram", "string", false) // as prepare makes it
	b24 := httptest.NewServer(b)
	kommo := httptest.NewServer(&parties.Kommo{Token: "t0ken", Admin: true, At: at})
	creatio := httptest.NewServer(parties.NewCreatio(at, parties.CreatioPerson))
	rest := httptest.NewServer(&parties.RestCRM{Token: "t0ken", At: at})
	for _, s := range []*httptest.Server{b24, kommo, creatio, rest} {
		t.Cleanup(s.Close)
	}
	calls := parties.RestCalls(`{"name": "city", "path": "fields.city", "type": "string"}`)
	all := map[string]func(secret string) desk.Connection{ // with the right secret, or this one
		"bitrix24": func(secret string) desk.Connection {
			return desk.Connection{Secrets: map[string]string{"webhook": b24.URL + "/rest/1/" + choose(secret, "c0de") + "/"}}
		},
		"kommo": func(secret string) desk.Connection {
			return desk.Connection{Options: map[string]string{"address": kommo.URL}, Secrets: map[string]string{"token": choose(secret, "t0ken")}}
		},
		"creatio": func(secret string) desk.Connection {
			return desk.Connection{Options: map[string]string{"address": creatio.URL, "user": "robot"}, Secrets: map[string]string{"password": choose(secret, "p4ss")}}
		},
		"rest": func(secret string) desk.Connection {
			return desk.Connection{Options: map[string]string{"address": rest.URL + "/api", "calls": calls}, Secrets: map[string]string{"token": choose(secret, "t0ken")}}
		},
	}
	says := map[string]string{
		"bitrix24": "does not know the webhook", "kommo": "the token is wrong, spent or was revoked", "creatio": "the name or the password is wrong", "rest": "the token is wrong or spent",
	}
	for bad, words := range says {
		t.Run(bad, func(t *testing.T) {
			e, err := embedded.Open(filepath.Join(t.TempDir(), "sufler.db"), embedded.Knobs{NoSync: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = e.Close() })
			st := store.Store{Engine: e, Now: func() time.Time { return at }}
			kinds := connecting.NewKinds([]string{"127.0.0.1"}, 1, time.Now)
			for _, round := range []struct{ secret, want string }{{"", "4, each lets us in"}, {"wr0ng", ""}} {
				for id, make := range all {
					c := make("")
					if id == bad {
						c = make(round.secret)
					}
					c.ID, c.Kind = desk.ConnectionID(id), desk.CRMKind(id)
					c = c.Using(desk.KindDeal, "size", desk.FieldUse{Policy: desk.PolicyFillIfEmpty})
					if had, err := st.Connection(t.Context(), c.ID); err == nil {
						c.Version = had.Version
					}
					if _, err := st.SaveConnection(t.Context(), c); err != nil {
						t.Fatal(err)
					}
				}
				said, err := connected(t.Context(), st, kinds)
				if round.want != "" {
					if err != nil || said != round.want {
						t.Errorf("all let us in: %q, %v", said, err)
					}
					continue
				}
				if err == nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), bad+" ("+bad+"), ") || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "wr0ng") {
					t.Errorf("with a wrong secret: %q, %v", said, err)
				}
			}
		})
	}
}

func choose(secret, right string) string {
	if secret != "" {
		return secret
	}
	return right
}

// One that takes all its time, since it stalls, leaves the others theirs; who was to answer
// for cards and left is said.
func TestConnections_OneThatStallsKeepsNoOtherFromBeingTried(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	rests := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(rests.Close)
	kommo := httptest.NewServer(&parties.Kommo{Token: "t0ken", Admin: true, At: at})
	t.Cleanup(kommo.Close)
	e, err := embedded.Open(filepath.Join(t.TempDir(), "sufler.db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	st := store.Store{Engine: e, Now: func() time.Time { return at }}
	for _, c := range []desk.Connection{
		{ID: "a-stalls", Kind: desk.CRMBitrix24, Secrets: map[string]string{"webhook": rests.URL + "/rest/1/c0de/"}},
		{ID: "b", Kind: desk.CRMKommo, Options: map[string]string{"address": kommo.URL, desk.OptionResponsible: "9"}, Secrets: map[string]string{"token": "t0ken"}},
	} {
		if _, err := st.SaveConnection(t.Context(), c.Using(desk.KindDeal, "size", desk.FieldUse{Policy: desk.PolicyFillIfEmpty})); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = connected(ctx, st, connecting.NewKinds([]string{"127.0.0.1"}, 1, time.Now))
	if err == nil || !strings.Contains(err.Error(), "a-stalls (bitrix24), reach it: The CRM's answer broke off, did not end in time") ||
		!strings.Contains(err.Error(), "b (kommo), who answers for cards that are made: The CRM has no user 9 any more") || strings.Count(err.Error(), "b (kommo)") != 1 {
		t.Errorf("it says:\n%v", err)
	}
}

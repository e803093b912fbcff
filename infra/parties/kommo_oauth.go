package parties

import (
	"fmt"
	"maps"
	"time"
)

// Kommo's OAuth: an access token for a day, and a refresh token that works once.
//
// https://developers.kommo.com/docs/oauth-20

// kommoLife is how long an access token holds.
const kommoLife = 24 * time.Hour

// kommoOAuth is what was given, and how often it was shown.
type kommoOAuth struct {
	given   int
	codes   map[string]bool
	access  map[string]time.Time // until when
	refresh map[string]int       // how often it was used
}

// Code is what a browser comes back with, once an administrator let the integration in.
func (s *Kommo) Code() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.oauth.given++
	code := fmt.Sprint("code", s.oauth.given)
	s.oauth.codes = map[string]bool{code: true}
	return code
}

// Uses is how often each refresh token was used.
func (s *Kommo) Uses() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.oauth.refresh)
}

// Disconnect is a person who takes the integration out of the account.
func (s *Kommo) Disconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.oauth.access, s.oauth.refresh = nil, nil
}

// EndAccess ends all access tokens before their time.
func (s *Kommo) EndAccess() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.oauth.access = nil
}

func (s *Kommo) lets(bearer string) bool {
	until, ok := s.oauth.access[bearer]
	return s.Token != "" && bearer == s.Token || ok && s.At.Before(until)
}

// tokens serves /oauth2/access_token.
func (s *Kommo) tokens(body any) (int, any) {
	in, _ := body.(Obj)
	no := func(hint string) (int, any) {
		return 400, Obj{"title": "Invalid request", "hint": hint, "type": "https://httpstatus.es/400", "status": 400, "detail": "a word of Kommo's"}
	}
	if in["client_id"] != s.ClientID || in["client_secret"] != s.ClientSecret || in["redirect_uri"] != s.Redirect || s.ClientID == "" {
		return no("client")
	}
	switch in["grant_type"] {
	case "authorization_code":
		code := fmt.Sprint(in["code"])
		if !s.oauth.codes[code] {
			return no("Authorization code has been revoked")
		}
		delete(s.oauth.codes, code)
	case "refresh_token":
		token := fmt.Sprint(in["refresh_token"])
		used, known := s.oauth.refresh[token]
		if !known {
			return no("Token has been revoked")
		}
		s.oauth.refresh[token]++
		if used > 0 {
			return no("Token has been revoked")
		}
	default:
		return no("grant_type")
	}
	s.oauth.given++
	access, refresh := fmt.Sprint("access", s.oauth.given), fmt.Sprint("refresh", s.oauth.given)
	if s.oauth.access == nil {
		s.oauth.access = map[string]time.Time{}
	}
	if s.oauth.refresh == nil {
		s.oauth.refresh = map[string]int{}
	}
	s.oauth.access[access], s.oauth.refresh[refresh] = s.At.Add(kommoLife), 0
	return 200, Obj{"token_type": "Bearer", "expires_in": int(kommoLife / time.Second), "access_token": access, "refresh_token": refresh}
}

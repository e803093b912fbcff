package parties

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// Bitrix24's OAuth: an access token for an hour, and a refresh token that works once.
//
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/settings/oauth/index.md

var bitrixAppPath = regexp.MustCompile(`^/rest/([a-z0-9.]+?)(?:\.json)?$`)

// bitrixOAuth is what was given, and how often it was shown.
type bitrixOAuth struct {
	given   int
	code    string
	access  map[string]time.Time // until when
	refresh map[string]int       // how often it was used
}

// LetIn is an administrator who lets the application in: the code with which their
// browser comes back.
func (b *Bitrix24) LetIn() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.oauth.given++
	b.oauth.code = fmt.Sprint("code", b.oauth.given)
	return b.oauth.code
}

// Uses is how often each refresh token was used.
func (b *Bitrix24) Uses() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.oauth.refresh)
}

// tokens serves the server of tokens.
func (b *Bitrix24) tokens(r *http.Request) (int, any) {
	raw, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(raw))
	if b.ClientID == "" || form.Get("client_id") != b.ClientID || form.Get("client_secret") != b.ClientSecret {
		return bitrixFault(401, "invalid_client", "secret words")
	}
	user := 1
	switch form.Get("grant_type") {
	case "authorization_code":
		if b.oauth.code == "" || form.Get("code") != b.oauth.code {
			return bitrixFault(400, "invalid_grant", "secret words")
		}
		b.oauth.code = ""
	case "refresh_token":
		used, known := b.oauth.refresh[form.Get("refresh_token")]
		if known {
			b.oauth.refresh[form.Get("refresh_token")]++
			user = b.app.by[form.Get("refresh_token")]
		}
		if !known || used > 0 {
			return bitrixFault(400, "invalid_grant", "secret words")
		}
	default:
		return bitrixFault(400, "invalid_request", "secret words")
	}
	access, refresh := b.tokensOf(user)
	return 200, Obj{
		"access_token": access, "refresh_token": refresh, "expires_in": 3600, "client_endpoint": "http://" + r.Host + "/rest/",
		"member_id": BitrixMember, "domain": "oauth.bitrix.info", "scope": "crm", "user_id": user,
	}
}

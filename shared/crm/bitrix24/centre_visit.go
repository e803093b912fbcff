package bitrix24

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// settingsPlace is where Bitrix24 shows the settings of a connector, for one of its lines.
const settingsPlace = "SETTING_CONNECTOR"

var errSettings = desk.Refuse(desk.CodeForbidden, "Open the connector's settings in Bitrix24 again, as an administrator: it is not known who you are, or no longer.")

// CentreVisit implements centre.Hosts. As with a card's tab nothing that the browser posts is
// believed but what Bitrix24 itself says of its token: that it is an administrator's.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/tutorials/openlines/example-connector.md
func (m *CRM) CentreVisit(ctx context.Context, w desk.Webhook) (desk.CentreVisit, error) {
	nobody := desk.CentreVisit{Frame: m.address}
	form, err := formOf(w)
	if err != nil || !m.centre() {
		return nobody, errSettings
	}
	if _, err := m.tenant(ctx, form.Get("member_id"), form.Get("APPLICATION_TOKEN")); err != nil {
		return nobody, err
	}
	var place struct {
		Line      json.RawMessage `json:"LINE"`
		Connector string          `json:"CONNECTOR"`
	}
	if err := json.Unmarshal([]byte(form.Get("PLACEMENT_OPTIONS")), &place); err != nil || form.Get("PLACEMENT") != settingsPlace || place.Connector != "" && !strings.EqualFold(place.Connector, m.connector()) {
		return nobody, errSettings
	}
	return m.administers(ctx, pass{
		Token: form.Get("AUTH_ID"), Place: settingsPlace, Card: strings.Trim(string(place.Line), `"`), Language: form.Get("LANG"), Ends: m.Now().Add(visitLife).Unix(),
	})
}

// CentreReturn implements centre.Hosts.
func (m *CRM) CentreReturn(ctx context.Context, sealed string) (desk.CentreVisit, error) {
	p, err := m.opened(sealed)
	if err != nil || !m.centre() || m.Now().Unix() >= p.Ends {
		return desk.CentreVisit{Frame: m.address}, errSettings
	}
	return m.administers(ctx, p)
}

// administers is a visit of an administrator's. Refused otherwise.
func (m *CRM) administers(ctx context.Context, p pass) (desk.CentreVisit, error) {
	v := desk.CentreVisit{Frame: m.address, Language: p.Language}
	line, err := strconv.Atoi(p.Card)
	if err != nil || line <= 0 || p.Place != settingsPlace || p.Token == "" || len(p.Token) > 512 || len(p.Language) > 16 {
		return v, errSettings
	}
	who, err := m.callAs(ctx, m.visitor(p.Token), "profile", nil)
	if err != nil {
		return v, err
	}
	if said, _ := who.(map[string]any); said["ADMIN"] != true {
		return v, errSettings
	}
	v.Line = strconv.Itoa(line)
	v.Pass, err = m.sealed(p)
	return v, err
}

// Serve implements centre.Hosts.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/imconnector/imconnector-activate.md
func (m *CRM) Serve(ctx context.Context, sealed string, on bool, name string) error {
	p, err := m.opened(sealed)
	if err != nil || p.Place != settingsPlace {
		return errSettings
	}
	at := args{"CONNECTOR": m.connector(), "LINE": p.Card}
	active := args{"CONNECTOR": at["CONNECTOR"], "LINE": at["LINE"], "ACTIVE": "0"}
	if on {
		active["ACTIVE"] = "1"
		at["DATA"] = args{"ID": m.connector() + "_line" + p.Card, "NAME": name}
		if _, err := m.callAs(ctx, m.visitor(p.Token), "imconnector.connector.data.set", at); err != nil {
			return err
		}
	}
	_, err = m.callAs(ctx, m.visitor(p.Token), "imconnector.activate", active)
	return err
}

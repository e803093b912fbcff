package parties

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What a local application of Bitrix24 does beside calls: it is installed, binds
// handlers and tabs, and shows activities of its own with buttons.
//
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/settings/app-installation/local-apps/installation-callback.md

// BitrixMember is what Bitrix24 calls the company.
const BitrixMember = "d897063e1ce7c5eb9f04b9751eef5915"

// bitrixApp is what the application made there.
type bitrixApp struct {
	handlers   []Obj // of events
	placements []Obj
	badges     []Obj
	activities []Obj
	by         map[string]int // whose an access token is
}

// tokensOf gives a user tokens of the application.
func (b *Bitrix24) tokensOf(user int) (access, refresh string) {
	b.oauth.given++
	access, refresh = fmt.Sprint("access", b.oauth.given), fmt.Sprint("refresh", b.oauth.given)
	if b.oauth.access == nil {
		b.oauth.access, b.oauth.refresh = map[string]time.Time{}, map[string]int{}
	}
	b.oauth.access[access], b.oauth.refresh[refresh] = b.At.Add(time.Hour), 0
	if b.app.by == nil {
		b.app.by = map[string]int{}
	}
	b.app.by[access], b.app.by[refresh] = user, user
	return access, refresh
}

// Installs is the body with which Bitrix24, at an address, tells an application that an
// administrator added it; user is who did.
func (b *Bitrix24) Installs(address string, user int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	access, refresh := b.tokensOf(user)
	host := strings.TrimPrefix(strings.TrimPrefix(address, "http://"), "https://")
	return url.Values{
		"event": {"ONAPPINSTALL"}, "data[VERSION]": {"1"}, "data[ACTIVE]": {"Y"}, "data[INSTALLED]": {"Y"}, "data[LANGUAGE_ID]": {"ru"}, "ts": {"1766047124"},
		"auth[domain]": {host}, "auth[access_token]": {access}, "auth[refresh_token]": {refresh}, "auth[expires_in]": {"3600"}, "auth[scope]": {"crm,placement"},
		"auth[server_endpoint]": {"https://oauth.bitrix24.tech/rest/"}, "auth[client_endpoint]": {address + "/rest/"}, "auth[status]": {"L"},
		"auth[member_id]": {BitrixMember}, "auth[application_token]": {bitrixAppToken},
	}.Encode()
}

const bitrixAppToken = "51856fefc120afa4b628cc82d3935cce"

// Removes is the body with which it tells that the application was removed.
func (b *Bitrix24) Removes() string {
	return bitrixEvent("ONAPPUNINSTALL", map[string]string{"data[LANGUAGE_ID]": "ru", "data[CLEAN]": "1"})
}

func bitrixEvent(event string, data map[string]string) string {
	form := url.Values{
		"event": {event}, "event_handler_id": {"976"}, "ts": {"1766047124"}, "auth[domain]": {"company.bitrix24.com"}, "auth[client_endpoint]": {"https://company.bitrix24.com/rest/"},
		"auth[member_id]": {BitrixMember}, "auth[application_token]": {bitrixAppToken},
	}
	for name, v := range data {
		form.Set(name, v)
	}
	return form.Encode()
}

// Opens is the body that a user's browser posts to a tab's address.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/widgets/crm/detail-tab.md
func (b *Bitrix24) Opens(placement string, id, user int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	access, refresh := b.tokensOf(user)
	return url.Values{
		"AUTH_ID": {access}, "AUTH_EXPIRES": {"3600"}, "REFRESH_ID": {refresh}, "SERVER_ENDPOINT": {"https://oauth.bitrix24.tech/rest/"}, "APPLICATION_TOKEN": {bitrixAppToken},
		"APPLICATION_SCOPE": {"crm,placement"}, "member_id": {BitrixMember}, "status": {"L"}, "PLACEMENT": {placement},
		"PLACEMENT_OPTIONS": {fmt.Sprintf(`{"ID":"%d","URI":"/crm/deal/details/%d/"}`, id, id)},
	}.Encode()
}

// Handlers are the addresses that an event is told to, and Tabs those of a place.
func (b *Bitrix24) Handlers(event string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return named(b.app.handlers, "event", event)
}

// Tabs are the addresses of the tabs of a place.
func (b *Bitrix24) Tabs(placement string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return named(b.app.placements, "placement", placement)
}

func named(all []Obj, name, want string) (out []string) {
	for _, h := range all {
		if h[name] == want {
			out = append(out, fmt.Sprint(h["handler"]))
		}
	}
	return out
}

// Unbind is Bitrix24 that forgets what the application bound, as where it is updated.
func (b *Bitrix24) Unbind() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.app.handlers, b.app.placements, b.app.badges = nil, nil, nil
}

// Activities are the application's own on the cards.
func (b *Bitrix24) Activities() []map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return copied(b.app.activities)
}

// Badge is the code of what the card shows in the kanban: that of the last activity that
// is not completed.
func (b *Bitrix24) Badge(id int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range slices.Backward(b.app.activities) {
		known := slices.ContainsFunc(b.app.badges, func(o Obj) bool { return o["code"] == a["BADGE"] })
		if a["OWNER_ID"] == strconv.Itoa(id) && a["COMPLETED"] == "N" && known {
			return fmt.Sprint(a["BADGE"])
		}
	}
	return ""
}

// Presses is the body with which Bitrix24 tells that a user pressed what is called so on
// an activity, beside a field's value or, "", in its foot; "": there is no such thing.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/configurable/structure/action.md
func (b *Bitrix24) Presses(activity, button, field string, user int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.app.activities {
		if a["ID"] != activity {
			continue
		}
		for _, action := range actionsIn(a["LAYOUT"]) {
			params, _ := action["actionParams"].(map[string]any)
			if action["type"] != "restEvent" || action["id"] != button || fmt.Sprint(params["field"]) != field {
				continue
			}
			data := map[string]string{
				"data[id]": button, "data[entityTypeId]": fmt.Sprint(a["OWNER_TYPE_ID"]), "data[entityId]": fmt.Sprint(a["OWNER_ID"]),
				"data[activityId]": activity, "data[userId]": strconv.Itoa(user), "auth[user_id]": strconv.Itoa(user),
			}
			data["auth[access_token]"], _ = b.tokensOf(user)
			for name, v := range params {
				data["data["+name+"]"] = fmt.Sprint(v)
			}
			return bitrixEvent("ONCRMTIMELINEITEMACTION", data)
		}
	}
	return ""
}

// appMethods are those that only an application may call, and what any token is asked for.
func (b *Bitrix24) appMethods() map[string]func(Obj) (int, any) {
	return map[string]func(Obj) (int, any){
		"profile": b.profile, "app.info": b.appInfo, "user.get": b.userGet,
		"event.get": func(Obj) (int, any) { return 200, list(b.app.handlers) }, "event.bind": b.bindEvent, "event.unbind": b.unbindEvent,
		"placement.get": func(Obj) (int, any) { return 200, list(b.app.placements) }, "placement.bind": b.bindPlacement, "placement.unbind": b.unbindPlacement,
		"crm.activity.badge.list":       func(Obj) (int, any) { return 200, Obj{"badges": list(b.app.badges)} },
		"crm.activity.badge.add":        b.addBadge,
		"crm.activity.configurable.add": b.addActivity, "crm.activity.configurable.update": b.updateActivity, "crm.activity.delete": b.dropActivity,
	}
}

func list(all []Obj) []any {
	out := []any{}
	for _, o := range all {
		out = append(out, o)
	}
	return out
}

func (b *Bitrix24) admin() bool { return b.as == 1 }

func (b *Bitrix24) profile(Obj) (int, any) {
	return 200, Obj{"ID": strconv.Itoa(b.as), "ADMIN": b.admin(), "NAME": bitrixNames(b.as), "LAST_NAME": "Петрова", "PERSONAL_GENDER": "", "TIME_ZONE": ""}
}

func bitrixNames(user int) string {
	for _, w := range Workers(0) {
		if w.ID == user {
			return w.Name
		}
	}
	return ""
}

func (b *Bitrix24) appInfo(Obj) (int, any) {
	if !b.inApp {
		return bitrixFault(403, "ACCESS_DENIED", "Access denied! Application context required")
	}
	return 200, Obj{"ID": 5, "CODE": b.ClientID, "VERSION": 1, "STATUS": "L", "INSTALLED": !b.Unfinished, "LANGUAGE_ID": "ru"}
}

func (b *Bitrix24) userGet(in Obj) (int, any) {
	if in["ID"] == nil {
		return b.userList(in)
	}
	user := number(in["ID"])
	if bitrixNames(user) == "" {
		return 200, []any{}
	}
	return 200, []any{Obj{"ID": strconv.Itoa(user), "ACTIVE": true, "NAME": bitrixNames(user), "LAST_NAME": "Петрова"}}
}

// userList is a page of users; their e-mails are told to who may know more than names.
func (b *Bitrix24) userList(in Obj) (int, any) {
	page, start := []any{}, number(in["start"])
	for i, w := range Workers(b.More) {
		if i < start || i >= start+50 {
			continue
		}
		u := Obj{"ID": strconv.Itoa(w.ID), "ACTIVE": !w.Off, "NAME": w.Name, "LAST_NAME": w.Last}
		if slices.Contains(b.Scopes, "user_basic") || slices.Contains(b.Scopes, "user") {
			u["EMAIL"] = w.Email
		}
		page = append(page, u)
	}
	return 200, page
}

func (b *Bitrix24) bindEvent(in Obj) (int, any) {
	event := strings.ToUpper(fmt.Sprint(in["event"]))
	if !strings.HasPrefix(event, "ONCRM") && !strings.HasPrefix(event, "ONIMCONNECTOR") && event != "ONAPPUNINSTALL" {
		return bitrixFault(400, "ERROR_EVENT_NOT_FOUND", "Event not found")
	}
	if slices.ContainsFunc(b.app.handlers, func(h Obj) bool { return h["event"] == event && h["handler"] == in["handler"] }) {
		return bitrixFault(400, "", "Handler already binded")
	}
	b.app.handlers = append(b.app.handlers, Obj{"event": event, "handler": in["handler"], "auth_type": "0", "offline": 0})
	return 200, true
}

func (b *Bitrix24) unbindEvent(in Obj) (int, any) {
	before := len(b.app.handlers)
	b.app.handlers = slices.DeleteFunc(b.app.handlers, func(h Obj) bool { return h["event"] == in["event"] && h["handler"] == in["handler"] })
	return 200, Obj{"count": before - len(b.app.handlers)}
}

func (b *Bitrix24) bindPlacement(in Obj) (int, any) {
	if !b.admin() {
		return bitrixFault(403, "ACCESS_DENIED", "Access denied!")
	}
	b.app.placements = append(b.app.placements, Obj{"placement": in["PLACEMENT"], "userId": 0, "handler": in["HANDLER"], "options": []any{}, "title": in["TITLE"], "langAll": in["LANG_ALL"]})
	return 200, true
}

func (b *Bitrix24) unbindPlacement(in Obj) (int, any) {
	before := len(b.app.placements)
	b.app.placements = slices.DeleteFunc(b.app.placements, func(h Obj) bool { return h["placement"] == in["PLACEMENT"] && h["handler"] == in["HANDLER"] })
	return 200, Obj{"count": before - len(b.app.placements)}
}

func (b *Bitrix24) addBadge(in Obj) (int, any) {
	for _, name := range []string{"code", "title", "value", "type"} {
		if in[name] == nil {
			return bitrixFault(400, "REQUIRED_ARG_MISSING", "Required argument is missing")
		}
	}
	if !b.admin() {
		return bitrixFault(400, "ACCESS_DENIED", "Доступ запрещен")
	}
	if slices.ContainsFunc(b.app.badges, func(o Obj) bool { return o["code"] == in["code"] }) {
		return bitrixFault(400, "ERROR_BADGE_EXISTS", "Badge code is already in use")
	}
	b.app.badges = append(b.app.badges, Obj{"code": in["code"], "title": in["title"], "value": in["value"], "type": in["type"]})
	return 200, Obj{"badge": b.app.badges[len(b.app.badges)-1]}
}

func (b *Bitrix24) addActivity(in Obj) (int, any) {
	if b.find(number(in["ownerTypeId"]), number(in["ownerId"])) == nil {
		return bitrixFault(400, "NOT_FOUND", "Элемент не найден")
	}
	b.last++
	a := Obj{
		"ID": fmt.Sprint(900 + b.last), "OWNER_TYPE_ID": fmt.Sprint(in["ownerTypeId"]), "OWNER_ID": fmt.Sprint(in["ownerId"]),
		"PROVIDER_ID": "CONFIGURABLE_REST_APP", "COMPLETED": "N", "CREATED": b.stamp(),
	}
	if status, fault := b.layActivity(a, in); status != 200 {
		return status, fault
	}
	b.app.activities = append(b.app.activities, a)
	return 200, Obj{"activity": Obj{"id": 900 + b.last}}
}

func (b *Bitrix24) updateActivity(in Obj) (int, any) {
	for _, a := range b.app.activities {
		if a["ID"] == fmt.Sprint(in["id"]) {
			status, fault := b.layActivity(a, in)
			if status != 200 {
				return status, fault
			}
			return 200, Obj{"activity": Obj{"id": number(in["id"])}}
		}
	}
	return bitrixFault(400, "NOT_FOUND", "Элемент не найден")
}

func (b *Bitrix24) dropActivity(in Obj) (int, any) {
	before := len(b.app.activities)
	b.app.activities = slices.DeleteFunc(b.app.activities, func(a Obj) bool { return a["ID"] == fmt.Sprint(in["id"]) })
	if len(b.app.activities) == before {
		return bitrixFault(400, "", "Activity is not found")
	}
	return 200, true
}

var bitrixKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// No call of either platform's API pauses its automations for a contact: ManyChat's
// action "Pause all automations" stands in flows and rules only, and Smart Sender has
// none. What both have is a flag on the contact that scenarios can look at, and rules can
// act upon. So the flag is what we set, and what we read in the platform's own calls: who
// sets it there, the scenario or a person, hands the contact over.
// https://help.manychat.com/hc/en-us/articles/19957883687708-How-to-pause-all-automations
// https://smartsendereu.atlassian.net/wiki/x/cAXuYw

// noFlag is what a line lacks on which the platform answers first.
func noFlag(option, what string) error {
	return kit.Broken("no_"+option, "The platform answers first on this line and can't be told to stop, since the option "+option+" is missing: "+what)
}

// Hand sets the contact's custom field: true while people answer. Setting it again is
// harmless.
func (p ManyChat) Hand(ctx context.Context, line desk.Line, h desk.Handing) error {
	field := line.Options["person_field"]
	if field == "" {
		return noFlag("person_field", "the name of a custom field of the type boolean.")
	}
	return p.call(ctx, line, kit.Call{Path: "/fb/subscriber/setCustomFieldByName", Body: map[string]any{
		"subscriber_id": mcSubscriber(h.Customer.User), "field_name": field, "field_value": h.To == desk.FloorPeople,
	}})
}

// checkFlag says whether ManyChat has the field.
func (p ManyChat) checkFlag(ctx context.Context, line desk.Line) error {
	field := line.Options["person_field"]
	switch {
	case line.Bot != desk.BotExternal:
		return nil
	case field == "":
		return noFlag("person_field", "the name of a custom field of the type boolean.")
	}
	r, err := p.ask(ctx, line, kit.Call{Method: http.MethodGet, Path: "/fb/page/getCustomFields"})
	if err != nil {
		return err
	}
	var a struct {
		Data []struct {
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"data"`
	}
	if json.Unmarshal(r.Body, &a) != nil {
		return kit.Unreadable()
	}
	for _, f := range a.Data {
		if f.Name == field {
			if f.Type != "boolean" {
				return kit.Broken("bad_person_field", "The custom field "+field+" is of the type "+f.Type+"; it must be boolean.")
			}
			return nil
		}
	}
	return kit.Broken("bad_person_field", "ManyChat has no custom field "+field+". Make one of the type boolean under Settings, Fields.")
}

// Hand gives the contact the tag while people answer, and takes it away after. Either is
// harmless when it is so already.
func (p SmartSender) Hand(ctx context.Context, line desk.Line, h desk.Handing) error {
	tag := line.Options["person_tag"]
	if tag == "" {
		return noFlag("person_tag", "the id of a tag.")
	}
	k := kit.Call{Path: "/contacts/" + url.PathEscape(h.Customer.User) + "/tags/" + url.PathEscape(tag)}
	if h.To == desk.FloorBot {
		k.Method = http.MethodDelete
	}
	err := p.call(ctx, line, k)
	var no *desk.SendError
	if h.To == desk.FloorBot && errors.As(err, &no) && no.Blocked {
		return nil // there is no such contact, or it has no such tag
	}
	return err
}

// checkFlag says whether the line names its tag. Whether there is such a tag the API tells
// of twenty at a time, so that is not looked for.
func checkFlag(line desk.Line) error {
	if line.Bot == desk.BotExternal && line.Options["person_tag"] == "" {
		return noFlag("person_tag", "the id of a tag.")
	}
	return nil
}

package meta

import (
	"context"
	"errors"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// A page's customers may be answered by several apps, of which one has the thread at a
// time: a bot's platform, ours, the page's inbox. Meta calls that Conversation Routing;
// it took the Handover Protocol's place and kept its calls and webhooks.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversation-routing
//
// Which app has a thread that nobody has is the page's default app: on a line with
// another platform's bot that is the bot's. It is told in messaging what customers
// say, we in standby; while we have the thread it is the other way round.

var botAppNeed = kit.Need{Name: "bot_app_id", Text: "Of a line on which another platform's bot answers first: the id of the bot's app at Meta. It is given the thread back where nobody said who had it before, and its words are told from people's by it. Without it the thread goes back to the page's default app."}

// inboxes are the apps of Meta's own inboxes, in which people answer: of pages, as two
// of Meta's pages write it, and of Instagram.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/message-echoes
func isInbox(app string) bool {
	return app == "263902037430900" || app == "26390203743090" || app == "1217981644879628"
}

// control is who has a thread: a change of it, or a wish for it.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messaging_handovers
type control struct {
	Before kit.AnyID `json:"previous_owner_app_id"` // "": nobody had it
	Now    kit.AnyID `json:"new_owner_app_id"`
}

// thread is what an event says of who has the thread; nil: nothing.
func (v event) thread() *control {
	for _, c := range []*control{v.Passed, v.Taken, v.Requested} {
		if c != nil {
			return c
		}
	}
	return nil
}

// isBots says whether an echo of that app is another platform's bot's. In standby most
// of it is: Instagram does not always say whose it is.
func (r *reader) isBots(app string) bool {
	switch {
	case !r.other || app == r.app && app != "" || isInbox(app):
		return false
	case app == "":
		return r.aside
	}
	return r.bot == "" || app == r.bot
}

// thread reads who has a customer's thread now. What another app wishes for is left to
// people: it gets the thread when they have finished.
func (r *reader) thread(in desk.Inbound, v event) {
	c := v.thread()
	now, before := string(c.Now), string(c.Before)
	what := "passed"
	if v.Taken != nil {
		what = "taken"
	}
	in.Author, in.Ours, in.App = "", false, ""
	in.External = desk.ExternalID(desk.Digest("thread-", in.From.User, in.At.String(), what, before, now))
	other := now != "" && now != r.app && !isInbox(now)
	switch {
	case v.Requested != nil:
		r.ignore("event request_thread_control: people have the thread until they have finished")
		return
	case v.Taken != nil && now == "":
		r.ignore("event take_thread_control does not say who has the thread now")
		return
	case isInbox(before) && !other, before == r.app && r.app != "" && !other:
		r.ignore("event %s: no bot had the thread", what)
		return
	case other && (r.app != "" || now == r.bot || v.Taken != nil):
		in.Kind, in.App = desk.InTaken, now
	default:
		in.Kind, in.App = desk.InPassed, before
	}
	r.Inbound = append(r.Inbound, in)
}

// hand gives a customer's thread to the bot's app, or takes it for people.
//
// Whoever handed the customer over has given us the thread already. Where nobody did, it
// is taken, which only some apps may, or else asked for. To the bot it is passed, or, if
// nobody knows its app, let go: then the page's default app has it. Only who has a thread
// can pass it: if Meta refuses, it is the bot's, or the inbox's, and stays so.
func (s sender) hand(ctx context.Context, h desk.Handing) error {
	if h.Customer.User == "" {
		return kit.Refused("bad_customer", "The customer has no id on this account.")
	}
	bot := kit.FirstOf(h.App, s.line.Options["bot_app_id"])
	switch {
	case h.To == desk.FloorPeople && h.App != "":
		return nil
	case h.To == desk.FloorPeople:
		err := s.take(ctx, h.Customer.User)
		if refusedFor(err) {
			if err := s.control(ctx, "request", h.Customer.User, ""); !refusedFor(err) {
				return err
			}
		}
		return err
	case bot != "":
		return unlessOthers(s.control(ctx, "pass", h.Customer.User, bot))
	}
	return unlessOthers(s.control(ctx, "release", h.Customer.User, ""))
}

// control calls one of the calls for a thread.
// https://developers.facebook.com/docs/graph-api/reference/page/pass_thread_control
func (s sender) control(ctx context.Context, verb, user, app string) error {
	body := map[string]any{"recipient": map[string]any{"id": user}}
	if app != "" {
		body["target_app_id"] = app
	}
	return graph.Call(ctx, s.caller, s.line, kit.Call{Path: s.path + "/" + verb + "_thread_control", Body: body}, &struct{}{})
}

// refusedFor says whether Meta refused for good, and not for a reason of the line's.
func refusedFor(err error) bool {
	var no *desk.SendError
	return errors.As(err, &no) && !no.Again && !no.Unsure && !no.Broken
}

// unlessOthers takes a refusal for what it is where another app has the thread: nothing
// is left to do. Meta does not say so by a code of its own [M], so only a token that is
// no longer good is told.
func unlessOthers(err error) error {
	var no *desk.SendError
	if errors.As(err, &no) && !no.Again && !no.Unsure && !(no.Broken && strings.HasPrefix(no.Code, "190")) {
		return nil
	}
	return err
}

// Hand tells Meta who has the word with a customer.
func (p Messenger) Hand(ctx context.Context, line desk.Line, h desk.Handing) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.hand(ctx, h)
}

// Hand tells Meta who has the word with a customer.
func (p Instagram) Hand(ctx context.Context, line desk.Line, h desk.Handing) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.hand(ctx, h)
}

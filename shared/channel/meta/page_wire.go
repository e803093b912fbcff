package meta

import (
	"encoding/json"

	"github.com/sufler/sufler/shared/channel/kit"
)

// webhookBody is a webhook of Messenger (object "page") or Instagram.
// https://developers.facebook.com/docs/messenger-platform/webhooks
// https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
type webhookBody struct {
	Object string  `json:"object"`
	Entry  []entry `json:"entry"`
}

type entry struct {
	ID kit.AnyID `json:"id"`
	// Messaging holds events (event), which are decoded one by one.
	Messaging []json.RawMessage `json:"messaging"`
	// Standby holds the same while another app has the thread.
	Standby []json.RawMessage `json:"standby"`
	// Handovers is a place in which some apps get who has a thread; most do in Messaging.
	Handovers []json.RawMessage `json:"messaging_handovers"`
	// Changes is how Instagram with its own login may send the same.
	Changes []change `json:"changes"`
	// A lone change may stand in the entry itself.
	// https://developers.facebook.com/documentation/instagram-platform/webhooks/examples
	change
}

// change is an event of any field that the app subscribed to. Only those of
// messaging have the form of a event, so the rest is not looked into.
type change struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

type event struct {
	Sender party `json:"sender"`
	// Self marks, here or in the message, what an Instagram account does in its
	// chat with itself, to try out what its customers would be answered.
	// https://developers.facebook.com/docs/instagram-platform/self-messaging
	Self      bool        `json:"is_self"`
	Recipient party       `json:"recipient"`
	Timestamp kit.AnyTime `json:"timestamp"`
	Message   *message    `json:"message"`
	Passed    *control    `json:"pass_thread_control"`
	Taken     *control    `json:"take_thread_control"`
	Requested *control    `json:"request_thread_control"`
	Postback  *postback   `json:"postback"`
	Reaction  *struct {
		MID    string `json:"mid"`
		Action string `json:"action"`
		Emoji  string `json:"emoji"`
		Name   string `json:"reaction"`
	} `json:"reaction"`
	Edit *struct {
		MID  string `json:"mid"`
		Text string `json:"text"`
	} `json:"message_edit"`
	Delivery *receipt `json:"delivery"`
	Read     *receipt `json:"read"`
	// Order is a cart that the customer sent to the page.
	// https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/send_cart
	Order *struct {
		Note     string `json:"note"`
		Products []struct {
			Name     string    `json:"name"`
			SKU      kit.AnyID `json:"retailer_id"`
			Quantity kit.AnyID `json:"quantity"`
			Price    kit.AnyID `json:"unit_price"`
			Currency string    `json:"currency"`
		} `json:"products"`
	} `json:"order"`
}

type party struct {
	ID kit.AnyID `json:"id"`
}

type message struct {
	MID         string    `json:"mid"`
	Text        string    `json:"text"`
	Echo        bool      `json:"is_echo"`
	Deleted     bool      `json:"is_deleted"`
	Unsupported bool      `json:"is_unsupported"`
	Self        bool      `json:"is_self"`
	AppID       kit.AnyID `json:"app_id"`
	Metadata    string    `json:"metadata"`
	QuickReply  struct {
		Payload kit.AnyID `json:"payload"`
	} `json:"quick_reply"`
	ReplyTo struct {
		MID   string `json:"mid"`
		Story *struct {
			ID  kit.AnyID `json:"id"`
			URL string    `json:"url"`
		} `json:"story"`
	} `json:"reply_to"`
	Referral    referral     `json:"referral"`
	Attachments []attachment `json:"attachments"`
}

// referral is what led the customer here: a link with a word of ours, an
// advertisement, a product.
type referral struct {
	Ref     string    `json:"ref"`
	AdID    kit.AnyID `json:"ad_id"`
	Product struct {
		ID kit.AnyID `json:"id"`
	} `json:"product"`
}

func (r referral) what() string { return kit.FirstOf(r.Ref, string(r.AdID), string(r.Product.ID)) }

type postback struct {
	MID      string    `json:"mid"`
	Title    string    `json:"title"`
	Payload  kit.AnyID `json:"payload"`
	Referral referral  `json:"referral"`
}

type receipt struct {
	MIDs      []string    `json:"mids"`
	MID       string      `json:"mid"` // Instagram's read
	Watermark kit.AnyTime `json:"watermark"`
}

type attachment struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	URL     string `json:"url"`
	Payload shown  `json:"payload"`
}

// shown is what an attachment shows. Of a link it may be a mere string, which
// says nothing.
type shown struct {
	URL         string    `json:"url"`
	Title       string    `json:"title"`
	StickerID   kit.AnyID `json:"sticker_id"`
	Coordinates *struct {
		Lat  kit.AnyNumber `json:"lat"`
		Long kit.AnyNumber `json:"long"`
	} `json:"coordinates"`

	// A story, post or reel of Instagram that was shared.
	StoryURL string    `json:"story_media_url"`
	StoryID  kit.AnyID `json:"story_media_id"`
	PostID   kit.AnyID `json:"ig_post_media_id"`
	ReelID   kit.AnyID `json:"reel_video_id"`

	// A template: a text above buttons, cards, or products of the page's shop.
	// https://developers.facebook.com/docs/messenger-platform/reference/templates
	Text     string `json:"text"`
	Elements []card `json:"elements"`
	Product  struct {
		Elements []card `json:"elements"`
	} `json:"product"`
}

func (s *shown) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return nil
	}
	type plain shown
	return json.Unmarshal(b, (*plain)(s))
}

// card is a card of a template, or a product: its subtitle is its price.
type card struct {
	ID       kit.AnyID `json:"id"`
	Title    string    `json:"title"`
	Subtitle string    `json:"subtitle"`
	Image    string    `json:"image_url"`
}

package whatsapp

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
)

// body is a WhatsApp Business Account's webhook.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
type body struct {
	Object string  `json:"object"`
	Entry  []entry `json:"entry"`
}

type entry struct {
	ID      kit.AnyID `json:"id"`
	Changes []change  `json:"changes"`
}

type change struct {
	Field string `json:"field"`
	Value value  `json:"value"`
}

type value struct {
	Metadata struct {
		PhoneNumberID kit.AnyID `json:"phone_number_id"`
	} `json:"metadata"`
	Contacts []contact `json:"contacts"`
	Messages []message `json:"messages"`
	Statuses []status  `json:"statuses"`
	Echoes   []message `json:"message_echoes"`
	Errors   []failure `json:"errors"`
}

// contact is the sender as WhatsApp shows them. Since 2026 a sender may have
// no phone, and wa_id be absent; user_id is scoped to the business.
type contact struct {
	Profile struct {
		Name     string `json:"name"`
		Username string `json:"username"`
	} `json:"profile"`
	WaID   kit.AnyID `json:"wa_id"`
	UserID kit.AnyID `json:"user_id"`
}

// message is a received message, or an echo of one that the business sent
// from its phone.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages
type message struct {
	From       kit.AnyID   `json:"from"`
	FromUserID kit.AnyID   `json:"from_user_id"`
	To         kit.AnyID   `json:"to"`
	ToUserID   kit.AnyID   `json:"to_user_id"`
	ID         string      `json:"id"`
	Timestamp  kit.AnyTime `json:"timestamp"`
	GroupID    string      `json:"group_id"`
	// Origin is "contact_request/…" when the customer answers a request for their
	// own phone by a card.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
	Origin  string `json:"origin"`
	Context struct {
		ID        string `json:"id"`
		Forwarded bool   `json:"forwarded"`
		Often     bool   `json:"frequently_forwarded"`
		Product   struct {
			ID kit.AnyID `json:"product_retailer_id"`
		} `json:"referred_product"`
	} `json:"context"`
	Referral struct {
		SourceID kit.AnyID `json:"source_id"`
	} `json:"referral"`
	Errors   []failure `json:"errors"`
	Reaction *struct {
		MessageID string `json:"message_id"`
		Emoji     string `json:"emoji"`
	} `json:"reaction"`
	Edit *struct {
		Original string  `json:"original_message_id"`
		Message  content `json:"message"`
	} `json:"edit"`
	Revoke *struct {
		Original string `json:"original_message_id"`
	} `json:"revoke"`
	// What is no content has a kind of its own, and what we are not shown: a changed
	// number, a poll.
	System      kind `json:"system"`
	Unsupported kind `json:"unsupported"`
	content
}

type kind struct {
	Type string `json:"type"`
}

// content is what is said: one of these, as Type says.
type content struct {
	Type string `json:"type"`
	Text *struct {
		Body string `json:"body"`
	} `json:"text"`
	Image    *media    `json:"image"`
	Video    *media    `json:"video"`
	Audio    *media    `json:"audio"`
	Voice    *media    `json:"voice"` // as older versions have it
	Document *media    `json:"document"`
	Sticker  *media    `json:"sticker"`
	Location *location `json:"location"`
	Contacts []card    `json:"contacts"`
	Button   *struct {
		Payload kit.AnyID `json:"payload"`
		Text    string    `json:"text"`
	} `json:"button"`
	Interactive *interactive `json:"interactive"`
	Order       *order       `json:"order"`
}

type media struct {
	ID       string `json:"id"`
	MIME     string `json:"mime_type"`
	Caption  string `json:"caption"`
	Filename string `json:"filename"`
	URL      string `json:"url"`
	Voice    bool   `json:"voice"`
}

type location struct {
	Lat     kit.AnyNumber `json:"latitude"`
	Long    kit.AnyNumber `json:"longitude"`
	Name    string        `json:"name"`
	Address string        `json:"address"`
	URL     string        `json:"url"`
}

type card struct {
	Name struct {
		Formatted string `json:"formatted_name"`
		First     string `json:"first_name"`
		Last      string `json:"last_name"`
	} `json:"name"`
	Phones []struct {
		Phone string    `json:"phone"`
		WaID  kit.AnyID `json:"wa_id"`
	} `json:"phones"`
}

type interactive struct {
	Type  string `json:"type"`
	Reply *reply `json:"button_reply"`
	List  *reply `json:"list_reply"`
	Form  *struct {
		Body     string          `json:"body"`
		Response json.RawMessage `json:"response_json"` // a string that holds JSON
	} `json:"nfm_reply"`
	raw json.RawMessage
}

func (i *interactive) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return nil
	}
	type plain interactive
	i.raw = bytes.Clone(b)
	return json.Unmarshal(b, (*plain)(i))
}

type reply struct {
	ID    kit.AnyID `json:"id"`
	Title string    `json:"title"`
}

type order struct {
	Text  string `json:"text"`
	Items []struct {
		Product  kit.AnyID `json:"product_retailer_id"`
		Quantity kit.AnyID `json:"quantity"`
		Price    kit.AnyID `json:"item_price"`
		Currency string    `json:"currency"`
	} `json:"product_items"`
}

// status is how far a message of ours got.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status
type status struct {
	ID              string      `json:"id"`
	Status          string      `json:"status"`
	Timestamp       kit.AnyTime `json:"timestamp"`
	RecipientID     kit.AnyID   `json:"recipient_id"`
	RecipientUserID kit.AnyID   `json:"recipient_user_id"`
	RecipientType   string      `json:"recipient_type"` // "group": RecipientID is one's
	Errors          []failure   `json:"errors"`
	Opaque          string      `json:"biz_opaque_callback_data"`
}

type failure struct {
	Code    int    `json:"code"`
	Title   string `json:"title"`
	Message string `json:"message"`
	Details string `json:"details"` // as older versions have it
	Data    struct {
		Details string `json:"details"`
	} `json:"error_data"`
}

// reason says it for a person.
func (e failure) reason() string {
	_, words, _ := graph.Meaning(e.Code, 0)
	return e.saying(words)
}

// unshown says for a person why a message is not shown to us.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported
func (e failure) unshown() string {
	words := kit.FirstOf(e.Data.Details, e.Details, e.Title, e.Message)
	if e.Code == 131060 { // the first message to a number that the phone's app has too
		words = kit.Joined(" ", words, "It can be read in the WhatsApp Business app.")
	}
	return e.saying(words)
}

// saying puts words before WhatsApp's own.
func (e failure) saying(words string) string {
	if words = kit.FirstOf(words, e.Data.Details, e.Details, e.Title, e.Message); words == "" {
		words = "WhatsApp does not say why."
	}
	return words + " (" + strconv.Itoa(e.Code) + ")"
}

package channel

// pgBody is a webhook of Messenger (object "page") or Instagram.
// https://developers.facebook.com/docs/messenger-platform/webhooks
// https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
type pgBody struct {
	Object string    `json:"object"`
	Entry  []pgEntry `json:"entry"`
}

type pgEntry struct {
	ID        anyID     `json:"id"`
	Messaging []pgEvent `json:"messaging"`
	// Standby holds the same while another app has the thread.
	Standby []pgEvent `json:"standby"`
	// Changes is how Instagram with its own login may send the same.
	Changes []pgChange `json:"changes"`
}

type pgChange struct {
	Field string  `json:"field"`
	Value pgEvent `json:"value"`
}

type pgEvent struct {
	Sender    pgParty     `json:"sender"`
	Recipient pgParty     `json:"recipient"`
	Timestamp anyTime     `json:"timestamp"`
	Message   *pgMessage  `json:"message"`
	Postback  *pgPostback `json:"postback"`
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
	Delivery *pgReceipt `json:"delivery"`
	Read     *pgReceipt `json:"read"`

	// What means nothing to us, so that a reason can name it.
	Referral *struct{} `json:"referral"`
	Optin    *struct{} `json:"optin"`
	Pass     *struct{} `json:"pass_thread_control"`
	Take     *struct{} `json:"take_thread_control"`
	Request  *struct{} `json:"request_thread_control"`
	Roles    *struct{} `json:"app_roles"`
	Linking  *struct{} `json:"account_linking"`
	Policy   *struct{} `json:"policy_enforcement"`
}

type pgParty struct {
	ID anyID `json:"id"`
}

type pgMessage struct {
	MID         string `json:"mid"`
	Text        string `json:"text"`
	Echo        bool   `json:"is_echo"`
	Deleted     bool   `json:"is_deleted"`
	Unsupported bool   `json:"is_unsupported"`
	AppID       anyID  `json:"app_id"`
	Metadata    string `json:"metadata"`
	QuickReply  struct {
		Payload string `json:"payload"`
	} `json:"quick_reply"`
	ReplyTo struct {
		MID   string `json:"mid"`
		Story *struct {
			ID  anyID  `json:"id"`
			URL string `json:"url"`
		} `json:"story"`
	} `json:"reply_to"`
	Referral    pgReferral     `json:"referral"`
	Attachments []pgAttachment `json:"attachments"`
}

type pgReferral struct {
	Ref string `json:"ref"`
}

type pgPostback struct {
	MID      string     `json:"mid"`
	Title    string     `json:"title"`
	Payload  string     `json:"payload"`
	Referral pgReferral `json:"referral"`
}

type pgReceipt struct {
	MIDs      []string `json:"mids"`
	MID       string   `json:"mid"` // Instagram's read
	Watermark anyTime  `json:"watermark"`
}

type pgAttachment struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	URL     string `json:"url"`
	Payload struct {
		URL         string `json:"url"`
		Title       string `json:"title"`
		StickerID   anyID  `json:"sticker_id"`
		Coordinates *struct {
			Lat  float64 `json:"lat"`
			Long float64 `json:"long"`
		} `json:"coordinates"`
	} `json:"payload"`
}

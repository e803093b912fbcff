package telegram

// tgUpdate is a Telegram update, as far as it is read here.
// https://core.telegram.org/bots/api#update
type tgUpdate struct {
	UpdateID        int64         `json:"update_id"`
	Message         *tgMessage    `json:"message"`
	Edited          *tgMessage    `json:"edited_message"`
	Business        *tgMessage    `json:"business_message"`
	EditedBusiness  *tgMessage    `json:"edited_business_message"`
	DeletedBusiness *tgDeleted    `json:"deleted_business_messages"`
	Connection      *tgConnection `json:"business_connection"`
	Callback        *tgCallback   `json:"callback_query"`
	MyChatMember    *tgMember     `json:"my_chat_member"`
	Reaction        *tgReaction   `json:"message_reaction"`
}

type tgUser struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Username string `json:"username"`
	Language string `json:"language_code"`
}

type tgChat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Username string `json:"username"`
}

// tgMessage is https://core.telegram.org/bots/api#message
type tgMessage struct {
	ID          int64   `json:"message_id"`
	From        *tgUser `json:"from"`
	Chat        tgChat  `json:"chat"`
	Date        int64   `json:"date"`
	EditDate    int64   `json:"edit_date"`
	Connection  string  `json:"business_connection_id"`
	BusinessBot *tgUser `json:"sender_business_bot"`
	ByItself    bool    `json:"is_from_offline"`
	// Origin is whose words they are, of a message that was forwarded.
	Origin *struct {
		Sender tgUser `json:"sender_user"`
	} `json:"forward_origin"`
	// Before version 7.0 of the API, and from servers of that age, it is these.
	ForwardFrom *tgUser `json:"forward_from"`
	ForwardChat *tgChat `json:"forward_from_chat"`
	ForwardName string  `json:"forward_sender_name"`
	ForwardDate int64   `json:"forward_date"`
	ReplyTo     *struct {
		ID int64 `json:"message_id"`
	} `json:"reply_to_message"`
	Markup *struct {
		Inline [][]struct {
			Text string `json:"text"`
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`

	Text    string `json:"text"`
	Caption string `json:"caption"`

	Photo     []tgFile    `json:"photo"`
	Document  *tgFile     `json:"document"`
	Audio     *tgFile     `json:"audio"`
	Voice     *tgFile     `json:"voice"`
	Video     *tgFile     `json:"video"`
	VideoNote *tgFile     `json:"video_note"`
	Animation *tgFile     `json:"animation"`
	Sticker   *tgFile     `json:"sticker"`
	Contact   *tgContact  `json:"contact"`
	Location  *tgLocation `json:"location"`
	Venue     *tgVenue    `json:"venue"`
	LivePhoto *tgFile     `json:"live_photo"`
	Shared    *struct {
		Users []tgContact `json:"users"`
	} `json:"users_shared"`
	WebApp *struct {
		Data   string `json:"data"`
		Button string `json:"button_text"`
	} `json:"web_app_data"`
}

// tgFile is any of PhotoSize, Document, Audio, Voice, Video, VideoNote,
// Animation, Sticker.
type tgFile struct {
	ID       string `json:"file_id"`
	Name     string `json:"file_name"`
	MIME     string `json:"mime_type"`
	Size     int64  `json:"file_size"`
	Duration int64  `json:"duration"`
	Emoji    string `json:"emoji"`
}

type tgContact struct {
	Phone  string `json:"phone_number"`
	First  string `json:"first_name"`
	Last   string `json:"last_name"`
	UserID int64  `json:"user_id"`
}

type tgLocation struct {
	Lat  float64 `json:"latitude"`
	Long float64 `json:"longitude"`
}

type tgVenue struct {
	Location tgLocation `json:"location"`
	Title    string     `json:"title"`
	Address  string     `json:"address"`
}

// tgCallback is https://core.telegram.org/bots/api#callbackquery
type tgCallback struct {
	ID      string     `json:"id"`
	From    tgUser     `json:"from"`
	Message *tgMessage `json:"message"`
	Data    string     `json:"data"`
}

// tgMember is https://core.telegram.org/bots/api#chatmemberupdated
type tgMember struct {
	Chat tgChat `json:"chat"`
	From tgUser `json:"from"`
	Date int64  `json:"date"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

// tgReaction is https://core.telegram.org/bots/api#messagereactionupdated
type tgReaction struct {
	Chat      tgChat  `json:"chat"`
	MessageID int64   `json:"message_id"`
	User      *tgUser `json:"user"`
	Date      int64   `json:"date"`
	New       []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	} `json:"new_reaction"`
}

// tgDeleted is https://core.telegram.org/bots/api#businessmessagesdeleted
type tgDeleted struct {
	Connection string  `json:"business_connection_id"`
	Chat       tgChat  `json:"chat"`
	IDs        []int64 `json:"message_ids"`
}

// tgConnection is https://core.telegram.org/bots/api#businessconnection
type tgConnection struct {
	ID      string `json:"id"`
	Enabled bool   `json:"is_enabled"`
}

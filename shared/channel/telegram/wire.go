package telegram

// update is a Telegram update, as far as it is read here.
// https://core.telegram.org/bots/api#update
type update struct {
	UpdateID        int64       `json:"update_id"`
	Message         *message    `json:"message"`
	Edited          *message    `json:"edited_message"`
	Business        *message    `json:"business_message"`
	EditedBusiness  *message    `json:"edited_business_message"`
	DeletedBusiness *deleted    `json:"deleted_business_messages"`
	Connection      *connection `json:"business_connection"`
	Callback        *callback   `json:"callback_query"`
	MyChatMember    *member     `json:"my_chat_member"`
	Reaction        *reaction   `json:"message_reaction"`
}

type person struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Username string `json:"username"`
	Language string `json:"language_code"`
}

type chat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Username string `json:"username"`
}

// message is https://core.telegram.org/bots/api#message
type message struct {
	ID          int64   `json:"message_id"`
	From        *person `json:"from"`
	Chat        chat    `json:"chat"`
	Date        int64   `json:"date"`
	EditDate    int64   `json:"edit_date"`
	Connection  string  `json:"business_connection_id"`
	BusinessBot *person `json:"sender_business_bot"`
	ByItself    bool    `json:"is_from_offline"`
	// Origin is whose words they are, of a message that was forwarded.
	Origin *struct {
		Sender person `json:"sender_user"`
	} `json:"forward_origin"`
	// Before version 7.0 of the API, and from servers of that age, it is these.
	ForwardFrom *person `json:"forward_from"`
	ForwardChat *chat   `json:"forward_from_chat"`
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

	Photo     []file    `json:"photo"`
	Document  *file     `json:"document"`
	Audio     *file     `json:"audio"`
	Voice     *file     `json:"voice"`
	Video     *file     `json:"video"`
	VideoNote *file     `json:"video_note"`
	Animation *file     `json:"animation"`
	Sticker   *file     `json:"sticker"`
	Contact   *contact  `json:"contact"`
	Location  *location `json:"location"`
	Venue     *venue    `json:"venue"`
	LivePhoto *file     `json:"live_photo"`
	Shared    *struct {
		Users []contact `json:"users"`
	} `json:"users_shared"`
	WebApp *struct {
		Data   string `json:"data"`
		Button string `json:"button_text"`
	} `json:"web_app_data"`
}

// file is any of PhotoSize, Document, Audio, Voice, Video, VideoNote,
// Animation, Sticker.
type file struct {
	ID       string `json:"file_id"`
	Name     string `json:"file_name"`
	MIME     string `json:"mime_type"`
	Size     int64  `json:"file_size"`
	Duration int64  `json:"duration"`
	Emoji    string `json:"emoji"`
}

type contact struct {
	Phone  string `json:"phone_number"`
	First  string `json:"first_name"`
	Last   string `json:"last_name"`
	UserID int64  `json:"user_id"`
}

type location struct {
	Lat  float64 `json:"latitude"`
	Long float64 `json:"longitude"`
}

type venue struct {
	Location location `json:"location"`
	Title    string   `json:"title"`
	Address  string   `json:"address"`
}

// callback is https://core.telegram.org/bots/api#callbackquery
type callback struct {
	ID      string   `json:"id"`
	From    person   `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

// member is https://core.telegram.org/bots/api#chatmemberupdated
type member struct {
	Chat chat   `json:"chat"`
	From person `json:"from"`
	Date int64  `json:"date"`
	Old  status `json:"old_chat_member"`
	New  status `json:"new_chat_member"`
}

type status struct {
	Status string `json:"status"`
}

// reaction is https://core.telegram.org/bots/api#messagereactionupdated
type reaction struct {
	Chat      chat    `json:"chat"`
	MessageID int64   `json:"message_id"`
	User      *person `json:"user"`
	Date      int64   `json:"date"`
	New       []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	} `json:"new_reaction"`
}

// deleted is https://core.telegram.org/bots/api#businessmessagesdeleted
type deleted struct {
	Connection string  `json:"business_connection_id"`
	Chat       chat    `json:"chat"`
	IDs        []int64 `json:"message_ids"`
}

// connection is https://core.telegram.org/bots/api#businessconnection
type connection struct {
	ID      string `json:"id"`
	Enabled bool   `json:"is_enabled"`
}
